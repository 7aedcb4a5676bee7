"""Two rows of one person that became one, with all that undoing needs."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lapas.models.inmate import Inmate
from lapas.models.prison import Prison
from lapas.querysets import MergeQuerySet


class InmateMerge(models.Model):
    """One decision that `folded` is the same person as `kept`; kept for good, also after it was undone."""

    kept = models.ForeignKey(Inmate, on_delete=models.PROTECT, related_name="merges", verbose_name=_("dipertahankan"))
    folded = models.ForeignKey(Inmate, on_delete=models.PROTECT, related_name="merged", verbose_name=_("digabung"))
    prison = models.ForeignKey(Prison, on_delete=models.PROTECT, related_name="+", verbose_name=_("UPT"))
    reason = models.CharField(_("alasan"), max_length=300)
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, verbose_name=_("oleh")
    )
    merged_at = models.DateTimeField(_("digabung pada"))
    # Column → value of the kept row before and after, only what the merge changed; column → value of the folded row
    # before. A NIK is in neither.
    kept_before = models.JSONField(default=dict)
    kept_after = models.JSONField(default=dict)
    folded_before = models.JSONField(default=dict)
    # Sealed for the row that they stood on; see lapas.sealed.place_of.
    kept_nik = models.TextField(blank=True, editable=False)
    folded_nik = models.TextField(blank=True, editable=False)
    # Model label → {"moved", "stayed", "kept"}: ids of rows that moved, that stayed because the kept row had the same
    # already, and that were the kept row's own.
    rows = models.JSONField(default=dict)
    # Ids of register numbers and date facts that ended by the merge.
    ended_numbers = models.JSONField(default=list)
    superseded = models.JSONField(default=list)
    undone_at = models.DateTimeField(_("dipisah pada"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    undo_reason = models.CharField(_("alasan memisahkan"), max_length=300, blank=True)

    objects = MergeQuerySet.as_manager()

    class Meta:
        ordering = ["-merged_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["folded"],
                condition=models.Q(undone_at__isnull=True),
                name="merge_once_per_row",
                violation_error_message=_("Catatan ini sudah digabung."),
            ),
            models.CheckConstraint(condition=~models.Q(kept=models.F("folded")), name="merge_of_two_rows"),
        ]

    def __str__(self) -> str:
        return f"{self.folded_id} → {self.kept_id}"

    def get_absolute_url(self) -> str:
        return reverse("lapas:merge-detail", args=[self.pk])
