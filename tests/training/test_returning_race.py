"""A return meets an officer at the last seat, and the job of its own departure. PostgreSQL only: rows are locked."""

from __future__ import annotations

import pytest

from foundation import clock
from foundation.audit.models import AuditEvent
from foundation.jobs.execution import run_due
from lapas.models import Inmate
from lapas.services import send_transfer, turn_back
from tests.factories.accounts import UserFactory
from tests.factories.lapas import PrisonFactory
from tests.racing import meet
from tests.training.teaching_world import running_class
from tests.training.world import fitting, new_class
from training import invariants
from training.choices import EnrolmentStatus
from training.models import Enrolment
from training.querysets import TrainingClassQuerySet
from training.services import custody
from training.services.enrolment import enrol_inmates

pytestmark = pytest.mark.postgresql


def broken():
    return [line for check in invariants.checks() for line in check.broken()]


def race_for_the_seat():
    """The job of a return and an officer reach for the one seat of a class."""
    course = new_class(PrisonFactory(hearing_required=False), seats=1)
    inmate, officer = fitting(course), UserFactory()
    enrol_inmates(training_class=course, inmates=[inmate], actor=officer)
    sent = send_transfer(inmate=inmate, to_prison=PrisonFactory(), on=clock.today(), actor=officer)
    custody.end_for_custody(event=sent, actor=None)
    back = turn_back(inmate=inmate, on=clock.today(), actor=officer)
    other = fitting(course)
    results = meet(
        Enrolment._meta.db_table,
        lambda: custody.restore_after_return(event=back, actor=None),
        lambda: enrol_inmates(training_class=course, inmates=[other], actor=officer),
    )
    return [isinstance(result, Exception) or not result[0] for result in results]


def test_a_return_and_an_enrolment_cannot_both_have_the_last_seat(committing) -> None:
    race_for_the_seat()
    assert Enrolment.objects.seated().count() == 1
    assert broken() == []


def test_without_the_lock_both_have_it(committing, monkeypatch) -> None:
    """The control: it shows that the race above is a race."""
    monkeypatch.setattr(TrainingClassQuerySet, "select_for_update", lambda self, **how: self)
    race_for_the_seat()
    assert Enrolment.objects.seated().count() == 2


def test_a_return_during_the_job_of_the_departure_leaves_the_person_with_the_seat(committing) -> None:
    world = running_class()
    inmate = world.people[0].inmate
    sent = send_transfer(inmate=inmate, to_prison=PrisonFactory(), on=world.today, actor=UserFactory())
    officer = UserFactory()
    meet(
        AuditEvent._meta.db_table,
        lambda: custody.end_for_custody(event=sent, actor=None),
        lambda: turn_back(inmate=Inmate.objects.get(pk=inmate.pk), on=world.today, actor=officer),
    )
    run_due()
    assert Enrolment.objects.get().status == EnrolmentStatus.RUNNING
