"""Pages of the catalogue: schemes with their units, and modules."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.ui.pages import ActionPage, Chip, DetailPage, LinkButton, ListPage
from training.forms.catalogue import ModuleForm
from training.models import Module, Scheme, VocationalField
from training.services.catalogue import change_module, create_module
from training.tables import ModuleTable, SchemeTable

Crumbs = list[tuple[Any, str]]


def _fields_in_reach(request: HttpRequest | None) -> QuerySet[VocationalField]:
    if request is None:
        return VocationalField.objects.none()
    return VocationalField.objects.for_user(request.user, "training.view_catalogue")


class SchemeFilter(filters.FilterSet):
    cari = filters.CharFilter(label=gettext_lazy("Judul, kode atau unit"), method="search")
    kejuruan = filters.ModelChoiceFilter(label=gettext_lazy("Kejuruan"), field_name="field", queryset=_fields_in_reach)

    class Meta:
        model = Scheme
        fields: tuple[str, ...] = ()

    def search(self, rows: QuerySet[Scheme], name: str, value: str) -> QuerySet[Scheme]:
        with_unit = Scheme.objects.filter(Q(units__code__icontains=value) | Q(units__title_id__icontains=value))
        return rows.filter(Q(title_id__icontains=value) | Q(code__icontains=value) | Q(pk__in=with_unit.values("pk")))


class SchemeList(ListPage):
    permission_required = "training.view_catalogue"
    model = Scheme
    table_class = SchemeTable
    filterset_class = SchemeFilter
    title = gettext_lazy("Skema & unit")
    empty_title = gettext_lazy("Belum ada skema")
    empty_text = gettext_lazy("Jalankan load_reference untuk mengisi kejuruan, skema dan unit.")
    exportable = True

    def get_queryset(self) -> QuerySet[Scheme]:
        rows: QuerySet[Scheme] = super().get_queryset()
        return rows.select_related("field").annotate(unit_count=Count("scheme_units"))

    def get_buttons(self) -> list[LinkButton]:
        return [LinkButton(_("Program pelatihan"), reverse("training:module-list"), icon="journal-check")]


class SchemeDetail(DetailPage):
    permission_required = "training.view_catalogue"
    model = Scheme
    template_name = "training/scheme_detail.html"

    def get_queryset(self) -> QuerySet[Scheme]:
        rows: QuerySet[Scheme] = super().get_queryset()
        return rows.select_related("field")

    def get_crumbs(self) -> Crumbs:
        return [(_("Skema & unit"), reverse("training:scheme-list"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        scheme = self.object
        return super().get_context_data(
            units=list(scheme.scheme_units.select_related("unit")),
            modules=list(self.reach(Module).filter(scheme=scheme)),
            may_change=self.user.has_perm("training.change_catalogue"),
            **kwargs,
        )


class ModuleList(ListPage):
    permission_required = "training.view_catalogue"
    model = Module
    table_class = ModuleTable
    title = gettext_lazy("Program pelatihan")
    chips = (
        Chip("", gettext_lazy("Aktif"), Q(is_active=True)),
        Chip("semua", gettext_lazy("Semua")),
    )
    empty_title = gettext_lazy("Belum ada program pelatihan")
    empty_text = gettext_lazy("Program pelatihan dibuat oleh admin Kemnaker, satu untuk setiap cara mengajarkan skema.")

    def get_queryset(self) -> QuerySet[Module]:
        rows: QuerySet[Module] = super().get_queryset()
        return rows.select_related("scheme")

    def get_crumbs(self) -> Crumbs:
        return [(_("Skema & unit"), reverse("training:scheme-list"))]

    def get_buttons(self) -> list[LinkButton]:
        return [
            LinkButton(
                _("Buat program"),
                reverse("training:module-create"),
                permission="training.change_catalogue",
                icon="plus-lg",
                primary=True,
            )
        ]


class ModulePage(ActionPage, abstract=True):
    permission_required = "training.change_catalogue"
    form_class = ModuleForm
    template_name = "training/module_form.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "schemes": self.reach(Scheme).filter(is_active=True)}

    def get_crumbs(self) -> Crumbs:
        return [
            (_("Skema & unit"), reverse("training:scheme-list")),
            (_("Program pelatihan"), reverse("training:module-list")),
        ]

    def get_success_url(self) -> str:
        return reverse("training:module-list")


class ModuleCreate(ModulePage):
    title = gettext_lazy("Buat program pelatihan")
    button = gettext_lazy("Buat program")
    success_message = gettext_lazy("Program pelatihan dibuat.")

    def perform(self, form: ModuleForm) -> Module:
        return create_module(actor=self.user, **form.facts())


class ModuleChange(ModulePage):
    title = gettext_lazy("Ubah program pelatihan")
    success_message = gettext_lazy("Program pelatihan disimpan.")

    @cached_property
    def module(self) -> Module:
        found: Module = get_object_or_404(self.reach(Module).select_related("scheme"), pk=self.kwargs["pk"])
        return found

    def get_lead(self) -> str:
        return str(self.module)

    def get_initial(self) -> dict[str, Any]:
        names = ("title", "scheme", "hours_jp", "days", "seats", "minimum_education", "is_active")
        return {name: getattr(self.module, name) for name in names}

    def get_form_kwargs(self) -> dict[str, Any]:
        schemes = self.reach(Scheme).filter(Q(is_active=True) | Q(pk=self.module.scheme_id))
        return {**super().get_form_kwargs(), "schemes": schemes, "module": self.module}

    def perform(self, form: ModuleForm) -> Module:
        return change_module(module=self.module, actor=self.user, **form.facts())
