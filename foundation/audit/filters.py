"""Narrowing the trail."""

from __future__ import annotations

import django_filters
from django.utils.translation import gettext_lazy as _

from foundation.audit import words
from foundation.audit.models import AuditEvent


class TrailFilter(django_filters.FilterSet):
    actor = django_filters.CharFilter(
        field_name="actor__person__full_name", lookup_expr="icontains", label=_("Nama pelaku")
    )
    verb = django_filters.ChoiceFilter(
        choices=lambda: sorted(words.verbs().items(), key=lambda verb: str(verb[1])),
        label=_("Perbuatan"),
        empty_label=_("semua"),
    )
    key = django_filters.CharFilter(field_name="subjects__key", label=_("Nomor baris"), distinct=True)

    class Meta:
        model = AuditEvent
        fields: list[str] = []
