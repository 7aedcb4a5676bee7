"""Work that must finish: each row is at once the order, its progress and its outcome."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import User
from foundation.jobs import registry
from foundation.jobs.choices import JobState
from foundation.jobs.querysets import JobQuerySet


class Job(models.Model):
    """One piece of work, written in the transaction that orders it and claimed by lease (see `services.claim`)."""

    kind = models.CharField(_("jenis"), max_length=80)
    params = models.JSONField(default=dict, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="jobs",
        verbose_name=_("diminta oleh"),
    )
    state = models.CharField(_("status"), max_length=10, choices=JobState, default=JobState.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("percobaan"), default=0)
    lease_token = models.UUIDField(null=True, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    due_at = models.DateTimeField(_("dikerjakan mulai"))
    woken_at = models.DateTimeField(null=True, editable=False)
    done = models.PositiveIntegerField(_("sudah"), default=0)
    total = models.PositiveIntegerField(_("dari"), default=0)
    error = models.TextField(_("alasan"), blank=True)
    # A rule said no: its sentence may name somebody, so it is for whoever ordered the work only.
    is_refusal = models.BooleanField(default=False, editable=False)
    result_file = models.CharField(max_length=200, blank=True)
    # A sentence about what came of it, for the page of the job.
    note = models.CharField(_("hasil"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("diminta pada"))
    started_at = models.DateTimeField(_("mulai"), null=True)
    finished_at = models.DateTimeField(_("selesai pada"), null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["state", "due_at"], name="job_state_due_at"),
            models.Index(fields=["state", "lease_until"], name="job_state_lease_until"),
            models.Index(fields=["actor", "state"], name="job_actor_state"),
        ]

    def __str__(self) -> str:
        return f"{self.title} #{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("jobs:detail", args=[self.pk])

    @property
    def title(self) -> str:
        """What the work is called on screen."""
        return registry.title_of(self.kind)

    @property
    def unit(self) -> str:
        """What `done` counts, for the screen; "" where the kind says nothing."""
        return registry.unit_of(self.kind)

    def reason_for(self, user: User) -> str:
        """Why it failed, for this reader; a refusal's own words are for the actor alone."""
        if self.is_refusal and self.actor_id != user.pk:
            return _t("Ditolak oleh sebuah aturan; kalimatnya hanya dibaca yang meminta.")
        return self.error

    @property
    def is_over(self) -> bool:
        return self.state in {JobState.DONE, JobState.FAILED}


class JobSubject(models.Model):
    """A row that a job is about, named by model label and key."""

    # A job's subjects say nothing without the job.
    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="subjects")
    kind = models.CharField(max_length=80)
    key = models.CharField(max_length=64)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["kind", "key"], name="job_subject_kind_key")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
