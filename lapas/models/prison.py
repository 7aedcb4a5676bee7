"""Custody units and who works in them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.accounts.choices import Role
from foundation.accounts.models import Posting
from lapas.choices import CustodyState, PrisonAct, PrisonKind
from lapas.querysets import PrisonQuerySet


class Province(models.Model):
    code = models.CharField(primary_key=True, max_length=2)
    name = models.CharField(_("provinsi"), max_length=80, unique=True)
    bps_code = models.CharField(max_length=2)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class RegionalOffice(models.Model):
    """A kanwil; it is not the province."""

    name = models.CharField(_("kantor wilayah"), max_length=80, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Prison(models.Model):
    """A custody unit (UPT). Matched by `code`, never by place name alone: names drift and places repeat."""

    code = models.CharField(_("kode"), max_length=10, unique=True)
    name = models.CharField(_("nama UPT"), max_length=120)
    kind = models.CharField(_("jenis"), max_length=20, choices=PrisonKind)
    class_level = models.CharField(_("kelas"), max_length=5)
    variant = models.CharField(_("kekhususan"), max_length=20, blank=True)
    regency = models.CharField(_("kabupaten/kota"), max_length=80, blank=True)
    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="prisons", verbose_name=_("provinsi"))
    regional_office = models.ForeignKey(
        RegionalOffice, on_delete=models.PROTECT, related_name="prisons", verbose_name=_("kantor wilayah")
    )
    timezone = models.CharField(_("zona waktu"), max_length=40)
    alias = models.CharField(_("nama lain"), max_length=120, blank=True)
    # Names before the present one, a line each: people and letters go on using them.
    former_names = models.TextField(_("nama dahulu"), blank=True)
    satker_code = models.CharField(_("kode satker"), max_length=20, blank=True)
    capacity = models.PositiveIntegerField(_("kapasitas"), null=True, blank=True)
    population = models.PositiveIntegerField(_("isi menurut sumber publik"), null=True, blank=True)
    figures_as_of = models.DateField(null=True, blank=True)
    figures_source = models.CharField(max_length=300, blank=True)
    is_active = models.BooleanField(_("aktif"), default=True)
    closed_on = models.DateField(_("ditutup pada"), null=True, blank=True)
    # The newest data date among applied imports; "how old is what we know" of the whole prison.
    data_as_of = models.DateField(_("data SDP per"), null=True, blank=True)
    hearing_required = models.BooleanField(_("pelatihan melalui sidang TPP"), default=True)
    margin_days = models.PositiveSmallIntegerField(_("sisa waktu paling sedikit (hari)"), default=7)
    horizon_months = models.PositiveSmallIntegerField(_("bebas paling lama dalam (bulan)"), default=24)

    objects = PrisonQuerySet.as_manager()

    class Meta:
        ordering = ["name", "code"]

    def __str__(self) -> str:
        return self.name

    def people_by_status(self) -> dict[str, int]:
        """How many people are in custody here now, by legal status."""
        here = self.inmates.filter(custody_state=CustodyState.IN_CUSTODY).order_by()
        return dict(here.values_list("legal_status").annotate(models.Count("pk")))


class PrisonChange(models.Model):
    """What an administrator did to a prison, with the letter: added, changed, closed, opened again.

    `before` and `after` hold the changed columns only. A column that was changed here is no longer taken from the
    reference files.
    """

    prison = models.ForeignKey(Prison, on_delete=models.PROTECT, related_name="changes")
    act = models.CharField(_("tindakan"), max_length=10, choices=PrisonAct)
    on = models.DateField(_("berlaku sejak"))
    letter = models.CharField(_("nomor surat"), max_length=80)
    reason = models.CharField(_("keterangan"), max_length=300, blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.get_act_display()}, {self.letter}"


class PrisonPosting(Posting):
    """A desk in one prison."""

    PLACE = "prison"
    WHERE = _("UPT")
    ROLES = (Role.REGISTRY_OFFICER, Role.WORK_OFFICER, Role.PRISON_HEAD)

    prison = models.ForeignKey(Prison, on_delete=models.PROTECT, related_name="postings", verbose_name=_("UPT"))


class RegionalPosting(Posting):
    """A viewer for the prisons of one kanwil."""

    PLACE = "regional_office"
    WHERE = _("kantor wilayah")
    IS_WIDE = True
    ROLES = (Role.KANWIL_VIEWER,)

    regional_office = models.ForeignKey(RegionalOffice, on_delete=models.PROTECT, related_name="postings")
