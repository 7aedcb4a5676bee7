"""Narrowing the ledger of sheets."""

from __future__ import annotations

import django_filters as filters
from django import forms
from django.utils.translation import gettext_lazy as _

from certification.models import Sheet


class SheetFilter(filters.FilterSet):
    cari = filters.CharFilter(field_name="serial", lookup_expr="contains", label=_("Nomor blangko"))
    lot = filters.NumberFilter(field_name="lot", widget=forms.HiddenInput)

    class Meta:
        model = Sheet
        fields: list[str] = []
