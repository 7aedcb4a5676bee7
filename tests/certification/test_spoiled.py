"""Signing, spoiling, letters back to BNSP; printers and their calibration. One test per refusal."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from certification.choices import SheetStatus
from certification.models import Certificate, PublicRecord, Sheet
from certification.services import printers, spoiled
from foundation import clock
from tests.certification.issuing_world import tomorrow
from tests.certification.journey_world import on_sheets, prepared
from tests.certification.sheets_world import printed
from tests.certification.test_print_runs import code_of
from tests.factories.accounts import UserFactory
from tests.factories.certification import LspFactory
from tests.factories.sheets import PrinterProfileFactory, SheetLotFactory

pytestmark = pytest.mark.django_db
YESTERDAY = datetime.timedelta(days=-1)


@pytest.fixture
def actor():
    return UserFactory()


def test_signing_moves_many_printed_sheets_at_once(actor):
    printed(3)
    spoiled.sign_sheets(sheets=Sheet.objects.filter(state="printed"), signed_on=clock.today(), actor=actor)
    assert Sheet.objects.filter(state=SheetStatus.SIGNED).count() == 3


@pytest.mark.parametrize(
    ("which", "day", "code"),
    [
        ("none", 0, "none_chosen"),
        ("printed", 1, "future"),
        ("printed", -1, "before_print"),
        ("received", 0, "move"),
    ],
)
def test_signing_is_refused(actor, which, day, code):
    printed(1)
    sheets = Sheet.objects.filter(state=which)
    with pytest.raises(ValidationError) as refused:
        spoiled.sign_sheets(sheets=sheets, signed_on=clock.today() + datetime.timedelta(days=day), actor=actor)
    assert code_of(refused) == code
    assert not Sheet.objects.filter(state=SheetStatus.SIGNED).exists()


def test_spoiling_a_printed_sheet_sends_its_certificate_back_to_the_queue(actor):
    (certificate,) = printed(1)
    spoiled.spoil_sheets(sheets=[certificate.sheets.get()], reason="sobek saat ditandatangani", actor=actor)
    certificate = Certificate.objects.get()
    assert (certificate.sheet_serial, certificate.printed_on) == ("", None)
    assert PublicRecord.objects.get(code=certificate.code).sheet_last3 == ""
    assert Certificate.objects.waiting_for_print().not_in_a_print_run().get() == certificate
    assert certificate.sheets.get().spoiled_reason == "sobek saat ditandatangani"


def test_spoiling_is_refused_without_reason_and_without_sheets(actor):
    lot = SheetLotFactory()
    for sheets, reason, code in (([], "sobek", "none_chosen"), (list(lot.sheets.all()), "  ", "reason")):
        with pytest.raises(ValidationError) as refused:
            spoiled.spoil_sheets(sheets=sheets, reason=reason, actor=actor)
        assert code_of(refused) == code


@pytest.mark.parametrize(
    ("state", "code"), [("in_run", "in_run"), ("dispatched", "in_package"), ("handed_over", "handed_over")]
)
def test_spoiling_is_refused_where_another_page_says_it(actor, state, code):
    (certificate,) = on_sheets(1, state)
    with pytest.raises(ValidationError) as refused:
        spoiled.spoil_sheets(sheets=list(certificate.sheets.all()), reason="sobek", actor=actor)
    assert refused.value.code == code


def test_spoiling_is_refused_for_a_sheet_that_is_packed_already(actor):
    sheet = prepared(1).items.get().sheet
    with pytest.raises(ValidationError) as refused:
        spoiled.spoil_sheets(sheets=[sheet], reason="sobek", actor=actor)
    assert refused.value.code == "in_package"


def letter_for(lot, actor, **changes):
    sheets = list(lot.sheets.filter(state=SheetStatus.SPOILED))
    given = {"lsp": lot.lsp, "number": "BA-1/2026", "made_on": clock.today(), "sheets": sheets, "actor": actor}
    return spoiled.make_spoiled_letter(**{**given, **changes})


@pytest.fixture
def torn(actor):
    lot = SheetLotFactory(count=3)
    spoiled.spoil_sheets(sheets=list(lot.sheets.all()[:2]), reason="sobek", actor=actor)
    return lot


def test_a_letter_takes_spoiled_sheets_and_sending_it_returns_them(torn, actor):
    letter = letter_for(torn, actor)
    assert not torn.sheets.spoiled_here().exists()
    spoiled.send_spoiled(letter=letter, sent_on=clock.today(), actor=actor)
    assert torn.sheets.filter(state=SheetStatus.RETURNED, letter=letter).count() == 2


def test_a_letter_is_refused(torn, actor):
    free = list(torn.sheets.free())
    for changes, code in (
        ({"sheets": []}, "none_chosen"),
        ({"sheets": free}, "not_spoiled"),
        ({"made_on": tomorrow()}, "future"),
        ({"lsp": LspFactory()}, "not_spoiled"),
    ):
        with pytest.raises(ValidationError) as refused:
            letter_for(torn, actor, **changes)
        assert code_of(refused) == code
    letter_for(torn, actor)
    spoiled.spoil_sheets(sheets=free, reason="basah", actor=actor)
    with pytest.raises(ValidationError) as refused:
        letter_for(torn, actor, sheets=free)
    assert code_of(refused) == "number_taken"


def test_sending_is_refused_before_the_letter_in_the_future_and_twice(torn, actor):
    letter = letter_for(torn, actor)
    for day in (clock.today() + YESTERDAY, tomorrow()):
        with pytest.raises(ValidationError) as refused:
            spoiled.send_spoiled(letter=letter, sent_on=day, actor=actor)
        assert code_of(refused) == "sent_on"
    spoiled.send_spoiled(letter=letter, sent_on=clock.today(), actor=actor)
    with pytest.raises(ValidationError) as refused:
        spoiled.send_spoiled(letter=letter, sent_on=clock.today(), actor=actor)
    assert refused.value.code == "already"


SHIFTS = {"front_x_mm": "1.5", "front_y_mm": "-2.0", "back_x_mm": "0", "back_y_mm": "0.5"}


def test_calibrating_takes_the_measured_shift_away_from_the_offsets(actor):
    printer = PrinterProfileFactory(front_x_mm=Decimal("0.5"))
    shifts = {name: Decimal(value) for name, value in SHIFTS.items()}
    made = printers.calibrate_printer(printer=printer, shifts=shifts, actor=actor)
    made.refresh_from_db()
    assert (made.front_x_mm, made.front_y_mm, made.back_y_mm) == (Decimal("-1.0"), Decimal("2.0"), Decimal("-0.5"))
    assert made.calibrated_on == clock.today()


def test_calibrating_refuses_more_than_a_paper_guide_can_be_off(actor):
    printer = PrinterProfileFactory(back_x_mm=Decimal("10"))
    shifts = {name: Decimal(value) for name, value in SHIFTS.items()} | {"back_x_mm": Decimal("-5.1")}
    with pytest.raises(ValidationError) as refused:
        printers.calibrate_printer(printer=printer, shifts=shifts, actor=actor)
    assert code_of(refused) == "too_far"


def test_a_printer_has_its_name_once_in_its_lsp(actor):
    printer = PrinterProfileFactory(name="Laser depan")
    printers.keep_printer(lsp=LspFactory(), printer=None, values={"name": "Laser depan"}, actor=actor)
    with pytest.raises(ValidationError) as refused:
        printers.keep_printer(lsp=printer.lsp, printer=None, values={"name": "LASER depan "}, actor=actor)
    assert code_of(refused) == "name_taken"
