"""Proposing an exam, giving it day, place and assessors, calling it off."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from certification import readiness
from certification.forms import DateExamForm, ProposeExamForm, ReasonForm
from certification.models import Assessor, Exam, Lsp
from certification.services.exams import cancel_exam, date_exam, propose_exam, withdraw_exam
from certification.services.staffing import assign_assessors
from certification.views.exams import crumbs_of_exams
from foundation import clock
from foundation.ui.pages import ActionPage
from training.choices import Capacity
from training.models import TrainingClass
from training.services.involvement import ties


class ExamPropose(ActionPage):
    """`?kelas=<id>` chooses the class and leaves only the LSPs with its scheme; without it their list opens."""

    permission_required = "certification.propose_exam"
    form_class = ProposeExamForm
    title = _("Usulkan uji kompetensi")
    lead = _("Semua peserta kelas yang lulus dan belum memegang skema menjadi asesi.")
    button = _("Usulkan uji")
    success_message = _("Uji diusulkan. LSP menetapkan hari, tempat dan asesor.")

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [*crumbs_of_exams(), (_("Kelas siap diuji"), reverse("certification:exam-propose-list"))]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # A country has thousands of classes to choose from; its list can be searched and sorted, a select cannot.
        return super().get(request, *args, **kwargs) if self.chosen else redirect("certification:exam-propose-list")

    @cached_property
    def chosen(self) -> TrainingClass | None:
        if not (asked := self.request.GET.get("kelas", "")):
            return None
        rows = self.reach(TrainingClass).select_related("module__scheme")
        found: TrainingClass = get_object_or_404(rows, pk=asked if asked.isdigit() else 0)
        return found

    def get_initial(self) -> dict[str, Any]:
        if self.chosen is None:
            return {}
        return {
            "training_class": self.chosen,
            "proposed_for": max(self.chosen.exam_on or self.chosen.ends_on, clock.today()),
        }

    def get_form_kwargs(self) -> dict[str, Any]:
        classes = readiness.with_candidates(readiness.ready(self.reach(TrainingClass)))
        lsps = self.reach(Lsp).filter(is_active=True)
        if self.chosen is not None:
            classes, lsps = classes.filter(pk=self.chosen.pk), lsps.filter(schemes=self.chosen.module.scheme)
        return {
            **super().get_form_kwargs(),
            "classes": classes.select_related("module", "corner__prison"),
            "lsps": lsps,
        }

    def perform(self, form: Any) -> Exam:
        return propose_exam(actor=self.user, **form.cleaned_data)

    def get_success_url(self) -> str:
        return reverse("certification:exam-detail", args=[self.result.pk])


class OfExam(ActionPage, abstract=True):
    """A page that does something with one exam."""

    @cached_property
    def exam(self) -> Exam:
        rows = self.reach(Exam).select_related(
            "scheme", "lsp", "training_class__module", "training_class__corner__prison"
        )
        found: Exam = get_object_or_404(rows, pk=self.kwargs["pk"])
        return found

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [*crumbs_of_exams(), (self.exam, reverse("certification:exam-detail", args=[self.exam.pk]))]

    def get_success_url(self) -> str:
        return reverse("certification:exam-detail", args=[self.exam.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"exam": self.exam, **kwargs})


class ExamDate(OfExam):
    permission_required = "certification.date_exam"
    form_class = DateExamForm
    template_name = "certification/exam_date.html"
    title = _("Jadwal dan asesor")
    button = _("Simpan jadwal")
    success_message = _("Jadwal uji disimpan.")

    @cached_property
    def offered(self) -> QuerySet[Assessor]:
        """Assessors of the exam's LSP with its scheme; whether they are valid on the day is the service's to say."""
        rows: QuerySet[Assessor] = self.reach(Assessor).filter(
            pk__in=self.exam.lsp.assessors.filter(schemes=self.exam.scheme).values("pk")
        )
        return rows.select_related("person")

    def get_initial(self) -> dict[str, Any]:
        exam = self.exam
        document_name = _t("TUK Sewaktu %(lsp)s – %(city)s") % {"lsp": exam.lsp, "city": exam.lsp.city}
        return {
            "exam_on": exam.exam_on or exam.proposed_for,
            "assignment_letter": exam.assignment_letter,
            "tuk_name": exam.tuk_name or str(exam.training_class.corner),
            "tuk_document_name": exam.tuk_document_name or document_name,
            "assessors": self.offered.filter(person__in=exam.assessors.values("person")),
        }

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "assessors": self.offered, "tied": self.tied()}

    def tied(self) -> dict[int, int]:
        """Person id → with how many candidates there is a tie."""
        inmates = [row.inmate for row in self.exam.assessments.select_related("inmate")]
        people = [assessor.person for assessor in self.offered]
        counts: dict[int, int] = {}
        for person, _inmate in ties(people, inmates, self.exam.scheme, other_than=Capacity.ASSESSED):
            counts[person] = counts.get(person, 0) + 1
        return counts

    def perform(self, form: Any) -> Exam:
        fields = dict(form.cleaned_data)
        assessors = list(fields.pop("assessors"))
        exam = date_exam(exam=self.exam, actor=self.user, **fields)
        if assessors or exam.assessors.exists():
            exam = assign_assessors(exam=exam, assessors=assessors, actor=self.user)
        return exam

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = self.exam.assessments.select_related("inmate")
        return super().get_context_data(
            candidate_count=len(rows),
            unconfirmed=sum(not row.inmate.name_is_confirmed for row in rows),
            nobody=not self.offered.exists(),
            **kwargs,
        )


class ExamCancel(OfExam):
    permission_required = "certification.date_exam"
    form_class = ReasonForm
    title = _("Batalkan uji")
    button = _("Batalkan uji")
    button_style = "danger"
    confirm_text = _("Asesi dapat diusulkan lagi untuk uji lain. Uji yang dibatalkan tetap tercatat dengan alasannya.")
    success_message = _("Uji dibatalkan.")

    def perform(self, form: Any) -> Exam:
        return cancel_exam(exam=self.exam, reason=form.cleaned_data["reason"], actor=self.user)


class ProposalWithdraw(ExamCancel):
    """Kemnaker takes back its own proposal, as long as the LSP has not dated it."""

    permission_required = "certification.propose_exam"
    title = _("Tarik usulan uji")
    button = _("Tarik usulan")
    success_message = _("Usulan ditarik.")

    def perform(self, form: Any) -> Exam:
        return withdraw_exam(exam=self.exam, reason=form.cleaned_data["reason"], actor=self.user)
