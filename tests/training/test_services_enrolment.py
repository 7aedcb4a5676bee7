"""Proposing, seating without a hearing, the reserve list, and the end of a place: one test per refusal."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from foundation import clock
from foundation.audit.models import AuditEvent
from lapas.choices import CustodyState, DateKind
from tests.factories.accounts import UserFactory
from tests.factories.lapas import PrisonFactory
from tests.factories.training import (
    AttainmentFactory,
    EnrolmentFactory,
    UnitTrainingResultFactory,
)
from tests.training.world import fitting, instructor_of, new_class
from training.choices import Capacity, ClassStatus, EndReason, EnrolmentStatus
from training.models import Attainment, Enrolment, Involvement
from training.services.enrolment import (
    EnrolmentRefused,
    end_enrolment,
    enrol_inmates,
    promote_reserve,
    propose_inmates,
    withdraw_proposal,
)

pytestmark = pytest.mark.django_db
TODAY = clock.today


@pytest.fixture
def officer():
    return UserFactory()


def without_hearing(**facts):
    return new_class(PrisonFactory(hearing_required=False), **facts)


def test_propose_writes_findings_and_one_event(officer):
    training_class = new_class()
    people = [fitting(training_class), fitting(training_class)]

    places = propose_inmates(training_class=training_class, inmates=people, actor=officer)

    assert [place.status for place in training_class.enrolments.all()] == ["proposed", "proposed"]
    assert {finding["code"] for finding in places[0].findings} >= {"time", "sentenced", "nik"}
    event = AuditEvent.objects.get()
    assert (event.verb, event.actor, event.subjects.count()) == ("training.propose", officer, 3)


def test_propose_takes_all_or_none_and_says_who_fails(officer):
    training_class = new_class()
    good, late = fitting(training_class), fitting(training_class, days=60)

    with pytest.raises(EnrolmentRefused) as refusal:
        propose_inmates(training_class=training_class, inmates=[good, late], actor=officer)

    assert set(refusal.value.reasons) == {late.pk}
    assert "sebelum sertifikat di tangan" in refusal.value.reasons[late.pk][0]
    assert late.name in refusal.value.messages[0]
    assert not Enrolment.objects.exists()
    assert not AuditEvent.objects.exists()


def test_propose_refuses_a_warning_without_a_reason(officer):
    training_class = new_class()
    person = fitting(training_class, security_level="maximum")

    with pytest.raises(EnrolmentRefused) as refusal:
        propose_inmates(training_class=training_class, inmates=[person], reasons={person.pk: "  "}, actor=officer)

    assert refusal.value.reasons[person.pk] == ("isi alasannya (Tingkat pengamanan maksimum)",)


def test_propose_keeps_the_reason_for_a_warning(officer):
    training_class = new_class()
    person = fitting(training_class, security_level="maximum")

    (place,) = propose_inmates(
        training_class=training_class, inmates=[person], reasons={person.pk: " Berkelakuan baik "}, actor=officer
    )

    assert place.reason == "Berkelakuan baik"


def test_propose_refuses_somebody_of_another_prison(officer):
    training_class = new_class()
    stranger = fitting(new_class())

    with pytest.raises(EnrolmentRefused, match="Tidak sedang berada di UPT ini"):
        propose_inmates(training_class=training_class, inmates=[stranger], actor=officer)


def test_propose_refuses_somebody_who_is_in_the_class_already(officer):
    training_class = new_class()
    place = EnrolmentFactory(training_class=training_class, inmate=fitting(training_class), status="rejected")

    with pytest.raises(EnrolmentRefused, match="sudah tercatat di kelas ini"):
        propose_inmates(training_class=training_class, inmates=[place.inmate], actor=officer)


def test_propose_refuses_a_clash_with_another_class(officer):
    training_class = new_class()
    other = new_class(training_class.corner.prison)
    person = fitting(training_class)
    EnrolmentFactory(training_class=other, inmate=person, enrolled=True)

    with pytest.raises(EnrolmentRefused, match="Bentrok dengan"):
        propose_inmates(training_class=training_class, inmates=[person], actor=officer)


def test_propose_refuses_who_holds_the_scheme(officer):
    training_class = new_class()
    person = fitting(training_class)
    AttainmentFactory(inmate=person, scheme=training_class.module.scheme)

    with pytest.raises(EnrolmentRefused, match="Sudah memiliki sertifikat skema ini"):
        propose_inmates(training_class=training_class, inmates=[person], actor=officer)


def test_propose_asks_for_a_reason_after_an_earlier_exit(officer):
    training_class = new_class()
    person = fitting(training_class)
    earlier = new_class(training_class.corner.prison, finished=True)
    EnrolmentFactory(
        training_class=earlier, inmate=person, status="ended", end_reason=EndReason.DISCIPLINE, ended_on=TODAY()
    )

    with pytest.raises(EnrolmentRefused, match="Pernah berhenti dari"):
        propose_inmates(training_class=training_class, inmates=[person], actor=officer)


def test_propose_reads_one_third_from_the_current_fact(officer):
    training_class = new_class()
    later = training_class.starts_on + datetime.timedelta(days=5)
    person = fitting(
        training_class, dates={DateKind.ONE_THIRD: later, DateKind.EXPIRY: later.replace(year=later.year + 1)}
    )

    with pytest.raises(EnrolmentRefused, match="1/3 masa pidana baru pada"):
        propose_inmates(training_class=training_class, inmates=[person], actor=officer)


@pytest.mark.parametrize("status", [ClassStatus.FINISHED, ClassStatus.CANCELLED])
def test_propose_refuses_a_closed_class(officer, status):
    training_class = new_class(status=status)

    with pytest.raises(ValidationError) as refusal:
        propose_inmates(training_class=training_class, inmates=[fitting(training_class)], actor=officer)

    assert refusal.value.code == "class_closed"


def test_propose_refuses_after_the_registration_closed(officer):
    training_class = new_class(registration_closes_on=TODAY() - datetime.timedelta(days=1))

    with pytest.raises(ValidationError) as refusal:
        propose_inmates(training_class=training_class, inmates=[fitting(training_class)], actor=officer)

    assert refusal.value.code == "registration_closed"


def test_propose_refuses_nobody(officer):
    with pytest.raises(ValidationError) as refusal:
        propose_inmates(training_class=new_class(), inmates=[], actor=officer)

    assert refusal.value.code == "nobody"


def test_withdraw_takes_a_proposal_back_and_leaves_a_trace(officer):
    place = EnrolmentFactory()

    withdraw_proposal(enrolment=place, actor=officer)

    assert not Enrolment.objects.exists()
    assert AuditEvent.objects.get().verb == "training.withdraw_proposal"


def test_withdraw_refuses_what_the_hearing_decided(officer):
    place = EnrolmentFactory(enrolled=True)

    with pytest.raises(ValidationError) as refusal:
        withdraw_proposal(enrolment=place, actor=officer)

    assert refusal.value.code == "not_proposed"
    assert Enrolment.objects.exists()


def test_enrol_without_hearing_seats_and_ties_to_the_instructor(officer):
    training_class = without_hearing()
    teacher = instructor_of(training_class)
    person = fitting(training_class)

    (place,) = enrol_inmates(training_class=training_class, inmates=[person], actor=officer)

    assert place.status == EnrolmentStatus.ENROLLED
    tie = Involvement.objects.get()
    assert (tie.inmate, tie.person, tie.scheme, tie.capacity) == (
        person,
        teacher.person,
        training_class.module.scheme,
        Capacity.TRAINED,
    )


def test_enrol_in_a_running_class_is_running_at_once(officer):
    training_class = without_hearing(running=True)

    (place,) = enrol_inmates(training_class=training_class, inmates=[fitting(training_class)], actor=officer)

    assert place.status == EnrolmentStatus.RUNNING


def test_enrol_refuses_a_prison_that_decides_by_hearing(officer):
    training_class = new_class()

    with pytest.raises(ValidationError) as refusal:
        enrol_inmates(training_class=training_class, inmates=[fitting(training_class)], actor=officer)

    assert refusal.value.code == "hearing_required"


def test_enrol_refuses_more_people_than_seats(officer):
    training_class = without_hearing(seats=1)
    people = [fitting(training_class), fitting(training_class)]

    with pytest.raises(ValidationError) as refusal:
        enrol_inmates(training_class=training_class, inmates=people, actor=officer)

    assert refusal.value.code == "class_full"
    assert not Enrolment.objects.exists()


def test_promote_gives_the_first_of_the_reserve_a_seat(officer):
    training_class = new_class()
    teacher = instructor_of(training_class)
    place = EnrolmentFactory(training_class=training_class, reserve=True)

    promote_reserve(enrolment=place, actor=officer)

    place.refresh_from_db()
    assert (place.status, place.reserve_position) == (EnrolmentStatus.ENROLLED, None)
    assert Involvement.objects.get().person == teacher.person


def test_promote_refuses_out_of_turn(officer):
    training_class = new_class()
    first = EnrolmentFactory(training_class=training_class, reserve=True)
    second = EnrolmentFactory(training_class=training_class, reserve=True, reserve_position=2)

    with pytest.raises(ValidationError, match=first.inmate.name) as refusal:
        promote_reserve(enrolment=second, actor=officer)

    assert refusal.value.code == "out_of_turn"


def test_promote_refuses_a_full_class(officer):
    training_class = new_class(seats=1)
    EnrolmentFactory(training_class=training_class, enrolled=True)
    waiting = EnrolmentFactory(training_class=training_class, reserve=True)

    with pytest.raises(ValidationError) as refusal:
        promote_reserve(enrolment=waiting, actor=officer)

    assert refusal.value.code == "class_full"


def test_promote_refuses_who_has_left(officer):
    waiting = EnrolmentFactory(reserve=True)
    waiting.inmate.custody_state = CustodyState.ESCAPED
    waiting.inmate.save()

    with pytest.raises(EnrolmentRefused, match="tidak lagi berada di UPT ini"):
        promote_reserve(enrolment=waiting, actor=officer)


def test_promote_refuses_who_does_not_wait(officer):
    with pytest.raises(ValidationError) as refusal:
        promote_reserve(enrolment=EnrolmentFactory(), actor=officer)

    assert refusal.value.code == "not_reserve"


def test_end_frees_the_seat_and_keeps_passed_units(officer):
    place = EnrolmentFactory(running=True)
    first, second, _third = place.training_class.module.scheme.units.all()
    UnitTrainingResultFactory(enrolment=place, unit=first)
    UnitTrainingResultFactory(enrolment=place, unit=second, outcome="not_yet")

    end_enrolment(enrolment=place, reason=EndReason.SICK, on=TODAY(), note="Dirawat", actor=officer)

    place.refresh_from_db()
    assert (place.status, place.end_reason, place.end_note, place.ended_on) == ("ended", "sick", "Dirawat", TODAY())
    assert [held.unit for held in Attainment.objects.all()] == [first]
    assert not Enrolment.objects.seated().exists()


@pytest.mark.parametrize("reason", [EndReason.TRANSFERRED, EndReason.RELEASED, "nonsense"])
def test_end_refuses_reasons_of_the_system(officer, reason):
    place = EnrolmentFactory(running=True)

    with pytest.raises(ValidationError) as refusal:
        end_enrolment(enrolment=place, reason=reason, on=TODAY(), actor=officer)

    assert refusal.value.error_dict["reason"][0].code == "system_reason"


def test_end_refuses_a_day_to_come(officer):
    with pytest.raises(ValidationError) as refusal:
        end_enrolment(
            enrolment=EnrolmentFactory(running=True),
            reason=EndReason.SICK,
            on=TODAY() + datetime.timedelta(days=1),
            actor=officer,
        )

    assert refusal.value.error_dict["on"][0].code == "future"


def test_end_refuses_other_without_a_note(officer):
    with pytest.raises(ValidationError) as refusal:
        end_enrolment(enrolment=EnrolmentFactory(running=True), reason=EndReason.OTHER, on=TODAY(), actor=officer)

    assert refusal.value.error_dict["note"][0].code == "note_missing"


@pytest.mark.parametrize("status", ["proposed", "rejected", "finished"])
def test_end_refuses_a_place_that_is_not_open(officer, status):
    with pytest.raises(ValidationError) as refusal:
        end_enrolment(enrolment=EnrolmentFactory(status=status), reason=EndReason.SICK, on=TODAY(), actor=officer)

    assert refusal.value.code == "not_open"
