"""Pages of a class: the list, the plan, the class itself."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.ui.pages import ActionPage, Chip, DetailPage, LinkButton, ListPage
from training.candidates import certificate_of, fit_all, today_at
from training.choices import HOLDING_A_SEAT, ClassStatus, EnrolmentStatus
from training.forms.classes import CancelForm, ClassForm
from training.models import Enrolment, Module, TrainingCentre, TrainingClass, TrainingCorner
from training.people_groups import group_of_class
from training.services.classes import cancel_class, change_class, plan_class
from training.services.staffing import teaching
from training.showing import basis_text, card_tag, days_text, line_of, span_of
from training.tables import CLASS_TONES, ClassTable
from training.views.reached import InClass


class ClassList(ListPage):
    permission_required = "training.view_class"
    model = TrainingClass
    table_class = ClassTable
    title = gettext_lazy("Kelas")
    chips = (
        Chip("", gettext_lazy("Direncanakan dan berjalan"), Q(status__in=[ClassStatus.PLANNED, ClassStatus.RUNNING])),
        Chip("direncanakan", gettext_lazy("Direncanakan"), Q(status=ClassStatus.PLANNED)),
        Chip("berjalan", gettext_lazy("Berjalan"), Q(status=ClassStatus.RUNNING)),
        Chip("selesai", gettext_lazy("Selesai"), Q(status=ClassStatus.FINISHED)),
        Chip("semua", gettext_lazy("Semua")),
    )
    empty_title = gettext_lazy("Belum ada kelas")
    empty_text = gettext_lazy("Rencanakan kelas untuk sebuah pojok; setelah itu peserta dapat diusulkan.")

    def get_queryset(self) -> QuerySet[TrainingClass]:
        rows: QuerySet[TrainingClass] = self.reach(TrainingClass).with_seats_taken()
        return rows.select_related("module", "corner__prison")

    def get_buttons(self) -> list[LinkButton]:
        return [
            LinkButton(
                _("Rencanakan kelas"),
                reverse("training:class-create"),
                permission="training.add_class",
                icon="plus-lg",
                primary=True,
            )
        ]


class ClassCreate(ActionPage):
    permission_required = "training.add_class"
    form_class = ClassForm
    template_name = "training/class_form.html"
    title = gettext_lazy("Rencanakan kelas")
    button = gettext_lazy("Rencanakan kelas")
    success_message = gettext_lazy("Kelas direncanakan. Peserta dapat diusulkan sekarang.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {
            **super().get_form_kwargs(),
            "modules": self.reach(Module).filter(is_active=True),
            "corners": self.reach(TrainingCorner).filter(is_active=True),
            "centres": TrainingCentre.objects.offered_to(self.user, self.permission_required),
        }

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [(_("Kelas"), reverse("training:class-list"))]

    def get_success_url(self) -> str:
        return reverse("training:class-detail", args=[self.result.pk])

    def perform(self, form: ClassForm) -> TrainingClass:
        return plan_class(actor=self.user, **form.cleaned_data)


class ChangePage(InClass, ActionPage, abstract=True):
    permission_required = "training.change_class"

    def get_success_url(self) -> str:
        return reverse("training:class-detail", args=[self.training_class.pk])


class ClassChange(ChangePage):
    form_class = ClassForm
    template_name = "training/class_form.html"
    title = gettext_lazy("Ubah kelas")
    success_message = gettext_lazy("Kelas disimpan.")

    def get_initial(self) -> dict[str, Any]:
        names = (
            "module",
            "corner",
            "centre",
            "batch",
            "starts_on",
            "ends_on",
            "registration_closes_on",
            "seats",
        )
        return {name: getattr(self.training_class, name) for name in names}

    def get_form_kwargs(self) -> dict[str, Any]:
        course = self.training_class
        centres = TrainingCentre.objects.offered_to(self.user, self.permission_required, kept=course.centre_id)
        return {
            **super().get_form_kwargs(),
            "modules": self.reach(Module).filter(Q(is_active=True) | Q(pk=course.module_id)),
            "corners": self.reach(TrainingCorner).filter(Q(is_active=True) | Q(pk=course.corner_id)),
            "centres": centres,
            "training_class": course,
        }

    def perform(self, form: ClassForm) -> TrainingClass:
        return change_class(training_class=self.training_class, actor=self.user, **form.cleaned_data)


class ClassCancel(ChangePage):
    form_class = CancelForm
    title = gettext_lazy("Batalkan kelas")
    button = gettext_lazy("Batalkan kelas")
    button_style = "danger"
    confirm_text = gettext_lazy(
        "Semua usulan, kursi dan cadangan di kelas ini berakhir dengan alasan kelas dibatalkan."
    )
    success_message = gettext_lazy("Kelas dibatalkan.")

    def perform(self, form: CancelForm) -> TrainingClass:
        return cancel_class(training_class=self.training_class, actor=self.user, note=form.cleaned_data["note"])


class ClassDetail(DetailPage):
    """The class with its people: release facts only for whoever proposes there, else name and "in time" alone."""

    permission_required = "training.view_class"
    model = TrainingClass
    template_name = "training/class_detail.html"

    def get_object(self, queryset: Any = None) -> TrainingClass:
        rows = self.get_queryset().select_related("module__scheme", "corner__prison", "centre")
        found: TrainingClass = get_object_or_404(rows, pk=self.kwargs["pk"])
        return found

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [(_("Kelas"), reverse("training:class-list"))]

    @cached_property
    def sees_facts(self) -> bool:
        """Whether the user proposes at this prison; the permission alone might come from another desk."""
        proposing = TrainingClass.objects.for_user(self.user, "training.add_enrolment")
        return self.user.has_perm("training.add_enrolment") and proposing.filter(pk=self.object.pk).exists()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        course: TrainingClass = self.object
        places = list(course.enrolments.select_related("inmate").order_by("inmate__name", "pk"))
        grouped = _by_stage(places)
        may = {name: self.user.has_perm(f"training.{name}") for name in MAY}
        return super().get_context_data(
            training_class=course,
            certificate_on=certificate_of(course),
            instructors=list(teaching(course)),
            unit_count=course.module.scheme.scheme_units.count(),
            tone=CLASS_TONES[ClassStatus(course.status)],
            is_open=course.status in {ClassStatus.PLANNED, ClassStatus.RUNNING},
            can_start=course.status == ClassStatus.PLANNED and course.starts_on <= today_at(course),
            can_finish=course.status == ClassStatus.RUNNING and course.ends_on <= today_at(course),
            sees_facts=self.sees_facts,
            seats_taken=len(grouped["seated"]),
            seats_left=course.seats - len(grouped["seated"]),
            rows=self._rows(course, grouped["seated"]),
            proposed=grouped["proposed"],
            reserve=sorted(grouped["reserve"], key=lambda place: place.reserve_position or 0),
            ended=grouped["ended"],
            may=may,
            facts_url=self._facts_url() if places else "",
            **kwargs,
        )

    def _facts_url(self) -> str:
        """Where the registry fills facts for everybody of this class; "" for whoever does not."""
        if not (self.sees_facts and self.user.has_perm("lapas.change_inmate")):
            return ""
        return f"{reverse('lapas:facts-list')}?kelompok={group_of_class(self.object)}"

    def _rows(self, course: TrainingClass, seated: list[Enrolment]) -> list[dict[str, Any]]:
        today, margin = today_at(course), course.corner.prison.margin_days
        fits = fit_all(course, [place.inmate for place in seated], today)
        if not self.sees_facts:
            return [
                {"name": place.inmate.name, "status": place, "tag": card_tag(fits[place.inmate_id], margin)}
                for place in seated
            ]
        span = span_of(fits.values(), today)
        return [
            {
                "place": place,
                "inmate": place.inmate,
                "fit": fits[place.inmate_id],
                "basis": basis_text(place.inmate.release_basis_on(today), place.inmate.two_thirds_unknown),
                "line": line_of(fits[place.inmate_id], span, margin),
                "days": days_text(fits[place.inmate_id]),
                "tone": fits[place.inmate_id].tone(margin),
            }
            for place in seated
        ]


MAY = (
    "add_enrolment",
    "record_hearing",
    "end_enrolment",
    "change_class",
    "staff_class",
    "take_attendance",
    "judge_result",
    "type_result",
)


def _by_stage(places: list[Enrolment]) -> dict[str, list[Enrolment]]:
    return {
        "seated": [place for place in places if place.status in HOLDING_A_SEAT],
        "proposed": [place for place in places if place.status == EnrolmentStatus.PROPOSED],
        "reserve": [place for place in places if place.status in {EnrolmentStatus.RESERVE, EnrolmentStatus.APPROVED}],
        "ended": [place for place in places if place.status in {EnrolmentStatus.ENDED, EnrolmentStatus.REJECTED}],
    }
