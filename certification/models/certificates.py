"""Certificates with frozen facts, their numbers, hand-over, and what the public may see."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from certification.choices import CertificateKind, CertificateState, IdentityCheck, SeriesKind
from certification.models.decisions import Decision
from certification.models.lsp import Lsp
from certification.querysets import CertificateQuerySet, OfLspQuerySet
from lapas.models import Inmate
from training.models import Scheme


class NumberSeries(models.Model):
    """A counter row, locked while numbers are taken; never `max()+1`. `year` is 0 where a series never restarts."""

    lsp = models.ForeignKey(Lsp, on_delete=models.PROTECT, related_name="series")
    kind = models.CharField(max_length=15, choices=SeriesKind)
    year = models.PositiveSmallIntegerField(default=0)
    first_number = models.PositiveIntegerField(_("nomor pertama"))
    next_number = models.PositiveIntegerField(_("nomor berikutnya"))

    objects = OfLspQuerySet.as_manager()

    class Meta:
        ordering = ["lsp", "kind", "year"]
        constraints = [
            models.UniqueConstraint(fields=["lsp", "kind", "year"], name="number_series_once"),
            models.CheckConstraint(
                condition=models.Q(next_number__gte=models.F("first_number")), name="number_series_goes_up"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lsp} {self.kind} {self.year or ''}"


class Certificate(models.Model):
    """Frozen facts and the PDF made from them. Changes state, is never deleted.

    `facts` is the versioned JSON of certification.rendering.facts: nothing but these reach the page. The sheet's
    serial comes later, so it stands beside the facts and gives a new copy.
    """

    # One that lives per decision; a replaced one stays beside the one that replaced it.
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="certificates")
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, related_name="successor", null=True, blank=True, editable=False
    )
    inmate = models.ForeignKey(Inmate, on_delete=models.PROTECT, related_name="certificates")
    lsp = models.ForeignKey(Lsp, on_delete=models.PROTECT, related_name="certificates")
    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="certificates")
    kind = models.CharField(max_length=12, choices=CertificateKind, default=CertificateKind.COMPETENCY)
    number = models.CharField(_("nomor sertifikat"), max_length=60)
    registration_number = models.CharField(_("nomor registrasi"), max_length=60)
    # Set by the portal's counters; empty for numbers that came by letter.
    serial = models.PositiveIntegerField(null=True, blank=True)
    registration_serial = models.PositiveIntegerField(null=True, blank=True)
    code = models.CharField(_("kode pemeriksaan"), max_length=26, unique=True)
    facts = models.JSONField()
    issued_on = models.DateField(_("diterbitkan"))
    valid_until = models.DateField(_("berlaku sampai"))
    state = models.CharField(_("status"), max_length=10, choices=CertificateState, default=CertificateState.ACTIVE)
    state_since = models.DateField(null=True, blank=True)

    pdf_sha256 = models.CharField(max_length=64, blank=True)
    pdf_size = models.PositiveIntegerField(default=0)
    rendered_at = models.DateTimeField(null=True, blank=True)
    # The sheet that the stored copy names; when it differs from sheet_serial, a new copy is on its way.
    copy_sheet_serial = models.CharField(max_length=8, blank=True)
    # Counts up when a lost copy is made anew; the stored copy names copy_made_number, and follows as above.
    copy_number = models.PositiveSmallIntegerField(_("salinan ke-"), default=1)
    copy_made_number = models.PositiveSmallIntegerField(default=1)

    sheet_serial = models.CharField(_("nomor blangko"), max_length=8, blank=True)
    printed_on = models.DateField(_("dicetak pada"), null=True, blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_on", "number"]
        indexes = [
            models.Index(fields=["lsp", "state", "sheet_serial"]),
            models.Index(fields=["inmate"]),
            models.Index(fields=["lsp", "-issued_on"]),
        ]
        constraints = [
            # The serial in a number is the LSP's own, so two LSPs may write the same number.
            models.UniqueConstraint(
                fields=["lsp", "number"],
                name="certificate_number_once",
                violation_error_message=_("Nomor sertifikat ini sudah dipakai."),
            ),
            models.UniqueConstraint(
                fields=["lsp", "serial"], condition=models.Q(serial__isnull=False), name="certificate_serial_once"
            ),
            models.UniqueConstraint(
                fields=["decision"],
                condition=~models.Q(state=CertificateState.REPLACED),
                name="certificate_living_once_per_decision",
                violation_error_message=_("Keputusan ini sudah bersertifikat."),
            ),
            models.UniqueConstraint(
                fields=["sheet_serial"],
                condition=~models.Q(sheet_serial=""),
                name="certificate_sheet_once",
                violation_error_message=_("Nomor blangko ini sudah dipakai sertifikat lain."),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def file_name(self) -> str:
        """What the file is called when it leaves: nothing but four characters of the code."""
        return f"salinan-{self.code[:4]}.pdf"

    @property
    def stored_name(self) -> str:
        return f"certificates/{self.pdf_sha256}.pdf"

    def has_expired_on(self, on: datetime.date) -> bool:
        return self.valid_until < on


class PublicRecord(models.Model):
    """All that the public page may read: no foreign key leads from here to a person or a place.

    `shown` holds name, scheme, units, numbers, issuer, city and dates, as printed on the paper.
    """

    code = models.CharField(primary_key=True, max_length=26)
    shown = models.JSONField()
    state = models.CharField(max_length=10, choices=CertificateState, default=CertificateState.ACTIVE)
    state_since = models.DateField(null=True, blank=True)
    valid_until = models.DateField()
    sheet_last3 = models.CharField(max_length=3, blank=True)
    copy_number = models.PositiveSmallIntegerField(default=1)

    def __str__(self) -> str:
        return self.code


class HandOver(models.Model):
    """The original came into the holder's hands, or into those of a named person.

    `certificate` is empty once that original was replaced: then `former_certificate` says whose it was, and the
    certificate waits to be handed over anew. `sheet_serial` is the sheet that was handed over.
    """

    certificate = models.OneToOneField(
        Certificate, on_delete=models.PROTECT, related_name="hand_over", null=True, blank=True
    )
    former_certificate = models.ForeignKey(
        Certificate, on_delete=models.PROTECT, related_name="former_hand_overs", null=True, blank=True, editable=False
    )
    sheet_serial = models.CharField(_("nomor blangko"), max_length=8, blank=True)
    handed_on = models.DateField(_("tanggal penyerahan"))
    received_by = models.CharField(_("diterima oleh"), max_length=150)
    is_holder = models.BooleanField(_("pemegang sendiri"), default=True)
    identity_check = models.CharField(_("identitas"), max_length=10, choices=IdentityCheck)
    note = models.CharField(_("keterangan"), max_length=200, blank=True)
    handed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-handed_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(certificate__isnull=False) ^ models.Q(former_certificate__isnull=False),
                name="hand_over_of_one_original",
            )
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id or self.former_certificate_id} {self.handed_on}"
