"""Training results of a class: the instructor judges himself, an officer types from the instructor's sheet."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from foundation.ui.pages import ActionPage, Page
from training import roster
from training.forms.results import ResultForm
from training.models import CompetencyUnit, Enrolment, TrainingClass, UnitTrainingResult
from training.services.results import ResultsChanged, record_unit_results
from training.views.taught import InTaughtClass


class ResultGrid(InTaughtClass, ActionPage, abstract=True):
    form_class = ResultForm
    template_name = "training/result_record.html"
    title = _("Hasil pelatihan")
    success_message = _("Hasil pelatihan tersimpan.")

    @cached_property
    def people(self) -> list[Enrolment]:
        return list(roster.of_class(self.training_class))

    @cached_property
    def units(self) -> list[CompetencyUnit]:
        rows = self.training_class.module.scheme.scheme_units.select_related("unit")
        return [row.unit for row in rows]

    def standing(self) -> dict[tuple[int, int], UnitTrainingResult]:
        rows = UnitTrainingResult.objects.filter(enrolment__training_class=self.training_class)
        return {(row.enrolment_id, row.unit_id): row for row in rows.select_related("judged_by")}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {
            **super().get_form_kwargs(),
            "initial": {"version": self.training_class.results_version, "judged_on": self.today},
            "people": self.people,
            "units": self.units,
            "standing": self.standing(),
            "instructors": None if self.as_instructor else self.instructors,
        }

    def perform(self, form: ResultForm) -> list[UnitTrainingResult]:
        return record_unit_results(
            training_class=self.training_class,
            results=form.cleaned_data["results"],
            version=form.cleaned_data["version"],
            judged_by=self.judge(form.cleaned_data.get("judged_by")),
            judged_on=form.cleaned_data["judged_on"],
            actor=self.user,
            conclude="conclude" in self.request.POST,
        )

    def form_invalid(self, form: ResultForm) -> HttpResponse:
        if not isinstance(self.refusal, ResultsChanged):
            return super().form_invalid(form)
        version = TrainingClass.objects.values_list("results_version", flat=True).get(pk=self.training_class.pk)
        form.take_over(self.standing(), version)
        answer = super().form_invalid(form)
        answer.status_code = 409
        return answer

    def get_success_url(self) -> str:
        return self.request.path

    def get_cancel_url(self) -> str:
        return reverse("training:class-detail", args=[self.training_class.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", self.get_form())
        return super().get_context_data(
            units=self.units,
            rows=list(kwargs["form"].rows()),
            as_instructor=self.as_instructor,
            may_print=self.user.has_perm(ResultSheet.permission_required),
            sheet_number=f"HP-{self.training_class.pk}",
            **kwargs,
        )


class ResultJudge(ResultGrid):
    """The instructor's own page: what he saves, he judged."""

    permission_required = "training.judge_result"


class ResultRecord(ResultGrid):
    """The officer's page: typed from a sheet, with the name of the instructor who judged."""

    permission_required = "training.type_result"


class ResultSheet(InTaughtClass, Page):
    """The empty or half-filled grid on paper, for the instructor to fill and sign."""

    permission_required = "training.take_attendance"
    template_name = "training/result_sheet.html"
    title = _("Lembar hasil pelatihan")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = self.training_class.module.scheme.scheme_units.select_related("unit")
        results = UnitTrainingResult.objects.filter(enrolment__training_class=self.training_class)
        standing = {(row.enrolment_id, row.unit_id): row for row in results}
        units = [row.unit for row in rows]
        # The code on the paper leads its printer back to the grid that he may fill.
        page = "result-judge" if self.user.has_perm(ResultJudge.permission_required) else "result-record"
        return super().get_context_data(
            units=units,
            rows=[
                (person, [standing.get((person.pk, unit.pk)) for unit in units])
                for person in roster.of_class(self.training_class)
            ],
            sheet_path=reverse(f"training:{page}", args=[self.training_class.pk]),
            sheet_number=f"HP-{self.training_class.pk}",
            instructors=self.instructors,
            **kwargs,
        )
