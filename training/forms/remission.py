"""Form of a remission day."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.ui.forms import DateField, OfficeForm
from lapas.choices import RemissionKind


class RemissionDayForm(OfficeForm):
    kind = forms.ChoiceField(label=_("Hari"), choices=[("", "---------"), *RemissionKind.choices])
    on = DateField(label=_("Tanggal"))
    source = forms.CharField(
        max_length=200,
        label=_("Sumber"),
        help_text=_("Keputusan yang menetapkan tanggalnya, misalnya nomor SKB; untuk perkiraan, kalendernya."),
    )
    is_estimate = forms.BooleanField(
        required=False,
        label=_("Perkiraan, SKB belum terbit"),
        help_text=_("Batas waktunya dihitung juga; di mana pun ditulis “perkiraan” sampai dikonfirmasi."),
    )


class RemissionConfirmForm(OfficeForm):
    on = DateField(label=_("Tanggal menurut SKB"))
    decree = forms.CharField(max_length=200, label=_("Nomor SKB"))
