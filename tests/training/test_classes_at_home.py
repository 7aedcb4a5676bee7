"""What the roof collects from classes: home tasks, search hits and invariants, each broken once."""

import datetime

import pytest

from foundation import clock, collect
from tests.factories.accounts import PersonFactory, UserFactory
from tests.factories.lapas import PrisonFactory
from tests.factories.training import EnrolmentFactory, InvolvementFactory
from tests.training.world import centre_officer, fitting, instructor_of, new_class, work_officer
from training import invariants
from training.models import Involvement
from training.queue import tasks
from training.search import hits
from training.services.enrolment import enrol_inmates
from training.services.staffing import assign_instructor

pytestmark = pytest.mark.django_db


def told(user):
    return {task.title: task for task in collect.told(tasks(user))}


def broken(code):
    return [sentence for check in invariants.checks() if check.code == code for sentence in check.broken()]


def officer_of(training_class):
    return work_officer(training_class.corner.prison)


def test_home_counts_seats_that_no_proposal_fills():
    training_class = new_class(seats=5)
    EnrolmentFactory(training_class=training_class, inmate=fitting(training_class), enrolled=True)
    EnrolmentFactory(training_class=training_class, inmate=fitting(training_class))

    task = told(officer_of(training_class))["Kursi belum terisi"]

    assert task.count == 3
    assert task.url.endswith(f"/kelas/{training_class.pk}/usulkan/")


def test_home_offers_the_reserve_before_new_proposals():
    training_class = new_class(seats=5)
    EnrolmentFactory(training_class=training_class, reserve=True)

    found = told(officer_of(training_class))

    assert found["Cadangan dapat dinaikkan"].count == 1
    assert "Kursi belum terisi" not in found


def test_home_tells_what_waits_for_the_hearing():
    training_class = new_class()
    EnrolmentFactory.create_batch(2, training_class=training_class)

    task = told(officer_of(training_class))["Usulan menunggu hasil sidang TPP"]

    assert task.count == 2
    assert task.url.endswith(f"/kelas/{training_class.pk}/sidang/")


def test_home_warns_of_people_who_now_leave_before_the_certificate():
    training_class = new_class()
    EnrolmentFactory(training_class=training_class, inmate=fitting(training_class), enrolled=True)
    EnrolmentFactory(training_class=training_class, inmate=fitting(training_class, days=60), enrolled=True)

    assert told(officer_of(training_class))["Peserta kini bebas sebelum sertifikat di tangan"].count == 1


def test_home_asks_the_centre_for_an_instructor():
    training_class = new_class()
    officer = centre_officer(training_class)
    assert told(officer)["Kelas belum mempunyai instruktur"].count == 1

    assign_instructor(training_class=training_class, person=PersonFactory(), actor=officer)

    assert "Kelas belum mempunyai instruktur" not in told(officer)


def test_home_says_when_a_class_should_have_started():
    training_class = new_class(starts_on=clock.today() - datetime.timedelta(days=1))

    assert told(officer_of(training_class))["Kelas sudah waktunya dimulai"].url.endswith(f"/kelas/{training_class.pk}/")


def test_home_tells_another_prison_nothing():
    training_class = new_class(seats=5)
    EnrolmentFactory(training_class=training_class)

    assert told(work_officer(PrisonFactory())) == {}
    assert told(UserFactory()) == {}


def test_search_finds_classes_in_reach():
    training_class = new_class(module__title="Menjahit Dasar")
    new_class(module__title="Menjahit Lanjut")

    assert [hit.title for hit in hits(officer_of(training_class), "jahit")] == [str(training_class)]
    assert list(hits(UserFactory(), "jahit")) == []


def test_invariants_hold_in_a_class_made_by_services():
    training_class = new_class(PrisonFactory(hearing_required=False))
    assign_instructor(training_class=training_class, person=PersonFactory(), actor=None)

    enrol_inmates(training_class=training_class, inmates=[fitting(training_class)], actor=None)

    assert [check.code for check in invariants.checks() if list(check.broken())] == []
    assert Involvement.objects.count() == 1


def test_invariant_catches_a_class_with_more_people_than_seats():
    training_class = new_class(seats=1)
    EnrolmentFactory.create_batch(2, training_class=training_class, enrolled=True)

    assert broken("training.seats") == [f"class {training_class.pk}: 2 people in 1 seats"]


def test_invariant_catches_a_participant_without_a_tie():
    training_class = new_class()
    teacher = instructor_of(training_class)
    place = EnrolmentFactory(training_class=training_class, enrolled=True)

    assert broken("training.trained") == [
        f"class {training_class.pk}: person {teacher.person_id} trains inmate {place.inmate_id} without a tie"
    ]


def test_invariant_catches_a_tie_from_nowhere():
    tie = InvolvementFactory()

    (sentence,) = broken("training.trained_source")

    assert sentence.startswith(f"involvement {tie.pk}:")
