"""What lists of the registry can be narrowed by."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django_filters.fields import ModelChoiceField

from foundation.ui.forms import NamedChoices
from foundation.ui.pages import Chip
from lapas.choices import CustodyState, Education, LegalStatus, PrisonKind
from lapas.models import Inmate, Prison, RegionalOffice
from lapas.narrowing import PeopleGroup
from lapas.querysets import GONE, PRESENT, TWO_THIRDS_MISSING, UNCONFIRMED, WITHOUT_NIK, any_day_on

SOON_DAYS = 90
# Chips of the list of people that keep nobody who is in custody here.
AWAY = frozenset({"jalan", "keluar"})


def people_chips(today: datetime.date) -> tuple[Chip, ...]:
    """What the list of people is narrowed to with one press."""
    soon = today + datetime.timedelta(days=SOON_DAYS)
    return (
        Chip("", _("Semua"), PRESENT),
        Chip("menjelang", _("Bebas ≤ 90 hari"), PRESENT & Q(earliest_release__lte=soon)),
        Chip("sewaktu", _("Sewaktu-waktu"), PRESENT & any_day_on(today)),
        Chip("duapertiga", _("2/3 belum diketahui"), PRESENT & TWO_THIRDS_MISSING),
        Chip("nik", _("NIK belum ada"), PRESENT & WITHOUT_NIK),
        Chip("nama", _("Nama belum dikonfirmasi"), PRESENT & UNCONFIRMED),
        Chip("tahanan", _("Tahanan"), PRESENT & Q(legal_status=LegalStatus.DETAINED)),
        Chip("jalan", _("Dalam perjalanan"), Q(custody_state=CustodyState.IN_TRANSIT)),
        Chip("keluar", _("Sudah keluar"), GONE),
    )


def _prisons(request: HttpRequest | None) -> QuerySet[Any]:
    if request is None:
        return Prison.objects.none()
    return Prison.objects.for_user(request.user, "lapas.view_inmate")


class _PrisonField(ModelChoiceField):
    iterator = NamedChoices
    named_by = ("name",)


class PrisonChoice(django_filters.ModelChoiceFilter):
    field_class = _PrisonField


class InmateFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(method="by_words", label=_("Nama atau nomor register"))
    legal_status = django_filters.ChoiceFilter(choices=LegalStatus, label=_("Golongan"), empty_label=_("semua"))
    education = django_filters.ChoiceFilter(choices=Education, label=_("Pendidikan"), empty_label=_("semua"))
    block = django_filters.CharFilter(lookup_expr="iexact", label=_("Blok"))

    class Meta:
        model = Inmate
        fields = ["q", "legal_status", "education", "block"]

    def by_words(self, rows: Any, name: str, value: str) -> Any:
        return rows.matching(value)


class ManyPrisonsInmateFilter(InmateFilter):
    """For somebody who sees several prisons."""

    block = None  # a block says nothing without its prison
    prison = PrisonChoice(queryset=_prisons, label=_("UPT"), empty_label=_("semua"))

    class Meta:
        model = Inmate
        fields = ["q", "prison", "legal_status", "education"]


class NationInmateFilter(ManyPrisonsInmateFilter):
    """For the whole country, where few are expected to match."""

    def by_words(self, rows: Any, name: str, value: str) -> Any:
        return rows.matching_few(value)


class FactsFilter(InmateFilter):
    """For filling facts: also by a chip of the list of people, and by a class or another group somebody knows."""

    daftar = django_filters.ChoiceFilter(method="by_chip", label=_("Dari daftar"), empty_label=_("semua"))
    kelompok = django_filters.ChoiceFilter(method="by_group", label=_("Kelas"), empty_label=_("semua"))

    class Meta(InmateFilter.Meta):
        fields = [*InmateFilter.Meta.fields, "daftar", "kelompok"]

    def __init__(self, *args: Any, groups: Sequence[PeopleGroup], today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known_groups = {group.value: group for group in groups}
        self.known_chips = {chip.value: chip for chip in people_chips(today) if chip.value and chip.value not in AWAY}
        self.filters["daftar"].extra["choices"] = [(chip.value, chip.label) for chip in self.known_chips.values()]
        if groups:
            self.filters["kelompok"].extra["choices"] = [(group.value, group.label) for group in groups]
        else:
            del self.filters["kelompok"]

    def by_chip(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(self.known_chips[value].where)

    def by_group(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(pk__in=self.known_groups[value].people)


class ManyPrisonsFactsFilter(FactsFilter, ManyPrisonsInmateFilter):
    """For filling facts in several prisons."""

    block = None

    class Meta(FactsFilter.Meta):
        fields = [*ManyPrisonsInmateFilter.Meta.fields, "daftar", "kelompok"]


class PrisonFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(method="by_words", label=_("Nama, tempat, atau kode"))
    kind = django_filters.ChoiceFilter(choices=PrisonKind, label=_("Jenis"), empty_label=_("semua"))
    regional_office = django_filters.ModelChoiceFilter(
        queryset=RegionalOffice.objects.order_by("name"), label=_("Kantor wilayah"), empty_label=_("semua")
    )

    class Meta:
        model = Prison
        fields = ["q", "kind", "regional_office"]

    def by_words(self, rows: Any, name: str, value: str) -> Any:
        return rows.named(value)
