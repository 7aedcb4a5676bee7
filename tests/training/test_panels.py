import pytest

from foundation.accounts.choices import Role
from tests.factories.lapas import officer_at
from tests.training.teaching_world import running_class
from training.panels import panels

pytestmark = pytest.mark.django_db


def shown(user):
    return [row for panel in panels(type(user).objects.get(pk=user.pk)) for row in panel.data]


def test_panel_counts_attendance_and_days_of_the_running_classes_in_reach():
    world = running_class(people=2)
    running_class()
    world.mark(world.session(days_ago=2), "present", "refused")
    world.mark(world.session(days_ago=1), "present", "cancelled")
    world.session()
    for user in (world.teacher, world.officer):
        (row,) = shown(user)
        assert row.training_class == world.course
        assert (row.days_over, row.days, row.present, row.counted) == (2, 3, 2, 3)


def test_panel_is_not_for_those_who_teach_nothing():
    world = running_class()
    assert shown(officer_at(world.course.corner.prison, Role.REGISTRY_OFFICER)) == []


def test_panel_takes_the_same_queries_for_one_class_and_eight(django_assert_num_queries):
    world = running_class()
    world.mark(world.session(), "present")
    with django_assert_num_queries(3):
        assert len(shown(world.officer)) == 1
    for _number in range(7):
        other = running_class(corner__prison=world.course.corner.prison)
        other.mark(other.session(), "present")
    with django_assert_num_queries(3):
        assert len(shown(world.officer)) == 8
