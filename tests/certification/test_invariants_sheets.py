"""Each promise about sheets is broken on purpose, and the check must say so."""

import pytest

from certification.choices import SheetStatus
from certification.models import Certificate, PrintRun, PrintRunItem, Sheet, SheetLot
from certification.services.spoiled import spoil_sheets
from tests.certification import sheets_world as world
from tests.certification.test_invariants_certificates import broken
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

CODES = [
    "certification.sheet_agrees",
    "certification.sheet_once",
    "certification.lot_whole",
    "certification.sheets_set_aside",
]


@pytest.fixture
def certificates():
    return world.printed(2)


@pytest.mark.parametrize("code", CODES)
def test_invariant_holds_for_what_the_services_made(code):
    """Two printed, one torn afterwards and printed again, one run still open with a jam."""
    certificates = world.printed(2)
    spoil_sheets(sheets=list(certificates[0].sheets.all()), reason="sobek", actor=UserFactory())
    world.ready(3, top="20000001")
    assert broken(code) == []


def test_invariant_holds_for_a_serial_that_came_by_letter():
    (certificate,) = world.waiting(1)
    Certificate.objects.filter(pk=certificate.pk).update(sheet_serial="99999999")
    assert broken("certification.sheet_agrees") == []


def test_invariant_sees_a_serial_changed_on_the_certificate(certificates):
    Certificate.objects.filter(pk=certificates[0].pk).update(sheet_serial="13562549")
    assert len(broken("certification.sheet_agrees")) == 2


def test_invariant_sees_a_live_sheet_without_certificate(certificates):
    Sheet.objects.filter(serial="13562541").update(certificate=None)
    assert len(broken("certification.sheet_agrees")) == 2


def test_invariant_sees_a_certificate_on_a_spoiled_sheet(certificates):
    Sheet.objects.filter(serial="13562541").update(state=SheetStatus.SPOILED, spoiled_reason="sobek")
    assert len(broken("certification.sheet_agrees")) == 1


def test_invariant_sees_a_printed_serial_that_the_ledger_does_not_know(certificates):
    Certificate.objects.filter(pk=certificates[0].pk).update(sheet_serial="77777777")
    Sheet.objects.filter(serial="13562541").update(state=SheetStatus.RECEIVED, certificate=None)
    assert len(broken("certification.sheet_agrees")) == 1


def test_invariant_sees_two_live_sheets_under_one_certificate(certificates):
    Sheet.objects.filter(serial="13562545").update(state=SheetStatus.PRINTED, certificate=certificates[0])
    assert len(broken("certification.sheet_once")) == 1


def test_invariant_sees_one_sheet_good_at_two_places(certificates):
    first, second = PrintRunItem.objects.order_by("position")
    PrintRunItem.objects.filter(pk=second.pk).update(sheet=first.sheet)
    assert len(broken("certification.sheet_once")) == 1


def test_invariant_sees_a_lot_with_a_sheet_too_few(certificates):
    Sheet.objects.filter(serial="13562550").delete()
    assert len(broken("certification.lot_whole")) == 1
    SheetLot.objects.update(gaps=["13562550"])
    assert broken("certification.lot_whole") == []


def test_invariant_sees_a_sheet_set_aside_for_a_run_at_its_end():
    run = world.ready(1)
    PrintRun.objects.filter(pk=run.pk).update(state="abandoned")
    assert len(broken("certification.sheets_set_aside")) == 1
