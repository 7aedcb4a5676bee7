"""Where a sheet may go, and that only the table of moves lets it."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from certification.choices import LIVE_SHEET, SheetStatus
from certification.models import Sheet
from certification.services.sheets import ALLOWED, move_sheets
from foundation import clock
from tests.factories.sheets import SheetCountFactory, SheetFactory, SheetLotFactory, SpoiledLetterFactory

pytestmark = pytest.mark.django_db


def test_a_sheet_goes_the_whole_way_to_the_holder():
    (sheet,) = SheetLotFactory(count=1).sheets.all()
    for state in ("in_run", "printed", "signed", "dispatched", "arrived", "ready", "handed_over"):
        (sheet,) = move_sheets(sheets=[sheet], to=state)
    sheet.refresh_from_db()
    assert sheet.state == SheetStatus.HANDED_OVER
    assert sheet.state_since == clock.today()


def test_every_state_of_the_table_is_a_state_and_every_live_one_can_be_lost():
    assert set(ALLOWED) == set(SheetStatus)
    assert all(SheetStatus.SPOILED in ALLOWED[state] for state in LIVE_SHEET)


def test_a_move_outside_the_table_moves_none_of_the_sheets():
    first, second = SheetLotFactory(count=2).sheets.all()
    move_sheets(sheets=[first], to=SheetStatus.PRINTED)
    with pytest.raises(ValidationError) as refused:
        move_sheets(sheets=[first, second], to=SheetStatus.SIGNED)
    assert refused.value.code == "move"
    assert second.serial in refused.value.messages[0]
    assert not Sheet.objects.filter(state=SheetStatus.SIGNED).exists()


def test_a_spoiled_sheet_that_is_back_at_bnsp_goes_nowhere():
    sheet = SheetFactory(state=SheetStatus.RETURNED, spoiled_reason="macet")
    with pytest.raises(ValidationError) as refused:
        move_sheets(sheets=[sheet], to=SheetStatus.READY)
    assert refused.value.code == "move"


def test_a_move_keeps_the_day_and_the_fields_it_is_given():
    (sheet,) = SheetLotFactory(count=1).sheets.all()
    day = clock.today() - datetime.timedelta(days=3)
    letter = SpoiledLetterFactory(lsp=sheet.lsp)
    (moved,) = move_sheets(sheets=[sheet], to=SheetStatus.SPOILED, on=day, spoiled_reason="sobek", letter=letter)
    moved.refresh_from_db()
    assert (moved.state_since, moved.spoiled_reason, moved.letter) == (day, "sobek", letter)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: SheetFactory(state=SheetStatus.SPOILED),
        lambda: SheetLotFactory(first="13562550", last="13562541"),
        lambda: SheetCountFactory(witnessed_by="Dewi Lestari"),
        lambda: SheetCountFactory(counted=9),
    ],
    ids=["spoiled without reason", "lot runs down", "one person counts", "difference without note"],
)
def test_the_database_refuses(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        wrong()
