"""Instructors of a class: from when until when, and whom they may not teach."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from foundation import clock
from foundation.accounts.choices import Role
from tests.factories.accounts import PersonFactory, UserFactory
from tests.factories.training import CentrePostingFactory, EnrolmentFactory, InvolvementFactory
from tests.training.world import new_class
from training.choices import Capacity
from training.models import ClassInstructor, Involvement
from training.services.involvement import NotIndependent
from training.services.staffing import assign_instructor, end_instructor, instructors_to_choose, keep_reach

pytestmark = pytest.mark.django_db


def days(number):
    return datetime.timedelta(days=number)


def test_assign_reaches_from_two_weeks_before_until_a_month_after():
    training_class, person = new_class(), PersonFactory()

    posting = assign_instructor(training_class=training_class, person=person, actor=UserFactory())

    assert posting.from_date == training_class.starts_on - days(14)
    assert posting.until_date == training_class.ends_on + days(30)


def test_assign_ties_to_the_seated_and_to_nobody_else():
    training_class, person = new_class(), PersonFactory()
    seated = EnrolmentFactory(training_class=training_class, enrolled=True)
    EnrolmentFactory(training_class=training_class, reserve=True)
    EnrolmentFactory(training_class=training_class)

    assign_instructor(training_class=training_class, person=person, actor=UserFactory())

    tie = Involvement.objects.get()
    assert (tie.inmate, tie.person, tie.capacity) == (seated.inmate, person, Capacity.TRAINED)


@pytest.mark.parametrize("capacity", [Capacity.ASSESSED, Capacity.DECIDED])
def test_assign_refuses_who_assessed_or_decided_for_a_participant(capacity):
    training_class, person = new_class(), PersonFactory()
    seated = EnrolmentFactory(training_class=training_class, enrolled=True)
    InvolvementFactory(inmate=seated.inmate, person=person, scheme=training_class.module.scheme, capacity=capacity)

    with pytest.raises(NotIndependent, match=seated.inmate.name):
        assign_instructor(training_class=training_class, person=person, actor=UserFactory())

    assert not ClassInstructor.objects.exists()


def test_assign_refuses_the_same_instructor_twice():
    training_class, person = new_class(), PersonFactory()
    assign_instructor(training_class=training_class, person=person, actor=None)

    with pytest.raises(ValidationError) as refusal:
        assign_instructor(training_class=training_class, person=person, actor=None)

    assert refusal.value.code == "already_teaching"


def test_assign_refuses_a_closed_class():
    with pytest.raises(ValidationError) as refusal:
        assign_instructor(training_class=new_class(finished=True), person=PersonFactory(), actor=None)

    assert refusal.value.code == "class_closed"


def test_end_before_the_start_takes_the_tie_back():
    training_class, person = new_class(), PersonFactory()
    EnrolmentFactory(training_class=training_class, enrolled=True)
    posting = assign_instructor(training_class=training_class, person=person, actor=None)

    end_instructor(posting=posting, on=clock.today(), actor=UserFactory())

    posting.refresh_from_db()
    assert posting.until_date == clock.today()
    assert not Involvement.objects.exists()


def test_end_during_the_class_keeps_the_tie():
    training_class, person = new_class(running=True), PersonFactory()
    EnrolmentFactory(training_class=training_class, running=True)
    posting = assign_instructor(training_class=training_class, person=person, actor=None)

    end_instructor(posting=posting, on=clock.today(), actor=UserFactory())

    assert Involvement.objects.get().person == person


def test_end_keeps_the_tie_that_another_class_of_the_scheme_made():
    training_class, person = new_class(), PersonFactory()
    seated = EnrolmentFactory(training_class=training_class, enrolled=True)
    before = new_class(training_class.corner.prison, module=training_class.module, running=True)
    EnrolmentFactory(
        training_class=before, inmate=seated.inmate, status="ended", end_reason="sick", ended_on=clock.today()
    )
    assign_instructor(training_class=before, person=person, actor=None)
    posting = assign_instructor(training_class=training_class, person=person, actor=None)

    end_instructor(posting=posting, on=clock.today(), actor=None)

    assert Involvement.objects.get().person == person


def test_an_ended_instructor_can_come_back():
    training_class, person = new_class(), PersonFactory()
    posting = assign_instructor(training_class=training_class, person=person, actor=None)
    end_instructor(posting=posting, on=clock.today(), actor=None)

    again = assign_instructor(training_class=training_class, person=person, actor=None)

    assert again.pk == posting.pk
    assert again.until_date == training_class.ends_on + days(30)


def test_end_refuses_twice():
    posting = assign_instructor(training_class=new_class(), person=PersonFactory(), actor=None)
    end_instructor(posting=posting, on=clock.today(), actor=None)

    with pytest.raises(ValidationError) as refusal:
        end_instructor(posting=posting, on=clock.today(), actor=None)

    assert refusal.value.code == "already_ended"


def test_end_refuses_a_day_after_the_class():
    training_class = new_class()
    posting = assign_instructor(training_class=training_class, person=PersonFactory(), actor=None)

    with pytest.raises(ValidationError) as refusal:
        end_instructor(posting=posting, on=training_class.ends_on, actor=None)

    assert refusal.value.code == "after_class"


def test_a_late_result_keeps_the_reach_for_thirty_days():
    training_class = new_class(running=True)
    posting = assign_instructor(training_class=training_class, person=PersonFactory(), actor=None)

    keep_reach(training_class=training_class, last_result_on=training_class.ends_on + days(10))

    posting.refresh_from_db()
    assert posting.until_date == training_class.ends_on + days(40)


def test_only_instructors_of_the_centre_are_offered():
    training_class = new_class()
    own = CentrePostingFactory(centre=training_class.centre, role=Role.INSTRUCTOR)
    CentrePostingFactory(centre=training_class.centre)
    CentrePostingFactory(role=Role.INSTRUCTOR)

    assert list(instructors_to_choose(training_class)) == [own.person]
