"""The days on which remissions take effect: data of a year with a source, never computed."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from lapas.choices import RemissionKind
from lapas.querysets import RemissionDayQuerySet


class RemissionDay(models.Model):
    """One remission day; a movable feast has a row for each year, with the decree that set it."""

    kind = models.CharField(_("hari"), max_length=12, choices=RemissionKind)
    on = models.DateField(_("tanggal"))
    source = models.CharField(_("sumber"), max_length=200)
    # Not decreed yet: plans may count on it, and every page says so.
    is_estimate = models.BooleanField(_("perkiraan"), default=False)

    objects = RemissionDayQuerySet.as_manager()

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "on"],
                name="remission_day_once",
                violation_error_message=_("Hari remisi ini sudah ada di tabel."),
            )
        ]

    def __str__(self) -> str:
        said = f"{self.get_kind_display()} {self.on:%d-%m-%Y}"
        return _t("%(day)s (perkiraan)") % {"day": said} if self.is_estimate else said
