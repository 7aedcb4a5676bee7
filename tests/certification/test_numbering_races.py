"""Two officers at one class or one letter at once. PostgreSQL only, where the class and the letter are locked."""

import pytest
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from certification.choices import NumberingMode
from certification.models import Certificate, NumberSeries
from certification.services.letters import apply_letter
from certification.services.training_certificates import issue_training_certificates
from foundation import clock
from tests.certification.issuing_world import decided
from tests.certification.test_letters import opened
from tests.certification.training_world import FIRST, passed_class
from tests.factories.accounts import UserFactory
from tests.racing import meet

pytestmark = pytest.mark.postgresql


def one_class_twice():
    training_class, actors = passed_class(3), UserFactory.create_batch(2)
    return meet(
        NumberSeries._meta.db_table,
        *(
            lambda actor=actor: issue_training_certificates(
                training_class=training_class, issued_on=clock.today(), actor=actor
            )
            for actor in actors
        ),
    )


def one_letter_twice():
    actors = UserFactory.create_batch(2)
    letter = opened(decided(2, mode=NumberingMode.IMPORTED), actors[0])
    return meet(
        Certificate._meta.db_table,
        *(lambda actor=actor: apply_letter(letter=letter, only_good=False, actor=actor) for actor in actors),
    )


def refusals(results):
    return [result.code for result in results if isinstance(result, ValidationError)]


@pytest.fixture
def without_locks(monkeypatch):
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **how: self)


def test_two_officers_number_one_class_once_and_the_second_is_told(committing):
    assert refusals(one_class_twice()) == ["nobody_waiting"]
    assert sorted(Certificate.objects.values_list("serial", flat=True)) == [FIRST, FIRST + 1, FIRST + 2]
    assert NumberSeries.objects.get().next_number == FIRST + 3


def test_two_officers_at_one_class_without_the_lock_run_into_each_others_numbers(committing, without_locks):
    """The control: it shows that the race above is a race."""
    assert refusals(one_class_twice()) == ["number_taken"]


def test_two_officers_apply_one_letter_once_and_the_second_is_told(committing):
    assert refusals(one_letter_twice()) == ["not_waiting"]
    assert Certificate.objects.count() == 2


def test_two_officers_at_one_letter_without_the_lock_run_into_each_others_numbers(committing, without_locks):
    """The control: it shows that the race above is a race."""
    assert refusals(one_letter_twice()) == ["number_taken"]
