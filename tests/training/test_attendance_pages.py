import datetime

import pytest
import time_machine
from django.urls import reverse

from foundation import clock
from foundation.accounts.choices import Role
from tests.factories.accounts import UserFactory
from tests.factories.lapas import PrisonFactory, officer_at
from tests.factories.training import ClassInstructorFactory, EnrolmentFactory
from tests.pages import submit
from tests.training.teaching_world import running_class
from training.models import Attendance, AttendanceChange
from training.services.attendance import sheet_version

pytestmark = pytest.mark.django_db


def day_url(session):
    return reverse("training:attendance-day", args=[session.training_class_id, session.on])


def sheet(world, session, *codes, **more):
    fields = {f"hadir-{row.pk}": code for row, code in zip(world.people, codes, strict=False)}
    return {"version": sheet_version(session.entries.all()), **fields, **more}


def test_day_shows_unfilled_as_unfilled_and_saves_everybody_at_once(client):
    world = running_class(people=3)
    session = world.session()
    client.force_login(world.teacher)
    page = client.get(day_url(session))
    assert page.content.decode().count("belum diisi") >= 3
    assert submit(client, day_url(session), sheet(world, session, "present", "sick", "")).status_code == 302
    saved = dict(session.entries.values_list("enrolment_id", "reason_id"))
    assert saved == {world.people[0].pk: "present", world.people[1].pk: "sick"}
    assert set(session.entries.values_list("judged_by", "entered_by")) == {(world.teacher.person_id, world.teacher.pk)}


def test_day_typed_by_an_officer_names_the_instructor(client):
    world = running_class()
    session = world.session()
    client.force_login(world.officer)
    assert "Menurut lembar" in client.get(day_url(session)).content.decode()
    submit(client, day_url(session), sheet(world, session, "present", judged_by=world.teacher.person_id))
    entry = Attendance.objects.get()
    assert (entry.judged_by, entry.entered_by) == (world.teacher.person, world.officer)


def test_day_offers_no_instructor_of_another_class(client):
    world, other = running_class(), running_class()
    session = world.session()
    client.force_login(world.officer)
    answer = submit(client, day_url(session), sheet(world, session, "present", judged_by=other.teacher.person_id))
    assert "judged_by" in answer.context["form"].errors
    assert not Attendance.objects.exists()


def test_day_everybody_present_fills_the_rest_and_saves_nothing(client):
    world = running_class(people=3)
    session = world.session()
    client.force_login(world.teacher)
    answer = submit(client, day_url(session), sheet(world, session, "", "sick", "", fill="present"))
    values = [row.field.value() for row in answer.context["form"].rows()]
    assert sorted(values) == ["present", "present", "sick"]
    assert not Attendance.objects.exists()


def test_day_tells_the_later_of_two_people_and_shows_both_values(client):
    world = running_class(people=2)
    session = world.session()
    client.force_login(world.officer)
    mine = sheet(world, session, "refused", "", judged_by=world.teacher.person_id)
    world.mark(session, "present", "sick")
    answer = submit(client, day_url(session), mine)
    assert answer.status_code == 409
    rows = {row.enrolment.pk: row for row in answer.context["form"].rows()}
    first, second = (rows[row.pk] for row in world.people)
    assert (first.field.value(), first.stored_meanwhile) == ("refused", "hadir")
    assert (second.field.value(), second.stored_meanwhile) == ("sick", "")
    again = sheet(world, session, "refused", "sick", judged_by=world.teacher.person_id)
    assert submit(client, day_url(session), again).status_code == 302
    assert session.entries.get(enrolment=world.people[0]).reason_id == "refused"


def test_day_over_a_week_old_asks_why(client):
    world = running_class()
    session = world.mark(world.session(), "present")
    with time_machine.travel(clock.now() + datetime.timedelta(days=8)):
        client.force_login(world.teacher)
        assert "Alasan perubahan" in client.get(day_url(session)).content.decode()
        answer = submit(client, day_url(session), sheet(world, session, "sick"))
        assert answer.context["form"].errors["why"]
        submit(client, day_url(session), sheet(world, session, "sick", why="Surat dokter menyusul"))
    assert AttendanceChange.objects.get().why == "Surat dokter menyusul"


def test_day_to_come_has_no_form(client):
    world = running_class()
    session = world.session(days_ago=-1)
    client.force_login(world.teacher)
    assert "Hari ini belum tiba" in client.get(day_url(session)).content.decode()


@pytest.mark.parametrize("name", ["attendance-overview", "attendance-day", "attendance-sheet", "result-sheet"])
def test_class_of_somebody_else_is_not_found(client, name):
    world = running_class()
    session = world.session()
    args = {"attendance-day": [world.course.pk, session.on], "attendance-sheet": [world.course.pk, 1]}
    url = reverse(f"training:{name}", args=args.get(name, [world.course.pk]))
    strangers = [
        running_class().teacher,
        officer_at(PrisonFactory(), Role.WORK_OFFICER),
        expired_teacher(world.course),
    ]
    for stranger in strangers[:2]:
        client.force_login(stranger)
        assert client.get(url).status_code == 404
    client.force_login(strangers[2])
    assert client.get(url).status_code == 403
    client.force_login(officer_at(world.course.corner.prison, Role.REGISTRY_OFFICER))
    assert client.get(url).status_code == 403


def expired_teacher(course):
    user = UserFactory()
    ClassInstructorFactory(training_class=course, person=user.person, until_date=clock.today() - datetime.timedelta(1))
    return user


def test_day_of_another_class_under_an_own_address_is_not_found(client):
    world, other = running_class(), running_class()
    session = other.session(days_ago=1)
    client.force_login(world.teacher)
    assert client.get(reverse("training:attendance-day", args=[world.course.pk, session.on])).status_code == 404


def test_overview_shows_percent_and_unfilled_days(client):
    world = running_class(people=2)
    world.mark(world.session(days_ago=2), "present", "refused")
    world.mark(world.session(days_ago=1), "present", "")
    unfilled = world.session()
    client.force_login(world.teacher)
    page = client.get(reverse("training:attendance-overview", args=[world.course.pk]))
    figures = {row["enrolment"].pk: row["figures"] for row in page.context["rows"]}
    first, second = (figures[row.pk] for row in world.people)
    assert (first.percent, first.unfilled) == (100, 1)
    assert (second.percent, second.unfilled) == (0, 2)
    assert page.context["unfilled"] == [unfilled]


def test_sheet_is_numbered_and_lists_the_days_of_its_week(client):
    world = running_class()
    session = world.session(days_ago=10)
    client.force_login(world.officer)
    page = client.get(reverse("training:attendance-sheet", args=[world.course.pk, 1])).content.decode()
    assert f"AB-{world.course.pk}-01" in page
    assert "qrline" in page
    assert world.people[0].inmate.name in page
    assert f"{session.on.day}/{session.on.month}" in page
    assert client.get(reverse("training:attendance-sheet", args=[world.course.pk, 40])).status_code == 404


@pytest.mark.parametrize(
    ("name", "queries"),
    [("attendance-day", 11), ("attendance-overview", 10), ("attendance-sheet", 10), ("result-judge", 9)],
)
def test_pages_take_the_same_queries_for_one_and_thirty(client, django_assert_num_queries, name, queries):
    world = running_class(people=1)
    session = world.session(days_ago=10)
    world.mark(session, "present")
    args = {"attendance-day": [world.course.pk, session.on], "attendance-sheet": [world.course.pk, 1]}
    url = reverse(f"training:{name}", args=args.get(name, [world.course.pk]))
    client.force_login(world.teacher)
    client.get(url)
    with django_assert_num_queries(queries):
        client.get(url)
    world.people += EnrolmentFactory.create_batch(29, training_class=world.course, running=True)
    world.mark(session, *["present"] * 30)
    with django_assert_num_queries(queries):
        client.get(url)
