import datetime

import pytest
from django.urls import reverse

from foundation.accounts.choices import Role
from tests.factories.lapas import PrisonFactory, officer_at
from tests.pages import submit
from tests.training.teaching_world import running_class
from tests.training.world import kemnaker_admin
from training.choices import ClassStatus, EnrolmentStatus
from training.models import ClassSession

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def url(world, name, *more):
    return reverse(f"training:{name}", args=[world.course.pk, *more])


def test_days_are_planned_added_and_taken_out_on_pages(client):
    world = running_class()
    client.force_login(world.officer)
    submit(client, url(world, "session-plan"))
    assert world.course.sessions.exists()
    saturday = next(world.today + number * DAY for number in range(1, 8) if (world.today + number * DAY).weekday() == 5)
    submit(client, url(world, "session-add"), {"on": f"{saturday:%d-%m-%Y}", "hours_jp": "4", "topic": "Praktik"})
    added = world.course.sessions.get(on=saturday)
    assert (added.hours_jp, added.topic) == (4, "Praktik")
    submit(client, url(world, "session-cancel", saturday))
    assert not ClassSession.objects.filter(pk=added.pk).exists()


def test_class_is_started_and_finished_on_pages(client):
    world = running_class(status=ClassStatus.PLANNED)
    world.course.enrolments.update(status=EnrolmentStatus.ENROLLED)
    client.force_login(world.officer)
    submit(client, url(world, "class-start"))
    world.course.refresh_from_db()
    assert world.course.status == ClassStatus.RUNNING
    world.course.ends_on = world.today
    world.course.save()
    refused = submit(client, url(world, "class-finish"))
    assert "why" in refused.context["form"].errors
    submit(client, url(world, "class-finish"), {"why": "Penilaian menyusul"})
    world.course.refresh_from_db()
    assert world.course.status == ClassStatus.FINISHED


def test_days_planned_by_the_ministry_lead_back_to_the_class(client):
    world = running_class()
    client.force_login(kemnaker_admin())
    answer = submit(client, url(world, "session-plan"))
    assert answer.url == reverse("training:class-detail", args=[world.course.pk])
    assert world.course.sessions.exists()


@pytest.mark.parametrize("name", ["session-plan", "session-add", "class-start", "class-finish"])
def test_class_of_another_prison_is_not_found(client, name):
    world = running_class(status=ClassStatus.PLANNED)
    client.force_login(officer_at(PrisonFactory(), Role.WORK_OFFICER))
    assert client.get(url(world, name)).status_code == 404
    assert submit(client, url(world, name)).status_code == 404
    client.force_login(world.teacher)
    assert client.get(url(world, name)).status_code == 403
