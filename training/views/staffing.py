"""Who teaches the class: assigned and taken off."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.ui.pages import ActionPage
from training.choices import ClassStatus
from training.forms.classes import InstructorEndForm, InstructorForm
from training.models import ClassInstructor
from training.services.staffing import assign_instructor, end_instructor, instructors_to_choose, teaching
from training.views.reached import InClass


class StaffPage(InClass, ActionPage, abstract=True):
    permission_required = "training.staff_class"

    def get_success_url(self) -> str:
        return reverse("training:class-staff", args=[self.training_class.pk])


class ClassStaff(StaffPage):
    """The instructors of the class, and a form for one more from its centre."""

    form_class = InstructorForm
    template_name = "training/class_staff.html"
    title = gettext_lazy("Instruktur kelas")
    button = gettext_lazy("Tugaskan instruktur")
    success_message = gettext_lazy("Instruktur ditugaskan.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "people": instructors_to_choose(self.training_class)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        course = self.training_class
        current = list(teaching(course))
        everyone = ClassInstructor.objects.filter(training_class=course).select_related("person")
        return super().get_context_data(
            current=current,
            former=[posting for posting in everyone if posting not in current],
            is_open=course.status in {ClassStatus.PLANNED, ClassStatus.RUNNING},
            **kwargs,
        )

    def perform(self, form: InstructorForm) -> ClassInstructor:
        return assign_instructor(
            training_class=self.training_class, person=form.cleaned_data["person"], actor=self.user
        )


class InstructorEnd(StaffPage):
    """Take one instructor off the class."""

    form_class = InstructorEndForm
    title = gettext_lazy("Akhiri tugas instruktur")
    button = gettext_lazy("Akhiri tugas")
    button_style = "danger"
    success_message = gettext_lazy("Tugas instruktur diakhiri.")

    @cached_property
    def posting(self) -> ClassInstructor:
        found: ClassInstructor = get_object_or_404(
            ClassInstructor.objects.select_related("person"),
            pk=self.kwargs["posting"],
            training_class=self.training_class,
        )
        return found

    def get_lead(self) -> str:
        return f"{self.posting.person}, {self.training_class}"

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [*super().get_crumbs(), (_("Instruktur"), self.get_success_url())]

    def get_initial(self) -> dict[str, Any]:
        return {"on": self.today}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(posting=self.posting, **kwargs)

    def perform(self, form: InstructorEndForm) -> ClassInstructor:
        return end_instructor(posting=self.posting, on=form.cleaned_data["on"], actor=self.user)
