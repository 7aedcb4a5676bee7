"""A ceremony: originals handed over to many on one day."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lapas.models import Prison
from lapas.querysets import OfPrisonQuerySet


class Ceremony(models.Model):
    """Hand-overs of one prison and one day that were recorded together; their receipts are one file."""

    prison = models.ForeignKey(Prison, on_delete=models.PROTECT, related_name="+")
    held_on = models.DateField(_("tanggal penyerahan"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    objects = OfPrisonQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.held_on:%d-%m-%Y}"

    def get_absolute_url(self) -> str:
        return reverse("certification:ceremony-detail", args=[self.pk])
