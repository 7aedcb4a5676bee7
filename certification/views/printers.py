"""Printers of an LSP and their calibration."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from certification.forms_sheets import NewPrinterForm, PrinterForm, ShiftForm
from certification.models import Lsp, PrinterProfile
from certification.rendering.calibration import render_calibration
from certification.services import printers
from certification.tables_sheets import PrinterTable
from foundation import clock
from foundation.ui.files import shown_pdf
from foundation.ui.pages import ActionPage, LinkButton, ListPage, Page
from foundation.ui.pages.reach import Reach

MAY_PRINT = "certification.print_certificate"


def crumbs_of_printers() -> list[tuple[Any, str]]:
    return [
        (_("Cetak"), reverse("certification:print-list")),
        (_("Printer"), reverse("certification:printer-list")),
    ]


class PrinterList(ListPage):
    permission_required = MAY_PRINT
    model = PrinterProfile
    table_class = PrinterTable
    title = _("Printer")
    lead = _("Cara printer menarik kertas dan posisi cetaknya")
    empty_title = _("Belum ada printer")
    empty_text = _("Daftarkan printer, lalu kalibrasi di kertas biasa sebelum memakai blangko.")

    def get_queryset(self) -> QuerySet[PrinterProfile]:
        rows: QuerySet[PrinterProfile] = super().get_queryset().select_related("lsp")
        return rows

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return crumbs_of_printers()[:1]

    def get_buttons(self) -> list[LinkButton]:
        url = reverse("certification:printer-create")
        return [LinkButton(_("Daftarkan printer"), url, MAY_PRINT, "plus-lg", primary=True)]


class OfPrinter(Reach, abstract=True):
    @cached_property
    def printer(self) -> PrinterProfile:
        rows = self.reach(PrinterProfile).select_related("lsp")
        found: PrinterProfile = get_object_or_404(rows, pk=self.kwargs["pk"])
        return found

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return crumbs_of_printers()


class PrinterCreate(ActionPage):
    permission_required = MAY_PRINT
    form_class = NewPrinterForm
    title = _("Daftarkan printer")
    success_message = _("Printer terdaftar. Kalibrasi dahulu di kertas biasa.")

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return crumbs_of_printers()

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "lsps": self.reach(Lsp).filter(is_active=True)}

    def perform(self, form: Any) -> PrinterProfile:
        values = dict(form.cleaned_data)
        return printers.keep_printer(lsp=values.pop("lsp"), printer=None, values=values, actor=self.user)

    def get_success_url(self) -> str:
        return reverse("certification:printer-calibrate", args=[self.result.pk])


class PrinterChange(OfPrinter, ActionPage):
    permission_required = MAY_PRINT
    form_class = PrinterForm
    success_message = _("Printer disimpan.")

    def get_title(self) -> str:
        return _t("Ubah %(printer)s") % {"printer": self.printer}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": self.printer}

    def perform(self, form: Any) -> PrinterProfile:
        printer = PrinterProfile.objects.get(pk=self.printer.pk)
        return printers.keep_printer(lsp=printer.lsp, printer=printer, values=form.cleaned_data, actor=self.user)

    def get_success_url(self) -> str:
        return reverse("certification:printer-list")


class PrinterSheet(OfPrinter, Page):
    """The calibration page as PDF, printed with the offsets that the printer has now."""

    permission_required = MAY_PRINT

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        printer = self.printer
        pdf = render_calibration(printer.name, clock.today(printer.lsp.timezone), printer.offsets)
        return shown_pdf(pdf, "kalibrasi.pdf")


class PrinterCalibrate(OfPrinter, ActionPage):
    """The calibration page on plain paper, and what was measured on it."""

    permission_required = MAY_PRINT
    form_class = ShiftForm
    template_name = "certification/printer_calibrate.html"
    button = _("Simpan hasil ukur")
    success_message = _("Posisi cetak diperbaiki. Cetak halaman kalibrasi sekali lagi untuk memastikan.")

    def get_title(self) -> str:
        return _t("Kalibrasi %(printer)s") % {"printer": self.printer}

    def perform(self, form: Any) -> PrinterProfile:
        return printers.calibrate_printer(printer=self.printer, shifts=form.cleaned_data, actor=self.user)

    def get_success_url(self) -> str:
        return reverse("certification:printer-calibrate", args=[self.printer.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(printer=self.printer, **kwargs)
