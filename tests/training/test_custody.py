import pytest

from foundation.jobs import registry
from foundation.jobs.choices import JobState
from foundation.jobs.execution import run_due
from foundation.jobs.models import Job
from foundation.jobs.services import enqueue
from lapas.choices import CustodyState, EventKind
from lapas.models import Prison
from lapas.services import receive_transfer, record_event, record_release, send_transfer
from tests.factories.lapas import PrisonFactory, officer_at
from tests.factories.training import EnrolmentFactory, TrainingClassFactory
from tests.training.teaching_world import running_class
from training.choices import ClassStatus, EndReason, EnrolmentStatus
from training.continuing import arrivals
from training.models import Attainment, Enrolment
from training.services.custody import JOB

pytestmark = pytest.mark.django_db


def moved(world, person=0, to=None):
    """The person leaves for another prison and arrives there; the jobs are done."""
    inmate = world.people[person].inmate
    to = to or PrisonFactory()
    send_transfer(inmate=inmate, to_prison=to, on=world.today, actor=None)
    run_due()
    receive_transfer(inmate=inmate, on=world.today, register_number=f"B.I {inmate.pk}/T", actor=None)
    run_due()
    return to


def test_transfer_ends_the_seat_and_keeps_the_finished_units():
    world = running_class(people=2)
    world.mark(world.session(days_ago=1), "present", "present")
    world.judge("passed", "not_yet")
    send_transfer(inmate=world.people[0].inmate, to_prison=PrisonFactory(), on=world.today, actor=world.officer)
    world.people[0].refresh_from_db()
    assert world.people[0].status == EnrolmentStatus.RUNNING
    run_due()
    gone, stays = Enrolment.objects.order_by("pk")
    assert (gone.status, gone.end_reason, gone.ended_on) == (
        EnrolmentStatus.ENDED,
        EndReason.TRANSFERRED,
        world.today,
    )
    assert stays.status == EnrolmentStatus.RUNNING
    assert list(Attainment.objects.values_list("inmate_id", "unit_id")) == [(gone.inmate_id, world.units[0].pk)]


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (EventKind.RELEASED, EndReason.RELEASED),
        (EventKind.DECEASED, EndReason.DECEASED),
        (EventKind.ESCAPED, EndReason.ESCAPED),
    ],
)
def test_leaving_ends_seats_proposals_and_reserve_places_with_its_own_reason(kind, reason):
    world = running_class()
    inmate = world.people[0].inmate
    proposal = EnrolmentFactory(training_class__corner__prison=inmate.prison, inmate=inmate)
    record_event(inmate=inmate, kind=kind, on=world.today, actor=None)
    run_due()
    assert set(Enrolment.objects.values_list("status", "end_reason")) == {(EnrolmentStatus.ENDED, reason)}
    assert proposal.training_class_id != world.course.pk


@pytest.mark.parametrize("kind", [EventKind.SICK, EventKind.LOAN, EventKind.ASSIMILATION])
def test_being_away_for_a_while_orders_nothing(kind):
    world = running_class()
    record_event(inmate=world.people[0].inmate, kind=kind, on=world.today, actor=None)
    assert not Job.objects.filter(kind=JOB).exists()


def test_job_done_twice_changes_nothing_more():
    world = running_class()
    record_release(inmate=world.people[0].inmate, on=world.today, actor=None)
    run_due()
    first = Enrolment.objects.values().get()
    enqueue(JOB, params=Job.objects.get(kind=JOB).params)
    run_due()
    assert Enrolment.objects.values().get() == first
    assert set(Job.objects.values_list("state", flat=True)) == {JobState.DONE}


def test_late_job_keeps_the_place_of_somebody_who_is_back():
    world = running_class()
    inmate = world.people[0].inmate
    record_release(inmate=inmate, on=world.today, actor=None)
    inmate.custody_state, inmate.released_on = CustodyState.IN_CUSTODY, None
    inmate.save()
    run_due()
    world.people[0].refresh_from_db()
    assert world.people[0].status == EnrolmentStatus.RUNNING


def test_finished_class_stays_finished_after_a_release():
    world = running_class(status=ClassStatus.FINISHED)
    world.people[0].status = EnrolmentStatus.FINISHED
    world.people[0].save()
    record_release(inmate=world.people[0].inmate, on=world.today, actor=None)
    run_due()
    world.people[0].refresh_from_db()
    assert world.people[0].status == EnrolmentStatus.FINISHED


def test_release_is_recorded_with_the_class_in_any_state_and_no_worker(settings):
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    world = running_class()
    world.mark(world.session(days_ago=1), "")
    world.course.instructors.all().delete()
    inmate = world.people[0].inmate
    event = record_release(inmate=inmate, on=world.today, actor=None)
    inmate.refresh_from_db()
    assert (inmate.custody_state, event.kind) == (CustodyState.RELEASED, EventKind.RELEASED)
    assert Job.objects.get(kind=JOB).state == JobState.QUEUED


def test_release_is_recorded_even_when_nobody_does_the_job(monkeypatch):
    world = running_class()
    inmate = world.people[0].inmate
    monkeypatch.delitem(registry._handlers, JOB)
    record_release(inmate=inmate, on=world.today, actor=None)
    inmate.refresh_from_db()
    assert inmate.custody_state == CustodyState.RELEASED


def test_arrival_can_go_on_in_a_local_class_of_the_same_scheme():
    world = running_class()
    world.mark(world.session(days_ago=1), "present")
    world.judge("passed")
    here = moved(world)
    fits = TrainingClassFactory(corner__prison=here, module__scheme=world.course.module.scheme)
    TrainingClassFactory(corner__prison=here)
    full = TrainingClassFactory(corner__prison=here, module__scheme=world.course.module.scheme, seats=1)
    EnrolmentFactory(training_class=full, enrolled=True)
    found = arrivals(Prison.objects.filter(pk=here.pk))
    assert [(row.inmate, row.classes, row.units_done, row.units_total) for row in found] == [
        (world.people[0].inmate, [fits], 1, 2)
    ]
    assert arrivals(Prison.objects.exclude(pk=here.pk)) == []


def test_arrival_who_goes_on_is_listed_no_more():
    world = running_class()
    world.mark(world.session(days_ago=1), "present")
    here = moved(world)
    course = TrainingClassFactory(corner__prison=here, module__scheme=world.course.module.scheme)
    EnrolmentFactory(training_class=course, inmate=world.people[0].inmate)
    assert arrivals(Prison.objects.all()) == []


def test_arrival_who_never_sat_in_the_class_is_not_listed():
    world = running_class()
    moved(world)
    assert arrivals(Prison.objects.all()) == []


def test_arrivals_take_the_same_queries_for_one_and_thirty(django_assert_num_queries):
    here = PrisonFactory()
    world = running_class(people=30)
    world.mark(world.session(days_ago=1), *["present"] * 30)
    moved(world, 0, here)
    with django_assert_num_queries(4):
        assert len(arrivals(Prison.objects.all())) == 1
    for person in range(1, 30):
        moved(world, person, here)
    with django_assert_num_queries(4):
        assert len(arrivals(Prison.objects.all())) == 30


def test_officer_of_the_old_prison_keeps_the_closed_row_only():
    world = running_class()
    world.mark(world.session(days_ago=1), "present")
    moved(world)
    rows = Enrolment.objects.for_user(world.officer, "training.end_enrolment")
    assert [row.end_reason for row in rows] == [EndReason.TRANSFERRED]
    assert not Enrolment.objects.for_user(
        officer_at(PrisonFactory(), "work_officer"), "training.end_enrolment"
    ).exists()
