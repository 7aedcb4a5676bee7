"""Requests of people about their own data: to see what is kept, and to have it corrected."""

from __future__ import annotations

import datetime
import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lapas.choices import RequestKind, RequestOutcome
from lapas.models.inmate import Inmate
from lapas.models.prison import Prison
from lapas.querysets import SubjectRequestQuerySet

# UU 27/2022: access and correction within 3 × 24 hours.
ANSWERED_WITHIN = datetime.timedelta(hours=72)


class SubjectRequest(models.Model):
    """A request of the person, or of somebody with authority: prepared by the registry, decided by the head."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    inmate = models.ForeignKey(Inmate, on_delete=models.PROTECT, related_name="subject_requests")
    prison = models.ForeignKey(Prison, on_delete=models.PROTECT, related_name="+", verbose_name=_("UPT"))
    kind = models.CharField(_("permintaan"), max_length=10, choices=RequestKind)
    asked_by = models.CharField(_("diminta oleh"), max_length=150)
    wish = models.CharField(_("isi permintaan"), max_length=500, blank=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    opened_at = models.DateTimeField(_("diterima pada"))
    due_at = models.DateTimeField(_("paling lambat dijawab"))
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    prepared_at = models.DateTimeField(_("disiapkan pada"), null=True, blank=True)
    proposal = models.CharField(_("usulan jawaban"), max_length=500, blank=True)
    # The file as it was prepared, sealed: what the head releases is what was read.
    content = models.TextField(blank=True, editable=False)
    # Since when the file is not kept any more; who asked, who decided and why stays.
    file_dropped_at = models.DateTimeField(null=True, blank=True, editable=False)
    outcome = models.CharField(_("putusan"), max_length=10, choices=RequestOutcome, blank=True)
    reason = models.CharField(_("alasan putusan"), max_length=500, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    decided_at = models.DateTimeField(_("diputus pada"), null=True, blank=True)

    objects = SubjectRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-pk"]
        indexes = [
            models.Index(fields=["prison", "decided_at", "due_at"]),
            # The sweeper asks each half minute for files that were handed over long ago.
            models.Index(fields=["decided_at"], condition=~models.Q(content=""), name="subject_request_with_file"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(decided_at__isnull=True, outcome="")
                | (models.Q(decided_at__isnull=False, prepared_at__isnull=False) & ~models.Q(outcome="")),
                name="subject_request_prepared_then_decided",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True) | ~models.Q(decided_by=models.F("prepared_by")),
                name="subject_request_two_persons",
                violation_error_message=_("Yang menyiapkan jawaban tidak boleh memutusnya."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} #{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("lapas:request-detail", args=[self.pk])

    @property
    def is_answered_late(self) -> bool:
        return self.decided_at is not None and self.decided_at > self.due_at

    @property
    def is_released(self) -> bool:
        return self.outcome in {RequestOutcome.GRANTED, RequestOutcome.PARTLY}
