import datetime

import pytest

from tests.factories.training import ClassSessionFactory, EnrolmentFactory
from tests.training.refusals import refused
from tests.training.teaching_world import running_class
from training.choices import ClassStatus, EnrolmentStatus
from training.models import ClassInstructor, ClassSession
from training.services.classes import finish_class, start_class
from training.services.sessions import add_session, cancel_session, plan_sessions

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def planned(world):
    world.course.status = ClassStatus.PLANNED
    world.course.save()
    world.course.enrolments.update(status=EnrolmentStatus.ENROLLED)
    return world


def test_plan_lays_the_hours_on_working_days():
    # 2 March 2026 is a Monday: ten working days in twelve.
    world = running_class(starts_on=datetime.date(2026, 3, 2), ends_on=datetime.date(2026, 3, 13), module__hours_jp=64)
    made = plan_sessions(training_class=world.course, actor=world.officer)
    assert len(made) == 10
    assert all(session.on.weekday() < 5 for session in made)
    assert [session.hours_jp for session in made] == [7, 7, 7, 7, 6, 6, 6, 6, 6, 6]


def test_plan_leaves_standing_days_as_they_are():
    world = running_class(starts_on=datetime.date(2026, 3, 2), ends_on=datetime.date(2026, 3, 6), module__hours_jp=40)
    standing = ClassSessionFactory(training_class=world.course, on=datetime.date(2026, 3, 4), hours_jp=3)
    assert len(plan_sessions(training_class=world.course, actor=world.officer)) == 4
    standing.refresh_from_db()
    assert standing.hours_jp == 3
    assert plan_sessions(training_class=world.course, actor=world.officer) == []


def test_plan_drops_unfilled_days_outside_the_class_and_keeps_filled_ones():
    world = running_class()
    filled = world.mark(world.session(days_ago=9), "present")
    unfilled = world.session(days_ago=8)
    world.course.starts_on = world.today - 2 * DAY
    world.course.save()
    plan_sessions(training_class=world.course, actor=world.officer)
    standing = set(world.course.sessions.values_list("pk", flat=True))
    assert filled.pk in standing
    assert unfilled.pk not in standing


def test_plan_of_a_finished_class_is_refused():
    world = running_class(status=ClassStatus.FINISHED)
    refused("class_over", plan_sessions, training_class=world.course, actor=world.officer)


def add(world, on, hours_jp=8):
    return add_session(training_class=world.course, on=on, hours_jp=hours_jp, actor=world.officer)


def test_session_is_added_and_cancelled():
    world = running_class()
    session = add(world, world.today)
    assert world.course.sessions.get() == session
    cancel_session(session=session, actor=world.officer)
    assert not world.course.sessions.exists()


def test_session_twice_on_a_day_is_refused():
    world = running_class()
    add(world, world.today)
    refused("day_twice", add, world, world.today)


def test_session_outside_the_class_is_refused():
    world = running_class()
    refused("outside_class", add, world, world.course.ends_on + DAY)


def test_session_of_impossible_length_is_refused():
    world = running_class()
    refused("hours_impossible", add, world, world.today, hours_jp=13)


def test_session_with_entries_is_not_cancelled():
    world = running_class()
    session = world.mark(world.session(), "present")
    refused("day_has_entries", cancel_session, session=session, actor=world.officer)
    assert ClassSession.objects.filter(pk=session.pk).exists()


def test_start_lets_the_enrolled_run_and_plans_the_days():
    world = planned(running_class(people=2))
    reserve = EnrolmentFactory(training_class=world.course, reserve=True)
    start_class(training_class=world.course, actor=world.officer)
    world.course.refresh_from_db()
    reserve.refresh_from_db()
    assert world.course.status == ClassStatus.RUNNING
    assert world.course.enrolments.filter(status=EnrolmentStatus.RUNNING).count() == 2
    assert reserve.status == EnrolmentStatus.RESERVE
    assert world.course.sessions.exists()


def start(world):
    return start_class(training_class=world.course, actor=world.officer)


def test_start_without_instructor_is_refused():
    world = planned(running_class())
    ClassInstructor.objects.all().delete()
    refused("no_instructor", start, world)


def ended(world):
    world.course.ends_on = world.today - DAY
    world.course.save()
    return world


def finish(world, why=""):
    return finish_class(training_class=world.course, actor=world.officer, why=why)


def test_finish_closes_the_class_once_every_result_is_there():
    world = running_class()
    world.judge("passed", "passed", conclude=True)
    finish(ended(world))
    world.course.refresh_from_db()
    world.people[0].refresh_from_db()
    assert (world.course.status, world.people[0].status) == (ClassStatus.FINISHED, EnrolmentStatus.FINISHED)


def test_finish_with_results_missing_is_refused():
    world = ended(running_class())
    refused("results_missing", finish, world)
    world.course.refresh_from_db()
    assert world.course.status == ClassStatus.RUNNING


def test_finish_keeps_why_a_result_is_missing_with_the_person():
    world = running_class(people=2)
    world.judge("passed", "passed", conclude=True)
    finish(ended(world), why="Ujian praktik ditunda, mesin rusak")
    notes = dict(world.course.enrolments.values_list("pk", "end_note"))
    assert notes == {world.people[0].pk: "", world.people[1].pk: "Ujian praktik ditunda, mesin rusak"}
