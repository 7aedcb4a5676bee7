"""The outcome of a hearing: who is seated, who waits, and what is refused."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from foundation import clock
from foundation.audit.models import AuditEvent
from tests.factories.accounts import UserFactory
from tests.factories.training import EnrolmentFactory, InvolvementFactory
from tests.training.world import fitting, instructor_of, new_class
from training.choices import Capacity
from training.models import Enrolment, Hearing, Involvement
from training.services.enrolment import EnrolmentRefused
from training.services.hearing import Ruling, record_hearing
from training.services.involvement import NotIndependent

pytestmark = pytest.mark.django_db


def proposals(training_class, count):
    return [EnrolmentFactory(training_class=training_class, inmate=fitting(training_class)) for _ in range(count)]


def record(training_class, rulings, **changes):
    today = clock.today()
    facts = {
        "held_on": today,
        "minutes_number": "BA-7",
        "decree_number": "SK-7",
        "decree_date": today,
        "actor": UserFactory(),
        **changes,
    }
    return record_hearing(training_class=training_class, rulings=rulings, **facts)


def status(place):
    return Enrolment.objects.values_list("status", "reserve_position", "hearing_note").get(pk=place.pk)


def test_record_seats_the_approved_and_queues_the_rest():
    training_class = new_class(seats=2)
    EnrolmentFactory(training_class=training_class, reserve=True, reserve_position=4)
    teacher = instructor_of(training_class)
    seated, rejected, waits, waits_too, undecided = proposals(training_class, 5)

    hearing = record(
        training_class,
        {
            waits.pk: Ruling("reserve"),
            seated.pk: Ruling("approved"),
            rejected.pk: Ruling("rejected", "Baru dipindah"),
            waits_too.pk: Ruling("reserve"),
        },
    )

    assert status(seated) == ("enrolled", None, "")
    assert status(rejected) == ("rejected", None, "Baru dipindah")
    assert status(waits) == ("reserve", 5, "")
    assert status(waits_too) == ("reserve", 6, "")
    assert status(undecided) == ("proposed", None, "")
    assert set(hearing.enrolments.all()) == {seated, rejected, waits, waits_too}
    assert [(tie.inmate, tie.person) for tie in Involvement.objects.all()] == [(seated.inmate, teacher.person)]
    event = AuditEvent.objects.get(verb="training.record_hearing")
    assert event.changes == {"approved": 1, "rejected": 1, "reserve": 2}


def test_record_refuses_more_approvals_than_seats_and_writes_nothing():
    training_class = new_class(seats=2)
    EnrolmentFactory(training_class=training_class, enrolled=True)
    places = proposals(training_class, 2)

    with pytest.raises(ValidationError, match="Kursi kosong hanya 1, yang akan ditempatkan 2") as refusal:
        record(training_class, {place.pk: Ruling("approved") for place in places})

    assert refusal.value.code == "class_full"
    assert not Hearing.objects.exists()
    assert status(places[0])[0] == "proposed"


def test_record_refuses_an_approval_without_a_decree():
    training_class = new_class()
    (place,) = proposals(training_class, 1)

    with pytest.raises(ValidationError) as refusal:
        record(training_class, {place.pk: Ruling("approved")}, decree_number=" ")

    assert refusal.value.error_dict["decree_number"][0].code == "decree_missing"


def test_record_needs_no_decree_when_nobody_is_approved():
    training_class = new_class()
    (place,) = proposals(training_class, 1)

    record(training_class, {place.pk: Ruling("rejected")}, decree_number="", decree_date=None)

    assert status(place)[0] == "rejected"


@pytest.mark.parametrize(
    ("field", "code", "changes"),
    [
        ("held_on", "future", {"held_on": 1, "decree_date": 1}),
        ("decree_date", "decree_before_hearing", {"decree_date": -1}),
        ("decree_date", "future", {"decree_date": 1}),
        ("decree_date", "decree_date_missing", {"decree_date": None}),
    ],
)
def test_record_refuses_days_in_the_wrong_order(field, code, changes):
    training_class = new_class()
    (place,) = proposals(training_class, 1)
    days = {
        name: None if days is None else clock.today() + datetime.timedelta(days=days) for name, days in changes.items()
    }

    with pytest.raises(ValidationError) as refusal:
        record(training_class, {place.pk: Ruling("approved")}, **days)

    assert refusal.value.error_dict[field][0].code == code


def test_record_refuses_a_proposal_that_was_decided_meanwhile():
    training_class = new_class()
    place = EnrolmentFactory(training_class=training_class, enrolled=True)

    with pytest.raises(ValidationError) as refusal:
        record(training_class, {place.pk: Ruling("approved")})

    assert refusal.value.code == "proposals_changed"


def test_record_refuses_proposals_of_another_class():
    (place,) = proposals(new_class(), 1)

    with pytest.raises(ValidationError) as refusal:
        record(new_class(), {place.pk: Ruling("approved")})

    assert refusal.value.code == "proposals_changed"


def test_record_refuses_no_ruling_at_all():
    with pytest.raises(ValidationError) as refusal:
        record(new_class(), {})

    assert refusal.value.code == "no_ruling"


def test_record_refuses_an_unknown_ruling():
    training_class = new_class()
    (place,) = proposals(training_class, 1)

    with pytest.raises(ValidationError) as refusal:
        record(training_class, {place.pk: Ruling("enrolled")})

    assert refusal.value.code == "unknown_ruling"


def test_record_refuses_a_closed_class():
    training_class = new_class(finished=True)
    (place,) = proposals(training_class, 1)

    with pytest.raises(ValidationError) as refusal:
        record(training_class, {place.pk: Ruling("approved")})

    assert refusal.value.code == "class_closed"


def test_record_refuses_to_seat_who_has_left_the_prison():
    training_class = new_class()
    (place,) = proposals(training_class, 1)
    place.inmate.prison = new_class().corner.prison
    place.inmate.save()

    with pytest.raises(EnrolmentRefused, match="tidak lagi berada di UPT ini"):
        record(training_class, {place.pk: Ruling("approved")})


def test_record_refuses_to_seat_whom_the_instructor_assessed():
    training_class = new_class()
    teacher = instructor_of(training_class)
    (place,) = proposals(training_class, 1)
    InvolvementFactory(
        inmate=place.inmate, person=teacher.person, scheme=training_class.module.scheme, capacity=Capacity.ASSESSED
    )

    with pytest.raises(NotIndependent, match="Tugaskan instruktur lain"):
        record(training_class, {place.pk: Ruling("approved")})

    assert status(place)[0] == "proposed"
