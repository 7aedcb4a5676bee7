"""Two meetings numbered at once by one LSP. PostgreSQL only, where the counter row is locked."""

import pytest
from django.db.models import QuerySet

from certification.models import Certificate, NumberSeries
from certification.services.issuing import issue_certificates
from tests.certification.issuing_world import FIRST, decided
from tests.factories.accounts import UserFactory
from tests.factories.certification import DecisionFactory, DecisionMeetingFactory
from tests.factories.training import TrainingClassFactory
from tests.racing import meet

pytestmark = pytest.mark.postgresql


def race():
    """Two meetings of one LSP, two candidates each, issued in the same moment."""
    first, actor = decided(2), UserFactory()
    second = DecisionMeetingFactory(
        exam__training_class=TrainingClassFactory(finished=True, module=first.exam.training_class.module),
        exam__lsp=first.exam.lsp,
    )
    for number in (1, 2):
        inmate = DecisionFactory(meeting=second, assessment__candidate_number=number).assessment.inmate
        inmate.certificate_name, inmate.certificate_name_confirmed_on = f"PESERTA {number}", second.letter_date
        inmate.save()
    return meet(
        NumberSeries._meta.db_table,
        lambda: issue_certificates(meeting=first, actor=actor),
        lambda: issue_certificates(meeting=second, actor=actor),
    )


def serials():
    return sorted(Certificate.objects.values_list("serial", flat=True))


def test_two_meetings_at_once_get_contiguous_numbers(committing):
    results = race()

    assert not any(isinstance(result, Exception) for result in results)
    assert serials() == [FIRST, FIRST + 1, FIRST + 2, FIRST + 3]
    assert NumberSeries.objects.get(kind="certificate").next_number == FIRST + 4


def test_without_the_lock_one_of_them_fails_on_a_number_that_is_taken(committing, monkeypatch):
    """The control: it shows that the race above is a race."""
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **how: self)

    results = race()

    assert sum(isinstance(result, Exception) for result in results) == 1
    assert serials() == [FIRST, FIRST + 1]
