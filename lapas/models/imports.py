"""A spreadsheet on its way into the registry: the batch and its staged rows."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation import clock
from lapas.choices import ImportState, RowDecision, RowGroup, RowOutcome, WordKind
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
    # Ids of people in the prison whom no row of the sheet means.
    gone = models.JSONField(default=list)
    # The data date of the prison before this batch, for undoing it.
    prison_as_of_before = models.DateField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    # Since when the staged rows serve nobody any more, and when the last of them was deleted.
    rows_ended_at = models.DateTimeField(null=True, blank=True)
    rows_dropped_at = models.DateTimeField(null=True, blank=True)
    # What is left of them: {"groups": {group: rows}, "decisions": {decision: rows}, "gone": people}.
    row_counts = models.JSONField(default=dict)

    objects = OfPrisonQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        # The sweeper asks every half minute whose rows are over; these hold only batches that may have some.
        indexes = [
            models.Index(
                fields=["state", "applied_at"],
                condition=models.Q(rows_dropped_at__isnull=True),
                name="import_batch_with_rows",
            ),
            models.Index(
                fields=["rows_ended_at"],
                condition=models.Q(rows_dropped_at__isnull=True),
                name="import_batch_rows_ended",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_partial(self) -> bool:
        """Whether fewer people of the prison stand on the sheet than are missing: a part of it, or another prison's."""
        return len(self.gone) > self.updated + self.unchanged

    @property
    def rows_until(self) -> datetime.datetime:
        """Until when its rows are kept at the longest; a sheet that is not applied by then is given up."""
        return (self.applied_at or self.uploaded_at) + datetime.timedelta(days=settings.IMPORT_ROWS_DAYS)

    @property
    def rows_over_since(self) -> datetime.datetime | None:
        """Since when its rows serve nobody any more; None while they are kept, or where there never were any."""
        if self.rows_ended_at is None and self.state == ImportState.APPLIED and self.rows_until <= clock.now():
            return self.rows_until
        return self.rows_ended_at


class ImportRow(models.Model):
    """One staged row: only cells of mapped, allowed columns; a NIK lies here encrypted. Emptied once applied."""

    # A discarded batch takes its staging with it: it holds personal data that nobody decided to keep.
    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="staged")
    row = models.PositiveIntegerField(_("baris"))
    cells = models.JSONField(default=dict)
    outcome = models.CharField(max_length=10, choices=RowOutcome, blank=True)
    group = models.CharField(max_length=10, choices=RowGroup, blank=True)
    inmate = models.ForeignKey(Inmate, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    # [{"inmate": id, "reasons": […]}]: people who may be the one meant, for a person to decide.
    candidates = models.JSONField(default=list)
    decision = models.CharField(max_length=5, choices=RowDecision, blank=True)
    chosen = models.ForeignKey(Inmate, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    # [{"column": …, "message": …}] for refusals and warnings; [{"field", "before", "after"}] for changes, no NIK.
    problems = models.JSONField(default=list)
    changes = models.JSONField(default=list)
    # What undoing needs: the values before, and the moment of the write, after which nobody may have written.
    before = models.JSONField(default=dict)
    written_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["batch", "row"]
        constraints = [models.UniqueConstraint(fields=["batch", "row"], name="import_row_once")]

    def __str__(self) -> str:
        return f"{self.batch_id}:{self.row}"


class ColumnMemory(models.Model):
    """What an officer of the prison said a column means; the next sheet with such a header is read so."""

    # Nothing but habits of reading; with its prison they mean nothing any more.
    prison = models.ForeignKey(Prison, on_delete=models.CASCADE, related_name="column_memories")
    # Folded by lapas.imports.fields.fold.
    header = models.CharField(max_length=170)
    # A field name of lapas.imports.fields; empty for a column that is not wanted.
    field = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["prison", "header"]
        constraints = [models.UniqueConstraint(fields=["prison", "header"], name="column_memory_once")]

    def __str__(self) -> str:
        return f"{self.header} → {self.field}"


class SheetWord(models.Model):
    """A word in the prison's sheets that the portal does not know by itself, and what it means there."""

    # As above: without the prison there is no sheet of it.
    prison = models.ForeignKey(Prison, on_delete=models.CASCADE, related_name="sheet_words", verbose_name=_("UPT"))
    kind = models.CharField(_("kolom"), max_length=12, choices=WordKind)
    # Folded by lapas.imports.fields.fold.
    word = models.CharField(_("kata di lembar"), max_length=60)
    # A value of Education or LegalStatus, "present" or "gone" (lapas.imports.words).
    meaning = models.CharField(_("artinya"), max_length=12)

    objects = OfPrisonQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "word"]
        constraints = [
            models.UniqueConstraint(
                fields=["prison", "kind", "word"],
                name="sheet_word_once",
                violation_error_message=_("Kata ini sudah punya arti; hapus dulu yang lama."),
            )
        ]

    def __str__(self) -> str:
        return self.word
