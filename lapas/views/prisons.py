"""Prisons for those who look over several."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from foundation import clock
from foundation.ui.pages import DetailPage, ListPage
from lapas.choices import LegalStatus
from lapas.filters import PrisonFilter
from lapas.models import Prison
from lapas.tables.prisons import PrisonTable


class PrisonList(ListPage):
    permission_required = "lapas.view_prison"
    model = Prison
    table_class = PrisonTable
    filterset_class = PrisonFilter
    title = _("UPT")
    empty_title = _("Belum ada UPT")
    empty_text = _("Jalankan manage.py load_reference untuk mengisi daftar UPT.")

    def get_queryset(self) -> QuerySet[Any]:
        rows: Any = super().get_queryset()
        counted: QuerySet[Any] = rows.with_people().select_related("regional_office")
        return counted


class PrisonDetail(DetailPage):
    permission_required = "lapas.view_prison"
    model = Prison
    template_name = "lapas/prison_detail.html"

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().select_related("province", "regional_office")

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [(_("UPT"), reverse("lapas:prison-list"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # Only how many, never who: that is for those who may see people.
        counted = self.object.people_by_status()
        groups = [(status.label, counted.get(status, 0)) for status in LegalStatus]
        return super().get_context_data(
            **{
                "groups": groups,
                "people": sum(counted.values()),
                "today": clock.today(self.object.timezone),
                **kwargs,
            }
        )
