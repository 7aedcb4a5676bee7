"""The list of classes, the class itself, planning and changing it: who sees what, and how many queries it takes."""

import datetime

import pytest
from django.urls import reverse
from django.utils.html import escape

from foundation import clock
from tests.factories.accounts import UserFactory
from tests.factories.lapas import PrisonFactory
from tests.factories.training import (
    EnrolmentFactory,
    ModuleFactory,
    TrainingCentreFactory,
    TrainingClassFactory,
    TrainingCornerFactory,
)
from tests.pages import submit
from tests.training.world import centre_officer, fitting, instructor_of, kemnaker_admin, new_class, work_officer
from training.models import Enrolment, TrainingClass

pytestmark = pytest.mark.django_db
LIST = reverse("training:class-list")


def page(name, *args):
    return reverse(f"training:{name}", args=args)


def written(day):
    return f"{day:%d-%m-%Y}"


@pytest.mark.parametrize("count", [1, 30])
def test_class_list_takes_the_same_queries_for_one_row_and_thirty(client, django_assert_num_queries, count):
    prison = PrisonFactory()
    for _ in range(count):
        EnrolmentFactory(training_class=new_class(prison), enrolled=True)
    client.force_login(work_officer(prison))

    client.get(LIST)  # the badges of the menu are kept for a minute
    with django_assert_num_queries(7):
        response = client.get(LIST)

    assert len(response.context["table"].rows) == count


def test_class_list_shows_the_own_prison_only(client):
    own, foreign = new_class(), new_class()
    client.force_login(work_officer(own.corner.prison))

    rows = client.get(LIST).context["table"].data

    assert list(rows) == [own]
    assert foreign not in rows


def test_class_list_chips_count_by_status(client):
    prison = PrisonFactory()
    new_class(prison)
    new_class(prison, running=True)
    new_class(prison, finished=True)
    client.force_login(work_officer(prison))

    response = client.get(LIST, {"tampil": "selesai"})

    assert [chip["count"] for chip in response.context["chips"]] == [2, 1, 1, 1, 3]
    assert [row.status for row in response.context["table"].data] == ["finished"]


@pytest.mark.parametrize("count", [1, 30])
def test_class_detail_takes_the_same_queries_for_one_row_and_thirty(client, django_assert_num_queries, count):
    training_class = new_class(seats=40)
    for _ in range(count):
        EnrolmentFactory(training_class=training_class, inmate=fitting(training_class), enrolled=True)
        EnrolmentFactory(training_class=training_class, inmate=fitting(training_class))
    client.force_login(work_officer(training_class.corner.prison))

    client.get(page("class-detail", training_class.pk))  # the badges of the menu are kept for a minute
    with django_assert_num_queries(9):
        response = client.get(page("class-detail", training_class.pk))

    assert len(response.context["rows"]) == count


def test_class_detail_shows_the_officer_release_and_basis(client):
    training_class = new_class()
    person = fitting(training_class)
    EnrolmentFactory(training_class=training_class, inmate=person, enrolled=True)
    client.force_login(work_officer(training_class.corner.prison))

    shown = client.get(page("class-detail", training_class.pk)).content.decode()

    assert person.register_number in shown
    assert written(person.earliest_release) in shown
    assert "2/3 masa pidana" in shown


def test_class_detail_shows_the_instructor_a_card_only(client):
    training_class = new_class()
    person = fitting(training_class, block="C", cell="02", alias="Jenggot")
    EnrolmentFactory(training_class=training_class, inmate=person, enrolled=True)
    waiting = EnrolmentFactory(
        training_class=training_class, inmate=fitting(training_class, name="Orang Cadangan"), reserve=True
    )
    client.force_login(instructor_of(training_class))

    shown = client.get(page("class-detail", training_class.pk)).content.decode()

    assert person.name in shown
    assert "selesai pada waktunya" in shown
    for hidden in (
        person.register_number,
        written(person.earliest_release),
        written(person.expiry),
        "masa pidana",
        "Jenggot",
        waiting.inmate.name,
    ):
        assert hidden not in shown


def test_class_detail_shows_the_centre_a_card_only(client):
    training_class = new_class()
    person = fitting(training_class)
    EnrolmentFactory(training_class=training_class, inmate=person, enrolled=True)
    client.force_login(centre_officer(training_class))

    response = client.get(page("class-detail", training_class.pk))

    assert not response.context["sees_facts"]
    assert person.register_number not in response.content.decode()


def test_class_of_another_prison_is_not_found(client):
    training_class = new_class()
    client.force_login(work_officer(PrisonFactory()))

    for name in ("class-detail", "class-change", "class-cancel", "class-propose", "proposal-print", "hearing-record"):
        assert client.get(page(name, training_class.pk)).status_code == 404, name


def test_class_of_another_centre_is_not_staffed(client):
    training_class = new_class()
    client.force_login(centre_officer(new_class()))

    assert client.get(page("class-staff", training_class.pk)).status_code == 404


def test_class_is_staffed_by_its_centre_not_by_the_prison(client):
    training_class = new_class()
    client.force_login(work_officer(training_class.corner.prison))

    assert client.get(page("class-staff", training_class.pk)).status_code == 403


def test_class_pages_are_closed_without_the_permission(client):
    training_class = new_class()
    client.force_login(instructor_of(training_class))

    for name in ("class-change", "class-cancel", "class-propose", "proposal-print", "hearing-record", "class-staff"):
        assert client.get(page(name, training_class.pk)).status_code == 403, name
    assert client.get(page("class-create")).status_code == 403


def plan_data(**changes):
    today = clock.today()
    return {
        "module": ModuleFactory().pk,
        "centre": TrainingCentreFactory().pk,
        "starts_on": written(today + datetime.timedelta(days=30)),
        "ends_on": written(today + datetime.timedelta(days=60)),
        "seats": "16",
        **changes,
    }


def test_class_create_plans_and_leads_to_the_class(client):
    corner = TrainingCornerFactory()
    client.force_login(work_officer(corner.prison))

    response = submit(client, page("class-create"), plan_data(corner=corner.pk))

    planned = TrainingClass.objects.get()
    assert response.url == page("class-detail", planned.pk)
    assert (planned.corner, planned.batch, planned.seats) == (corner, 1, 16)


def test_class_create_refuses_a_corner_of_another_prison(client):
    client.force_login(work_officer(PrisonFactory()))

    response = submit(client, page("class-create"), plan_data(corner=TrainingCornerFactory().pk))

    assert "corner" in response.context["form"].errors
    assert not TrainingClass.objects.exists()


def test_class_create_says_what_the_service_refuses(client):
    corner = TrainingCornerFactory(seats=10)
    client.force_login(work_officer(corner.prison))

    response = submit(client, page("class-create"), plan_data(corner=corner.pk))

    assert response.context["form"].errors["seats"] == ["Pojok ini hanya punya 10 kursi kosong pada tanggal itu."]


def test_class_change_saves(client):
    training_class = new_class()
    client.force_login(kemnaker_admin())
    answer = client.get(page("class-change", training_class.pk))
    shown = answer.context["form"]
    for name, label in (
        ("module", training_class.module.title),
        ("corner", f"{training_class.corner.name}, {training_class.corner.prison}"),
        ("centre", training_class.centre.name),
    ):
        key = getattr(training_class, name).pk
        assert list(shown.fields[name].choices)[1:] == [(key, label)]
        assert f'<option value="{key}" selected>{escape(label)}</option>' in str(shown[name])

    submit(
        client,
        page("class-change", training_class.pk),
        plan_data(
            module=training_class.module_id,
            corner=training_class.corner_id,
            centre=training_class.centre_id,
            batch="7",
            seats="12",
        ),
    )

    training_class.refresh_from_db()
    assert (training_class.batch, training_class.seats) == (7, 12)
    assert shown.initial["centre"] == training_class.centre


def test_class_cancel_ends_the_places(client):
    place = EnrolmentFactory(enrolled=True)
    client.force_login(work_officer(place.training_class.corner.prison))

    submit(client, page("class-cancel", place.training_class_id), {"note": "Instruktur pindah"})

    assert Enrolment.objects.get().end_reason == "class_cancelled"


def test_class_pages_ask_to_sign_in(client):
    response = client.get(LIST)

    assert response.status_code == 302
    assert response.url.startswith("/akun/")


def test_a_stranger_without_posting_is_refused(client):
    TrainingClassFactory()
    client.force_login(UserFactory())

    assert client.get(LIST).status_code == 403


def test_class_detail_offers_start_and_end_only_when_they_are_due(client):
    prison, today = PrisonFactory(), clock.today()
    due = new_class(prison, starts_on=today)
    over = new_class(prison, starts_on=today - datetime.timedelta(days=30), ends_on=today, status="running")
    early = new_class(prison)
    client.force_login(work_officer(prison))

    shown = {course: client.get(page("class-detail", course.pk)).content.decode() for course in (due, over, early)}

    assert page("class-start", due.pk) in shown[due]
    assert page("class-finish", over.pk) in shown[over]
    assert page("class-start", early.pk) not in shown[early]
