"""The meeting (pleno) about one exam."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from certification import grid, independence
from certification.choices import CandidateStatus, Competence
from certification.forms import DecideForm
from certification.models import Assessment, DecisionMeeting
from certification.services.decisions import decide, possible_members
from certification.services.locks import today_at
from certification.views.planning import OfExam
from foundation.accounts.models import Person
from training.choices import Capacity
from training.services.involvement import ties


class ExamDecide(OfExam):
    permission_required = "certification.decide"
    form_class = DecideForm
    template_name = "certification/exam_decide.html"
    title = _("Pleno: putuskan hasil uji")
    lead = _("Keputusan mengikuti hasil per unit: semua K berarti kompeten.")
    button = _("Simpan keputusan")

    @cached_property
    def people(self) -> dict[int, Person]:
        return {person.pk: person for person in possible_members(self.exam)}

    @cached_property
    def sheets(self) -> list[Assessment]:
        return list(self.exam.assessments.select_related("inmate", "assessor").prefetch_related("unit_results"))

    def get_initial(self) -> dict[str, Any]:
        today = today_at(self.exam)
        return {"held_on": today, "letter_date": today}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "members": possible_members(self.exam)}

    def perform(self, form: Any) -> DecisionMeeting:
        return decide(exam=self.exam, actor=self.user, **form.cleaned_data)

    def get_success_message(self) -> str:
        outcomes = [decision.outcome for decision in self.result.decisions.all()]
        words = {
            "competent": outcomes.count(Competence.COMPETENT),
            "not_yet": outcomes.count(Competence.NOT_YET),
        }
        return _t("Keputusan disimpan: %(competent)d kompeten, %(not_yet)d belum kompeten.") % words

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        tied = ties(
            self.people.values(),
            [sheet.inmate for sheet in self.sheets],
            self.exam.scheme,
            other_than=Capacity.DECIDED,
        )
        units = [(link.position, link.unit) for link in self.exam.scheme.scheme_units.select_related("unit")]
        lines = []
        for row in grid.rows_of(self.sheets, units):
            out = [
                f"{self.people[person]} ({independence.did(capacity)})"
                for (person, inmate), capacity in tied.items()
                if inmate == row.sheet.inmate_id
            ]
            lines.append({"row": row, "tied": ", ".join(out)})
        return super().get_context_data(
            lines=lines,
            assessed=sum(sheet.status == CandidateStatus.ASSESSED for sheet in self.sheets),
            unconfirmed=sum(not sheet.inmate.name_is_confirmed for sheet in self.sheets),
            return_url=reverse("certification:exam-return", args=[self.exam.pk]),
            **kwargs,
        )
