"""Forms about what happens to a person."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from foundation.ui.forms import DateField, OfficeForm
from lapas.choices import EventKind, ReleaseKind
from lapas.models import Inmate, Prison


class EventForm(OfficeForm):
    """The day of one kind of event, and what that kind asks besides."""

    on = DateField(label=_("Tanggal"))
    release_kind = forms.ChoiceField(required=False, choices=[("", "–"), *ReleaseKind.choices], label=_("Cara bebas"))
    to_prison = forms.ModelChoiceField(queryset=Prison.objects.none(), label=_("UPT tujuan"))
    register_number = forms.CharField(max_length=50, label=_("Nomor register baru"))
    letter_number = forms.CharField(required=False, max_length=80, label=_("Nomor surat"))

    ASKED = {
        EventKind.RELEASED: ("on", "release_kind", "letter_number"),
        EventKind.TRANSFER_OUT: ("on", "to_prison", "letter_number"),
        EventKind.ADMITTED: ("on", "register_number"),
    }

    def __init__(self, *args: Any, kind: str, destinations: QuerySet[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = self.ASKED.get(EventKind(kind), ("on", "letter_number"))
        for name in set(self.fields) - set(asked):
            del self.fields[name]
        chosen = self.fields.get("to_prison")
        if isinstance(chosen, forms.ModelChoiceField):
            chosen.queryset = destinations


class ArrivalForm(OfficeForm):
    register_number = forms.CharField(max_length=50, label=_("Nomor register di UPT ini"))
    on = DateField(label=_("Diterima pada"))
    letter_number = forms.CharField(required=False, max_length=80, label=_("Nomor surat"))


class NotArrivedForm(OfficeForm):
    on = DateField(label=_("Diketahui tidak tiba pada"))
    letter_number = forms.CharField(required=False, max_length=80, label=_("Nomor surat"))


class ReleaseManyForm(OfficeForm):
    """The people ticked on the board, and what is the same for all of them."""

    inmates = forms.ModelMultipleChoiceField(
        queryset=Inmate.objects.none(),
        widget=forms.MultipleHiddenInput,
        error_messages={"required": _("Centang paling sedikit satu penghuni di papan bebas.")},
    )
    on = DateField(label=_("Tanggal bebas"))
    release_kind = forms.ChoiceField(required=False, choices=[("", "–"), *ReleaseKind.choices], label=_("Cara bebas"))
    letter_number = forms.CharField(required=False, max_length=80, label=_("Nomor surat"))

    def __init__(self, *args: Any, people: QuerySet[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["inmates"]
        assert isinstance(chosen, forms.ModelMultipleChoiceField)
        chosen.queryset = people
