"""Pages of the kit over real rows, for the tests of the kit."""

from __future__ import annotations

import django_filters
import django_tables2 as tables
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpResponse
from django.urls import path

from foundation.accounts.models import Person
from foundation.ui.forms import DateField
from foundation.ui.pages import ActionPage, Chip, DetailPage, ListPage
from lapas.models import Prison
from pojok_vokasi.urls import handler403, handler404, handler500
from pojok_vokasi.urls import urlpatterns as ours

__all__ = ["handler403", "handler404", "handler500", "urlpatterns"]


class PrisonTable(tables.Table):
    class Meta:
        model = Prison
        fields = ["code", "name"]


class PrisonFilter(django_filters.FilterSet):
    name = django_filters.CharFilter(lookup_expr="icontains", label="Nama")

    class Meta:
        model = Prison
        fields = ["name"]


class Prisons(ListPage):
    permission_required = "lapas.view_prison"
    model = Prison
    table_class = PrisonTable
    filterset_class = PrisonFilter
    title = "UPT"
    empty_title = "Belum ada UPT"
    exportable = True
    chips = (Chip("", "Semua"), Chip("aktif", "Aktif", Q(is_active=True)))


class PrisonPage(DetailPage):
    permission_required = "lapas.view_prison"
    model = Prison
    template_name = "ui/list_page.html"
    audit_verb = "lapas.view_prison"

    def get(self, request, *args, **kwargs):
        super().get(request, *args, **kwargs)
        return HttpResponse(str(self.object))


class HireForm(forms.Form):
    full_name = forms.CharField(label="Nama")
    born = DateField(label="Lahir", required=False)


class Hire(ActionPage):
    permission_required = "lapas.view_prison"
    form_class = HireForm
    title = "Pegawai baru"
    success_url = "/uji/upt/"
    success_message = "Tercatat."

    def perform(self, form):
        name = form.cleaned_data["full_name"]
        person = Person.objects.create(full_name=name)
        if name == "Dua":
            raise ValidationError({"full_name": "Nama ini sudah ada.", "elsewhere": "Balai belum dipilih."})
        if name == "Tutup":
            raise ValidationError("Pendaftaran sudah ditutup.", code="closed")
        return person


class Broken(ActionPage):
    permission_required = "lapas.view_prison"
    success_url = "/"

    def perform(self, form):
        raise RuntimeError("broken")


urlpatterns = [
    *ours,
    path("uji/upt/", Prisons.as_view(), name="test-prisons"),
    path("uji/upt/<int:pk>/", PrisonPage.as_view(), name="test-prison"),
    path("uji/pegawai/", Hire.as_view(), name="test-hire"),
    path("uji/rusak/", Broken.as_view(), name="test-broken"),
]
