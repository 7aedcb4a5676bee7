"""Proposing on the page, the printed list, the hearing on one page, and single places."""

import pytest
from django.urls import reverse

from foundation import clock
from foundation.audit.models import AuditEvent
from tests.factories.lapas import InmateFactory, PrisonFactory
from tests.factories.training import EnrolmentFactory
from tests.pages import submit
from tests.training.world import fitting, new_class, work_officer
from training.models import Enrolment, Hearing

pytestmark = pytest.mark.django_db


def page(name, *args):
    return reverse(f"training:{name}", args=args)


@pytest.fixture
def training_class(client):
    made = new_class()
    client.force_login(work_officer(made.corner.prison))
    return made


def names(response):
    return [row["inmate"].name for row in response.context["rows"]]


@pytest.mark.parametrize("count", [1, 30])
def test_propose_takes_the_same_queries_for_one_row_and_thirty(
    client, training_class, django_assert_num_queries, count
):
    for _ in range(count):
        fitting(training_class)

    client.get(page("class-propose", training_class.pk))  # the badges of the menu are kept for a minute
    with django_assert_num_queries(11):
        response = client.get(page("class-propose", training_class.pk))

    assert len(response.context["rows"]) == count


def test_propose_lists_the_shortest_time_first_and_any_day_last(client, training_class):
    fitting(training_class, name="Kemudian", days=300)
    fitting(training_class, name="Duluan", days=200)
    fitting(training_class, name="Sewaktu", days=-5, dates={"two_thirds": clock.today(), "one_third": clock.today()})
    fitting(training_class, name="Terlalu Cepat", days=40)
    fitting(training_class, name="Tahanan", legal_status="tahanan")

    response = client.get(page("class-propose", training_class.pk))

    assert names(response) == ["Duluan", "Kemudian", "Sewaktu"]
    assert [chip["count"] for chip in response.context["chips"]] == [3, 4, 3, 0, 3]


def test_propose_shows_under_all_why_somebody_is_blocked(client, training_class):
    fitting(training_class, days=40)

    response = client.get(page("class-propose", training_class.pk), {"tampil": "semua"})

    (row,) = response.context["rows"]
    assert row["blocked"]
    assert "sebelum sertifikat di tangan" in row["tags"][0].text
    assert row["line"].release_tone == "bad"
    assert "disabled" in response.content.decode()


def test_propose_finds_by_name(client, training_class):
    fitting(training_class, name="Muhammad Fajar")
    fitting(training_class, name="Gunawan")

    assert names(client.get(page("class-propose", training_class.pk), {"cari": "moh fajar"})) == ["Muhammad Fajar"]


def test_propose_leaves_out_who_is_in_the_class(client, training_class):
    EnrolmentFactory(training_class=training_class, inmate=fitting(training_class))

    assert names(client.get(page("class-propose", training_class.pk))) == []


def test_propose_posts_people_with_reasons(client, training_class):
    plain, warned = fitting(training_class), fitting(training_class, security_level="maximum")

    response = submit(
        client,
        page("class-propose", training_class.pk),
        {"inmates": [plain.pk, warned.pk], f"reason-{warned.pk}": "Berkelakuan baik"},
    )

    assert response.url == page("class-detail", training_class.pk)
    assert {place.inmate: place.reason for place in Enrolment.objects.all()} == {plain: "", warned: "Berkelakuan baik"}


def test_propose_refused_keeps_ticks_and_says_why_per_person(client, training_class):
    plain, warned = fitting(training_class), fitting(training_class, security_level="maximum")

    response = submit(client, page("class-propose", training_class.pk), {"inmates": [plain.pk, warned.pk]})

    rows = {row["inmate"]: row for row in response.context["rows"]}
    assert not Enrolment.objects.exists()
    assert rows[plain]["ticked"]
    assert rows[plain]["refused"] == ""
    assert rows[warned]["refused"] == "isi alasannya (Tingkat pengamanan maksimum)"
    assert warned.name in response.context["form"].non_field_errors()[0]


def test_propose_refuses_people_of_another_prison(client, training_class):
    stranger = fitting(new_class())

    response = submit(client, page("class-propose", training_class.pk), {"inmates": [stranger.pk]})

    assert response.context["form"].errors["inmates"] == ["Ada pilihan yang tidak dikenal di UPT ini."]
    assert not Enrolment.objects.exists()


def test_propose_twice_with_one_form_has_one_effect(client, training_class):
    person = fitting(training_class)
    key = "0a1b2c3d-0000-4000-8000-000000000001"

    submit(client, page("class-propose", training_class.pk), {"inmates": [person.pk]}, key=key)
    again = submit(client, page("class-propose", training_class.pk), {"inmates": [person.pk]}, key=key)

    assert again.url == page("class-detail", training_class.pk)
    assert Enrolment.objects.count() == 1


def test_propose_seats_at_once_where_there_is_no_hearing(client):
    training_class = new_class(PrisonFactory(hearing_required=False))
    client.force_login(work_officer(training_class.corner.prison))
    person = fitting(training_class)

    submit(client, page("class-propose", training_class.pk), {"inmates": [person.pk]})

    assert Enrolment.objects.get().status == "enrolled"


def test_print_numbers_the_list_and_is_recorded(client, training_class):
    place = EnrolmentFactory(training_class=training_class, inmate=fitting(training_class), reason="Minta sendiri")

    response = client.get(page("proposal-print", training_class.pk))

    shown = response.content.decode()
    assert f"U-{training_class.pk}/{clock.today():%Y%m%d}" in shown
    assert place.inmate.register_number in shown
    assert "Minta sendiri" in shown
    assert AuditEvent.objects.filter(verb="training.print_proposals").count() == 1


@pytest.mark.parametrize("count", [1, 30])
def test_print_takes_the_same_queries_for_one_row_and_thirty(client, training_class, django_assert_num_queries, count):
    for _ in range(count):
        EnrolmentFactory(training_class=training_class, inmate=fitting(training_class))

    client.get(page("proposal-print", training_class.pk))  # the badges of the menu are kept for a minute
    with django_assert_num_queries(9):
        client.get(page("proposal-print", training_class.pk))


def hearing_data(**changes):
    today = f"{clock.today():%d-%m-%Y}"
    return {
        "held_on": today,
        "minutes_number": "BA-7",
        "decree_number": "SK-7",
        "decree_date": today,
        "rest": "",
        **changes,
    }


def test_hearing_records_all_on_one_page(client, training_class):
    first, second, third = (
        EnrolmentFactory(training_class=training_class, inmate=fitting(training_class)) for _ in range(3)
    )

    response = submit(
        client,
        page("hearing-record", training_class.pk),
        hearing_data(
            rest="approved",
            **{
                f"ruling_{second.pk}": "rejected",
                f"note_{second.pk}": "Baru dipindah",
                f"ruling_{third.pk}": "reserve",
            },
        ),
    )

    assert response.url == page("class-detail", training_class.pk)
    assert dict(Enrolment.objects.values_list("pk", "status")) == {
        first.pk: "enrolled",
        second.pk: "rejected",
        third.pk: "reserve",
    }


def test_hearing_says_when_there_are_too_many(client):
    training_class = new_class(seats=1)
    client.force_login(work_officer(training_class.corner.prison))
    for _ in range(2):
        EnrolmentFactory(training_class=training_class, inmate=fitting(training_class))

    response = submit(client, page("hearing-record", training_class.pk), hearing_data(rest="approved"))

    assert "Kursi kosong hanya 1" in response.context["form"].non_field_errors()[0]
    assert not Hearing.objects.exists()


def test_hearing_page_without_proposals_says_what_to_do(client, training_class):
    assert "Tidak ada usulan yang menunggu" in client.get(page("hearing-record", training_class.pk)).content.decode()


@pytest.mark.parametrize("count", [1, 30])
def test_hearing_list_takes_the_same_queries_for_one_row_and_thirty(
    client, django_assert_num_queries, training_class, count
):
    for number in range(count):
        course = new_class(training_class.corner.prison)
        EnrolmentFactory(training_class=course)
        place = EnrolmentFactory(training_class=course, enrolled=True)
        place.hearing = Hearing.objects.create(
            training_class=course,
            held_on=clock.today(),
            minutes_number=f"BA-{number}",
            recorded_by=work_officer(course.corner.prison),
            recorded_at=clock.now(),
        )
        place.save()

    client.get(page("hearing-list"))  # the badges of the menu are kept for a minute
    with django_assert_num_queries(7):
        response = client.get(page("hearing-list"))

    assert len(response.context["waiting"]) == count
    assert [row.seated for row in response.context["table"].data] == [1] * count


def test_withdraw_promote_and_end_on_their_pages(client, training_class):
    proposed = EnrolmentFactory(training_class=training_class)
    waiting = EnrolmentFactory(training_class=training_class, reserve=True)
    seated = EnrolmentFactory(training_class=training_class, enrolled=True)

    submit(client, page("proposal-withdraw", proposed.pk))
    submit(client, page("reserve-promote", waiting.pk))
    submit(
        client,
        page("enrolment-end", seated.pk),
        {"reason": "withdrew", "on": f"{clock.today():%d-%m-%Y}", "note": ""},
    )

    assert dict(Enrolment.objects.values_list("pk", "status")) == {waiting.pk: "enrolled", seated.pk: "ended"}


def test_places_of_another_prison_are_not_found(client, training_class):
    foreign = EnrolmentFactory()

    for name in ("proposal-withdraw", "reserve-promote", "enrolment-end"):
        assert client.get(page(name, foreign.pk)).status_code == 404
        assert submit(client, page(name, foreign.pk)).status_code == 404
    assert Enrolment.objects.get().status == "proposed"


def test_end_offers_no_reason_of_the_system(client, training_class):
    seated = EnrolmentFactory(training_class=training_class, enrolled=True)

    form = client.get(page("enrolment-end", seated.pk)).context["form"]

    offered = {value for value, _label in form.fields["reason"].choices}
    assert offered.isdisjoint({"released", "transferred", "deceased", "escaped", "class_cancelled"})


def test_propose_stays_quick_with_a_whole_prison(client, training_class, django_assert_num_queries):
    for number in range(60):
        InmateFactory(prison=training_class.corner.prison, register_number=f"B.II {number}/2025")

    client.get(page("class-propose", training_class.pk))  # the badges of the menu are kept for a minute
    with django_assert_num_queries(11):
        response = client.get(page("class-propose", training_class.pk))

    assert len(response.context["rows"]) == 50
