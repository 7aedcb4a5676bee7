"""A letter that says the same of many people, and the lines of its list."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lapas.choices import ActKind, ActStage, ActState, Finding
from lapas.models.inmate import Inmate
from lapas.models.prison import Prison
from lapas.querysets import OfPrisonQuerySet


class RegistryAct(models.Model):
    """One kind of event for many people of one prison: a draft to look at, then recorded whole, then perhaps undone."""

    prison = models.ForeignKey(Prison, on_delete=models.PROTECT, related_name="acts", verbose_name=_("UPT"))
    kind = models.CharField(_("peristiwa"), max_length=10, choices=ActKind)
    stage = models.CharField(_("tahap"), max_length=10, choices=ActStage)
    # The day of the remission, of the (planned) release, or of the departure; given, never computed.
    on = models.DateField(_("tanggal"))
    letter_number = models.CharField(_("nomor surat"), max_length=80, blank=True)
    letter_on = models.DateField(_("tanggal surat"), null=True, blank=True)
    to_prison = models.ForeignKey(
        Prison, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("UPT tujuan")
    )
    state = models.CharField(_("status"), max_length=10, choices=ActState, default=ActState.DRAFT)
    people = models.PositiveIntegerField(_("orang"), default=0)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    recorded_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    undone_at = models.DateTimeField(null=True)

    objects = OfPrisonQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-pk"]
        # The sweeper asks for old drafts each half minute.
        indexes = [models.Index(fields=["state", "opened_at"], name="registry_act_state_opened")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="transfer", to_prison__isnull=False)
                | (~models.Q(kind="transfer") & models.Q(to_prison__isnull=True)),
                name="registry_act_destination_with_transfer",
                violation_error_message=_("UPT tujuan diisi hanya untuk pindah UPT."),
            )
        ]

    def __str__(self) -> str:
        if self.kind == ActKind.TRANSFER:
            return f"{self.get_kind_display()} {self.on:%d-%m-%Y}"
        return f"{self.get_kind_display()} ({self.get_stage_display()}) {self.on:%d-%m-%Y}"

    def get_absolute_url(self) -> str:
        return reverse("lapas:act-detail", args=[self.pk])


class RegistryActRow(models.Model):
    """One line of the list as it was given; once recorded, with what the write was and what undoing needs."""

    # A discarded draft takes its lines with it: nobody decided to keep them.
    act = models.ForeignKey(RegistryAct, on_delete=models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField(_("baris"))
    number = models.CharField(_("nomor register"), max_length=50)
    # "2 bulan", "45 hari": as the letter says it. The new dates are given beside it, nothing is counted from it.
    remission = models.CharField(_("lama remisi"), max_length=30, blank=True)
    expiry = models.DateField(_("ekspirasi baru"), null=True, blank=True)
    two_thirds = models.DateField(_("2/3 baru"), null=True, blank=True)
    finding = models.CharField(_("hasil"), max_length=10, choices=Finding, blank=True)
    inmate = models.ForeignKey(Inmate, on_delete=models.PROTECT, related_name="act_rows", null=True, blank=True)
    # [{"field", "before", "after"}] in words.
    changes = models.JSONField(default=list)
    before = models.JSONField(default=dict)
    written_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["act", "line"]
        constraints = [models.UniqueConstraint(fields=["act", "line"], name="registry_act_line_once")]

    def __str__(self) -> str:
        return f"{self.act_id}:{self.line}"
