"""One place in a class: withdrawn, promoted from the reserve, ended."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation import clock
from foundation.ui.pages import ActionPage, EmptyForm
from training.forms.classes import EndForm
from training.models import Enrolment
from training.services.enrolment import end_enrolment, promote_reserve, withdraw_proposal


class SeatPage(ActionPage, abstract=True):
    """A page about one enrolment; 404 when its class is out of reach."""

    @cached_property
    def enrolment(self) -> Enrolment:
        rows = self.reach(Enrolment).select_related(
            "inmate", "training_class__module", "training_class__corner__prison"
        )
        found: Enrolment = get_object_or_404(rows, pk=self.kwargs["pk"])
        return found

    def get_lead(self) -> str:
        return f"{self.enrolment.inmate.display_name}, {self.enrolment.training_class}"

    def get_crumbs(self) -> list[tuple[Any, str]]:
        course = self.enrolment.training_class
        return [
            (_("Kelas"), reverse("training:class-list")),
            (course, reverse("training:class-detail", args=[course.pk])),
        ]

    def get_success_url(self) -> str:
        return reverse("training:class-detail", args=[self.enrolment.training_class_id])


class ProposalWithdraw(SeatPage):
    permission_required = "training.add_enrolment"
    title = gettext_lazy("Tarik usulan")
    button = gettext_lazy("Tarik usulan")
    button_style = "danger"
    confirm_text = gettext_lazy(
        "Orang ini tidak lagi diusulkan untuk kelas ini. Usulan dapat dibuat lagi sebelum sidang."
    )
    success_message = gettext_lazy("Usulan ditarik.")

    def perform(self, form: EmptyForm) -> None:
        withdraw_proposal(enrolment=self.enrolment, actor=self.user)


class ReservePromote(SeatPage):
    permission_required = "training.add_enrolment"
    title = gettext_lazy("Naikkan dari cadangan")
    button = gettext_lazy("Beri kursi")
    confirm_text = gettext_lazy("Orang ini mendapat kursi yang kosong di kelas ini.")
    success_message = gettext_lazy("Kursi diberikan.")

    def perform(self, form: EmptyForm) -> Enrolment:
        return promote_reserve(enrolment=self.enrolment, actor=self.user)


class EnrolmentEnd(SeatPage):
    permission_required = "training.end_enrolment"
    form_class = EndForm
    title = gettext_lazy("Akhiri keikutsertaan")
    button = gettext_lazy("Akhiri keikutsertaan")
    button_style = "danger"
    confirm_text = gettext_lazy("Kursinya menjadi kosong. Unit yang sudah lulus tetap tercatat sebagai miliknya.")
    success_message = gettext_lazy("Keikutsertaan diakhiri.")

    def get_initial(self) -> dict[str, Any]:
        return {"on": clock.today(self.enrolment.training_class.corner.prison.timezone)}

    def perform(self, form: EndForm) -> Enrolment:
        return end_enrolment(enrolment=self.enrolment, actor=self.user, **form.cleaned_data)
