"""Named reads of jobs."""

from __future__ import annotations

import datetime

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q

from foundation.accounts import postings
from foundation.accounts.models import User
from foundation.jobs.choices import JobState


class JobQuerySet(models.QuerySet):
    def for_user(self, user: User | AnonymousUser, perm: str) -> JobQuerySet:
        """Every job for whoever holds `perm` nationwide, else the jobs that the user started."""
        if not isinstance(user, User):
            return self.none()
        return self if postings.nationwide(user, perm) else self.filter(actor=user)

    def about(self, subject: models.Model) -> JobQuerySet:
        return self.filter(subjects__kind=subject._meta.label, subjects__key=str(subject.pk))

    def failed(self) -> JobQuerySet:
        return self.filter(state=JobState.FAILED)

    def refused_before(self, moment: datetime.datetime) -> JobQuerySet:
        """Ended by a rule's refusal before the moment, whose sentence is still kept."""
        # By the day it was due: of that there is an index, and no job ends before it.
        return self.failed().filter(is_refusal=True, due_at__lt=moment, finished_at__lt=moment)

    def unfinished(self) -> JobQuerySet:
        return self.filter(state__in=[JobState.QUEUED, JobState.RUNNING])

    def held(self, now: datetime.datetime) -> JobQuerySet:
        """Being done by somebody whose lease holds."""
        return self.filter(state=JobState.RUNNING, lease_until__gte=now)

    def lapsed(self, now: datetime.datetime) -> JobQuerySet:
        """Running in name only: whoever held the lease let it run out."""
        return self.filter(state=JobState.RUNNING, lease_until__lt=now)

    def due(self, now: datetime.datetime) -> JobQuerySet:
        """Jobs that may be claimed now: waiting and due, or with a lapsed lease."""
        return self.filter(Q(state=JobState.QUEUED, due_at__lte=now) | Q(state=JobState.RUNNING, lease_until__lt=now))

    def unwoken(self, now: datetime.datetime, for_at_least: datetime.timedelta) -> JobQuerySet:
        """Due jobs whose last waking is too old, or was meant for whoever let the lease lapse."""
        return self.due(now).filter(
            Q(woken_at__isnull=True)
            | Q(woken_at__lt=now - for_at_least)
            | Q(state=JobState.RUNNING, woken_at__lt=F("lease_until"))
        )
