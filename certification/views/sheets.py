"""The ledger of BNSP's sheets: lots, where each sheet is, signed ones, the physical count."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from certification import sheet_plan
from certification.choices import LIVE_SHEET, SheetStatus
from certification.filters_sheets import SheetFilter
from certification.forms_sheets import CountForm, ReceiveLotForm, SignForm
from certification.models import Lsp, Sheet, SheetCount, SheetLot, SpoiledLetter
from certification.services import lots, spoiled
from certification.tables_sheets import CountTable, LotTable, SheetTable
from foundation import clock
from foundation.ui.pages import ActionPage, Chip, DetailPage, LinkButton, ListPage

MAY_PRINT = "certification.print_certificate"
MAY_READ = "certification.view_sheets"


def crumbs_of_sheets() -> list[tuple[Any, str]]:
    return [(_("Blangko"), reverse("certification:lot-list"))]


class LotList(ListPage):
    permission_required = MAY_READ
    model = SheetLot
    table_class = LotTable
    title = _("Blangko BNSP")
    lead = _("Lot yang diterima dan di mana setiap lembar sekarang")
    empty_title = _("Belum ada lot blangko")
    empty_text = _("Catat lot yang datang dari BNSP, baru sertifikat dapat dicetak di atasnya.")

    def get_queryset(self) -> QuerySet[SheetLot]:
        rows: Any = super().get_queryset()
        return rows.with_counts().select_related("lsp")

    def get_buttons(self) -> list[LinkButton]:
        return [
            LinkButton(_("Semua lembar"), reverse("certification:sheet-list"), MAY_READ, "list"),
            LinkButton(_("Blangko rusak"), reverse("certification:spoiled-list"), MAY_PRINT),
            LinkButton(_("Hitung fisik"), reverse("certification:sheet-count-list"), MAY_READ),
            LinkButton(_("Terima lot"), reverse("certification:lot-receive"), MAY_PRINT, "plus-lg", primary=True),
        ]


class LotDetail(DetailPage):
    permission_required = MAY_READ
    model = SheetLot
    template_name = "certification/lot_detail.html"

    def get_queryset(self) -> QuerySet[SheetLot]:
        rows: Any = super().get_queryset()
        return rows.with_counts().select_related("lsp", "replaces", "recorded_by")

    def get_title(self) -> str:
        return _t("Lot %(lot)s") % {"lot": self.object}

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return crumbs_of_sheets()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lot: Any = self.object
        states = [(state.value, state.label, getattr(lot, f"n_{state}")) for state in SheetStatus]
        return super().get_context_data(
            lot=lot,
            states=[entry for entry in states if entry[2]],
            gaps=sheet_plan.in_ranges(lot.gaps),
            spoiled=lot.sheets.exclude(spoiled_reason="").select_related("letter")[:50],
            runs=lot.runs.all()[:10] if self.user.has_perm(MAY_PRINT) else [],
            **kwargs,
        )


class LotReceive(ActionPage):
    permission_required = MAY_PRINT
    form_class = ReceiveLotForm
    template_name = "certification/lot_receive.html"
    title = _("Terima lot blangko")
    button = _("Catat lot")

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return crumbs_of_sheets()

    def get_form_kwargs(self) -> dict[str, Any]:
        letters = self.reach(SpoiledLetter).filter(sent_on__isnull=False, replacement__isnull=True)
        return {**super().get_form_kwargs(), "lsps": self.reach(Lsp).filter(is_active=True), "letters": letters}

    def get_initial(self) -> dict[str, Any]:
        return {"received_on": clock.today()}

    def perform(self, form: ReceiveLotForm) -> SheetLot:
        return lots.receive_lot(**form.cleaned_data, actor=self.user)

    def get_success_message(self) -> str:
        return _t("Lot %(lot)s dicatat: %(count)d lembar.") % {
            "lot": self.result,
            "count": self.result.sheets.count(),
        }

    def get_success_url(self) -> str:
        return reverse("certification:lot-detail", args=[self.result.pk])


class SheetList(ListPage):
    permission_required = MAY_READ
    model = Sheet
    table_class = SheetTable
    filterset_class = SheetFilter
    title = _("Buku blangko")
    exportable = True
    chips = (
        Chip("", _("Semua")),
        Chip("kosong", _("Kosong"), Q(state=SheetStatus.RECEIVED)),
        Chip("cetak", _("Dalam cetakan"), Q(state=SheetStatus.IN_RUN)),
        Chip("tandatangan", _("Menunggu tanda tangan"), Q(state=SheetStatus.PRINTED)),
        Chip("jalan", _("Bersertifikat"), Q(state__in=LIVE_SHEET, spoiled_reason="")),
        Chip("rusak", _("Rusak"), ~Q(spoiled_reason="")),
    )
    empty_title = _("Belum ada blangko")
    empty_text = _("Lembar muncul di sini setelah lotnya dicatat.")

    def get_queryset(self) -> QuerySet[Sheet]:
        rows: QuerySet[Sheet] = super().get_queryset().select_related("lot", "certificate")
        return rows

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return crumbs_of_sheets()


class SheetsSign(ActionPage):
    """Printed sheets, many at once, when Ketua and Manajer have signed and stamped them."""

    permission_required = MAY_PRINT
    form_class = SignForm
    template_name = "certification/sheets_sign.html"
    title = _("Tandai ditandatangani")
    lead = _("Ditandatangani Ketua dan Manajer Sertifikasi, dan dicap")

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [(_("Cetak"), reverse("certification:print-list"))]

    def printed(self) -> QuerySet[Sheet]:
        rows: QuerySet[Sheet] = self.reach(Sheet).filter(state=SheetStatus.PRINTED)
        return rows.select_related("certificate", "lsp").order_by("serial")

    def get_initial(self) -> dict[str, Any]:
        return {"signed_on": clock.today()}

    def perform(self, form: SignForm) -> list[Sheet]:
        sheets = list(self.printed().filter(pk__in=form.picked()))
        return spoiled.sign_sheets(sheets=sheets, signed_on=form.cleaned_data["signed_on"], actor=self.user)

    def get_success_message(self) -> str:
        return _t("%(count)d lembar ditandatangani.") % {"count": len(self.result)}

    def get_success_url(self) -> str:
        return reverse("certification:sheets-sign")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(sheets=list(self.printed()[:200]), **kwargs)


class CountList(ListPage):
    permission_required = MAY_READ
    model = SheetCount
    table_class = CountTable
    title = _("Hitung fisik blangko")
    lead = _("Dihitung dua orang; selisih dicatat, buku tidak diubah diam-diam")
    empty_title = _("Belum pernah dihitung")
    empty_text = _("Hitung blangko kosong di lemari berdua, lalu catat hasilnya di sini.")

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return crumbs_of_sheets()

    def get_buttons(self) -> list[LinkButton]:
        url = reverse("certification:sheet-count")
        return [LinkButton(_("Catat hitungan"), url, MAY_PRINT, "plus-lg", primary=True)]


class CountRecord(ActionPage):
    permission_required = MAY_PRINT
    form_class = CountForm
    title = _("Catat hitung fisik")
    button = _("Catat hitungan")
    success_message = _("Hitungan dicatat.")

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [*crumbs_of_sheets(), (_("Hitung fisik"), reverse("certification:sheet-count-list"))]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "lsps": self.reach(Lsp)}

    def get_initial(self) -> dict[str, Any]:
        return {"counted_on": clock.today()}

    def perform(self, form: CountForm) -> SheetCount:
        return lots.count_sheets(**form.cleaned_data, actor=self.user)

    def get_success_url(self) -> str:
        return reverse("certification:sheet-count-list")
