"""Forms of the register of prisons."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.ui.forms import DateField, OfficeForm, plain_helper
from lapas.choices import PrisonKind, PrisonLevel
from lapas.models import Province, RegionalOffice

ZONES = (("Asia/Jakarta", _("WIB")), ("Asia/Makassar", _("WITA")), ("Asia/Jayapura", _("WIT")))


class ActForm(OfficeForm):
    """Day, letter and remark: what every act on a prison is written down with."""

    on = DateField(label=_("Berlaku sejak"))
    letter = forms.CharField(label=_("Nomor surat keputusan"), max_length=80)
    reason = forms.CharField(
        label=_("Keterangan"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    @property
    def helper(self) -> FormHelper:
        helper = plain_helper()
        helper.layout = Layout(*self.parts(), Div("on", "letter", css_class="field-row"), *self.last())
        return helper

    def parts(self) -> list[Any]:
        return []

    def last(self) -> list[str]:
        return ["reason"]


class PrisonChangeForm(ActForm):
    name = forms.CharField(label=_("Nama UPT"), max_length=120, help_text=_("Nama sebelumnya tetap ditemukan."))
    kind = forms.ChoiceField(label=_("Jenis"), choices=PrisonKind.choices)
    class_level = forms.ChoiceField(label=_("Kelas"), choices=PrisonLevel.choices)
    regency = forms.CharField(label=_("Kabupaten/kota"), max_length=80, required=False)
    alias = forms.CharField(
        label=_("Nama lain"), max_length=120, required=False, help_text=_("Ejaan atau sebutan yang juga dipakai orang.")
    )

    def parts(self) -> list[Any]:
        return [
            "name",
            Div("kind", "class_level", css_class="field-row"),
            Div("regency", "alias", css_class="field-row"),
        ]


class PrisonAddForm(ActForm):
    reason = None  # type: ignore[assignment]  # the letter says why
    name = forms.CharField(label=_("Nama UPT"), max_length=120)
    kind = forms.ChoiceField(label=_("Jenis"), choices=PrisonKind.choices)
    class_level = forms.ChoiceField(label=_("Kelas"), choices=PrisonLevel.choices)
    province = forms.ModelChoiceField(queryset=Province.objects.order_by("name"), label=_("Provinsi"))
    regency = forms.CharField(label=_("Kabupaten/kota"), max_length=80, required=False)
    regional_office = forms.ModelChoiceField(
        queryset=RegionalOffice.objects.order_by("name"), label=_("Kantor wilayah")
    )
    timezone = forms.ChoiceField(label=_("Zona waktu"), choices=ZONES)

    def parts(self) -> list[Any]:
        return [
            "name",
            Div("kind", "class_level", css_class="field-row"),
            Div("province", "regency", css_class="field-row"),
            Div("regional_office", "timezone", css_class="field-row"),
        ]

    def last(self) -> list[str]:
        return []
