"""Numbers: the portal's counters, held decisions, and numbers that came by letter."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from certification.choices import Competence, LetterState, SeriesKind
from certification.models import Decision, Lsp, NumberLetter, NumberSeries, VoidedNumber
from certification.rendering.forms import Form
from certification.rendering.full import render_full
from certification.rendering.press import RenderRefused
from certification.services import issuing
from certification.services.counters import open_series
from certification.services.freezing import NAME_NOT_CONFIRMED
from certification.services.letters import open_letter
from foundation import clock
from foundation.audit import services as audit
from foundation.ui.files import shown_pdf
from foundation.ui.forms import DateField, OfficeForm
from foundation.ui.pages import ActionPage, Page

MOST_ROWS = 100
VOIDED_SHOWN = 20


class NumberingList(Page):
    """Per LSP of the user: how it numbers, where its counters stand, and who waits for a number."""

    permission_required = "certification.number_certificate"
    template_name = "certification/numbering_list.html"
    title = _("Penomoran sertifikat")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lsps = list(self.reach(Lsp).prefetch_related("series"))
        waiting = waiting_for_number(lsps).select_related(
            "assessment__inmate", "assessment__exam__lsp", "assessment__exam__scheme", "meeting"
        )
        letters = self.reach(NumberLetter).filter(state=LetterState.WAITING).select_related("lsp")
        voided = self.reach(VoidedNumber).select_related("certificate", "voided_by__person")[:VOIDED_SHOWN]
        return super().get_context_data(
            **kwargs,
            voided=voided,
            lsps=lsps,
            waiting=waiting[:MOST_ROWS],
            waiting_count=waiting.count(),
            letters=letters[:MOST_ROWS],
        )


def waiting_for_number(lsps: Iterable[Lsp]) -> QuerySet[Decision]:
    """Who waits for a number at these LSPs, in the order of the letters."""
    rows = Decision.objects.waiting_for_number().of_lsps(lsps)
    return rows.order_by("meeting__letter_date", "assessment__candidate_number")


class CertificatePreview(Page):
    """The certificate as it will look, while its number is missing: as PDF with the band of a preview."""

    permission_required = "certification.number_certificate"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        decisions = self.reach(Decision).filter(outcome=Competence.COMPETENT)
        related = ("meeting", "assessment__inmate", "assessment__exam__lsp", "assessment__exam__scheme__field")
        decision = get_object_or_404(decisions.select_related(*related), pk=kwargs["pk"])
        try:
            pdf = render_full(issuing.preview_facts(decision), Form.PREVIEW)
        except RenderRefused as refused:
            messages.error(request, str(refused))
            return redirect("certification:numbering-list")
        audit.record_read(self.user, "certification.open_preview", [decision.assessment.inmate])
        return shown_pdf(pdf, "pratinjau.pdf")


class OfLsp(ActionPage, abstract=True):
    permission_required = "certification.number_certificate"

    @cached_property
    def lsp(self) -> Lsp:
        found: Lsp = get_object_or_404(self.reach(Lsp), pk=self.kwargs["pk"])
        return found

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [(_("Penomoran"), reverse("certification:numbering-list"))]

    def get_success_url(self) -> str:
        return reverse("certification:numbering-list")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, lsp=self.lsp)


class SeriesForm(OfficeForm):
    kind = forms.ChoiceField(label=_("Seri"), choices=SeriesKind.choices)
    first_number = forms.IntegerField(
        label=_("Nomor pertama"),
        min_value=1,
        help_text=_(
            "Nomor sesudah nomor terakhir yang pernah dipakai; seri sertifikat tidak pernah mulai lagi dari 1."
        ),
    )


class SeriesOpen(OfLsp):
    permission_required = "certification.number_certificate"
    form_class = SeriesForm
    title = _("Buka seri nomor")
    button = _("Simpan nomor pertama")
    success_message = _("Nomor pertama disimpan.")

    def perform(self, form: Any) -> NumberSeries:
        kind = form.cleaned_data["kind"]
        year = clock.today(self.lsp.timezone).year if kind == SeriesKind.REGISTRATION else 0
        return open_series(
            issuer=self.lsp, kind=kind, year=year, first_number=form.cleaned_data["first_number"], actor=self.user
        )


class LetterForm(OfficeForm):
    """The letter, and three cells per candidate; a row left empty is not numbered now."""

    letter_number = forms.CharField(label=_("Nomor surat"), max_length=80)
    letter_date = DateField(label=_("Tanggal surat"))

    def __init__(self, *args: Any, decisions: list[Decision], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.decisions = decisions
        for decision in decisions:
            name = decision.assessment.inmate.certificate_name or decision.assessment.inmate.name
            for cell, label, most in (
                ("number", _t("Nomor sertifikat"), 60),
                ("registration", _t("Nomor registrasi"), 60),
                ("sheet", _t("Nomor blangko"), 8),
            ):
                self.fields[f"{cell}-{decision.pk}"] = forms.CharField(
                    label=f"{label} {name}",
                    max_length=most,
                    required=False,
                    widget=forms.TextInput(attrs={"autocomplete": "off", "aria-label": f"{label} {name}"}),
                )

    def rows(self) -> list[Any]:
        return [
            (decision, [self[f"{cell}-{decision.pk}"] for cell in ("number", "registration", "sheet")])
            for decision in self.decisions
        ]

    def numbered(self) -> list[issuing.Numbered]:
        found = []
        for decision in self.decisions:
            number, registration, sheet = (
                " ".join(self.cleaned_data[f"{cell}-{decision.pk}"].split())
                for cell in ("number", "registration", "sheet")
            )
            if number or registration or sheet:
                found.append(
                    issuing.Numbered(
                        decision=decision, number=number, registration_number=registration, sheet_serial=sheet
                    )
                )
        return found


class LetterNumbers(OfLsp):
    """Numbers typed from the letter of the LSP or BNSP."""

    permission_required = "certification.number_certificate"
    template_name = "certification/letter_numbers.html"
    title = _("Isi nomor dari surat")
    button = _("Simpan nomor")
    success_message = _("Nomor disimpan; salinan sedang disiapkan.")

    @cached_property
    def decisions(self) -> list[Decision]:
        rows = waiting_for_number([self.lsp]).filter(is_held=False)
        return list(rows.select_related("assessment__inmate", "assessment__exam__scheme", "meeting")[:MOST_ROWS])

    def get_form(self, form_class: Any = None) -> LetterForm:
        return LetterForm(self.request.POST if self.request.method == "POST" else None, decisions=self.decisions)

    def perform(self, form: LetterForm) -> Any:
        given = {name: form.cleaned_data[name] for name in ("letter_number", "letter_date")}
        letter = open_letter(issuer=self.lsp, actor=self.user, **given)
        return issuing.record_letter_numbers(lsp=self.lsp, rows=form.numbered(), letter=letter, actor=self.user)


class HeldIssue(OfLsp):
    """Number decisions that waited until the holder's name was confirmed."""

    permission_required = "certification.number_certificate"
    title = _("Beri nomor yang tertahan")
    button = _("Beri nomor")
    success_message = _("Nomor diberikan; salinan sedang disiapkan.")
    confirm_text = _("Semua keputusan kompeten yang tertahan dan namanya sudah dikonfirmasi akan diberi nomor.")

    def perform(self, form: Any) -> Any:
        rows = waiting_for_number([self.lsp]).filter(
            is_held=True,
            note=NAME_NOT_CONFIRMED,
            assessment__inmate__certificate_name_confirmed_on__isnull=False,
        )
        return issuing.issue_held(decisions=rows, actor=self.user)
