import datetime

import pytest
import time_machine

from foundation import clock
from foundation.audit.models import AuditEvent
from tests.factories.accounts import PersonFactory
from tests.factories.training import ClassInstructorFactory, EnrolmentFactory
from tests.training.refusals import refused
from tests.training.teaching_world import running_class
from training.choices import ClassStatus, EndReason, EnrolmentStatus
from training.models import Attendance, AttendanceChange
from training.presence import presence_of
from training.services.attendance import AttendanceChanged, sheet_version

pytestmark = pytest.mark.django_db


def test_attendance_keeps_who_judged_and_who_typed():
    world = running_class(people=2)
    session = world.mark(world.session(), "present", "", actor=world.officer)
    entry = Attendance.objects.get()
    assert (entry.enrolment, entry.reason_id) == (world.people[0], "present")
    assert (entry.judged_by, entry.entered_by) == (world.teacher.person, world.officer)
    assert session.first_entered_at is not None
    event = AuditEvent.objects.get(verb="training.take_attendance")
    assert event.changes == {"filled": 1, "changed": 0, "emptied": 0, "late": 0}


def test_attendance_left_empty_stays_unfilled():
    world = running_class(people=1)
    session = world.mark(world.session(), "")
    assert not Attendance.objects.exists()
    assert session.first_entered_at is None
    assert not AuditEvent.objects.filter(verb="training.take_attendance").exists()


def test_attendance_of_a_day_to_come_is_refused():
    world = running_class()
    refused("day_to_come", world.mark, world.session(days_ago=-1), "present")
    assert not Attendance.objects.exists()


def test_attendance_of_a_cancelled_class_is_refused():
    world = running_class()
    world.course.status = ClassStatus.CANCELLED
    world.course.save()
    refused("class_cancelled", world.mark, world.session(), "present")


def test_attendance_judged_by_a_stranger_is_refused():
    world = running_class()
    refused("not_an_instructor", world.mark, world.session(), "present", judged_by=PersonFactory(), actor=world.officer)
    assert not Attendance.objects.exists()


def test_attendance_an_instructor_writes_only_his_own_judgement():
    world = running_class()
    other = ClassInstructorFactory(training_class=world.course).person
    refused("instructor_judges_himself", world.mark, world.session(), "present", judged_by=other)


def test_attendance_of_somebody_from_another_class_is_refused():
    world = running_class()
    stranger = EnrolmentFactory(running=True)
    refused("not_a_participant", world.mark, world.session(), entries={stranger.pk: "present"})


def test_attendance_with_an_unknown_reason_is_refused():
    world = running_class()
    refused("unknown_reason", world.mark, world.session(), "maybe")


def test_attendance_the_later_of_two_people_is_told_and_nothing_is_lost():
    world = running_class(people=2)
    session = world.session()
    seen = sheet_version([])
    world.mark(session, "present", "sick", version=seen)
    told = refused("changed_meanwhile", world.mark, session, "refused", "", version=seen, actor=world.officer)
    assert isinstance(told, AttendanceChanged)
    assert told.stored == {world.people[0].pk: "present", world.people[1].pk: "sick"}
    assert str(world.teacher) in told.messages[0]
    assert set(session.entries.values_list("reason_id", flat=True)) == {"present", "sick"}


def test_attendance_changes_within_seven_days_are_free():
    world = running_class()
    session = world.mark(world.session(), "present")
    session = world.mark(session, "sick")
    assert Attendance.objects.get().reason_id == "sick"
    world.mark(session, "")
    assert not Attendance.objects.exists()
    assert not AttendanceChange.objects.exists()


def test_attendance_late_change_keeps_old_value_reason_and_name():
    world = running_class()
    session = world.mark(world.session(), "present")
    with time_machine.travel(clock.now() + datetime.timedelta(days=8), tick=False):
        world.mark(session, "refused", actor=world.officer, why="Lembar tertukar dengan kelas lain")
    change = AttendanceChange.objects.get()
    assert (change.before_id, change.after_id) == ("present", "refused")
    assert (change.why, change.changed_by) == ("Lembar tertukar dengan kelas lain", world.officer)
    assert Attendance.objects.get().reason_id == "refused"


def test_attendance_late_change_without_reason_is_refused():
    world = running_class()
    session = world.mark(world.session(), "present")
    with time_machine.travel(clock.now() + datetime.timedelta(days=8)):
        refused("late_why", world.mark, session, "refused")
    assert Attendance.objects.get().reason_id == "present"


def test_attendance_late_emptying_is_refused():
    world = running_class()
    session = world.mark(world.session(), "present")
    with time_machine.travel(clock.now() + datetime.timedelta(days=8)):
        refused("late_emptying", world.mark, session, "", why="salah")
    assert Attendance.objects.count() == 1


def test_attendance_late_first_entry_of_a_person_needs_no_reason():
    world = running_class(people=2)
    session = world.mark(world.session(), "present", "")
    with time_machine.travel(clock.now() + datetime.timedelta(days=8)):
        world.mark(session, "present", "sick")
    assert Attendance.objects.count() == 2
    assert not AttendanceChange.objects.exists()


def test_attendance_first_entry_starts_a_planned_class():
    world = running_class(status=ClassStatus.PLANNED)
    world.people[0].status = EnrolmentStatus.ENROLLED
    world.people[0].save()
    world.mark(world.session(), "present")
    world.course.refresh_from_db()
    world.people[0].refresh_from_db()
    assert (world.course.status, world.people[0].status) == (ClassStatus.RUNNING, EnrolmentStatus.RUNNING)


def test_attendance_of_somebody_who_left_later_can_still_be_filled():
    world = running_class(people=2)
    earlier, later = world.session(days_ago=2), world.session(days_ago=0)
    world.mark(earlier, "present")
    gone = world.people[0]
    gone.status, gone.end_reason, gone.ended_on = EnrolmentStatus.ENDED, EndReason.TRANSFERRED, later.on
    gone.save()
    world.mark(later, "not_allowed")
    assert later.entries.get(enrolment=gone).reason_id == "not_allowed"
    day_after = world.session(days_ago=1)
    gone.ended_on = earlier.on
    gone.save()
    refused("not_a_participant", world.mark, day_after, "present")


@pytest.mark.parametrize(
    ("marks", "present", "counted", "unfilled", "percent"),
    [
        ([], 0, 0, 0, None),
        ([None, None], 0, 0, 2, None),
        ([(True, False), (False, False), (False, True), None], 1, 2, 1, 50),
        ([(True, False)] * 3, 3, 3, 0, 100),
    ],
)
def test_presence_counts_no_unfilled_and_no_cancelled_day(marks, present, counted, unfilled, percent):
    figures = presence_of(marks)
    assert (figures.present, figures.counted, figures.unfilled) == (present, counted, unfilled)
    assert figures.percent == percent
