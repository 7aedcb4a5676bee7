import datetime

import pytest
from django.urls import reverse

from foundation.accounts.choices import Role
from foundation.audit.models import AuditEvent
from tests.factories.accounts import UserFactory
from tests.factories.lapas import PrisonFactory, PrisonPostingFactory, RegionalPostingFactory, officer_at
from tests.factories.training import AttainmentFactory, EnrolmentFactory
from tests.training.teaching_world import running_class
from training.choices import ClassStatus, EnrolmentStatus

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def stays(client, world, role=Role.REGISTRY_OFFICER):
    client.force_login(officer_at(world.course.corner.prison, role))
    return client.get(reverse("training:do-not-transfer"))


def finished(world, **facts):
    world.course.status = ClassStatus.FINISHED
    world.course.ends_on = world.today - 5 * DAY
    for name, value in facts.items():
        setattr(world.course, name, value)
    world.course.save()
    world.course.enrolments.update(status=EnrolmentStatus.FINISHED, outcome="passed")


def test_stays_until_the_last_day_that_is_known(client):
    world = running_class()
    world.course.exam_on = world.course.ends_on + 10 * DAY
    world.course.certificate_expected_on = world.course.ends_on + 40 * DAY
    world.course.save()
    page = stays(client, world)
    (row,) = page.context["rows"]
    assert (row.enrolment, row.until, row.waits_for) == (
        world.people[0],
        world.course.certificate_expected_on,
        "class",
    )
    assert f"{row.until:%d-%m-%Y}" in page.content.decode()
    assert AuditEvent.objects.filter(verb="training.read_do_not_transfer").count() == 1


def test_stays_while_an_exam_or_a_certificate_is_awaited(client):
    world = running_class()
    finished(world)
    assert [(row.until, row.waits_for) for row in stays(client, world).context["rows"]] == [(None, "exam")]
    finished(world, exam_on=world.today - DAY, certificate_expected_on=world.today + 20 * DAY)
    assert [(row.until, row.waits_for) for row in stays(client, world).context["rows"]] == [
        (world.today + 20 * DAY, "certificate")
    ]
    finished(world, certificate_expected_on=world.today - DAY)
    assert stays(client, world).context["rows"] == []


def test_nobody_stays_who_holds_the_scheme_or_waits_for_nothing(client):
    world = running_class(people=2)
    finished(world)
    AttainmentFactory(inmate=world.people[0].inmate, scheme=world.course.module.scheme)
    world.course.enrolments.filter(pk=world.people[1].pk).update(outcome="not_passed")
    assert stays(client, world).context["rows"] == []


def test_do_not_transfer_of_another_prison_is_not_found(client):
    world = running_class()
    other = PrisonFactory()
    client.force_login(officer_at(other))
    assert client.get(reverse("training:do-not-transfer"), {"upt": world.course.corner.prison.code}).status_code == 404
    assert client.get(reverse("training:do-not-transfer")).context["rows"] == []


def test_do_not_transfer_is_not_for_viewers_from_outside(client):
    world = running_class()
    user = UserFactory()
    RegionalPostingFactory(person=user.person, regional_office=world.course.corner.prison.regional_office)
    for stranger in (user, world.teacher):
        client.force_login(stranger)
        assert client.get(reverse("training:do-not-transfer")).status_code == 403


def test_do_not_transfer_offers_every_prison_of_somebody_with_two_desks(client):
    world = running_class()
    user = officer_at(PrisonFactory())
    PrisonPostingFactory(person=user.person, prison=world.course.corner.prison)
    client.force_login(user)
    page = client.get(reverse("training:do-not-transfer"), {"upt": world.course.corner.prison.code})
    assert len(page.context["rows"]) == 1
    assert len(page.context["prisons"]) == 2


def test_call_list_names_block_and_register_of_the_days_classes(client):
    world = running_class()
    inmate = world.people[0].inmate
    inmate.block = "Blok C"
    inmate.save()
    away = EnrolmentFactory(training_class=world.course, running=True, inmate__state={"custody_state": "escaped"})
    world.session()
    running_class().session()
    client.force_login(world.officer)
    page = client.get(reverse("training:call-list"))
    (call,) = page.context["calls"]
    assert call.people == [world.people[0]]
    assert away not in call.people
    text = page.content.decode()
    assert "Blok C" in text
    assert inmate.register_number in text
    assert client.get(reverse("training:call-list"), {"tanggal": f"{world.today + DAY}"}).context["calls"] == []


@pytest.mark.parametrize("day", ["kemarin", "2026-13-45", "9999-12-31", "0001-01-01"])
def test_call_list_of_an_impossible_day_is_todays(client, day):
    world = running_class()
    client.force_login(world.officer)
    assert client.get(reverse("training:call-list"), {"tanggal": day}).context["on"] == world.today


def test_call_list_is_for_those_who_seat_people(client):
    world = running_class()
    client.force_login(officer_at(world.course.corner.prison, Role.REGISTRY_OFFICER))
    assert client.get(reverse("training:call-list")).status_code == 403
    client.force_login(world.teacher)
    assert client.get(reverse("training:call-list")).status_code == 403


@pytest.mark.parametrize(("name", "queries"), [("call-list", 9), ("do-not-transfer", 8)])
def test_lists_take_the_same_queries_for_one_and_thirty(client, django_assert_num_queries, name, queries):
    world = running_class(people=1)
    world.session()
    client.force_login(world.officer)
    url = reverse(f"training:{name}")
    client.get(url)
    with django_assert_num_queries(queries):
        client.get(url)
    EnrolmentFactory.create_batch(29, training_class=world.course, running=True)
    with django_assert_num_queries(queries):
        client.get(url)
