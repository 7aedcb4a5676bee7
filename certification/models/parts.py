"""An LSP's part of the file that a person asked for."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from certification.models.lsp import Lsp
from certification.querysets_parts import SubjectPartQuerySet
from lapas.models import SubjectRequest


class SubjectPart(models.Model):
    """Asked of each LSP that holds something about the person; given by its officer after a look, with a clock."""

    request = models.ForeignKey(SubjectRequest, on_delete=models.PROTECT, related_name="lsp_parts")
    lsp = models.ForeignKey(Lsp, on_delete=models.PROTECT, related_name="subject_parts")
    asked_at = models.DateTimeField(_("diminta pada"))
    due_at = models.DateTimeField(_("paling lambat diserahkan"))
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    given_at = models.DateTimeField(_("diserahkan pada"), null=True, blank=True)
    note = models.CharField(_("catatan LSP"), max_length=500, blank=True)

    objects = SubjectPartQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "pk"]
        indexes = [models.Index(fields=["lsp", "given_at", "due_at"])]
        constraints = [
            models.UniqueConstraint(fields=["request", "lsp"], name="subject_part_once_per_lsp"),
            models.CheckConstraint(
                condition=Q(given_at__isnull=True, given_by__isnull=True)
                | Q(given_at__isnull=False, given_by__isnull=False),
                name="subject_part_given_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lsp} #{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("certification:part-give", args=[self.pk])
