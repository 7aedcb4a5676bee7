"""Columns of the ledger: lots, sheets, counts, printers."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from certification.choices import LIVE_SHEET, SheetStatus
from certification.models import PrinterProfile, Sheet, SheetCount, SheetLot
from certification.tables import NUMBER, WHO
from foundation.ui.templatetags.ui import tag, tanggal

SHEET_TONES = {
    SheetStatus.RECEIVED: "mut",
    SheetStatus.IN_RUN: "gold",
    SheetStatus.PRINTED: "warn",
    SheetStatus.SPOILED: "bad",
    SheetStatus.RETURNED: "mut",
}
NEARLY_EMPTY = 20


class LotTable(tables.Table):
    """A lot with its counts per state; red spoiled sheets, amber when few are left of a begun lot."""

    first = tables.Column(
        verbose_name=_("Lot"), linkify=("certification:lot-detail", {"pk": tables.A("pk")}), attrs=WHO
    )
    lsp = tables.Column(verbose_name=_("LSP"))
    received_on = tables.Column(verbose_name=_("Diterima"))
    sheet_count = tables.Column(verbose_name=_("Lembar"), attrs=NUMBER)
    n_received = tables.Column(verbose_name=_("Kosong"), attrs=NUMBER)
    n_in_run = tables.Column(verbose_name=_("Dalam cetakan"), attrs=NUMBER)
    used = tables.Column(verbose_name=_("Bersertifikat"), attrs=NUMBER, empty_values=(), orderable=False)
    n_spoiled = tables.Column(verbose_name=_("Rusak"), attrs=NUMBER)

    class Meta:
        model = SheetLot
        fields = ("first", "lsp", "received_on", "sheet_count", "n_received", "n_in_run", "used", "n_spoiled")
        order_by = "-received_on"

    def order_sheet_count(self, lots: Any, is_descending: bool) -> tuple[Any, bool]:
        return lots.by_count(descending=is_descending), True

    def order_n_received(self, lots: Any, is_descending: bool) -> tuple[Any, bool]:
        return lots.by_count(SheetStatus.RECEIVED, descending=is_descending), True

    def order_n_in_run(self, lots: Any, is_descending: bool) -> tuple[Any, bool]:
        return lots.by_count(SheetStatus.IN_RUN, descending=is_descending), True

    def order_n_spoiled(self, lots: Any, is_descending: bool) -> tuple[Any, bool]:
        return lots.by_count(SheetStatus.SPOILED, descending=is_descending), True

    def render_first(self, record: SheetLot) -> str:
        note = _t("%(hand_in)s, pengganti blangko rusak") if record.replaces_spoiled else "%(hand_in)s"
        return format_html("<b>{}</b><span>{}</span>", str(record), note % {"hand_in": record.hand_in})

    def render_received_on(self, value: Any) -> str:
        return tanggal(value)

    def render_n_received(self, value: int, record: Any) -> str:
        few = 0 < value <= NEARLY_EMPTY and value < record.sheet_count
        return tag("warn", value) if few else str(value)

    def render_n_spoiled(self, value: int) -> str:
        return tag("bad", value) if value else "0"

    def render_used(self, record: Any) -> str:
        return str(sum(getattr(record, f"n_{state}") for state in LIVE_SHEET))


class SheetTable(tables.Table):
    """Where each sheet is; the certificate by number only, because an auditor reads this nationwide.

    The order of serials is that of the lots as well; a certificate is searched for.
    """

    serial = tables.Column(verbose_name=_("Nomor blangko"), attrs={"td": {"class": "strong"}})
    state = tables.Column(verbose_name=_("Status"))
    state_since = tables.Column(verbose_name=_("Sejak"))
    certificate = tables.Column(
        verbose_name=_("Nomor sertifikat"), accessor="certificate__number", default="–", orderable=False
    )
    lot = tables.Column(
        verbose_name=_("Lot"), linkify=("certification:lot-detail", {"pk": tables.A("lot_id")}), orderable=False
    )

    class Meta:
        model = Sheet
        fields = ("serial", "state", "state_since", "certificate", "lot")
        order_by = "serial"

    def render_state(self, record: Sheet) -> str:
        shown = tag(SHEET_TONES.get(SheetStatus(record.state), "ok"), record.get_state_display())
        return format_html('{} <span class="quiet">{}</span>', shown, record.spoiled_reason)

    def render_state_since(self, value: Any) -> str:
        return tanggal(value)


class CountTable(tables.Table):
    counted_on = tables.Column(verbose_name=_("Dihitung"))
    counted_by = tables.Column(verbose_name=_("Oleh"))
    witnessed_by = tables.Column(verbose_name=_("Saksi"))
    counted = tables.Column(verbose_name=_("Terhitung"), attrs=NUMBER)
    ledger = tables.Column(verbose_name=_("Menurut buku"), attrs=NUMBER)
    difference = tables.Column(verbose_name=_("Selisih"), attrs=NUMBER, orderable=False)
    note = tables.Column(verbose_name=_("Keterangan"), default="–")

    class Meta:
        model = SheetCount
        fields = ("counted_on", "counted_by", "witnessed_by", "counted", "ledger", "difference", "note")
        order_by = "-counted_on"

    def render_counted_on(self, value: Any) -> str:
        return tanggal(value)

    def render_difference(self, value: int) -> str:
        return tag("bad", f"{value:+d}") if value else tag("ok", _t("cocok"))


class PrinterTable(tables.Table):
    name = tables.Column(
        verbose_name=_("Printer"), linkify=("certification:printer-change", {"pk": tables.A("pk")}), attrs=WHO
    )
    duplex = tables.Column(verbose_name=_("Dua sisi"))
    tray_order = tables.Column(verbose_name=_("Laci"))
    face = tables.Column(verbose_name=_("Sisi yang dicetak"))
    calibrated_on = tables.Column(verbose_name=_("Kalibrasi terakhir"), empty_values=())
    act = tables.Column(verbose_name="", empty_values=(), orderable=False, attrs={"td": {"class": "right"}})

    class Meta:
        model = PrinterProfile
        fields = ("name", "duplex", "tray_order", "face", "calibrated_on", "act")
        order_by = "name"

    def render_name(self, record: PrinterProfile) -> str:
        note = record.lsp.name_id if record.is_active else _t("tidak dipakai")
        return format_html("<b>{}</b><span>{}</span>", record.name, note)

    def render_calibrated_on(self, value: Any) -> str:
        return tanggal(value) if value else tag("warn", _t("belum pernah"))

    def render_act(self, record: PrinterProfile) -> str:
        url = reverse("certification:printer-calibrate", args=[record.pk])
        return format_html('<a class="btn btn-quiet" href="{}">{}</a>', url, _t("Kalibrasi"))
