"""What lists of the registry can be narrowed by."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from lapas.choices import Education, LegalStatus, PrisonKind
from lapas.models import Inmate, Prison, RegionalOffice


def _prisons(request: HttpRequest | None) -> QuerySet[Any]:
    if request is None:
        return Prison.objects.none()
    return Prison.objects.for_user(request.user, "lapas.view_inmate").only("name")


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
    prison = django_filters.ModelChoiceFilter(queryset=_prisons, label=_("UPT"), empty_label=_("semua"))

    class Meta:
        model = Inmate
        fields = ["q", "prison", "legal_status", "education"]


class NationInmateFilter(ManyPrisonsInmateFilter):
    """For the whole country, where few are expected to match."""

    def by_words(self, rows: Any, name: str, value: str) -> Any:
        return rows.matching_few(value)


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
