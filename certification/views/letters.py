"""A list of numbers from LSP, BNSP or a centre's register: upload, preview in groups, apply or put away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from certification.choices import LetterState
from certification.letters import columns, reading
from certification.letters.matching import Group, Verdict
from certification.models import Certificate, Decision, Lsp, NumberLetter
from certification.services import letters as services
from certification.services.training_certificates import waiting_for_certificate
from foundation import clock
from foundation.audit import services as audit
from foundation.ui.export import workbook
from foundation.ui.forms import DateField, OfficeForm
from foundation.ui.pages import ActionPage, Reach
from lapas.imports import uploads
from lapas.imports.refusals import FileRefused
from lapas.models import Inmate
from training.models import TrainingCentre

LABELS = {
    columns.CANDIDATE: _("Nomor asesi"),
    columns.NAME: _("Nama"),
    columns.TITLE: _("Skema"),
    columns.NUMBER: _("Nomor sertifikat"),
    columns.REGISTRATION: _("Nomor registrasi"),
    columns.SHEET: _("Blangko"),
}


class LetterUploadForm(OfficeForm):
    """Reads the list while cleaning, so that no transaction is open meanwhile; see `listed` and `sha256`."""

    letter_number = forms.CharField(label=_("Nomor surat"), max_length=80)
    letter_date = DateField(label=_("Tanggal surat"))
    file = forms.FileField(
        label=_("Daftar nomor"),
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv"}),
        error_messages={"required": _("Pilih berkas daftar nomor.")},
    )

    listed: reading.Listed
    sha256: str

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            try:
                with uploads.lying(cleaned["file"]) as (path, sha256):
                    self.listed, self.sha256 = reading.read(path), sha256
            except FileRefused as refused:
                raise ValidationError({"file": refused.messages[0]}) from refused
            except ValidationError as refused:
                raise ValidationError({"file": refused.messages}) from refused
        return cleaned


def _written(inmate: Inmate) -> str:
    return inmate.certificate_name or inmate.name


class LspSide(Reach, abstract=True):
    """Letters of an LSP, among its numbering pages."""

    preview, discard, home = (
        f"certification:{name}" for name in ("letter-preview", "letter-discard", "numbering-list")
    )
    issuer_model: Any = Lsp
    home_label: Any = _("Penomoran")
    help_text = _(
        "Kolom nama, nomor sertifikat dan nomor registrasi; bila ada juga nomor asesi, skema dan nomor blangko. "
        "NIK tidak diperlukan."
    )
    sheet_columns: tuple[Any, ...] = tuple(LABELS.values())

    @staticmethod
    def waiting_rows(issuer: Any) -> list[list[Any]]:
        rows = Decision.objects.waiting_for_number().of_lsps([issuer]).filter(is_held=False)
        rows = rows.select_related("assessment__inmate", "assessment__exam__scheme")
        return [
            [row.assessment.candidate_number, _written(row.assessment.inmate), row.assessment.exam.scheme.title_id]
            for row in rows.order_by("assessment__exam", "assessment__candidate_number")
        ]


class CentreSide(Reach, abstract=True):
    """Lists of a training centre, among its certificates."""

    preview, discard, home = (
        f"certification:{name}"
        for name in ("training-letter-preview", "training-letter-discard", "training-certificate-list")
    )
    issuer_model: Any = TrainingCentre
    home_label: Any = _("Sertifikat pelatihan")
    help_text = _("Kolom nama dan nomor sertifikat; bila ada juga program pelatihan. Tanggal surat dicetak.")
    sheet_columns: tuple[Any, ...] = (_("Nama"), _("Program pelatihan"), _("Nomor sertifikat"))

    @staticmethod
    def waiting_rows(issuer: Any) -> list[list[Any]]:
        rows = waiting_for_certificate().filter(training_class__centre=issuer)
        rows = rows.select_related("inmate", "training_class__module")
        return [
            [_written(row.inmate), row.training_class.module.title] for row in rows.order_by("training_class", "pk")
        ]


class Upload(ActionPage, abstract=True):
    form_class = LetterUploadForm
    template_name = "certification/letter_upload.html"
    title = _("Unggah daftar nomor")
    button = _("Unggah dan periksa")
    # Of the side.
    preview: str
    home: str
    home_label: Any
    issuer_model: Any
    help_text: Any
    sheet_columns: tuple[Any, ...]
    waiting_rows: Callable[[Any], list[list[Any]]]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page, or with `?contoh=xlsx` a sheet to fill in: whoever waits, in the columns that are read back."""
        if request.GET.get("contoh") != "xlsx":
            return super().get(request, *args, **kwargs)
        rows = self.waiting_rows(self.issuer)
        audit.record_read(self.user, "certification.take_number_sheet", [self.issuer], {"rows": len(rows)})
        return workbook(f"daftar-nomor-{clock.today():%Y%m%d}.xlsx", [self.sheet_columns, *rows])

    @cached_property
    def issuer(self) -> Any:
        return get_object_or_404(self.reach(self.issuer_model), pk=self.kwargs["pk"])

    def get_lead(self) -> str:
        return str(self.issuer)

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        form.fields["file"].help_text = self.help_text
        return form

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [(self.home_label, reverse(self.home))]

    def perform(self, form: LetterUploadForm) -> NumberLetter:
        return services.open_letter(
            issuer=self.issuer,
            letter_number=form.cleaned_data["letter_number"],
            letter_date=form.cleaned_data["letter_date"],
            listed=form.listed,
            file_name=form.cleaned_data["file"].name or "",
            file_sha256=form.sha256,
            actor=self.user,
        )

    def get_success_url(self) -> str:
        return reverse(self.preview, args=[self.result.pk])


class OfLetter(ActionPage, abstract=True):
    """A page about one letter that waits; 404 when its issuer is out of reach."""

    preview: str
    discard: str
    home: str
    home_label: Any

    @cached_property
    def letter(self) -> NumberLetter:
        rows = self.reach(NumberLetter).filter(state=LetterState.WAITING).select_related("lsp", "centre")
        found: NumberLetter = get_object_or_404(rows, pk=self.kwargs["pk"])
        return found

    def get_lead(self) -> str:
        return f"{self.letter.lsp or self.letter.centre}, {self.letter.file_name}"

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [(self.home_label, reverse(self.home))]

    def get_success_url(self) -> str:
        return reverse(self.home)


class Preview(OfLetter, abstract=True):
    """What would become of each row, in groups; applied all or none, or the good ones alone."""

    template_name = "certification/letter_preview.html"
    title = _("Periksa daftar nomor")
    success_message = _("Nomor disimpan; salinan sedang disiapkan.")

    def perform(self, form: Any) -> list[Certificate]:
        only_good = bool(self.request.POST.get("only_good"))
        return services.apply_letter(letter=self.letter, only_good=only_good, actor=self.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        groups: dict[Group, list[dict[str, Any]]] = {group: [] for group in Group}
        for verdict in services.verdicts_of(self.letter):
            groups[verdict.group].append(_shown(verdict))
        return super().get_context_data(
            **kwargs,
            letter=self.letter,
            discard_url=reverse(self.discard, args=[self.letter.pk]),
            **{group.value: rows for group, rows in groups.items()},
        )


def _shown(verdict: Verdict) -> dict[str, Any]:
    content = verdict.row.get(verdict.column) if verdict.column != columns.NAME else verdict.row.get(columns.NUMBER)
    return {
        "verdict": verdict,
        "cells": verdict.row.cells,
        "column": LABELS.get(verdict.column, ""),
        "content": content or _t("kosong"),
    }


class Discard(OfLetter, abstract=True):
    title = _("Batalkan daftar nomor")
    button = _("Batalkan daftar")
    button_style = "danger"
    confirm_text = _("Semua baris yang dibaca dari berkas ini dihapus; tidak ada nomor yang diberikan.")
    success_message = _("Daftar nomor dibatalkan.")

    def perform(self, form: Any) -> NumberLetter:
        return services.discard_letter(letter=self.letter, actor=self.user)


class LetterUpload(LspSide, Upload):
    permission_required = "certification.number_certificate"


class LetterPreview(LspSide, Preview):
    permission_required = "certification.number_certificate"


class LetterDiscard(LspSide, Discard):
    permission_required = "certification.number_certificate"


class TrainingLetterUpload(CentreSide, Upload):
    permission_required = "certification.issue_training"


class TrainingLetterPreview(CentreSide, Preview):
    permission_required = "certification.issue_training"


class TrainingLetterDiscard(CentreSide, Discard):
    permission_required = "certification.issue_training"
