"""Packages of signed sheets from an LSP to a prison, and what became of each sheet in them."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from certification.choices import IN_A_PACKAGE, DispatchState, PackedState
from certification.models.certificates import Certificate
from certification.models.lsp import Lsp
from certification.models.sheets import Sheet
from certification.querysets_journey import DispatchItemQuerySet, DispatchQuerySet
from lapas.models import Prison


class Dispatch(models.Model):
    """One package for one prison; on its way from `sent_on` until the prison says what was in it."""

    lsp = models.ForeignKey(Lsp, on_delete=models.PROTECT, related_name="dispatches")
    prison = models.ForeignKey(Prison, on_delete=models.PROTECT, related_name="+", verbose_name=_("tujuan"))
    state = models.CharField(_("status"), max_length=10, choices=DispatchState, default=DispatchState.PREPARED)
    day = models.DateField(_("disiapkan pada"))
    number_of_day = models.PositiveSmallIntegerField()
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    courier = models.CharField(_("kurir"), max_length=60, blank=True)
    courier_number = models.CharField(_("nomor resi"), max_length=60, blank=True)
    sent_on = models.DateField(_("dikirim pada"), null=True, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    received_on = models.DateField(_("diterima pada"), null=True, blank=True)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    note = models.CharField(_("catatan penerima"), max_length=300, blank=True)
    lost_reason = models.CharField(_("keterangan kehilangan"), max_length=300, blank=True)

    objects = DispatchQuerySet.as_manager()

    class Meta:
        ordering = ["-prepared_at", "-pk"]
        indexes = [models.Index(fields=["prison", "state"]), models.Index(fields=["lsp", "state"])]
        constraints = [
            models.UniqueConstraint(fields=["lsp", "day", "number_of_day"], name="dispatch_number_once"),
            models.CheckConstraint(
                condition=Q(state__in=[DispatchState.PREPARED, DispatchState.CANCELLED], sent_on__isnull=True)
                | Q(
                    state__in=[DispatchState.SENT, DispatchState.LOST],
                    sent_on__isnull=False,
                    received_on__isnull=True,
                )
                | Q(
                    state__in=[DispatchState.RECEIVED, DispatchState.SHORT],
                    sent_on__isnull=False,
                    received_on__gte=models.F("sent_on"),
                ),
                name="dispatch_days_agree_with_its_state",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y%m%d}-{self.number_of_day:02d}"

    def get_absolute_url(self) -> str:
        return reverse("certification:package-detail", args=[self.pk])

    @property
    def file_name(self) -> str:
        return f"pengantar-{self}.pdf"

    def is_late_on(self, today: datetime.date) -> bool:
        """Sent longer ago than a package may take, and not received."""
        return self.days_late_on(today) > 0

    def days_late_on(self, today: datetime.date) -> int:
        if self.state != DispatchState.SENT or self.sent_on is None:
            return 0
        return max(0, (today - self.sent_on).days - int(settings.DISPATCH_DAYS))


class DispatchItem(models.Model):
    """One sheet in a package. The certificate stands beside it, because a lost one gets another sheet."""

    dispatch = models.ForeignKey(Dispatch, on_delete=models.PROTECT, related_name="items")
    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="packed")
    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="packed")
    position = models.PositiveSmallIntegerField()
    state = models.CharField(_("status"), max_length=10, choices=PackedState, default=PackedState.PACKED)
    state_since = models.DateField()
    lost_reason = models.CharField(_("keterangan kehilangan"), max_length=300, blank=True)

    objects = DispatchItemQuerySet.as_manager()

    class Meta:
        ordering = ["dispatch", "position"]
        constraints = [
            models.UniqueConstraint(fields=["dispatch", "sheet"], name="dispatch_item_once"),
            models.UniqueConstraint(
                fields=["sheet"],
                condition=Q(state__in=sorted(IN_A_PACKAGE)),
                name="sheet_in_one_package",
                violation_error_message=_("Blangko ini sudah ada di kiriman lain."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dispatch_id}/{self.position}"
