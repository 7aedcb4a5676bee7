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
    return {
        "lapas:name-confirm": {"inmates": [inmate], f"name-{inmate}": "NAMA ASING"},
        "lapas:release-many": {"inmates": [inmate], "release_kind": "pb"},
        "training:class-propose": {"inmates": [inmate], f"reason-{inmate}": "alasan yang cukup panjang"},
        "training:hearing-record": {f"ruling_{enrolment}": "approved", "minutes_number": "1", "rest": "approved"},
        "training:attendance-day": {f"hadir-{enrolment}": "present"},
        "training:result-judge": {f"hasil-{enrolment}-{unit}": "passed", "conclude": "1"},
        "training:result-record": {f"hasil-{enrolment}-{unit}": "passed", "conclude": "1"},
        "certification:exam-results": {f"v-{sheet}": "0", f"s-{sheet}": "absent", f"r-{sheet}": "x"},
        "certification:exam-results-type": {f"v-{sheet}": "0", f"s-{sheet}": "absent", f"r-{sheet}": "x"},
        "certification:print-list": {"certificates": [certificate]},
        "certification:print-run": {f"serial-{certificate}": "99999999"},
        "certification:package-prepare": {"certificates": [certificate]},
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
    "lapas:name-confirm", "lapas:release-many", "training:class-propose", "training:hearing-record",
    "training:attendance-day", "training:result-judge", "training:result-record", "certification:exam-results",
    "certification:exam-results-type", "certification:print-list", "certification:print-run",
    "certification:letter-numbers", "certification:package-prepare", "certification:package-receive",
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
