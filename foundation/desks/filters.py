"""What people and requests are narrowed by."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from foundation.accounts.choices import Role
from foundation.accounts.models import Person
from foundation.desks.models import PostingRequest
from foundation.desks.querysets import with_role


class PersonFilter(django_filters.FilterSet):
    cari = django_filters.CharFilter(label=_("Nama atau nomor pegawai"), method="by_words")
    peran = django_filters.ChoiceFilter(
        label=_("Peran"), choices=Role.choices, method="by_role", empty_label=_("semua")
    )

    class Meta:
        model = Person
        fields: list[str] = []

    def by_words(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(Q(full_name__icontains=value) | Q(staff_number__icontains=value))

    def by_role(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(with_role(value))


class RequestFilter(django_filters.FilterSet):
    cari = django_filters.CharFilter(label=_("Nama, nomor, tempat, atau surat"), method="by_words")
    peran = django_filters.ChoiceFilter(
        label=_("Peran"), field_name="role", choices=Role.choices, empty_label=_("semua")
    )

    class Meta:
        model = PostingRequest
        fields: list[str] = []

    def by_words(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(
            Q(full_name__icontains=value)
            | Q(staff_number__icontains=value)
            | Q(place_name__icontains=value)
            | Q(letter__icontains=value)
        )
