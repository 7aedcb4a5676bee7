"""Training results, what a person holds, and who was involved with whom."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import Person
from lapas.models import Inmate
from training.choices import AttainmentSource, Capacity, UnitOutcome
from training.models.catalogue import CompetencyUnit, Scheme
from training.models.classes import Enrolment


class UnitTrainingResult(models.Model):
    """Result of one enrolment in one unit: who judged it and who typed it may differ."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="unit_results")
    unit = models.ForeignKey(CompetencyUnit, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(_("hasil"), max_length=10, choices=UnitOutcome)
    judged_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("dinilai oleh"))
    typed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    judged_on = models.DateField(_("tanggal penilaian"))

    class Meta:
        ordering = ["enrolment", "unit"]
        constraints = [models.UniqueConstraint(fields=["enrolment", "unit"], name="unit_training_result_once")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.outcome}"


class Attainment(models.Model):
    """A unit, or a whole scheme when `unit` is empty, that a person holds; written from above through a service."""

    inmate = models.ForeignKey(Inmate, on_delete=models.PROTECT, related_name="attainments")
    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(CompetencyUnit, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    on = models.DateField(_("tanggal"))
    source = models.CharField(_("sumber"), max_length=10, choices=AttainmentSource)
    reference = models.CharField(_("rujukan"), max_length=120, blank=True)

    class Meta:
        ordering = ["inmate", "-on"]
        constraints = [
            models.UniqueConstraint(
                fields=["inmate", "scheme", "unit", "source", "on"],
                condition=models.Q(unit__isnull=False),
                name="attainment_unit_once",
            ),
            models.UniqueConstraint(
                fields=["inmate", "scheme", "source", "on"],
                condition=models.Q(unit__isnull=True),
                name="attainment_scheme_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.inmate_id} {self.unit_id or self.scheme_id}"


class Involvement(models.Model):
    """Independence, held by the database: a person is involved with a candidate in a scheme in one capacity only.

    Written in the same transaction by the services that seat, staff, assign and decide, in whatever order they run.
    """

    inmate = models.ForeignKey(Inmate, on_delete=models.PROTECT, related_name="involvements")
    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    capacity = models.CharField(max_length=10, choices=Capacity)
    on = models.DateField()

    class Meta:
        ordering = ["inmate", "scheme", "person"]
        indexes = [models.Index(fields=["person", "scheme"])]
        constraints = [
            models.UniqueConstraint(
                fields=["inmate", "scheme", "person"],
                name="involvement_one_capacity",
                violation_error_message=_("Orang ini sudah terlibat dengan peserta ini dalam kapasitas lain."),
            ),
            models.CheckConstraint(
                condition=models.Q(capacity__in=["trained", "assessed", "decided"]), name="involvement_capacity_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.capacity} {self.inmate_id}"
