"""What can be taught and certified: fields, units, schemes and modules."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from lapas.choices import Education
from training.choices import SchemeKind
from training.querysets import SharedQuerySet


class VocationalField(models.Model):
    """*Kejuruan*."""

    title_id = models.CharField(_("kejuruan"), max_length=120, unique=True)
    title_en = models.CharField(_("dalam bahasa Inggris"), max_length=120)

    objects = SharedQuerySet.as_manager()

    class Meta:
        ordering = ["title_id"]

    def __str__(self) -> str:
        return self.title_id


class CompetencyUnit(models.Model):
    """*Unit kompetensi* (SKKNI); the version is part of the code."""

    code = models.CharField(_("kode unit"), max_length=40, unique=True)
    title_id = models.CharField(_("judul unit"), max_length=300)
    title_en = models.CharField(_("judul dalam bahasa Inggris"), max_length=300)
    source = models.CharField(max_length=300, blank=True)

    objects = SharedQuerySet.as_manager()

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.title_id}"


class Scheme(models.Model):
    """*Skema sertifikasi*: ordered units certified together. A change of units makes a new version."""

    code = models.CharField(_("kode skema"), max_length=40)
    version = models.PositiveSmallIntegerField(_("versi"), default=1)
    title_id = models.CharField(_("judul skema"), max_length=200)
    title_en = models.CharField(_("judul dalam bahasa Inggris"), max_length=200)
    kind = models.CharField(_("jenis"), max_length=10, choices=SchemeKind, blank=True)
    kkni_level = models.PositiveSmallIntegerField(_("level KKNI"), null=True, blank=True)
    field = models.ForeignKey(
        VocationalField, on_delete=models.PROTECT, related_name="schemes", verbose_name=_("kejuruan")
    )
    skkni_decree = models.CharField(_("SK SKKNI"), max_length=200, blank=True)
    kbli5 = models.CharField(_("KBLI"), max_length=5)
    kbji4 = models.CharField(_("KBJI"), max_length=4)
    validity_years = models.PositiveSmallIntegerField(
        _("masa berlaku (tahun)"), default=3, validators=[MinValueValidator(1), MaxValueValidator(10)]
    )
    is_complete = models.BooleanField(_("daftar unit lengkap"), default=True)
    is_active = models.BooleanField(_("aktif"), default=True)
    source = models.CharField(max_length=400, blank=True)
    notes = models.TextField(blank=True)
    units = models.ManyToManyField(CompetencyUnit, through="SchemeUnit", related_name="schemes")

    objects = SharedQuerySet.as_manager()

    class Meta:
        ordering = ["title_id", "version"]
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="scheme_version_once")]

    def __str__(self) -> str:
        return self.title_id


class SchemeUnit(models.Model):
    # A unit list belongs to its scheme version and goes with it.
    scheme = models.ForeignKey(Scheme, on_delete=models.CASCADE, related_name="scheme_units")
    unit = models.ForeignKey(CompetencyUnit, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["scheme", "position"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "unit"], name="scheme_unit_once"),
            models.UniqueConstraint(fields=["scheme", "position"], name="scheme_position_once"),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.unit}"


class Module(models.Model):
    """*Program pelatihan*: what is taught for a scheme; hours in JP of 45 minutes."""

    title = models.CharField(_("program pelatihan"), max_length=200)
    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="modules", verbose_name=_("skema"))
    hours_jp = models.PositiveSmallIntegerField(_("lama (JP)"))
    days = models.PositiveSmallIntegerField(_("hari kerja"))
    seats = models.PositiveSmallIntegerField(_("kursi"), default=16)
    minimum_education = models.CharField(_("pendidikan paling rendah"), max_length=10, choices=Education, blank=True)
    # Finding code → level (block, warn, ok); what is not named follows training.eligibility's defaults.
    finding_levels = models.JSONField(default=dict, blank=True)
    is_active = models.BooleanField(_("aktif"), default=True)

    objects = SharedQuerySet.as_manager()

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title
