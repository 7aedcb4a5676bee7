"""Prisons for those who look over several."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from foundation import clock
from foundation.ui.pages import Chip, DetailPage, LinkButton, ListPage
from lapas.choices import LegalStatus
from lapas.filters import PrisonFilter
from lapas.models import Prison
from lapas.tables.prisons import RED_DAYS, PrisonTable, StalePrisonTable
from lapas.wording import changes_in_words


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

    def get_buttons(self) -> list[LinkButton]:
        return [
            LinkButton(_("Belum memperbarui data"), reverse("lapas:stale-board"), "lapas.view_prison", "clock-history")
        ]


class StaleBoard(ListPage):
    """Prisons whose data are older than a week, the oldest first: who looks over them asks there."""

    permission_required = "lapas.view_prison"
    model = Prison
    table_class = StalePrisonTable
    filterset_class = PrisonFilter
    title = _("Belum memperbarui data")
    lead = _("UPT yang data SDP-nya lebih tua dari 7 hari; tanggal bebas di sana bisa sudah berubah.")
    empty_title = _("Semua UPT memperbarui datanya")
    empty_text = _("Tidak ada UPT dengan data SDP yang lebih tua dari 7 hari.")
    exportable = True

    @cached_property
    def today(self) -> datetime.date:
        return clock.today()

    def get_chips(self) -> tuple[Chip, ...]:
        long_ago = self.today - datetime.timedelta(days=RED_DAYS)
        return (
            Chip("", _("Semua")),
            Chip("belum", _("Belum pernah"), Q(data_as_of__isnull=True)),
            Chip("merah", _("Lebih dari 30 hari"), Q(data_as_of__lt=long_ago)),
            Chip("kuning", _("8 sampai 30 hari"), Q(data_as_of__gte=long_ago)),
        )

    def get_queryset(self) -> QuerySet[Any]:
        rows: Any = super().get_queryset()
        stale: QuerySet[Any] = rows.active().stale(self.today).with_people().with_last_attempt()
        return stale.select_related("regional_office").order_by(F("data_as_of").asc(nulls_first=True), "name", "code")

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [(_("UPT"), reverse("lapas:prison-list"))]

    def get_table_kwargs(self) -> dict[str, Any]:
        return {"today": self.today}


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
        changes = list(self.object.changes.select_related("made_by__person"))
        for change in changes:
            change.in_words = changes_in_words(change)
        groups = [(status.label, counted.get(status, 0)) for status in LegalStatus]
        return super().get_context_data(
            **{
                "changes": changes,
                "groups": groups,
                "people": sum(counted.values()),
                "today": clock.today(self.object.timezone),
                **kwargs,
            }
        )
