"""The result grid: saved as one types, or whole without JavaScript; handing in, returning, the sheet on paper.

Each page stands twice: for the assessor, who reaches his own candidates and judges, and for the LSP officer, who types
from the assessors' sheets; who judged is the assigned assessor both times.
"""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Count, Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.generic.base import View

from certification import grid
from certification.choices import NOT_ASSESSED, CandidateStatus, SheetState
from certification.forms import ReturnForm
from certification.models import Assessment, Exam, UnitResult
from certification.services import results as services
from certification.services.locks import today_at, zone_of
from certification.views.exams import JUDGE, TYPE, crumbs_of_exams
from certification.views.planning import OfExam
from foundation import clock
from foundation.accounts.models import Person
from foundation.ui.pages import ActionPage
from foundation.ui.pages.reach import Page, Reach
from foundation.ui.templatetags.ui import tanggal_panjang


class OfSheets(Reach, abstract=True):
    """What every page about an exam's sheets knows: the exam, the candidates in reach, the units."""

    typing = False

    @cached_property
    def exam(self) -> Exam:
        rows = self.reach(Exam).select_related(
            "scheme", "lsp", "training_class__module", "training_class__corner__prison"
        )
        counted = rows.annotate(
            candidate_count=Count("assessments", distinct=True), assessor_count=Count("assessors", distinct=True)
        )
        found: Exam = get_object_or_404(counted, pk=self.kwargs["pk"])
        return found

    @cached_property
    def sheets(self) -> list[Assessment]:
        rows: QuerySet[Assessment] = self.reach(Assessment).filter(exam=self.exam)
        return list(
            rows.select_related("inmate", "assessor__assessor", "typed_by__person")
            .prefetch_related(Prefetch("unit_results", UnitResult.objects.order_by("position")))
            .order_by("candidate_number")
        )

    @cached_property
    def units(self) -> list[tuple[int, Any]]:
        return [(link.position, link.unit) for link in self.exam.scheme.scheme_units.select_related("unit")]

    @cached_property
    def rows(self) -> list[grid.Row]:
        return grid.rows_of(self.sheets, self.units)

    def get_crumbs(self) -> list[tuple[Any, str]]:
        if self.typing:
            return [*crumbs_of_exams(), (self.exam, reverse("certification:exam-detail", args=[self.exam.pk]))]
        exam = self.exam
        words = {"scheme": exam.scheme, "units": len(self.units), "day": tanggal_panjang(exam.exam_on)}
        here = _t("%(scheme)s, skema %(units)d unit, %(day)s") % words
        return [
            (_("Uji saya"), reverse("certification:my-exam-list")),
            (here, reverse("certification:exam-results", args=[exam.pk])),
        ]

    def address(self, name: str) -> str:
        """The twin of this page's own kind: `exam-submit`, or `exam-submit-type` for who types."""
        return reverse(f"certification:{name}{'-type' if self.typing else ''}", args=[self.exam.pk])


class ResultGrid(OfSheets, ActionPage, abstract=True):
    template_name = "certification/exam_results.html"
    button = _("Simpan semua")
    success_message = _("Hasil disimpan.")

    def get_success_url(self) -> str:
        return self.request.path

    def get_form(self, form_class: Any = None) -> forms.Form:
        return forms.Form(self.request.POST if self.request.method == "POST" else None)

    def perform(self, form: Any) -> None:
        """Write what differs from what is stored, candidate by candidate, all or nothing."""
        for row in self.rows:
            if row.open and (sent := grid.posted(self.request.POST, row)):
                self.write(row, sent)

    def write(self, row: grid.Row, sent: grid.Posted) -> None:
        sheet, version, actor = row.sheet, sent.version, self.user
        if sent.status in NOT_ASSESSED:
            if (sent.status, sent.reason.strip()) != (sheet.status, sheet.status_reason):
                version = services.set_status(
                    assessment=sheet, status=sent.status, reason=sent.reason, version=version, actor=actor
                ).version
        else:
            if row.left_out:
                version = services.set_status(
                    assessment=sheet, status=CandidateStatus.READY, version=version, actor=actor
                ).version
            before = {cell.unit.pk: "" if row.left_out else cell.outcome for cell in row.cells}
            changed = {unit: value for unit, value in sent.outcomes.items() if value != before[unit]}
            if changed:
                version = services.record_results(
                    assessment=sheet, outcomes=changed, version=version, actor=actor
                ).version
        if sent.remarks.strip() != sheet.remarks:
            services.set_remarks(assessment=sheet, remarks=sent.remarks, version=version, actor=actor)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        exam = self.exam
        saved = max((result.recorded_at for sheet in self.sheets for result in sheet.unit_results.all()), default=None)
        return super().get_context_data(
            exam=exam,
            rows=self.rows,
            units=self.units,
            statuses=[(value, CandidateStatus(value).label) for value in NOT_ASSESSED],
            typing=self.typing,
            open=any(row.open for row in self.rows),
            too_early=exam.exam_on is None or today_at(exam) < exam.exam_on,
            notes=list(dict.fromkeys(sheet.return_note for sheet in self.sheets if sheet.sheet == SheetState.RETURNED)),
            unconfirmed=[sheet for sheet in self.sheets if not sheet.inmate.name_is_confirmed],
            saved=saved and grid.saved_at(saved, zone_of(exam)),
            submit_url=self.address("exam-submit"),
            sheet_url=self.address("exam-sheet"),
            save_name=f"certification:exam-result-save{'-type' if self.typing else ''}",
            **kwargs,
        )


class ExamResults(ResultGrid):
    permission_required = JUDGE
    title = _("Catat hasil uji kompetensi")

    def get_lead(self) -> str:
        exam: Any = self.exam
        words = {"every": exam.candidate_count, "assessors": exam.assessor_count, "own": len(self.sheets)}
        return (
            _t("Anda tidak pernah melatih asesi ini. %(every)d asesi, %(assessors)d asesor; bagian Anda %(own)d orang.")
            % words
        )


class ExamResultsType(ResultGrid):
    permission_required = TYPE
    typing = True
    title = _("Ketik hasil dari lembar FR.AK.02")
    lead = _("Penilai tetap asesor yang ditugaskan; tercatat bahwa Anda yang mengetik.")


class ResultSave(Reach, View, abstract=True):
    """Saves one change of one candidate: 200 with the new state, 409 with the present one, 422 with a reason."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = self.reach(Assessment).select_related("exam__scheme")
        sheet: Assessment = get_object_or_404(rows, pk=self.kwargs["pk"])
        units = list(sheet.exam.scheme.scheme_units.values_list("unit_id", flat=True))
        try:
            sent = json.loads(request.body)
            change = self.read(sent)
        except (ValueError, TypeError, AttributeError):
            return JsonResponse({"message": _t("Isian tidak terbaca. Muat ulang halaman ini.")}, status=400)
        try:
            current = change(sheet)
        except services.ResultsChanged as error:
            return JsonResponse(
                {"message": error.messages[0], "current": grid.state_of(error.current, units)}, status=409
            )
        except ValidationError as error:
            return JsonResponse({"message": " ".join(error.messages)}, status=422)
        fresh = Assessment.objects.select_related("typed_by__person").get(pk=current.pk)
        saved_at = grid.saved_at(clock.now(), zone_of(current.exam))
        return JsonResponse({"current": grid.state_of(fresh, units), "saved_at": saved_at})

    def read(self, sent: dict[str, Any]) -> Any:
        """What the body asks for, as a call that still needs the candidate; ValueError when it asks for nothing."""
        version, actor = int(sent["version"]) if "version" in sent else -1, self.user
        if "units" in sent:
            outcomes = {int(unit): str(value) for unit, value in sent["units"].items()}
            at_once = sent.get("at_once") is True
            return lambda sheet: services.record_results(
                assessment=sheet, outcomes=outcomes, version=version, actor=actor, at_once=at_once
            )
        if "status" in sent:
            status, reason = str(sent["status"]), str(sent.get("reason", ""))
            return lambda sheet: services.set_status(
                assessment=sheet, status=status, reason=reason, version=version, actor=actor
            )
        if "remarks" in sent:
            remarks = str(sent["remarks"])
            return lambda sheet: services.set_remarks(assessment=sheet, remarks=remarks, version=version, actor=actor)
        raise ValueError("nothing to save")


class ExamResultSave(ResultSave):
    permission_required = JUDGE


class ExamResultSaveType(ResultSave):
    permission_required = TYPE


class Submit(OfSheets, ActionPage, abstract=True):
    template_name = "certification/exam_submit.html"
    title = _("Ajukan hasil ke LSP")
    button = _("Ajukan hasil")
    success_message = _("Hasil diajukan. Isian terkunci sampai LSP mengembalikannya.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(exam=self.exam, rows=self.rows, back=self.address("exam-results"), **kwargs)


class ExamSubmit(Submit):
    permission_required = JUDGE

    def perform(self, form: Any) -> Exam:
        return services.submit_results(exam=self.exam, assessor=self.user.person, actor=self.user)

    def get_success_url(self) -> str:
        return reverse("certification:my-exam-list")


class ExamSubmitType(Submit):
    permission_required = TYPE
    typing = True

    def perform(self, form: Any) -> Exam:
        return services.submit_results(exam=self.exam, actor=self.user)

    def get_success_url(self) -> str:
        return reverse("certification:exam-detail", args=[self.exam.pk])


class ExamReturn(OfExam):
    permission_required = "certification.decide"
    form_class = ReturnForm
    title = _("Kembalikan hasil ke asesor")
    button = _("Kembalikan")
    success_message = _("Hasil dikembalikan; asesor melihat catatan Anda.")

    def get_form_kwargs(self) -> dict[str, Any]:
        submitted = self.exam.assessments.filter(sheet=SheetState.SUBMITTED).values("assessor")
        return {**super().get_form_kwargs(), "assessors": Person.objects.filter(pk__in=submitted)}

    def perform(self, form: Any) -> Exam:
        return services.return_results(exam=self.exam, actor=self.user, **form.cleaned_data)


class Sheet(OfSheets, Page, abstract=True):
    """FR.AK.02 on paper: names and units, blanks to fill in by hand, one part per assessor."""

    template_name = "certification/exam_sheet.html"
    title = _("Lembar FR.AK.02")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        parts: dict[Any, list[Assessment]] = {}
        for sheet in self.sheets:
            parts.setdefault(sheet.assessor, []).append(sheet)
        return super().get_context_data(
            exam=self.exam,
            units=self.units,
            parts=list(parts.items()),
            back=self.address("exam-results"),
            sheet_number=f"UK-{self.exam.pk}",
            **kwargs,
        )


class ExamSheet(Sheet):
    permission_required = JUDGE


class ExamSheetType(Sheet):
    permission_required = TYPE
    typing = True
