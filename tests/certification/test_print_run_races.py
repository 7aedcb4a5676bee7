"""Two clerks at one pile in the same moment. PostgreSQL only, where the lot's row is locked."""

import pytest
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from certification.models import PrintRun, PrintRunItem, Sheet
from certification.services import print_runs
from tests.certification import sheets_world as world
from tests.factories.accounts import UserFactory
from tests.racing import meet

pytestmark = pytest.mark.postgresql


def race():
    """Two runs of one LSP, one certificate each, laid from the same sheet on; each clerk compared the same pile."""
    first, _lot, printer = world.chosen(2)
    second = PrintRun.objects.create(
        lsp=first.lsp, day=first.day, number_of_day=2, created_by=first.created_by, created_at=first.created_at
    )
    PrintRunItem.objects.filter(run=first, position=2).update(run=second, position=1)
    actor = UserFactory()
    return meet(
        Sheet._meta.db_table,
        *(
            lambda run=run: print_runs.lay_print_run(
                run=run, profile=printer, top=world.TOP, last=world.TOP, actor=actor
            )
            for run in (first, second)
        ),
    )


def test_of_two_clerks_at_one_pile_one_wins_and_the_other_is_asked_to_compare_again(committing):
    results = race()

    refused = [result for result in results if isinstance(result, Exception)]
    assert len(refused) == 1
    assert isinstance(refused[0], ValidationError)
    # The sheet on top is not free any more.
    assert refused[0].code == "not_free"
    assert PrintRunItem.objects.filter(sheet__serial=world.TOP).count() == 1


def test_without_the_locks_both_lay_their_run_on_the_same_sheet(committing, monkeypatch):
    """The control: it shows that the race above is a race."""
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **how: self)

    results = race()

    assert not any(isinstance(result, Exception) for result in results)
    assert PrintRunItem.objects.filter(sheet__serial=world.TOP).count() == 2
