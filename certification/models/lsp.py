"""Certification bodies and assessors."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from certification.choices import LspKind, NumberingMode
from certification.querysets import AssessorQuerySet, LspQuerySet
from foundation.accounts.choices import Role
from foundation.accounts.models import Person, Posting
from training.models import Scheme


class Lsp(models.Model):
    """*Lembaga sertifikasi profesi*. Its names are printed, so a word that tells of custody is refused (services)."""

    name_id = models.CharField(_("nama LSP"), max_length=150, unique=True)
    name_en = models.CharField(_("nama dalam bahasa Inggris"), max_length=150)
    kind = models.CharField(_("jenis"), max_length=2, choices=LspKind)
    licence = models.CharField(_("nomor lisensi"), max_length=30, unique=True, help_text="BNSP-LSP-1565-ID")
    licence_valid_until = models.DateField(_("lisensi berlaku sampai"))
    sector_code = models.CharField(_("kode sektor registrasi"), max_length=6, help_text="TIK, LST, GAR …")
    city = models.CharField(_("kota kedudukan"), max_length=80)
    address = models.CharField(_("alamat"), max_length=250, blank=True)
    phone = models.CharField(_("telepon untuk umum"), max_length=40)
    timezone = models.CharField(_("zona waktu"), max_length=40, default="Asia/Jakarta")
    chairman = models.CharField(_("nama Ketua"), max_length=120)
    certification_manager = models.CharField(_("nama Manajer Sertifikasi"), max_length=120)
    numbering = models.CharField(_("penomoran"), max_length=10, choices=NumberingMode, default=NumberingMode.IMPORTED)
    # Where the public checks this issuer's papers; empty = the portal's own VERIFY_BASE_URL. Frozen with the facts.
    verify_base_url = models.URLField(_("alamat pemeriksaan"), blank=True)
    # BNSP's sheet leaves room for it; whether it may stand there is the LSP's to settle with BNSP.
    qr_on_sheet = models.BooleanField(_("QR pemeriksaan dicetak di blangko"), default=False)
    meeting_quorum = models.PositiveSmallIntegerField(_("kuorum pleno"), default=3)
    schemes = models.ManyToManyField(Scheme, related_name="lsps", verbose_name=_("skema"))
    is_active = models.BooleanField(_("aktif"), default=True)
    is_synthetic = models.BooleanField(default=False, editable=False)

    objects = LspQuerySet.as_manager()

    class Meta:
        ordering = ["name_id"]

    def __str__(self) -> str:
        return self.name_id

    @property
    def licence_number(self) -> str:
        """The middle of the licence, as it stands in registration numbers: `1565` of `BNSP-LSP-1565-ID`."""
        return "".join(part for part in self.licence.split("-") if part.isdigit())


class LspPosting(Posting):
    """A desk at an LSP. An assessor's reach comes from his exams, not from here."""

    PLACE = "lsp"
    PLACE_NAME = "name_id"
    WHERE = _("LSP")
    ROLES = (Role.LSP_OFFICER, Role.PRINT_CLERK, Role.ASSESSOR)

    lsp = models.ForeignKey(Lsp, on_delete=models.PROTECT, related_name="postings")


class Assessor(models.Model):
    """*Asesor kompetensi*: a person with a MET number, for some LSPs and schemes, until a date."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="assessor")
    met_number = models.CharField(_("nomor MET"), max_length=30, unique=True)
    valid_until = models.DateField(_("berlaku sampai"))
    lsps = models.ManyToManyField(Lsp, related_name="assessors", verbose_name=_("LSP"))
    schemes = models.ManyToManyField(Scheme, related_name="assessors", verbose_name=_("skema"))

    objects = AssessorQuerySet.as_manager()

    class Meta:
        ordering = ["person__full_name"]

    def __str__(self) -> str:
        return f"{self.person}, {self.met_number}"
