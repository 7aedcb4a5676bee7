"""Doing a job under its lease: what a handler is given, and the runner round it."""

from __future__ import annotations

import errno
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import DatabaseError, InterfaceError, connection, transaction
from django.utils.translation import gettext as _

from foundation import clock
from foundation.accounts.models import User
from foundation.jobs import registry, services
from foundation.jobs.models import Job

logger = logging.getLogger(__name__)

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})


class LeaseLost(Exception):
    """Somebody else has taken the job over: whatever was not committed yet must not be."""


class Work:
    """One attempt at a job, as its handler sees it."""

    def __init__(self, job: Job) -> None:
        if job.lease_token is None:
            raise ValueError("Work is done under a lease only.")
        self.job = job
        self.token = job.lease_token
        self.finished = False

    @property
    def params(self) -> dict[str, Any]:
        params: dict[str, Any] = self.job.params
        return params

    @property
    def actor(self) -> User | None:
        return self.job.actor

    def step(self, done: int, total: int | None = None) -> None:
        """Renew the lease and show the progress, between two items; raises LeaseLost after a takeover."""
        if not services.renew(job_id=self.job.pk, token=self.token, done=done, total=total):
            raise LeaseLost(self.job.pk)

    @contextmanager
    def guarded(self, done: int | None = None) -> Iterator[None]:
        """A transaction for one item's writes that commits only while the lease is ours."""
        with transaction.atomic():
            yield
            if not services.renew(job_id=self.job.pk, token=self.token, done=done):
                raise LeaseLost(self.job.pk)

    def finish_with(self, write: Callable[[], object] | None = None, *, result_file: str = "", note: str = "") -> None:
        """Do the finishing writes and mark the job done in one transaction; after a takeover neither happens.

        `note` is a sentence about the outcome for the page of the job, without anybody's name.
        """
        with transaction.atomic():
            if write is not None:
                write()
            # Last, so that the job's row is locked after every other (class or exam → counter → job).
            if not services.finish(job_id=self.job.pk, token=self.token, result_file=result_file, note=note):
                raise LeaseLost(self.job.pk)
        self.finished = True

    @contextmanager
    def outside(self) -> Iterator[None]:
        """Keep the lease by a timer thread during long work outside the database; raises LeaseLost at its end."""
        over, lost = threading.Event(), threading.Event()
        timer = threading.Thread(target=self._keep, args=(over, lost), name=f"lease-{self.job.pk}", daemon=True)
        timer.start()
        try:
            yield
        finally:
            over.set()
            timer.join()
        if lost.is_set() or not services.renew(job_id=self.job.pk, token=self.token):
            raise LeaseLost(self.job.pk)

    def _keep(self, over: threading.Event, lost: threading.Event) -> None:
        try:
            while not over.wait(settings.LEASE_SECONDS / 3):
                try:
                    if not services.renew(job_id=self.job.pk, token=self.token):
                        lost.set()
                        return
                except (DatabaseError, InterfaceError) as error:
                    logger.warning("Lease of job %d not renewed, trying again: %s", self.job.pk, error)
                    connection.close()
        finally:
            connection.close()


def run(job_id: int) -> bool:
    """Claim the job and do it; False when there was nothing to claim.

    A refusal (ValidationError) fails the job at once with its sentence; a full storage makes it wait; any other
    exception counts as an attempt and is raised on, so that the log has it whole.
    """
    job = services.claim(job_id)
    if job is None:
        return False
    work = Work(job)
    known = registry.find(job.kind)
    if known is None:
        services.fail(job_id=job.pk, token=work.token, reason=_("Jenis pekerjaan ini tidak dikenal."))
        logger.error("Job %d is of the unknown kind %s.", job.pk, job.kind)
        return True
    logger.info("Job %d (%s) attempt %d starts.", job.pk, job.kind, job.attempts)
    try:
        known.function(work)
        if not work.finished:
            work.finish_with()
    except LeaseLost:
        logger.warning("Job %d was taken over; this attempt leaves no trace.", job.pk)
    except ValidationError as refusal:
        services.fail(job_id=job.pk, token=work.token, reason=" ".join(refusal.messages), is_refusal=True)
        logger.info("Job %d was refused.", job.pk)
    except OSError as error:
        _leave_broken_connection()
        if error.errno not in NO_ROOM:
            services.postpone(job=job, token=work.token, reason=reason_of(error))
            raise
        services.wait_for_room(job=job, token=work.token, reason=reason_of(error))
        logger.warning("Job %d waits for room in the storage: %s", job.pk, error.strerror)
    except Exception as error:
        _leave_broken_connection()
        services.postpone(job=job, token=work.token, reason=reason_of(error))
        raise
    return True


def _leave_broken_connection() -> None:
    """The database itself may have gone away under the work: its broken connection must not be met again."""
    # Inside somebody's transaction the connection is his.
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()


def run_interrupted() -> bool:
    """Take up the job whose lease ran out first, if any: a call for it would wait at the end of the broker's queue."""
    job = Job.objects.lapsed(clock.machine_now()).order_by("lease_until").first()
    return job is not None and run(job.pk)


def reason_of(error: Exception) -> str:
    """A sentence for the page: what kind of failure, never its text, which may hold somebody's data."""
    if isinstance(error, OSError) and error.strerror:
        return _("Penyimpanan atau jaringan menolak: %(reason)s.") % {"reason": error.strerror}
    return _("Kesalahan tak terduga (%(kind)s).") % {"kind": type(error).__name__}


def run_due() -> int:
    """Do every job that is due, in this process and without a broker; returns how many were done or have failed.

    Raises what a handler raises, after its attempt was recorded.
    """
    count = 0
    while (job := Job.objects.due(clock.machine_now()).order_by("due_at", "pk").first()) is not None:
        if not run(job.pk):
            services.give_up_exhausted()
        count += 1
    return count
