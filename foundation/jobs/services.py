"""Ordering work, claiming it by lease, and ending it. The database is the queue; the broker only wakes workers."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext as _

from foundation import clock
from foundation.accounts.models import User
from foundation.audit import services as audit
from foundation.jobs import registry, waking
from foundation.jobs.choices import JobState
from foundation.jobs.models import Job, JobSubject

MAX_ATTEMPTS = 5
# The sentence of a rule that said no may name somebody: whoever ordered the work has read it by then.
REFUSALS_KEPT = datetime.timedelta(days=30)
LATE = datetime.timedelta(days=1)


def lease() -> datetime.timedelta:
    return datetime.timedelta(seconds=settings.LEASE_SECONDS)


def backoff(attempts: int) -> datetime.timedelta:
    """How long a job rests after its failed attempt number `attempts`: a third of a lease, doubled each time."""
    return lease() / 3 * 2 ** (attempts - 1)


def enqueue(
    kind: str,
    *,
    params: Mapping[str, Any] | None = None,
    actor: User | None = None,
    total: int = 0,
    subjects: Iterable[models.Model] = (),
) -> Job:
    """Order work of `kind` inside the caller's transaction; a worker is woken once that commits.

    `params` holds ids and plain values only. `subjects` are the rows that the work is about. Raises LookupError when
    no app has a handler of this kind.
    """
    if registry.find(kind) is None:
        raise LookupError(f"No app does jobs of kind {kind}.")
    now = clock.machine_now()
    with transaction.atomic():
        job = Job.objects.create(
            kind=kind, params=dict(params or {}), actor=actor, total=total, created_at=now, due_at=now, woken_at=now
        )
        JobSubject.objects.bulk_create(
            (JobSubject(job=job, kind=row._meta.label, key=str(row.pk)) for row in subjects), batch_size=500
        )
        transaction.on_commit(partial(wake, job), robust=True)
    return job


def wake(job: Job) -> bool:
    """Tell a worker that the job waits; without a broker the job waits for the sweeper, and nobody is troubled."""
    if waking.publish([job.pk]):
        return True
    # Unwoken, so that the next sweep does not take it for already called.
    Job.objects.filter(pk=job.pk, state=JobState.QUEUED).update(woken_at=None)
    return False


def claim(job_id: int) -> Job | None:
    """Take the lease of a job that is due, in one UPDATE; None when somebody else holds it or nothing is due."""
    now, token = clock.machine_now(), uuid.uuid4()
    taken = (
        Job.objects.due(now)
        .filter(pk=job_id, attempts__lt=MAX_ATTEMPTS)
        .update(
            state=JobState.RUNNING,
            lease_token=token,
            lease_until=now + lease(),
            attempts=F("attempts") + 1,
            started_at=Coalesce("started_at", now),
        )
    )
    return Job.objects.select_related("actor__person").get(pk=job_id, lease_token=token) if taken else None


def renew(*, job_id: int, token: uuid.UUID, done: int | None = None, total: int | None = None) -> bool:
    """Hold the lease for another round and note the progress; False when the lease was taken over.

    Attempts are counted since the last progress: a long batch whose worker is killed again and again is not given up
    as long as each worker gets further than the one before. Work that begins again from the start shows no progress
    until it passes where it was.
    """
    progress: dict[str, Any] = {name: value for name, value in (("done", done), ("total", total)) if value is not None}
    if done is not None:
        progress["done"] = Greatest("done", models.Value(done))
        further = models.When(done__lt=done, then=models.Value(1))
        progress["attempts"] = models.Case(
            further, default=F("attempts"), output_field=models.PositiveSmallIntegerField()
        )
    return bool(_held(job_id, token).update(lease_until=clock.machine_now() + lease(), **progress))


def finish(*, job_id: int, token: uuid.UUID, result_file: str = "", note: str = "") -> bool:
    """Mark the job done; False, and nothing changed, when the lease was taken over."""
    result = {"result_file": result_file} if result_file else {}
    return bool(
        _held(job_id, token).update(
            state=JobState.DONE,
            done=Greatest("done", "total"),
            error="",
            lease_token=None,
            lease_until=None,
            finished_at=clock.machine_now(),
            note=note,
            **result,
        )
    )


def fail(*, job_id: int, token: uuid.UUID, reason: str, is_refusal: bool = False) -> bool:
    """Give the job up for good; the actor sees the reason, the administrator too unless it is a rule's refusal."""
    return bool(
        _held(job_id, token).update(
            state=JobState.FAILED,
            error=reason,
            is_refusal=is_refusal,
            lease_token=None,
            lease_until=None,
            finished_at=clock.machine_now(),
        )
    )


def postpone(*, job: Job, token: uuid.UUID, reason: str) -> bool:
    """Put the job back after a failed attempt, later each time; after the fifth without progress it has failed."""
    attempts = _held(job.pk, token).values_list("attempts", flat=True).first()
    if attempts is None:
        return False
    if attempts >= MAX_ATTEMPTS:
        return fail(job_id=job.pk, token=token, reason=reason)
    return _put_back(job, token, reason, attempts=attempts, rest=backoff(attempts))


def wait_for_room(*, job: Job, token: uuid.UUID, reason: str) -> bool:
    """Put the job back because the storage is full: it waits as long as that takes and loses no attempt by it."""
    return _put_back(job, token, reason, attempts=F("attempts") - 1, rest=lease() / 2)


def _put_back(
    job: Job, token: uuid.UUID, reason: str, *, attempts: int | models.expressions.Combinable, rest: datetime.timedelta
) -> bool:
    return bool(
        _held(job.pk, token).update(
            state=JobState.QUEUED,
            attempts=attempts,
            error=reason,
            lease_token=None,
            lease_until=None,
            due_at=clock.machine_now() + rest,
            woken_at=None,
        )
    )


def give_up_exhausted() -> int:
    """Fail the jobs whose last allowed attempt ended with the death of its worker; returns how many."""
    now = clock.machine_now()
    return (
        Job.objects.due(now)
        .filter(attempts__gte=MAX_ATTEMPTS)
        .update(
            state=JobState.FAILED,
            error=Coalesce(_nonempty("error"), models.Value(_("Pekerjaan berhenti di tengah jalan berulang kali."))),
            lease_token=None,
            lease_until=None,
            finished_at=now,
        )
    )


def forget_refusals() -> int:
    """Put a sentence without anybody's name in the place of old refusals; returns of how many."""
    plain = _("Ditolak oleh sebuah aturan; kalimatnya tidak disimpan lagi.")
    return Job.objects.refused_before(clock.machine_now() - REFUSALS_KEPT).update(error=plain, is_refusal=False)


def refusals_kept_too_long() -> models.QuerySet[Job]:
    """Refused jobs whose sentence should have been taken away a day ago."""
    return Job.objects.refused_before(clock.machine_now() - REFUSALS_KEPT - LATE)


@transaction.atomic
def retry(*, job: Job, actor: User) -> Job:
    """Order a failed job once more, with all its attempts; refuses a job that has not failed."""
    now = clock.machine_now()
    again = Job.objects.failed().filter(pk=job.pk)
    if not again.update(
        state=JobState.QUEUED, attempts=0, error="", is_refusal=False, due_at=now, woken_at=now, finished_at=None
    ):
        raise ValidationError(
            _("Pekerjaan ini tidak sedang gagal; muat ulang halaman untuk melihat statusnya."), code="not_failed"
        )
    audit.record(actor, "jobs.retry", job)
    transaction.on_commit(partial(wake, job), robust=True)
    job.refresh_from_db()
    return job


def _held(job_id: int, token: uuid.UUID) -> models.QuerySet[Job]:
    return Job.objects.filter(pk=job_id, state=JobState.RUNNING, lease_token=token)


def _nonempty(name: str) -> models.Func:
    return models.Func(F(name), models.Value(""), function="NULLIF", output_field=models.TextField())
