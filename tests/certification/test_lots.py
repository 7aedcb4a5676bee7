"""Lots against a hand-in, replacement lots, the physical count: one test per refusal."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from certification.choices import SheetStatus
from certification.models import Certificate, Sheet, SheetCount, SheetLot
from certification.places import read_serials
from certification.services import lots, spoiled
from certification.services.sheets import move_sheets
from foundation import clock
from foundation.accounts.choices import Role
from tests.certification.issuing_world import issued, tomorrow
from tests.certification.test_print_runs import code_of
from tests.factories.accounts import UserFactory
from tests.factories.certification import HandOverFactory, LspFactory, officer_of
from tests.factories.sheets import SheetLotFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def lsp():
    return LspFactory()


def receive(lsp, **changes):
    given = {
        "hand_in": "PENGAJUAN-7/2026",
        "received_on": clock.today(),
        "first": "13562541",
        "last": "13562572",
        "actor": UserFactory(),
    }
    return lots.receive_lot(lsp=lsp, **{**given, **changes})


def test_a_lot_writes_one_free_sheet_for_each_serial_without_its_gaps(lsp):
    lot = receive(lsp, gaps=["13562550", "13562551"])
    assert lot.sheets.free().count() == 30
    assert lot.gaps == ["13562550", "13562551"]
    assert not lot.sheets.filter(serial="13562550").exists()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"first": "1356254"}, "sheet_serial"),
        ({"last": "1356254x"}, "sheet_serial"),
        ({"last": "13562540"}, "first_after_last"),
        ({"last": "13567541"}, "lot_too_big"),
        ({"gaps": ["13562573"]}, "gap_outside"),
        ({"last": "13562541", "gaps": ["13562541"]}, "empty_lot"),
        ({"received_on": tomorrow()}, "future"),
    ],
)
def test_a_lot_is_refused(lsp, changes, code):
    with pytest.raises(ValidationError) as refused:
        receive(lsp, **changes)
    assert code_of(refused) == code
    assert not SheetLot.objects.exists()


def test_a_lot_of_five_thousand_is_received(lsp):
    assert receive(lsp, first="20000001", last="20005000").sheets.count() == 5000


def test_a_lot_that_overlaps_another_lsps_is_refused_with_the_serials(lsp):
    SheetLotFactory(first="13562570", count=10)
    with pytest.raises(ValidationError) as refused:
        receive(lsp)
    assert code_of(refused) == "overlap"
    assert "13562570–13562572" in str(refused.value)
    assert receive(lsp, gaps=["13562570", "13562571", "13562572"]).sheets.count() == 29


def test_a_sheet_that_a_letter_named_is_taken_for_its_certificate():
    here, handed = issued(2, render=False)
    for row, serial in ((here, "13562541"), (handed, "13562543")):
        Certificate.objects.filter(pk=row.pk).update(sheet_serial=serial)
    HandOverFactory(certificate=handed)
    receive(here.lsp)
    found = {sheet.serial: (sheet.state, sheet.certificate) for sheet in Sheet.objects.exclude(certificate=None)}
    assert found == {"13562541": (SheetStatus.PRINTED, here), "13562543": (SheetStatus.HANDED_OVER, handed)}


def test_a_lot_with_a_serial_on_another_lsps_certificate_is_refused(lsp):
    (foreign,) = issued(1, render=False)
    Certificate.objects.filter(pk=foreign.pk).update(sheet_serial="13562541")
    with pytest.raises(ValidationError) as refused:
        receive(lsp)
    assert code_of(refused) == "overlap"


def sent_letter(lsp, count=2):
    lot = SheetLotFactory(lsp=lsp, first="20000001", count=count)
    actor = UserFactory()
    sheets = spoiled.spoil_sheets(sheets=list(lot.sheets.all()), reason="sobek", actor=actor)
    letter = spoiled.make_spoiled_letter(lsp=lsp, number="BA-1", made_on=clock.today(), sheets=sheets, actor=actor)
    return spoiled.send_spoiled(letter=letter, sent_on=clock.today(), actor=actor)


def test_a_replacement_lot_replaces_one_for_one(lsp):
    letter = sent_letter(lsp)
    lot = receive(lsp, last="13562542", replaces=letter)
    assert lot.replaces_spoiled
    assert letter.replacement == lot


@pytest.mark.parametrize("code", ["not_one_for_one", "not_to_be_replaced"])
def test_a_replacement_lot_is_refused(lsp, code):
    letter = sent_letter(lsp)
    last = "13562543"
    if code == "not_to_be_replaced":
        receive(lsp, first="30000001", last="30000002", replaces=letter)
        last = "13562542"
    with pytest.raises(ValidationError) as refused:
        receive(lsp, last=last, replaces=letter)
    assert code_of(refused) == code


def count(lsp, **changes):
    given = {"counted_on": clock.today(), "counted_by": "Dewi Lestari", "witnessed_by": "Sri Wahyuni", "counted": 10}
    return lots.count_sheets(lsp=lsp, **{**given, **changes}, actor=UserFactory())


def test_a_count_stands_beside_the_ledger_and_corrects_nothing(lsp):
    lot = SheetLotFactory(lsp=lsp)
    SheetLotFactory()
    move_sheets(sheets=lot.sheets.all()[:1], to=SheetStatus.IN_RUN)
    made = count(lsp, counted=8, note="satu lembar dicari")
    assert (made.ledger, made.difference) == (9, -1)
    assert lot.sheets.free().count() == 9


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"witnessed_by": " dewi  LESTARI"}, "two_people"),
        ({"counted": 9}, "difference"),
        ({"counted_on": tomorrow()}, "future"),
    ],
)
def test_a_count_is_refused(lsp, changes, code):
    SheetLotFactory(lsp=lsp)
    with pytest.raises(ValidationError) as refused:
        count(lsp, **changes)
    assert code_of(refused) == code
    assert not SheetCount.objects.exists()


@pytest.mark.parametrize(
    ("text", "serials"),
    [("", []), ("13562544, 13562550 – 13562551", ["13562544", "13562550", "13562551"]), ("13562544\n", ["13562544"])],
)
def test_serials_are_read_as_clerks_write_them(text, serials):
    assert read_serials(text) == serials


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1356254", "serial_unreadable"),
        ("13562550-13562541", "serial_backwards"),
        ("10000000-10005000", "serials_many"),
    ],
)
def test_serials_refuse(text, code):
    with pytest.raises(ValidationError) as refused:
        read_serials(text)
    assert refused.value.code == code


def test_days_of_a_count_are_the_lsps_own(lsp):
    assert count(lsp, counted=0, counted_on=clock.today() - datetime.timedelta(days=1)).ledger == 0


def test_lots_tell_how_many_sheets_are_where_and_are_ordered_by_it(client, lsp):
    full, begun, used = (SheetLotFactory(lsp=lsp, count=count) for count in (5, 4, 3))
    empty = SheetLotFactory(lsp=lsp, received_on=full.received_on - datetime.timedelta(days=1))
    empty.sheets.all().delete()
    for lot, states in ((begun, ["in_run", "spoiled", "spoiled"]), (used, ["spoiled", "signed", "arrived"])):
        for sheet, state in zip(lot.sheets.all(), states, strict=False):
            Sheet.objects.filter(pk=sheet.pk).update(state=state, spoiled_reason="sobek" if state == "spoiled" else "")
    client.force_login(officer_of(lsp, Role.PRINT_CLERK))

    def listed(sort):
        return [
            row.record for row in client.get(reverse("certification:lot-list"), {"sort": sort}).context["table"].rows
        ]

    for sort, wanted in (
        ("sheet_count", [empty, used, begun, full]),
        ("-sheet_count", [full, begun, used, empty]),
        ("-n_received", [full, begun, used, empty]),
        ("n_in_run", [used, full, empty, begun]),
        ("-n_spoiled", [begun, used, full, empty]),
    ):
        assert listed(sort) == wanted, sort
    counts = {
        lot: (lot.sheet_count, lot.n_received, lot.n_in_run, lot.n_spoiled, lot.n_signed) for lot in listed("first")
    }
    assert counts == {full: (5, 5, 0, 0, 0), begun: (4, 1, 1, 2, 0), used: (3, 0, 0, 1, 1), empty: (0, 0, 0, 0, 0)}
    page = client.get(reverse("certification:lot-list"), {"sort": "first"}).context["table"]
    assert [row.get_cell("used") for row in page.rows if row.record == used] == ["2"]
