"""What the list of certificates is narrowed by."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from certification.choices import CertificateKind, ShownState
from certification.models import Certificate, Lsp
from certification.querysets import CertificateQuerySet
from foundation import clock
from training.models import Scheme


class CertificateFilter(django_filters.FilterSet):
    """State as it reads today, kind, scheme, issuer; who reads names masked does not search by name either."""

    cari = django_filters.CharFilter(label=_("Nama, nomor atau blangko"), method="search")
    status = django_filters.ChoiceFilter(
        label=_("Status"), choices=ShownState.choices, method="shown", empty_label=_("semua")
    )
    jenis = django_filters.ChoiceFilter(
        label=_("Jenis"), field_name="kind", choices=CertificateKind.choices, empty_label=_("semua")
    )
    skema = django_filters.ModelChoiceFilter(
        label=_("Skema"), field_name="scheme", queryset=Scheme.objects.none(), empty_label=_("semua")
    )
    lsp = django_filters.ModelChoiceFilter(label=_("LSP"), queryset=Lsp.objects.none(), empty_label=_("semua"))

    class Meta:
        model = Certificate
        fields: list[str] = []

    def __init__(self, *args: Any, reached: CertificateQuerySet, masked: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.masked = masked
        self.filters["skema"].queryset = Scheme.objects.filter(pk__in=reached.values("scheme"))
        self.filters["lsp"].queryset = Lsp.objects.filter(pk__in=reached.values("lsp"))
        if masked:
            self.filters["cari"].label = _("Nomor atau blangko")

    def search(self, rows: QuerySet[Certificate], name: str, value: str) -> QuerySet[Certificate]:
        found = Q(number__icontains=value) | Q(registration_number__icontains=value) | Q(sheet_serial__startswith=value)
        if not self.masked:
            found |= Q(inmate__certificate_name__icontains=value)
        return rows.filter(found)

    def shown(self, rows: CertificateQuerySet, name: str, value: str) -> CertificateQuerySet:
        return rows.shown_as(value, clock.today())
