"""Counters of the numbers that an issuer gives, the issuers of training certificates, and numbers that were voided."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from certification import training_numbers
from certification.choices import LetterState, NumberingMode, SeriesKind
from certification.models.certificates import Certificate
from certification.models.lsp import Lsp
from certification.querysets import NumberLetterQuerySet, OfCentreQuerySet, OfCertificateQuerySet, OfLspQuerySet
from training.models import TrainingCentre


class NumberSeries(models.Model):
    """A counter row, locked while numbers are taken; never `max()+1`. `year` is 0 where a series never restarts.

    It is the counter of an LSP, or of a centre for its training certificates.
    """

    lsp = models.ForeignKey(Lsp, on_delete=models.PROTECT, related_name="series", null=True, blank=True)
    centre = models.ForeignKey(
        TrainingCentre, on_delete=models.PROTECT, related_name="number_series", null=True, blank=True
    )
    kind = models.CharField(max_length=15, choices=SeriesKind)
    year = models.PositiveSmallIntegerField(default=0)
    first_number = models.PositiveIntegerField(_("nomor pertama"))
    next_number = models.PositiveIntegerField(_("nomor berikutnya"))

    objects = OfLspQuerySet.as_manager()

    class Meta:
        ordering = ["lsp", "centre", "kind", "year"]
        constraints = [
            models.UniqueConstraint(fields=["lsp", "kind", "year"], name="number_series_once"),
            models.UniqueConstraint(fields=["centre", "kind", "year"], name="number_series_of_centre_once"),
            models.CheckConstraint(
                condition=models.Q(lsp__isnull=False, centre__isnull=True)
                | models.Q(lsp__isnull=True, centre__isnull=False),
                name="number_series_of_one_issuer",
            ),
            models.CheckConstraint(
                condition=models.Q(next_number__gte=models.F("first_number")), name="number_series_goes_up"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lsp or self.centre} {self.kind} {self.year or ''}"


class TrainingIssuer(models.Model):
    """What a centre prints on its training certificates and how it numbers them.

    Kept beside the centre, because printed words may not tell of custody (services refuse them) and the floor of the
    centre knows nothing of certificates.
    """

    centre = models.OneToOneField(TrainingCentre, on_delete=models.PROTECT, related_name="issuer")
    name_id = models.CharField(_("nama di sertifikat"), max_length=150)
    name_en = models.CharField(_("nama dalam bahasa Inggris"), max_length=150)
    city = models.CharField(_("kota"), max_length=80)
    phone = models.CharField(_("telepon untuk umum"), max_length=40)
    signatory = models.CharField(_("penandatangan"), max_length=120)
    signatory_title_id = models.CharField(_("jabatan penandatangan"), max_length=120, default="Kepala")
    signatory_title_en = models.CharField(_("jabatan dalam bahasa Inggris"), max_length=120, default="Head")
    numbering = models.CharField(_("penomoran"), max_length=10, choices=NumberingMode, default=NumberingMode.IMPORTED)
    number_format = models.CharField(_("bentuk nomor"), max_length=80, default=training_numbers.DEFAULT)
    # Where the public checks this issuer's papers; empty = the portal's own VERIFY_BASE_URL. Frozen with the facts.
    verify_base_url = models.URLField(_("alamat pemeriksaan"), blank=True)

    objects = OfCentreQuerySet.as_manager()

    class Meta:
        ordering = ["name_id"]

    def __str__(self) -> str:
        return self.name_id


class NumberLetter(models.Model):
    """A letter or list with numbers, from the LSP, BNSP or the centre's own register; its number and day are kept.

    `rows` are the rows of an uploaded list, as it wrote them, until the letter is applied or put away.
    """

    lsp = models.ForeignKey(Lsp, on_delete=models.PROTECT, related_name="letters", null=True, blank=True)
    centre = models.ForeignKey(TrainingCentre, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    letter_number = models.CharField(_("nomor surat"), max_length=80)
    letter_date = models.DateField(_("tanggal surat"))
    state = models.CharField(_("status"), max_length=10, choices=LetterState, default=LetterState.WAITING)
    file_name = models.CharField(_("berkas"), max_length=200, blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True)
    rows = models.JSONField(default=list)
    warnings = models.JSONField(default=list)
    # How many rows of the list were left out when the good ones were applied.
    left_out = models.PositiveIntegerField(default=0)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    objects = NumberLetterQuerySet.as_manager()

    class Meta:
        ordering = ["-recorded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(lsp__isnull=False) ^ models.Q(centre__isnull=False), name="letter_of_one_issuer"
            ),
            models.CheckConstraint(
                condition=models.Q(state=LetterState.WAITING) | models.Q(rows=[]), name="letter_forgets_its_rows"
            ),
        ]

    def __str__(self) -> str:
        return self.letter_number


class VoidedNumber(models.Model):
    """A number that was given and never left: it keeps its place in the series, and the reason stays inside."""

    certificate = models.OneToOneField(Certificate, on_delete=models.PROTECT, related_name="voided")
    reason = models.CharField(_("alasan"), max_length=300)
    voided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    voided_at = models.DateTimeField()

    objects = OfCertificateQuerySet.as_manager()

    class Meta:
        ordering = ["-voided_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="voided_number_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id}"
