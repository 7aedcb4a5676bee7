"""Printers, and runs of certificates through them onto BNSP's sheets."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from certification.choices import Duplex, PrintOutcome, PrintRunState, TrayFace, TrayOrder
from certification.models.certificates import Certificate
from certification.models.lsp import Lsp
from certification.models.sheets import Sheet, SheetLot
from certification.querysets import OfLspQuerySet, PrintRunQuerySet
from certification.rendering.forms import Offsets

# A printer that is further off than this has its paper guide in the wrong place.
MOST_OFFSET_MM = 15


def _offset(label: Any) -> Any:
    return models.DecimalField(
        label,
        max_digits=4,
        decimal_places=1,
        default=Decimal("0.0"),
        validators=[MinValueValidator(-MOST_OFFSET_MM), MaxValueValidator(MOST_OFFSET_MM)],
    )


class PrinterProfile(models.Model):
    """How one printer draws paper, and how far its print lies off; offsets move the print right and down, in mm."""

    lsp = models.ForeignKey(Lsp, on_delete=models.PROTECT, related_name="printers")
    name = models.CharField(_("nama printer"), max_length=60)
    tray_order = models.CharField(_("urutan laci"), max_length=10, choices=TrayOrder, default=TrayOrder.TOP)
    face = models.CharField(_("sisi yang dicetak di laci"), max_length=10, choices=TrayFace, default=TrayFace.DOWN)
    duplex = models.CharField(_("cetak dua sisi"), max_length=10, choices=Duplex, default=Duplex.AUTO)
    front_x_mm = _offset(_("depan, ke kanan (mm)"))
    front_y_mm = _offset(_("depan, ke bawah (mm)"))
    back_x_mm = _offset(_("belakang, ke kanan (mm)"))
    back_y_mm = _offset(_("belakang, ke bawah (mm)"))
    calibrated_on = models.DateField(_("kalibrasi terakhir"), null=True, blank=True)
    is_active = models.BooleanField(_("dipakai"), default=True)

    objects = OfLspQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["lsp", "name"],
                name="printer_name_once",
                violation_error_message=_("LSP ini sudah punya printer dengan nama itu."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def offsets(self) -> Offsets:
        """How far this printer's pages are moved, as the print room wants it."""
        return Offsets(float(self.front_x_mm), float(self.front_y_mm), float(self.back_x_mm), float(self.back_y_mm))


class PrintRun(models.Model):
    """Certificates on their way through one printer onto sheets of one lot.

    `segments` says from which place on which serial was drawn: one entry at the start, one more after each jam
    ([{"start": 1, "serial": "13562541"}, {"start": 7, "serial": "13562548"}]). The file holds the places from
    `file_from` on; a manual printer has the backs in a file of their own: of every place, or after a jam among them of
    those below `backs_below`.
    """

    lsp = models.ForeignKey(Lsp, on_delete=models.PROTECT, related_name="print_runs")
    state = models.CharField(_("status"), max_length=10, choices=PrintRunState, default=PrintRunState.CHOSEN)
    day = models.DateField()
    number_of_day = models.PositiveSmallIntegerField()
    lot = models.ForeignKey(SheetLot, null=True, blank=True, on_delete=models.PROTECT, related_name="runs")
    profile = models.ForeignKey(PrinterProfile, null=True, blank=True, on_delete=models.PROTECT, related_name="runs")
    segments = models.JSONField(default=list, blank=True)
    file_from = models.PositiveSmallIntegerField(default=1)
    backs_below = models.PositiveSmallIntegerField(null=True, blank=True)
    # Counts the orders of a file, so that a file ordered before a jam is not taken for the one after it.
    file_order = models.PositiveSmallIntegerField(default=0)
    file_sha256 = models.CharField(max_length=64, blank=True)
    backs_sha256 = models.CharField(max_length=64, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    # When it came to its end: confirmed or abandoned.
    printed_at = models.DateTimeField(null=True, blank=True)

    objects = PrintRunQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["lsp", "day", "number_of_day"], name="print_run_number_once")]

    def __str__(self) -> str:
        return f"{self.day:%d-%m-%Y} no. {self.number_of_day}"

    @property
    def file_name(self) -> str:
        return f"cetak-{self.day:%Y%m%d}-{self.number_of_day:02d}.pdf"

    @property
    def backs_name(self) -> str:
        return self.file_name.replace(".pdf", "-belakang.pdf")

    @property
    def first_serial(self) -> str:
        """What was on top of the pile."""
        return str(self.segments[0]["serial"]) if self.segments else ""

    @property
    def was_jammed(self) -> bool:
        return len(self.segments) > 1 or self.backs_below is not None


class PrintRunItem(models.Model):
    """One place of a run, in the order of printing; `sheet` is set aside for it and final only when the run is."""

    run = models.ForeignKey(PrintRun, on_delete=models.PROTECT, related_name="items")
    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="print_items")
    position = models.PositiveSmallIntegerField()
    sheet = models.ForeignKey(Sheet, null=True, blank=True, on_delete=models.PROTECT, related_name="print_items")
    outcome = models.CharField(max_length=10, choices=PrintOutcome, blank=True)
    reason = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["run", "position"]
        constraints = [models.UniqueConstraint(fields=["run", "certificate"], name="print_item_once")]

    def __str__(self) -> str:
        return f"{self.run_id}/{self.position}"
