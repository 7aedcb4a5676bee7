"""Pages of corners inside prisons and of training centres outside."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.ui.pages import ActionPage, LinkButton, ListPage
from lapas.models import Prison
from training.choices import ClassStatus
from training.forms.catalogue import CentreForm, CornerForm
from training.models import TrainingCentre, TrainingCorner, VocationalField
from training.services.places import change_centre, change_corner, open_corner, register_centre
from training.tables import CentreTable, CornerTable

OPEN_CLASSES = Count("classes", filter=Q(classes__status__in=[ClassStatus.PLANNED, ClassStatus.RUNNING]), distinct=True)


class CornerList(ListPage):
    permission_required = "training.view_corner"
    model = TrainingCorner
    table_class = CornerTable
    title = gettext_lazy("Pojok vokasi")
    empty_title = gettext_lazy("Belum ada pojok vokasi")
    empty_text = gettext_lazy("Buka pojok untuk ruang kerja yang akan dipakai pelatihan.")

    def get_queryset(self) -> QuerySet[TrainingCorner]:
        rows: QuerySet[TrainingCorner] = super().get_queryset()
        return rows.select_related("prison").prefetch_related("fields").annotate(open_classes=OPEN_CLASSES)

    def get_buttons(self) -> list[LinkButton]:
        return [
            LinkButton(
                _("Buka pojok"),
                reverse("training:corner-create"),
                permission="training.change_corner",
                icon="plus-lg",
                primary=True,
            )
        ]


class CornerPage(ActionPage, abstract=True):
    permission_required = "training.change_corner"
    form_class = CornerForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "fields_of_work": self.reach(VocationalField)}

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [(_("Pojok vokasi"), reverse("training:corner-list"))]

    def get_success_url(self) -> str:
        return reverse("training:corner-list")


class CornerCreate(CornerPage):
    title = gettext_lazy("Buka pojok vokasi")
    button = gettext_lazy("Buka pojok")
    success_message = gettext_lazy("Pojok dibuka.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "prisons": self.reach(Prison).active()}

    def perform(self, form: CornerForm) -> TrainingCorner:
        given = form.cleaned_data
        return open_corner(
            prison=given["prison"],
            name=given["name"],
            fields=list(given["fields_taught"]),
            seats=given["seats"],
            actor=self.user,
        )


class CornerChange(CornerPage):
    title = gettext_lazy("Ubah pojok vokasi")
    success_message = gettext_lazy("Pojok disimpan.")

    @cached_property
    def corner(self) -> TrainingCorner:
        found: TrainingCorner = get_object_or_404(
            self.reach(TrainingCorner).select_related("prison"), pk=self.kwargs["pk"]
        )
        return found

    def get_lead(self) -> str:
        return f"{self.corner.name}, {self.corner.prison}"

    def get_initial(self) -> dict[str, Any]:
        corner = self.corner
        return {
            "name": corner.name,
            "seats": corner.seats,
            "is_active": corner.is_active,
            "fields_taught": list(corner.fields.all()),
        }

    def perform(self, form: CornerForm) -> TrainingCorner:
        given = form.cleaned_data
        return change_corner(
            corner=self.corner,
            name=given["name"],
            fields=list(given["fields_taught"]),
            seats=given["seats"],
            is_active=given["is_active"],
            actor=self.user,
        )


class CentreList(ListPage):
    permission_required = "training.view_centre"
    model = TrainingCentre
    table_class = CentreTable
    title = gettext_lazy("Balai pelatihan")
    empty_title = gettext_lazy("Belum ada balai pelatihan")
    empty_text = gettext_lazy("Daftarkan balai yang mengirim instruktur dan menyelenggarakan kelas.")

    def get_queryset(self) -> QuerySet[TrainingCentre]:
        rows: QuerySet[TrainingCentre] = super().get_queryset()
        return rows.annotate(open_classes=OPEN_CLASSES)

    def get_buttons(self) -> list[LinkButton]:
        return [
            LinkButton(
                _("Daftarkan balai"),
                reverse("training:centre-create"),
                permission="training.change_centre",
                icon="plus-lg",
                primary=True,
            )
        ]


class CentrePage(ActionPage, abstract=True):
    permission_required = "training.change_centre"
    form_class = CentreForm

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [(_("Balai pelatihan"), reverse("training:centre-list"))]

    def get_success_url(self) -> str:
        return reverse("training:centre-list")


class CentreCreate(CentrePage):
    title = gettext_lazy("Daftarkan balai pelatihan")
    button = gettext_lazy("Daftarkan balai")
    success_message = gettext_lazy("Balai pelatihan terdaftar.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "is_new": True}

    def perform(self, form: CentreForm) -> TrainingCentre:
        return register_centre(actor=self.user, **form.cleaned_data)


class CentreChange(CentrePage):
    title = gettext_lazy("Ubah balai pelatihan")
    success_message = gettext_lazy("Balai pelatihan disimpan.")

    @cached_property
    def centre(self) -> TrainingCentre:
        found: TrainingCentre = get_object_or_404(self.reach(TrainingCentre), pk=self.kwargs["pk"])
        return found

    def get_lead(self) -> str:
        return str(self.centre)

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.centre, name) for name in ("code", "name", "kind", "city", "is_active")}

    def perform(self, form: CentreForm) -> TrainingCentre:
        return change_centre(centre=self.centre, actor=self.user, **form.cleaned_data)
