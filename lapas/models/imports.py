"""A spreadsheet on its way into the registry: the batch and its staged rows."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lapas.choices import ImportState, RowOutcome
from lapas.models.inmate import Inmate
from lapas.models.prison import Prison
from lapas.querysets import OfPrisonQuerySet


class ImportBatch(models.Model):
    """One uploaded sheet for one prison. Of the file itself only its hash stays."""

    prison = models.ForeignKey(Prison, on_delete=models.PROTECT, related_name="import_batches", verbose_name=_("UPT"))
    state = models.CharField(_("status"), max_length=10, choices=ImportState, default=ImportState.MAPPING)
    file_name = models.CharField(_("nama berkas"), max_length=200)
    file_sha256 = models.CharField(max_length=64)
    sheet = models.CharField(_("lembar"), max_length=100, blank=True)
    header_row = models.PositiveIntegerField(null=True, blank=True)
    headers = models.JSONField(default=list)
    # Column position → field name of lapas.imports.fields; columns that map to nothing are never staged.
    mapping = models.JSONField(default=dict)
    data_as_of = models.DateField(_("data per"))
    rows = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    warnings = models.JSONField(default=list)
    reason = models.CharField(_("alasan ditolak"), max_length=300, blank=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    uploaded_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)

    objects = OfPrisonQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name


class ImportRow(models.Model):
    """One staged row: only cells of mapped, allowed columns; a NIK lies here encrypted. Emptied once applied."""

    # A discarded batch takes its staging with it: it holds personal data that nobody decided to keep.
    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="staged")
    row = models.PositiveIntegerField(_("baris"))
    cells = models.JSONField(default=dict)
    outcome = models.CharField(max_length=10, choices=RowOutcome, blank=True)
    inmate = models.ForeignKey(Inmate, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    # [{"column": …, "message": …}] for refusals and warnings; [{"field", "before", "after"}] for changes, no NIK.
    problems = models.JSONField(default=list)
    changes = models.JSONField(default=list)

    class Meta:
        ordering = ["batch", "row"]
        constraints = [models.UniqueConstraint(fields=["batch", "row"], name="import_row_once")]

    def __str__(self) -> str:
        return f"{self.batch_id}:{self.row}"
