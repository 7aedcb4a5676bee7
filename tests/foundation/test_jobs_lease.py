"""Claiming, renewing, taking over and finishing under a lease."""

from __future__ import annotations

import datetime
import time

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from foundation import clock
from foundation.accounts.models import Person
from foundation.audit.models import AuditEvent
from foundation.jobs import execution, registry, services, sweep
from foundation.jobs.choices import JobState
from foundation.jobs.execution import LeaseLost, Work
from foundation.jobs.health import oldest_waiting
from foundation.jobs.models import Job

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def known(handlers):
    registry.handler("probe")(lambda work: None)
    return handlers


def lapse(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(lease_until=clock.machine_now() - datetime.timedelta(seconds=1))


def make_due(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(due_at=clock.machine_now() - datetime.timedelta(seconds=1))


def claimed() -> Work:
    job = services.claim(services.enqueue("probe", total=3).pk)
    assert job is not None
    return Work(job)


def new_person(name: str = "Orang Uji") -> Person:
    return Person.objects.create(full_name=name, staff_number="99-uji")


def test_enqueue_refuses_a_kind_that_nobody_does() -> None:
    with pytest.raises(LookupError):
        services.enqueue("nobody.knows")
    assert not Job.objects.exists()


def test_enqueue_vanishes_with_the_transaction_that_ordered_it() -> None:
    with transaction.atomic():
        services.enqueue("probe")
        transaction.set_rollback(True)
    assert not Job.objects.exists()


def test_enqueue_wakes_a_worker_only_after_the_commit(django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks() as callbacks:
        services.enqueue("probe")
    assert len(callbacks) == 1


def test_claim_takes_the_lease_and_counts_the_attempt() -> None:
    work = claimed()
    assert (work.job.state, work.job.attempts) == (JobState.RUNNING, 1)
    assert work.job.lease_until > clock.machine_now()
    assert work.job.started_at is not None


def test_claim_is_refused_while_the_lease_holds() -> None:
    work = claimed()
    assert services.claim(work.job.pk) is None
    work.job.refresh_from_db()
    assert (work.job.lease_token, work.job.attempts) == (work.token, 1)


def test_claim_is_refused_before_the_job_is_due() -> None:
    job = services.enqueue("probe")
    Job.objects.filter(pk=job.pk).update(due_at=clock.machine_now() + datetime.timedelta(minutes=1))
    assert services.claim(job.pk) is None


def test_claim_is_refused_when_the_job_is_done() -> None:
    work = claimed()
    work.finish_with()
    assert services.claim(work.job.pk) is None


def test_claim_takes_over_a_lapsed_lease_with_another_token() -> None:
    work = claimed()
    lapse(work.job)
    second = services.claim(work.job.pk)
    assert second is not None
    assert second.lease_token != work.token
    assert second.attempts == 2


def test_step_renews_the_lease_and_shows_the_progress() -> None:
    work = claimed()
    lapse(work.job)
    work.step(2)
    work.job.refresh_from_db()
    assert (work.job.done, work.job.total) == (2, 3)
    assert work.job.lease_until > clock.machine_now()


def test_step_stops_whoever_was_taken_over() -> None:
    work = claimed()
    lapse(work.job)
    services.claim(work.job.pk)
    with pytest.raises(LeaseLost):
        work.step(2)
    work.job.refresh_from_db()
    assert work.job.done == 0


def test_guarded_writes_are_rolled_back_after_a_takeover() -> None:
    work = claimed()
    lapse(work.job)
    services.claim(work.job.pk)
    with pytest.raises(LeaseLost), work.guarded(done=1):
        new_person()
    assert not Person.objects.exists()


def test_guarded_writes_stay_while_the_lease_is_ours() -> None:
    work = claimed()
    with work.guarded(done=1):
        new_person()
    work.job.refresh_from_db()
    assert (Person.objects.count(), work.job.done) == (1, 1)


def test_finishing_writes_and_the_end_of_the_job_are_one() -> None:
    work = claimed()
    work.finish_with(new_person, result_file="salinan-7K2M.pdf")
    work.job.refresh_from_db()
    assert (work.job.state, work.job.done, work.job.result_file) == (JobState.DONE, 3, "salinan-7K2M.pdf")
    assert work.job.lease_token is None
    assert Person.objects.count() == 1


def test_late_finisher_leaves_no_trace() -> None:
    work = claimed()
    lapse(work.job)
    second = services.claim(work.job.pk)
    with pytest.raises(LeaseLost):
        work.finish_with(new_person)
    assert not Person.objects.exists()
    assert second is not None
    Work(second).finish_with(new_person)
    assert Person.objects.count() == 1


def test_late_finisher_cannot_fail_what_another_does() -> None:
    work = claimed()
    lapse(work.job)
    services.claim(work.job.pk)
    assert services.fail(job_id=work.job.pk, token=work.token, reason="terlambat") is False
    work.job.refresh_from_db()
    assert (work.job.state, work.job.error) == (JobState.RUNNING, "")


def test_outside_raises_at_its_end_when_the_lease_was_taken_over() -> None:
    work = claimed()
    outside = work.outside()
    outside.__enter__()
    lapse(work.job)
    services.claim(work.job.pk)
    with pytest.raises(LeaseLost):
        outside.__exit__(None, None, None)


def test_run_finishes_a_job_whose_handler_only_returns() -> None:
    job = services.enqueue("probe")
    assert execution.run(job.pk) is True
    job.refresh_from_db()
    assert job.state == JobState.DONE
    assert execution.run(job.pk) is False


def test_refusal_in_a_handler_fails_the_job_at_once_with_its_sentence() -> None:
    def refuse(work: Work) -> None:
        raise ValidationError("Kelas sudah ditutup.")

    registry.handler("probe.refuse")(refuse)
    job = services.enqueue("probe.refuse")
    execution.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.error) == (JobState.FAILED, 1, "Kelas sudah ditutup.")


def test_failure_waits_longer_each_time_and_gives_up_after_five_attempts() -> None:
    def stumble(work: Work) -> None:
        raise OSError(5, "Input/output error", "/var/files/rahasia.pdf")

    registry.handler("probe.stumble")(stumble)
    job = services.enqueue("probe.stumble")
    rests = []
    for attempt in range(1, 6):
        with pytest.raises(OSError, match="Input/output"):
            execution.run(job.pk)
        job.refresh_from_db()
        assert job.attempts == attempt
        assert "Input/output error" in job.error
        assert "rahasia" not in job.error
        rests.append(job.due_at - clock.machine_now())
        make_due(job)
    assert rests[:4] == sorted(rests[:4])
    assert rests[0] > datetime.timedelta(0)
    assert job.state == JobState.FAILED
    assert services.claim(job.pk) is None


def test_full_storage_makes_a_job_wait_with_the_reason_as_long_as_it_takes() -> None:
    def no_room(work: Work) -> None:
        raise OSError(28, "No space left on device", "/var/files/rahasia.pdf")

    registry.handler("probe.no_room")(no_room)
    job = services.enqueue("probe.no_room")
    for _ in range(services.MAX_ATTEMPTS + 2):
        assert execution.run(job.pk)
        job.refresh_from_db()
        assert (job.state, job.attempts) == (JobState.QUEUED, 0)
        assert "No space left on device" in job.error
        assert job.due_at > clock.machine_now()
        make_due(job)


def test_attempts_are_counted_anew_when_the_work_got_further() -> None:
    work = claimed()
    Job.objects.filter(pk=work.job.pk).update(attempts=4, done=1)
    work.step(1)
    work.job.refresh_from_db()
    assert work.job.attempts == 4
    work.step(2)
    work.job.refresh_from_db()
    assert (work.job.attempts, work.job.done) == (1, 2)
    # Another worker begins again from the start: nothing is gained before it passes the place.
    Job.objects.filter(pk=work.job.pk).update(attempts=3, done=500)
    for done in (250, 500):
        work.step(done)
    work.job.refresh_from_db()
    assert (work.job.attempts, work.job.done) == (3, 500)


def test_reason_for_the_page_never_quotes_an_unexpected_error() -> None:
    said = execution.reason_of(RuntimeError("Key (nik)=(9900000000000001)"))
    assert "RuntimeError" in said
    assert "99" not in said


def test_job_that_kills_its_workers_is_given_up_with_a_reason() -> None:
    work = claimed()
    Job.objects.filter(pk=work.job.pk).update(attempts=services.MAX_ATTEMPTS)
    lapse(work.job)
    assert services.claim(work.job.pk) is None
    assert services.give_up_exhausted() == 1
    work.job.refresh_from_db()
    assert work.job.state == JobState.FAILED
    assert "berulang kali" in work.job.error


def test_unknown_kind_is_failed_with_a_reason(handlers) -> None:
    job = services.enqueue("probe")
    handlers.clear()
    execution.run(job.pk)
    job.refresh_from_db()
    assert (job.state, bool(job.error)) == (JobState.FAILED, True)


def test_run_due_does_every_job_that_is_due_and_no_other() -> None:
    first, second, later = (services.enqueue("probe") for _ in range(3))
    Job.objects.filter(pk=later.pk).update(due_at=clock.machine_now() + datetime.timedelta(hours=1))
    assert execution.run_due() == 2
    assert set(Job.objects.filter(state=JobState.DONE)) == {first, second}


def test_retry_gives_a_failed_job_all_its_attempts_again_and_is_recorded(officer) -> None:
    work = claimed()
    services.fail(job_id=work.job.pk, token=work.token, reason="x")
    services.retry(job=work.job, actor=officer)
    assert (work.job.state, work.job.attempts, work.job.error) == (JobState.QUEUED, 0, "")
    event = AuditEvent.objects.get(verb="jobs.retry")
    assert event.actor == officer
    assert [(row.kind, row.key) for row in event.subjects.all()] == [("jobs.Job", str(work.job.pk))]


def test_retry_refuses_a_job_that_has_not_failed(officer) -> None:
    work = claimed()
    with pytest.raises(ValidationError) as refusal:
        services.retry(job=work.job, actor=officer)
    assert refusal.value.code == "not_failed"
    assert not AuditEvent.objects.exists()


def test_sweep_looks_for_due_jobs_that_nobody_woke_lately() -> None:
    fresh, unwoken, forgotten, resting = (services.enqueue("probe") for _ in range(4))
    now = clock.machine_now()
    Job.objects.filter(pk=unwoken.pk).update(woken_at=None)
    Job.objects.filter(pk=forgotten.pk).update(woken_at=now - datetime.timedelta(minutes=2))
    Job.objects.filter(pk=resting.pk).update(woken_at=None, due_at=now + datetime.timedelta(minutes=1))
    found = Job.objects.unwoken(clock.machine_now(), sweep.wake_again_after())
    assert set(found) == {unwoken, forgotten}
    assert fresh not in found


def test_sweep_looks_for_a_lapsed_lease_at_once_though_the_job_was_woken_for_it() -> None:
    work = claimed()
    lapse(work.job)
    Job.objects.filter(pk=work.job.pk).update(woken_at=clock.machine_now() - datetime.timedelta(seconds=2))
    assert set(Job.objects.unwoken(clock.machine_now(), sweep.wake_again_after())) == {work.job}


def test_sweep_wakes_each_forgotten_job_once() -> None:
    jobs = [services.enqueue("probe") for _ in range(3)]
    Job.objects.update(woken_at=None)
    assert sweep.sweep() == len(jobs)
    assert not Job.objects.filter(woken_at=None).exists()
    assert sweep.sweep() == 0


def test_sweep_leaves_the_calling_to_those_at_work() -> None:
    claimed()
    for _ in range(3):
        services.enqueue("probe")
    Job.objects.filter(state=JobState.QUEUED).update(woken_at=None)
    assert sweep.sweep() == 1


def test_interrupted_job_is_taken_up_by_whoever_finishes_another() -> None:
    work = claimed()
    assert execution.run_interrupted() is False
    lapse(work.job)
    assert execution.run_interrupted() is True
    work.job.refresh_from_db()
    assert (work.job.state, work.job.attempts) == (JobState.DONE, 2)


def test_oldest_waiting_says_how_long_the_queue_has_waited() -> None:
    assert oldest_waiting() is None
    job = services.enqueue("probe")
    Job.objects.filter(pk=job.pk).update(due_at=clock.machine_now() - datetime.timedelta(minutes=3))
    waited = oldest_waiting()
    assert waited is not None
    assert waited >= datetime.timedelta(minutes=3)
    execution.run_due()
    assert oldest_waiting() is None


def test_lease_does_not_move_with_the_clock_of_the_demo_world(settings) -> None:
    settings.POJOK_TODAY = datetime.date(2020, 1, 1)
    work = claimed()
    assert abs(work.job.lease_until.timestamp() - time.time()) < settings.LEASE_SECONDS + 5
