import datetime

import pytest

from foundation.accounts.choices import Role
from foundation.collect import told
from tests.factories.lapas import PrisonFactory, officer_at
from tests.training.teaching_world import running_class
from training.choices import ClassStatus
from training.queue_reads import looked_at
from training.queue_teaching import teaching_tasks

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def said(user):
    """The tasks of the user as titles with counts; a fresh object, so that postings are read again."""
    fresh = type(user).objects.get(pk=user.pk)
    return [(str(task.title), task.count) for task in told(teaching_tasks(fresh, looked_at(fresh)))]


def test_unfilled_days_are_one_task_a_class_and_today_another():
    world = running_class()
    world.session(days_ago=2)
    world.session(days_ago=1)
    world.session()
    world.session(days_ago=-1)
    for user in (world.teacher, world.officer):
        assert said(user) == [("Absensi belum diisi", 2), ("Absensi hari ini", 1)]
    assert said(running_class().teacher) == []


def test_filled_days_are_no_task():
    world = running_class()
    world.mark(world.session(), "present")
    assert said(world.teacher) == []


def test_missing_results_are_a_task_once_the_class_is_over():
    world = running_class(people=2)
    assert said(world.teacher) == []
    world.course.ends_on = world.today - DAY
    world.course.save()
    assert said(world.teacher) == [("Hasil pelatihan belum lengkap", 2)]
    world.judge("passed", "passed", conclude=True)
    assert said(world.officer) == [("Hasil pelatihan belum lengkap", 1)]


def test_tasks_take_the_same_queries_for_one_class_and_thirty(django_assert_num_queries):
    world = running_class()
    world.session(days_ago=1)

    def ask():
        user = type(world.officer).objects.get(pk=world.officer.pk)
        return len(told(teaching_tasks(user, looked_at(user))))

    with django_assert_num_queries(5):
        assert ask() == 1
    for _number in range(29):
        other = running_class(corner__prison=world.course.corner.prison)
        other.session(days_ago=1)
    with django_assert_num_queries(5):
        assert ask() == 20


def test_arrival_is_a_task_of_the_receiving_prison_only():
    world = running_class(status=ClassStatus.RUNNING)
    world.mark(world.session(days_ago=1), "present")
    here = PrisonFactory()
    gone = world.people[0]
    gone.status, gone.end_reason, gone.ended_on = "ended", "transferred", world.today
    gone.save()
    gone.inmate.prison = here
    gone.inmate.save()
    assert said(officer_at(here, Role.WORK_OFFICER)) == [("Pindah ke sini dengan pelatihan belum selesai", 1)]
    assert said(officer_at(here, Role.REGISTRY_OFFICER)) == []
    assert said(world.officer) == []
