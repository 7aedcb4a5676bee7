"""One person over all stays, with register numbers, given dates and custody events."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lapas import release
from lapas.choices import (
    CustodyState,
    DateKind,
    Education,
    EventKind,
    FactSource,
    LegalStatus,
    NikStatus,
    ReleaseBasis,
    ReleaseKind,
    SecurityLevel,
    Sex,
)
from lapas.models.prison import Prison
from lapas.querysets import PASSES_EACH, PRESENT_EACH, DateFactQuerySet, InmateQuerySet, OfPrisonQuerySet


class Inmate(models.Model):
    """A *penghuni*: one person. Offence, address, religion, guarantor and photo are not kept, on purpose.

    `prison` is where the person is now; in transit the sending one, after release the last one. Columns marked
    "kept by services" repeat what the history rows say, so that lists need no join; nothing else writes them.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    prison = models.ForeignKey(Prison, on_delete=models.PROTECT, related_name="inmates", verbose_name=_("UPT"))
    destination = models.ForeignKey(
        Prison, on_delete=models.PROTECT, related_name="arriving", null=True, blank=True, verbose_name=_("UPT tujuan")
    )
    custody_state = models.CharField(_("keberadaan"), max_length=12, choices=CustodyState, default="in_custody")
    legal_status = models.CharField(_("golongan"), max_length=12, choices=LegalStatus, default=LegalStatus.SENTENCED)
    # The current register number, kept by services; the history is in RegisterNumber.
    register_number = models.CharField(_("nomor register"), max_length=50)

    name = models.CharField(_("nama"), max_length=150)
    patronymic = models.CharField(_("bin/binti"), max_length=150, blank=True)
    alias = models.CharField(_("alias"), max_length=150, blank=True)
    # Folded name, alias and register digits, kept by services; see lapas.names.
    search_key = models.CharField(max_length=500, editable=False, db_index=True)
    certificate_name = models.CharField(_("nama sertifikat"), max_length=150, blank=True)
    certificate_name_confirmed_on = models.DateField(_("nama dikonfirmasi pada"), null=True, blank=True)

    sex = models.CharField(_("jenis kelamin"), max_length=1, choices=Sex, blank=True)
    birth_place = models.CharField(_("tempat lahir"), max_length=80, blank=True)
    birth_date = models.DateField(_("tanggal lahir"), null=True, blank=True)
    education = models.CharField(_("pendidikan"), max_length=10, choices=Education, blank=True)
    nik_status = models.CharField(_("status NIK"), max_length=12, choices=NikStatus, default=NikStatus.NONE)
    nik_cipher = models.TextField(blank=True, editable=False)
    nik_index = models.CharField(max_length=64, null=True, blank=True, unique=True, editable=False)

    block = models.CharField(_("blok"), max_length=30, blank=True)
    cell = models.CharField(_("kamar"), max_length=30, blank=True)
    admitted_on = models.DateField(_("tanggal masuk"), null=True, blank=True)
    sentence_years = models.PositiveSmallIntegerField(_("pidana, tahun"), null=True, blank=True)
    sentence_months = models.PositiveSmallIntegerField(_("pidana, bulan"), null=True, blank=True)
    sentence_days = models.PositiveSmallIntegerField(_("pidana, hari"), null=True, blank=True)
    security_level = models.CharField(_("tingkat pengamanan"), max_length=15, choices=SecurityLevel, blank=True)
    fit_for_work = models.BooleanField(_("layak bekerja"), null=True, blank=True)
    fit_for_work_on = models.DateField(_("diperiksa pada"), null=True, blank=True)
    interests = models.CharField(_("minat"), max_length=200, blank=True)
    guardian_consent_on = models.DateField(_("persetujuan wali"), null=True, blank=True)
    pickup_plan = models.CharField(_("pengambilan sertifikat"), max_length=200, blank=True)

    # Chosen among DateFacts by lapas.release, kept by services. A 2/3 date in the past reads "any day" on the page.
    earliest_release = models.DateField(_("perkiraan bebas paling cepat"), null=True, blank=True)
    earliest_release_basis = models.CharField(
        _("dasar"), max_length=12, choices=ReleaseBasis, default=ReleaseBasis.UNKNOWN
    )
    expiry = models.DateField(_("ekspirasi"), null=True, blank=True)
    two_thirds_unknown = models.BooleanField(_("2/3 belum diketahui"), default=True)
    released_on = models.DateField(_("bebas pada"), null=True, blank=True)
    # The row that this person is kept in, for a row that was merged into another; see lapas.services.merging.
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_index=False
    )
    release_kind = models.CharField(_("cara bebas"), max_length=6, choices=ReleaseKind, blank=True)

    data_as_of = models.DateField(_("data per"), null=True, blank=True)
    data_source = models.CharField(_("sumber data"), max_length=10, choices=FactSource, default=FactSource.TYPED)
    is_synthetic = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    # Put here by the roof, which knows where the one page about a person stands (ABSOLUTE_URL_OVERRIDES).
    get_absolute_url: Callable[[], str]

    objects = InmateQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        indexes = [
            models.Index(fields=["prison", "custody_state", "name", "id"]),
            models.Index(fields=["prison", "custody_state", "earliest_release", "id"]),
            models.Index(fields=["prison", "register_number"]),
            # For whoever reads the whole country.
            models.Index(fields=["name", "id"], name="inmate_name"),
            models.Index(fields=["earliest_release", "name", "id"], name="inmate_earliest_release"),
            # Those who are there, for the board: whose day passes into "any day", and who was promised theirs.
            models.Index(
                fields=["earliest_release", "name", "id"], condition=PRESENT_EACH & PASSES_EACH, name="inmate_passes"
            ),
            models.Index(
                fields=["earliest_release", "name", "id"], condition=PRESENT_EACH & ~PASSES_EACH, name="inmate_promised"
            ),
            models.Index(fields=["expiry", "id"], name="inmate_expiry"),
            models.Index(fields=["custody_state", "released_on"], name="inmate_custody"),
            models.Index(fields=["destination"], condition=models.Q(destination__isnull=False), name="inmate_arriving"),
            # Of the few alone: with all in it, SQLite would look there for who was not merged, and sort the country.
            models.Index(fields=["merged_into"], condition=models.Q(merged_into__isnull=False), name="inmate_merged"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(name=""), name="inmate_has_a_name", violation_error_message=_("Nama harus diisi.")
            ),
            models.CheckConstraint(
                condition=models.Q(custody_state="in_transit", destination__isnull=False)
                | (~models.Q(custody_state="in_transit") & models.Q(destination__isnull=True)),
                name="inmate_destination_only_in_transit",
                violation_error_message=_("UPT tujuan hanya diisi selama perjalanan pindah."),
            ),
            models.CheckConstraint(
                condition=models.Q(custody_state="released", released_on__isnull=False)
                | (~models.Q(custody_state="released") & models.Q(released_on__isnull=True)),
                name="inmate_release_date_with_release",
                violation_error_message=_("Tanggal bebas diisi bersama status bebas."),
            ),
            models.CheckConstraint(
                condition=models.Q(custody_state="merged", merged_into__isnull=False)
                | (~models.Q(custody_state="merged") & models.Q(merged_into__isnull=True)),
                name="inmate_merged_into_another",
                violation_error_message=_("Catatan yang digabung menyebut catatan yang dipertahankan."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def display_name(self) -> str:
        """Name as the registry says it: with bin/binti and alias."""
        parts = [self.name]
        if self.patronymic:
            parts.append(f"{'binti' if self.sex == Sex.FEMALE else 'bin'} {self.patronymic}")
        if self.alias:
            parts.append(f"alias {self.alias}")
        return " ".join(parts)

    @property
    def name_is_confirmed(self) -> bool:
        return bool(self.certificate_name) and self.certificate_name_confirmed_on is not None

    def release_basis_on(self, today: datetime.date) -> str:
        """The basis as it reads on `today`: a 2/3, not-before or planned date that has come means any day."""
        if release.reads_any_day(self.earliest_release, self.earliest_release_basis, today):
            return ReleaseBasis.ANY_DAY
        return self.earliest_release_basis


class RegisterNumber(models.Model):
    """A register number that a person had in a prison, from one day until another. A number is not a person."""

    inmate = models.ForeignKey(Inmate, on_delete=models.PROTECT, related_name="register_numbers")
    prison = models.ForeignKey(Prison, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=50)
    # Upper case, without spaces, dots and slashes: how numbers are compared; see lapas.register.
    normalised = models.CharField(max_length=50)
    from_date = models.DateField(null=True, blank=True)
    until_date = models.DateField(null=True, blank=True)

    objects = OfPrisonQuerySet.as_manager()

    class Meta:
        ordering = ["inmate", "-from_date", "-pk"]
        # Somebody may come with any number that was ever the person's.
        indexes = [models.Index(fields=["normalised"])]
        constraints = [
            models.UniqueConstraint(
                fields=["prison", "normalised"],
                condition=models.Q(until_date__isnull=True),
                name="register_number_once_per_prison",
                violation_error_message=_("Nomor register ini sudah dipakai penghuni lain di UPT ini."),
            )
        ]

    def __str__(self) -> str:
        return self.number


class DateFact(models.Model):
    """A given date with its kind, source and age. A newer fact of the same kind supersedes; nothing is overwritten."""

    inmate = models.ForeignKey(Inmate, on_delete=models.PROTECT, related_name="date_facts")
    kind = models.CharField(_("jenis"), max_length=12, choices=DateKind)
    date = models.DateField(_("tanggal"))
    release_kind = models.CharField(_("cara bebas"), max_length=6, choices=ReleaseKind, blank=True)
    letter_number = models.CharField(_("nomor surat"), max_length=80, blank=True)
    source = models.CharField(_("sumber"), max_length=10, choices=FactSource)
    as_of = models.DateField(_("data per"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True, blank=True)

    objects = DateFactQuerySet.as_manager()

    class Meta:
        ordering = ["inmate", "kind", "-recorded_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["inmate", "kind"],
                condition=models.Q(superseded_at__isnull=True),
                name="date_fact_one_current_per_kind",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.date}"


class CustodyEvent(models.Model):
    """What happened to a person on a day. Recording *bebas* is never refused for anything missing elsewhere."""

    inmate = models.ForeignKey(Inmate, on_delete=models.PROTECT, related_name="custody_events")
    kind = models.CharField(_("peristiwa"), max_length=15, choices=EventKind)
    on = models.DateField(_("tanggal"))
    prison = models.ForeignKey(Prison, on_delete=models.PROTECT, related_name="+")
    to_prison = models.ForeignKey(
        Prison, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("UPT tujuan")
    )
    release_kind = models.CharField(_("cara bebas"), max_length=6, choices=ReleaseKind, blank=True)
    letter_number = models.CharField(_("nomor surat"), max_length=80, blank=True)
    source = models.CharField(_("sumber"), max_length=10, choices=FactSource, default=FactSource.TYPED)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    recorded_at = models.DateTimeField()

    objects = OfPrisonQuerySet.as_manager()

    class Meta:
        ordering = ["inmate", "-on", "-pk"]
        indexes = [
            models.Index(fields=["prison", "kind", "on"]),
            # Keeping looks through the deaths of the country, one event in three hundred.
            models.Index(
                fields=["inmate", "on"], name="custody_event_deaths", condition=models.Q(kind=EventKind.DECEASED)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on}"
