"""Where and by whom training happens: centres outside, corners inside."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.accounts.choices import Role
from foundation.accounts.models import Posting
from lapas.models import Prison
from training.choices import CentreKind
from training.models.catalogue import VocationalField
from training.querysets import CentreQuerySet, CornerQuerySet


class TrainingCentre(models.Model):
    """*Balai pelatihan*; owns instructors and the classes that it delivers, numbers training certificates."""

    code = models.CharField(_("kode"), max_length=20, unique=True)
    name = models.CharField(_("balai pelatihan"), max_length=150)
    kind = models.CharField(_("jenis"), max_length=10, choices=CentreKind)
    city = models.CharField(_("kota"), max_length=80)
    is_active = models.BooleanField(_("aktif"), default=True)

    objects = CentreQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class CentrePosting(Posting):
    """A desk at a training centre. An instructor's reach comes from his classes, not from here."""

    PLACE = "centre"
    WHERE = _("balai pelatihan")
    ROLES = (Role.CENTRE_OFFICER, Role.INSTRUCTOR)

    centre = models.ForeignKey(TrainingCentre, on_delete=models.PROTECT, related_name="postings")


class TrainingCorner(models.Model):
    """*Pojok vokasi*: a workshop in a prison."""

    prison = models.ForeignKey(Prison, on_delete=models.PROTECT, related_name="corners", verbose_name=_("UPT"))
    name = models.CharField(_("nama pojok"), max_length=120)
    fields = models.ManyToManyField(VocationalField, related_name="corners", verbose_name=_("kejuruan"))
    seats = models.PositiveSmallIntegerField(_("kursi"))
    is_active = models.BooleanField(_("aktif"), default=True)

    objects = CornerQuerySet.as_manager()

    class Meta:
        ordering = ["prison", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["prison", "name"],
                name="corner_name_once_per_prison",
                violation_error_message=_("Pojok dengan nama ini sudah ada di UPT ini."),
            )
        ]

    def __str__(self) -> str:
        return self.name
