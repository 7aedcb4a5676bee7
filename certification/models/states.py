"""Requests to change the state of a certificate, or to print its original on a new sheet: two persons."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from certification.choices import CertificateState, Desk, Outcome, Wish
from certification.models.certificates import Certificate
from certification.querysets import StateRequestQuerySet
from foundation.accounts.models import Person


class StateRequest(models.Model):
    """Asked by one person, decided by another; the reason stays in here and reaches no public row.

    `before` is the stored state when it was asked; `sheet_serial` the original that an approved request replaced.
    """

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="state_requests")
    wish = models.CharField(_("yang diminta"), max_length=10, choices=Wish)
    reason = models.CharField(_("alasan"), max_length=500)
    desk = models.CharField(_("dari"), max_length=10, choices=Desk)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("diminta oleh"))
    asked_at = models.DateTimeField(_("diminta pada"))
    outcome = models.CharField(_("putusan"), max_length=10, choices=Outcome, default=Outcome.WAITING)
    decided_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("diputuskan oleh")
    )
    decided_at = models.DateTimeField(_("diputuskan pada"), null=True, blank=True)
    decision_note = models.CharField(_("catatan putusan"), max_length=300, blank=True)
    before = models.CharField(max_length=10, choices=CertificateState)
    sheet_serial = models.CharField(max_length=8, blank=True)

    objects = StateRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        indexes = [models.Index(fields=["outcome", "asked_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                name="state_request_two_persons",
                violation_error_message=_("Yang meminta tidak boleh memutuskan; minta rekan lain."),
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=[Outcome.APPROVED, Outcome.REFUSED], decided_by__isnull=False)
                | Q(outcome__in=[Outcome.WAITING, Outcome.WITHDRAWN], decided_by__isnull=True),
                name="state_request_decided_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["certificate"],
                condition=Q(outcome=Outcome.WAITING),
                name="state_request_one_waiting",
                violation_error_message=_("Sudah ada permohonan yang menunggu putusan untuk sertifikat ini."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_wish_display()}, {self.get_outcome_display()}"
