"""What changed about a person and matters to the work desk, until somebody there has read it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lapas.choices import FactSource, NoticeKind
from lapas.models.inmate import Inmate
from lapas.models.prison import Prison
from lapas.querysets import NoticeQuerySet


class ChangeNotice(models.Model):
    """One change about somebody in a class, an exam, or waiting for a certificate; `prison` is whose desk reads it.

    A second change of the same kind before anybody has read the first moves `after` and the time, not `before`.
    """

    inmate = models.ForeignKey(Inmate, on_delete=models.PROTECT, related_name="change_notices")
    prison = models.ForeignKey(Prison, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("perubahan"), max_length=12, choices=NoticeKind)
    on = models.DateField(_("tanggal"))
    before = models.CharField(_("sebelum"), max_length=150, blank=True)
    after = models.CharField(_("sesudah"), max_length=150, blank=True)
    source = models.CharField(_("sumber"), max_length=10, choices=FactSource)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    recorded_at = models.DateTimeField(_("dicatat pada"))
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    acknowledged_at = models.DateTimeField(_("dibaca pada"), null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-recorded_at", "-pk"]
        indexes = [models.Index(fields=["prison", "acknowledged_at", "recorded_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["inmate", "prison", "kind"],
                condition=models.Q(acknowledged_at__isnull=True),
                name="change_notice_one_open_per_kind",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.inmate_id}"
