"""Two clerks with the same certificates in the same moment: one number each, one print run. PostgreSQL only.

Each race has its control: with the lock taken out the second clerk gets through, or stumbles over the database.
"""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from certification.models import Certificate, Decision, NumberSeries, PrintRun, PrintRunItem
from certification.services.issuing import issue_held
from certification.services.print_runs import start_print_run
from foundation import clock
from tests.certification.issuing_world import FIRST, decided, issued
from tests.factories.accounts import UserFactory
from tests.faults.release import note
from tests.racing import meet

pytestmark = pytest.mark.postgresql

ROUNDS = 100


@pytest.fixture
def no_lock(monkeypatch):
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **how: self)


def both_issue():
    """Two clerks let the same two held decisions go and number them."""
    meeting, clerks = decided(2), UserFactory.create_batch(2)
    Decision.objects.filter(meeting=meeting).update(is_held=True, note="name_not_confirmed")
    decisions = list(Decision.objects.filter(meeting=meeting))
    return meet(
        Decision._meta.db_table,
        *(lambda clerk=clerk: issue_held(decisions=decisions, actor=clerk) for clerk in clerks),
    )


def both_print():
    """Two clerks put the same two certificates into a print run; for one of them it is past midnight already."""
    certificates, clerks = issued(2, render=False), UserFactory.create_batch(2)
    Certificate.objects.update(pdf_sha256="0" * 64, pdf_size=1)
    lsp = certificates[0].lsp

    def act(clerk, day):
        with clock.played(day):
            return start_print_run(lsp=lsp, certificates=certificates, actor=clerk)

    days = (clock.today(), clock.today() + datetime.timedelta(days=1))
    return meet(
        PrintRun._meta.db_table,
        *(lambda clerk=clerk, day=day: act(clerk, day) for clerk, day in zip(clerks, days, strict=True)),
    )


def refusals(results):
    return [result.code for result in results if isinstance(result, ValidationError)]


def assert_numbered_once():
    assert sorted(Certificate.objects.values_list("serial", flat=True)) == [FIRST, FIRST + 1]
    assert NumberSeries.objects.get(kind="certificate").next_number == FIRST + 2


def test_same_certificates_issued_by_two_clerks_get_one_number_each(committing):
    results = both_issue()

    assert refusals(results) == ["nothing_held"]
    assert_numbered_once()


def test_without_the_lock_the_second_clerk_stumbles_over_numbers_that_are_taken(committing, no_lock):
    """The control: it shows that the race above is a race."""
    results = both_issue()

    assert refusals(results) == ["number_taken"]


def test_same_certificates_printed_by_two_clerks_stand_in_one_run(committing):
    results = both_print()

    assert refusals(results) == ["not_waiting"]
    assert PrintRun.objects.count() == 1
    assert PrintRunItem.objects.count() == 2


def test_without_the_lock_the_same_certificates_stand_in_two_runs(committing, no_lock):
    """The control: it shows that the race above is a race."""
    results = both_print()

    assert refusals(results) == []
    assert PrintRun.objects.count() == 2


@pytest.mark.long
def test_a_hundred_races_number_once_and_print_once(committing):
    for round_ in range(1, ROUNDS + 1):
        assert refusals(both_issue()) == ["nothing_held"]
        assert refusals(both_print()) == ["not_waiting"]
        assert PrintRun.objects.count() == round_
    for series in NumberSeries.objects.filter(kind="certificate"):
        serials = Certificate.objects.filter(lsp=series.lsp).order_by("serial").values_list("serial", flat=True)
        assert list(serials) == list(range(series.first_number, series.next_number))
    note("clerks.md", f"{ROUNDS} races of two clerks for the same certificates, numbering and printing: one won each.")
