"""The hearing: what waits for it, and its outcome on one page."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.ui.pages import ActionPage, ListPage
from training.choices import EnrolmentStatus
from training.forms.classes import HearingForm
from training.models import Enrolment, Hearing, TrainingClass
from training.services.enrolment import seats_left
from training.services.hearing import record_hearing
from training.tables import HearingTable
from training.views.reached import InClass


class HearingList(ListPage):
    """Classes with proposals that wait, above the hearings that were held."""

    permission_required = "training.record_hearing"
    model = Hearing
    table_class = HearingTable
    template_name = "training/hearing_list.html"
    title = gettext_lazy("Sidang TPP")
    empty_title = gettext_lazy("Belum ada hasil sidang")
    empty_text = gettext_lazy("Usulkan peserta pada sebuah kelas, cetak daftarnya untuk sidang, lalu catat hasilnya.")

    def get_queryset(self) -> QuerySet[Hearing]:
        rows: QuerySet[Hearing] = super().get_queryset()
        rejected_or_waiting = Q(enrolments__status=EnrolmentStatus.REJECTED) | Q(
            enrolments__status=EnrolmentStatus.RESERVE
        )
        return rows.select_related("training_class__module", "training_class__corner").annotate(
            ruled=Count("enrolments"), seated=Count("enrolments", filter=~rejected_or_waiting)
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        waiting = (
            self.reach(TrainingClass)
            .with_seats_taken()
            .filter(proposed_count__gt=0)
            .select_related("module", "corner__prison")
            .order_by("starts_on", "pk")
        )
        return super().get_context_data(waiting=list(waiting), **kwargs)


class HearingRecord(InClass, ActionPage):
    """Minutes, decree and a ruling for each proposal of the class."""

    permission_required = "training.record_hearing"
    form_class = HearingForm
    template_name = "training/hearing_record.html"
    title = gettext_lazy("Catat hasil sidang TPP")
    button = gettext_lazy("Simpan hasil sidang")
    success_message = gettext_lazy("Hasil sidang dicatat.")

    @cached_property
    def proposals(self) -> list[Enrolment]:
        rows = self.training_class.enrolments.filter(status=EnrolmentStatus.PROPOSED)
        return list(rows.select_related("inmate").order_by("inmate__name", "pk"))

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "proposals": self.proposals}

    def get_crumbs(self) -> list[tuple[Any, str]]:
        course = self.training_class
        return [
            (_("Sidang TPP"), reverse("training:hearing-list")),
            (course, reverse("training:class-detail", args=[course.pk])),
        ]

    def get_success_url(self) -> str:
        return reverse("training:class-detail", args=[self.training_class.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(proposals=self.proposals, seats_left=seats_left(self.training_class), **kwargs)

    def perform(self, form: HearingForm) -> Hearing:
        return record_hearing(training_class=self.training_class, actor=self.user, **form.facts())
