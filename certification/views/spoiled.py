"""Spoiled sheets: recording them, the letter that goes back to BNSP with them, what came instead."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from certification import sheet_plan
from certification.forms_sheets import LetterForm, SentForm, SpoilForm
from certification.models import Lsp, Sheet, SpoiledLetter
from certification.rendering.spoiled import SpoiledFacts, render_spoiled_letter
from certification.services import spoiled
from certification.views.sheets import MAY_PRINT, crumbs_of_sheets
from foundation import clock
from foundation.audit import services as audit
from foundation.ui.files import shown_pdf
from foundation.ui.pages import ActionPage, Page
from foundation.ui.pages.reach import Reach


def crumbs_of_spoiled() -> list[tuple[Any, str]]:
    return [*crumbs_of_sheets(), (_("Blangko rusak"), reverse("certification:spoiled-list"))]


class SpoiledList(ActionPage):
    """Spoiled sheets that wait for a letter, ticked onto one; the letters that were made."""

    permission_required = MAY_PRINT
    form_class = LetterForm
    template_name = "certification/spoiled_list.html"
    title = _("Blangko rusak")
    lead = _("Lembar rusak kembali ke BNSP dengan berita acara dan diganti satu per satu")
    success_message = _("Berita acara dibuat. Cetak, tanda tangani, lalu kirim bersama lembarnya.")

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return crumbs_of_sheets()

    def here(self) -> QuerySet[Sheet]:
        rows: QuerySet[Sheet] = self.reach(Sheet).spoiled_here().select_related("lsp", "certificate", "lot")
        return rows.order_by("serial")

    def get_initial(self) -> dict[str, Any]:
        return {"made_on": clock.today()}

    def perform(self, form: LetterForm) -> SpoiledLetter:
        sheets = list(self.here().filter(pk__in=form.picked()))
        if len({sheet.lsp_id for sheet in sheets}) > 1:
            raise ValidationError(_t("Pilih lembar dari satu LSP saja."), code="one_lsp")
        if not sheets:
            raise ValidationError(_t("Pilih paling sedikit satu lembar."), code="none_chosen")
        given = form.cleaned_data
        return spoiled.make_spoiled_letter(
            lsp=sheets[0].lsp, number=given["number"], made_on=given["made_on"], sheets=sheets, actor=self.user
        )

    def get_success_url(self) -> str:
        return reverse("certification:spoiled-letter", args=[self.result.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        letters = self.reach(SpoiledLetter).annotate(sheet_count=Count("sheets")).select_related("replacement")[:50]
        return super().get_context_data(sheets=list(self.here()[:200]), letters=letters, **kwargs)


class SpoilRecord(ActionPage):
    permission_required = MAY_PRINT
    form_class = SpoilForm
    title = _("Catat blangko rusak")
    button = _("Catat rusak")
    button_style = "danger"

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return crumbs_of_spoiled()

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "lsps": self.reach(Lsp)}

    def perform(self, form: SpoilForm) -> list[Sheet]:
        given = form.cleaned_data
        sheets = list(self.reach(Sheet).filter(lsp=given["lsp"], serial__in=given["serials"]))
        if strange := set(given["serials"]) - {sheet.serial for sheet in sheets}:
            raise ValidationError(
                {
                    "serials": ValidationError(
                        _t("Blangko %(serials)s tidak ada di lot yang diterima.")
                        % {"serials": sheet_plan.in_ranges(strange)},
                        code="not_received",
                    )
                }
            )
        return spoiled.spoil_sheets(sheets=sheets, reason=given["reason"], actor=self.user)

    def get_success_message(self) -> str:
        return _t("%(count)d lembar dicatat rusak.") % {"count": len(self.result)}

    def get_success_url(self) -> str:
        return reverse("certification:spoiled-list")


class OfLetter(Reach, abstract=True):
    @cached_property
    def letter(self) -> SpoiledLetter:
        rows = self.reach(SpoiledLetter).select_related("lsp", "replacement")
        found: SpoiledLetter = get_object_or_404(rows, pk=self.kwargs["pk"])
        return found

    @cached_property
    def sheets(self) -> list[Sheet]:
        return list(self.letter.sheets.select_related("certificate", "lot").order_by("serial"))


class LetterPage(OfLetter, ActionPage):
    """One letter: its sheets, its paper, and the day on which it went to BNSP."""

    permission_required = MAY_PRINT
    form_class = SentForm
    template_name = "certification/spoiled_letter.html"
    button = _("Catat sudah dikirim")
    success_message = _("Lembar rusak tercatat kembali ke BNSP.")

    def get_title(self) -> str:
        return _t("Berita acara %(number)s") % {"number": self.letter}

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return crumbs_of_spoiled()

    def get_initial(self) -> dict[str, Any]:
        return {"sent_on": clock.today()}

    def perform(self, form: SentForm) -> SpoiledLetter:
        return spoiled.send_spoiled(letter=self.letter, sent_on=form.cleaned_data["sent_on"], actor=self.user)

    def get_success_url(self) -> str:
        return reverse("certification:spoiled-letter", args=[self.letter.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        replacement = getattr(self.letter, "replacement", None)
        return super().get_context_data(letter=self.letter, sheets=self.sheets, replacement=replacement, **kwargs)


class LetterFile(OfLetter, Page):
    """*Berita acara kerusakan blanko* as PDF, written from the ledger; it names sheets and the LSP, nobody else."""

    permission_required = MAY_PRINT

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        letter = self.letter
        pdf = render_spoiled_letter(
            SpoiledFacts(
                number=letter.number,
                made_on=letter.made_on,
                lsp=letter.lsp.name_id,
                licence=letter.lsp.licence,
                city=letter.lsp.city,
                chairman=letter.lsp.chairman,
                certification_manager=letter.lsp.certification_manager,
                sheets=tuple((sheet.serial, sheet.spoiled_reason) for sheet in self.sheets),
            )
        )
        audit.record_read(self.user, "certification.open_spoiled_letter", [letter])
        return shown_pdf(pdf, f"berita-acara-blangko-{letter.made_on:%Y%m%d}.pdf")
