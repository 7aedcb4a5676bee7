"""BNSP's numbered sheets: the lots in which they came, each sheet's place now, letters about spoiled ones, counts."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from certification.choices import SheetStatus
from certification.models.lsp import Lsp
from certification.querysets import OfLspQuerySet, SheetLotQuerySet, SheetQuerySet

_eight_digits = RegexValidator(r"^\d{8}\Z", _("Nomor blangko terdiri atas 8 angka."))


class SpoiledLetter(models.Model):
    """*Berita acara kerusakan blanko*: the spoiled sheets that went back to BNSP together."""

    lsp = models.ForeignKey(Lsp, on_delete=models.PROTECT, related_name="spoiled_letters")
    number = models.CharField(_("nomor berita acara"), max_length=80)
    made_on = models.DateField(_("tanggal berita acara"))
    sent_on = models.DateField(_("dikirim ke BNSP pada"), null=True, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    objects = OfLspQuerySet.as_manager()

    class Meta:
        ordering = ["-made_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["lsp", "number"],
                name="spoiled_letter_once",
                violation_error_message=_("Nomor berita acara ini sudah dipakai."),
            )
        ]

    def __str__(self) -> str:
        return self.number


class SheetLot(models.Model):
    """Sheets that BNSP sent for one approved hand-in: from `first` to `last` without the serials in `gaps`."""

    lsp = models.ForeignKey(Lsp, on_delete=models.PROTECT, related_name="sheet_lots")
    hand_in = models.CharField(_("pengajuan yang disetujui"), max_length=80)
    received_on = models.DateField(_("diterima pada"))
    first = models.CharField(_("nomor blangko pertama"), max_length=8, validators=[_eight_digits])
    last = models.CharField(_("nomor blangko terakhir"), max_length=8, validators=[_eight_digits])
    gaps = models.JSONField(_("nomor yang tidak ada"), default=list, blank=True)
    note = models.CharField(_("catatan"), max_length=200, blank=True)
    replaces_spoiled = models.BooleanField(_("pengganti blangko rusak"), default=False)
    # The letter whose sheets this lot replaces, one for one.
    replaces = models.OneToOneField(
        SpoiledLetter, null=True, blank=True, on_delete=models.PROTECT, related_name="replacement"
    )
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    objects = SheetLotQuerySet.as_manager()

    class Meta:
        ordering = ["-received_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(last__gte=models.F("first")), name="sheet_lot_goes_up"),
        ]

    def __str__(self) -> str:
        return f"{self.first}–{self.last}"


class Sheet(models.Model):
    """One sheet with its own serial. Its state changes only by `services.sheets.move_sheets`."""

    lot = models.ForeignKey(SheetLot, on_delete=models.PROTECT, related_name="sheets")
    lsp = models.ForeignKey(Lsp, on_delete=models.PROTECT, related_name="sheets")
    serial = models.CharField(
        _("nomor blangko"),
        max_length=8,
        unique=True,
        validators=[_eight_digits],
        error_messages={"unique": _("Nomor blangko ini sudah ada di lot lain.")},
    )
    state = models.CharField(_("status"), max_length=12, choices=SheetStatus, default=SheetStatus.RECEIVED)
    state_since = models.DateField()
    certificate = models.ForeignKey(
        "certification.Certificate", null=True, blank=True, on_delete=models.PROTECT, related_name="sheets"
    )
    run = models.ForeignKey(
        "certification.PrintRun", null=True, blank=True, on_delete=models.PROTECT, related_name="sheets"
    )
    spoiled_reason = models.CharField(_("sebab rusak"), max_length=120, blank=True)
    letter = models.ForeignKey(SpoiledLetter, null=True, blank=True, on_delete=models.PROTECT, related_name="sheets")

    objects = SheetQuerySet.as_manager()

    class Meta:
        ordering = ["serial"]
        indexes = [
            models.Index(fields=["lsp", "state"]),
            models.Index(fields=["lot", "state", "serial"]),
            # For whoever reads the whole ledger by time.
            models.Index(fields=["state_since", "id"], name="sheet_since"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state=SheetStatus.SPOILED) | ~models.Q(spoiled_reason=""),
                name="spoiled_sheet_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.serial


class SheetCount(models.Model):
    """The blank sheets in the cupboard, counted by two people, beside what the ledger said; nothing is corrected."""

    lsp = models.ForeignKey(Lsp, on_delete=models.PROTECT, related_name="sheet_counts")
    counted_on = models.DateField(_("dihitung pada"))
    counted_by = models.CharField(_("penghitung"), max_length=120)
    witnessed_by = models.CharField(_("saksi"), max_length=120)
    counted = models.PositiveIntegerField(_("blangko kosong menurut hitungan"))
    ledger = models.PositiveIntegerField(_("blangko kosong menurut buku"))
    note = models.CharField(_("keterangan selisih"), max_length=300, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    objects = OfLspQuerySet.as_manager()

    class Meta:
        ordering = ["-counted_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(counted_by=models.F("witnessed_by")), name="sheet_count_by_two_people"
            ),
            models.CheckConstraint(
                condition=models.Q(counted=models.F("ledger")) | ~models.Q(note=""), name="sheet_count_difference_noted"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lsp_id} {self.counted_on}"

    @property
    def difference(self) -> int:
        return self.counted - self.ledger
