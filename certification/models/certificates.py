"""Certificates with frozen facts, their numbers, hand-over, and what the public may see."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from certification.choices import NO_LONGER_LIVING, CertificateKind, CertificateState, IdentityCheck, RenderWay
from certification.models.ceremonies import Ceremony
from certification.models.decisions import Decision
from certification.models.lsp import Lsp
from certification.querysets import CertificateQuerySet
from lapas.models import Inmate
from training.models import Enrolment, Scheme, TrainingCentre


class Certificate(models.Model):
    """Frozen facts and the PDF made from them. Changes state, is never deleted.

    A certificate of competence stands on a decision and is its LSP's; a training certificate stands on an enrolment
    and is its centre's.

    `facts` is the versioned JSON of certification.rendering.facts: nothing but these reach the page. The sheet's
    serial comes later, so it stands beside the facts and gives a new copy.
    """

    # One that lives per decision or enrolment; a replaced or voided one stays beside the one that came after it.
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="certificates", null=True, blank=True)
    enrolment = models.ForeignKey(
        Enrolment, on_delete=models.PROTECT, related_name="certificates", null=True, blank=True
    )
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, related_name="successor", null=True, blank=True, editable=False
    )
    inmate = models.ForeignKey(Inmate, on_delete=models.PROTECT, related_name="certificates")
    lsp = models.ForeignKey(Lsp, on_delete=models.PROTECT, related_name="certificates", null=True, blank=True)
    centre = models.ForeignKey(
        TrainingCentre, on_delete=models.PROTECT, related_name="certificates", null=True, blank=True
    )
    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="certificates")
    kind = models.CharField(max_length=12, choices=CertificateKind, default=CertificateKind.COMPETENCY)
    number = models.CharField(_("nomor sertifikat"), max_length=60)
    # Empty on a training certificate, which is registered with nobody but its centre.
    registration_number = models.CharField(_("nomor registrasi"), max_length=60, blank=True)
    # Set by the portal's counters; empty for numbers that came by letter.
    serial = models.PositiveIntegerField(null=True, blank=True)
    registration_serial = models.PositiveIntegerField(null=True, blank=True)
    # The letter that gave the number; empty for numbers of the portal's counter.
    letter = models.ForeignKey(
        "certification.NumberLetter", on_delete=models.PROTECT, related_name="certificates", null=True, blank=True
    )
    code = models.CharField(_("kode pemeriksaan"), max_length=26, unique=True)
    facts = models.JSONField()
    issued_on = models.DateField(_("diterbitkan"))
    # A training certificate does not expire.
    valid_until = models.DateField(_("berlaku sampai"), null=True, blank=True)
    state = models.CharField(_("status"), max_length=10, choices=CertificateState, default=CertificateState.ACTIVE)
    state_since = models.DateField(null=True, blank=True)

    pdf_sha256 = models.CharField(max_length=64, blank=True)
    pdf_size = models.PositiveIntegerField(default=0)
    rendered_at = models.DateTimeField(null=True, blank=True)
    render_way = models.CharField(max_length=8, choices=RenderWay, blank=True)
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
            # Enough to tell of a prison's or a region's people what lies where: the rows hold the facts and are wide.
            models.Index(
                fields=[
                    "inmate",
                    "kind",
                    "state",
                    "issued_on",
                    "sheet_serial",
                    "printed_on",
                    "state_since",
                    "valid_until",
                    "id",
                ],
                name="certificate_of_person",
            ),
            models.Index(fields=["-issued_on"], name="certificate_newest"),
            models.Index(fields=["lsp", "-issued_on"]),
            models.Index(fields=["centre", "-issued_on"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    kind=CertificateKind.COMPETENCY,
                    decision__isnull=False,
                    lsp__isnull=False,
                    valid_until__isnull=False,
                    enrolment__isnull=True,
                    centre__isnull=True,
                )
                | models.Q(
                    kind=CertificateKind.TRAINING,
                    enrolment__isnull=False,
                    centre__isnull=False,
                    decision__isnull=True,
                    lsp__isnull=True,
                    valid_until__isnull=True,
                    sheet_serial="",
                ),
                name="certificate_of_one_issuer",
            ),
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
                condition=~models.Q(state__in=NO_LONGER_LIVING),
                name="certificate_living_once_per_decision",
                violation_error_message=_("Keputusan ini sudah bersertifikat."),
            ),
            models.UniqueConstraint(
                fields=["enrolment"],
                condition=~models.Q(state__in=NO_LONGER_LIVING),
                name="certificate_living_once_per_enrolment",
                violation_error_message=_("Hasil pelatihan ini sudah bersertifikat."),
            ),
            models.UniqueConstraint(
                fields=["centre", "number"],
                name="training_number_once",
                violation_error_message=_("Nomor sertifikat ini sudah dipakai."),
            ),
            models.UniqueConstraint(
                fields=["centre", "serial"], condition=models.Q(serial__isnull=False), name="training_serial_once"
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

    @property
    def issuer(self) -> Lsp | TrainingCentre:
        """Whose certificate it is; the kind says which of the two."""
        issuer = self.lsp if self.kind == CertificateKind.COMPETENCY else self.centre
        assert issuer is not None  # certificate_of_one_issuer
        return issuer

    @property
    def subject(self) -> str:
        """What it certifies, as printed: the scheme, or the programme of a training certificate."""
        return str(self.facts["programme_id" if self.is_training else "scheme_id"])

    @property
    def zone(self) -> str:
        """The time zone of the issuer, whose date counts; the portal's own for a centre, which has none."""
        return self.lsp.timezone if self.lsp is not None else ""

    @property
    def is_training(self) -> bool:
        return self.kind == CertificateKind.TRAINING

    @property
    def is_on_paper(self) -> bool:
        """The original is there: on its BNSP sheet, or a training certificate printed by its centre."""
        return bool(self.sheet_serial) or (self.is_training and self.printed_on is not None)

    def has_expired_on(self, on: datetime.date) -> bool:
        return self.valid_until is not None and self.valid_until < on


class PublicRecord(models.Model):
    """All that the public page may read: no foreign key leads from here to a person or a place.

    `shown` holds name, scheme, units, numbers, issuer, city and dates, as printed on the paper.
    """

    code = models.CharField(primary_key=True, max_length=26)
    shown = models.JSONField()
    state = models.CharField(max_length=10, choices=CertificateState, default=CertificateState.ACTIVE)
    state_since = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True)
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
    ceremony = models.ForeignKey(Ceremony, on_delete=models.PROTECT, related_name="hand_overs", null=True, blank=True)

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
