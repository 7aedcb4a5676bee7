"""The walker's second half: ids of another place, posted into every grid, write nothing there."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.db.models import Model

from certification.models import Certificate, Decider, Dispatch, HandOver, PrintRunItem, Sheet, UnitResult
from foundation import clock
from foundation.accounts.choices import Role
from lapas.models import CustodyEvent, Inmate
from pojok_vokasi.access import ROUTES
from tests.access_world import World, build
from tests.test_access import address
from training.models import Attendance, Enrolment, UnitTrainingResult

TODAY = f"{clock.today():%d-%m-%Y}"
HEAD = {"on": TODAY, "held_on": TODAY, "judged_on": TODAY, "letter_date": TODAY, "decree_date": TODAY, "version": "0"}
WRITTEN = (
    Attendance,
    UnitTrainingResult,
    UnitResult,
    PrintRunItem,
    HandOver,
    CustodyEvent,
    Certificate,
    Decider,
    Dispatch,
    Sheet,
)


def ids(foreign: World) -> dict[str, Any]:
    rows = foreign.rows
    inmate, enrolment = rows["lapas.Inmate"].pk, rows["training.Enrolment"].pk
    sheet, certificate = rows["certification.Assessment"].pk, rows["certification.Certificate"].pk
    unit = rows["training.Scheme"].units.first().pk
    decision = rows["certification.Certificate"].decision_id
    lsp, printer = rows["certification.Lsp"].pk, rows["certification.PrinterProfile"].pk
    printed, blank = rows["certification.Sheet"].pk, rows["certification.Sheet"].serial
    torn = rows["certification.SpoiledLetter"].sheets.get().pk
    return {
        "lapas:name-confirm": {"inmates": [inmate], f"name-{inmate}": "NAMA ASING"},
        "lapas:release-many": {"inmates": [inmate], "release_kind": "pb"},
        "lapas:notice-acknowledge": {"notices": [rows["lapas.ChangeNotice"].pk]},
        "training:class-propose": {"inmates": [inmate], f"reason-{inmate}": "alasan yang cukup panjang"},
        "training:hearing-record": {f"ruling_{enrolment}": "approved", "minutes_number": "1", "rest": "approved"},
        "training:attendance-day": {f"hadir-{enrolment}": "present"},
        "training:result-judge": {f"hasil-{enrolment}-{unit}": "passed", "conclude": "1"},
        "training:result-record": {f"hasil-{enrolment}-{unit}": "passed", "conclude": "1"},
        "certification:exam-results": {f"v-{sheet}": "0", f"s-{sheet}": "absent", f"r-{sheet}": "x"},
        "certification:exam-results-type": {f"v-{sheet}": "0", f"s-{sheet}": "absent", f"r-{sheet}": "x"},
        "certification:print-list": {"rows": [certificate]},
        "certification:print-run-lay": {"top": blank, "last": blank, "printer": printer, "agreed": "1"},
        "certification:sheets-sign": {"rows": [printed], "signed_on": TODAY},
        "certification:spoiled-list": {"rows": [torn], "number": "BA-9", "made_on": TODAY},
        "certification:sheet-spoil": {"lsp": lsp, "serials": rows["certification.Sheet"].serial, "reason": "sobek"},
        "certification:sheet-count": {
            "lsp": lsp,
            "counted_on": TODAY,
            "counted_by": "A",
            "witnessed_by": "B",
            "counted": "0",
            "note": "x",
        },
        "certification:lot-receive": {
            "lsp": lsp,
            "hand_in": "1",
            "received_on": TODAY,
            "first": "90000001",
            "last": "90000002",
        },
        "certification:printer-create": {
            "lsp": lsp,
            "name": "Asing",
            "tray_order": "top",
            "face": "up",
            "duplex": "auto",
        },
        "certification:package-prepare": {"certificates": [certificate]},
        "certification:ready-box": {"certificates": [certificate]},
        "certification:ceremony-create": {
            "certificates": [certificate],
            "handed_on": TODAY,
            "identity_check": "photo",
            f"cara-{certificate}": "holder",
        },
        "certification:package-receive": {
            "received_on": TODAY,
            f"isi-{rows['certification.DispatchItem'].pk}": "here",
        },
        "certification:letter-numbers": {f"number-{decision}": "N", f"registration-{decision}": "R"},
    }


def fingerprint(foreign: World) -> list[Any]:
    """Everything of the other world that a grid could have written."""
    kept = [
        list(type(row).objects.filter(pk=row.pk).values()) for row in foreign.rows.values() if isinstance(row, Model)
    ]
    inmate = foreign.rows["lapas.Inmate"]
    enrolments = list(Enrolment.objects.filter(inmate=inmate).values())
    return [kept, enrolments, list(Inmate.objects.filter(pk=inmate.pk).values()), [m.objects.count() for m in WRITTEN]]


@pytest.mark.django_db
@pytest.mark.parametrize("name", [
    "lapas:name-confirm", "lapas:release-many", "lapas:notice-acknowledge", "training:class-propose",
    "training:hearing-record",
    "training:attendance-day", "training:result-judge", "training:result-record", "certification:exam-results",
    "certification:exam-results-type", "certification:print-list", "certification:print-run-lay",
    "certification:sheets-sign", "certification:spoiled-list", "certification:sheet-spoil",
    "certification:sheet-count", "certification:lot-receive", "certification:printer-create",
    "certification:letter-numbers", "certification:package-prepare", "certification:package-receive",
    "certification:ready-box", "certification:ceremony-create",
])  # fmt: skip
def test_access_grid_writes_nothing_in_another_place(client, settings, tmp_path, name):
    settings.MEDIA_ROOT = tmp_path
    own, foreign = build(), build()
    route = next(each for each in ROUTES if each.name == name)
    before = fingerprint(foreign)
    for role in route.reach:
        if role in {Role.KEMNAKER_ADMIN, Role.AUDITOR}:
            continue
        client.force_login(own.users[role])
        sent = {**HEAD, **ids(foreign)[name], "submission_key": str(uuid.uuid4())}
        assert client.post(address(route, own), sent).status_code in {200, 302, 400, 409}
    assert fingerprint(foreign) == before
