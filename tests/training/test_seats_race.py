"""Two officers reach for the last seat: one gets it, the other is told. PostgreSQL only, where rows are locked."""

import pytest
from django.core.exceptions import ValidationError

from tests.factories.accounts import UserFactory
from tests.factories.lapas import PrisonFactory
from tests.factories.training import EnrolmentFactory
from tests.racing import meet
from tests.training.world import fitting, new_class
from training.models import Enrolment
from training.querysets import TrainingClassQuerySet
from training.services.enrolment import enrol_inmates, promote_reserve

pytestmark = pytest.mark.postgresql


def reach_for_a_seat(training_class):
    person, officer = fitting(training_class), UserFactory()
    return lambda: enrol_inmates(training_class=training_class, inmates=[person], actor=officer)


def race_for_the_last_seat():
    training_class = new_class(PrisonFactory(hearing_required=False), seats=1)
    return meet(Enrolment._meta.db_table, reach_for_a_seat(training_class), reach_for_a_seat(training_class))


def refusals(results):
    return [result for result in results if isinstance(result, ValidationError)]


def test_two_officers_cannot_both_take_the_last_seat(committing):
    results = race_for_the_last_seat()

    assert [refusal.code for refusal in refusals(results)] == ["class_full"]
    assert Enrolment.objects.seated().count() == 1


def test_without_the_lock_both_take_it(committing, monkeypatch):
    """The control: it shows that the race above is a race."""
    monkeypatch.setattr(TrainingClassQuerySet, "select_for_update", lambda self, **how: self)

    results = race_for_the_last_seat()

    assert refusals(results) == []
    assert Enrolment.objects.seated().count() == 2


def test_promoting_and_enrolling_share_the_last_seat(committing):
    training_class = new_class(PrisonFactory(hearing_required=False), seats=1)
    waiting = EnrolmentFactory(training_class=training_class, reserve=True)
    officer = UserFactory()

    results = meet(
        Enrolment._meta.db_table,
        lambda: promote_reserve(enrolment=waiting, actor=officer),
        reach_for_a_seat(training_class),
    )

    assert len(refusals(results)) == 1
    assert Enrolment.objects.seated().count() == 1
