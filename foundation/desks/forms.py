"""Forms about desks and accounts."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from foundation.accounts.choices import Role
from foundation.accounts.forms import NewPasswordForm
from foundation.accounts.models import Posting
from foundation.ui.forms import DateField, OfficeForm, plain_helper


class SentenceField(forms.CharField):
    """A sentence or two, such as a reason."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=300, widget=forms.Textarea(attrs={"rows": 2}), **kwargs)


class ProposeForm(OfficeForm):
    """A desk for somebody; the place is asked only where there is one."""

    full_name = forms.CharField(label=_("Nama lengkap"), max_length=150)
    staff_number = forms.CharField(
        label=_("NIP atau nomor pegawai"), max_length=30, help_text=_("Menjadi nama masuk ke portal.")
    )
    role = forms.ChoiceField(label=_("Peran"))
    from_date = DateField(label=_("Sejak"))
    until_date = DateField(
        label=_("Sampai"), required=False, help_text=_("Hari terakhir; kosong berarti sampai diakhiri.")
    )
    reason = SentenceField(label=_("Alasan"))
    letter = forms.CharField(
        label=_("Nomor surat"), max_length=80, help_text=_("SK atau surat tugas yang menjadi dasar.")
    )

    def __init__(self, *args: Any, model: type[Posting], places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role.value, Role(role).label) for role in model.ROLES]  # type: ignore[attr-defined]
        if places is not None:
            self.fields["place"] = forms.ModelChoiceField(queryset=places, label=capfirst(str(model.WHERE)))
            only = list(places[:2])
            if len(only) == 1:
                self.fields["place"].initial = only[0].pk

    @property
    def helper(self) -> FormHelper:
        helper = plain_helper()
        where = ["place"] if "place" in self.fields else []
        helper.layout = Layout(
            Div("full_name", "staff_number", css_class="field-row"),
            Div(*where, "role", css_class="field-row"),
            Div("from_date", "until_date", css_class="field-row"),
            "letter",
            "reason",
        )
        return helper


class DecideForm(OfficeForm):
    answer = forms.ChoiceField(
        label=_("Putusan"),
        choices=[("approve", _("Setujui, teruskan ke admin sistem")), ("refuse", _("Tolak"))],
        widget=forms.RadioSelect,
    )
    note = SentenceField(
        label=_("Catatan"), required=False, help_text=_("Wajib bila ditolak; dibaca yang mengusulkan.")
    )


class EndForm(OfficeForm):
    """At once, or on a day."""

    when = forms.ChoiceField(
        label=_("Berakhir"),
        choices=[
            ("now", _("Sekarang juga; yang sedang masuk kehilangan haknya di halaman berikutnya")),
            ("day", _("Pada hari terakhir ini")),
        ],
        widget=forms.RadioSelect,
        initial="day",
    )
    on = DateField(label=_("Hari terakhir"), required=False)
    reason = SentenceField(label=_("Alasan"))
    letter = forms.CharField(label=_("Nomor surat"), max_length=80, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("when") == "now":
            data["on"] = None
        elif data.get("when") == "day" and not data.get("on") and "on" not in self.errors:
            self.add_error("on", ValidationError(_("Isi hari terakhir."), code="day_missing"))
        return data


class ReasonForm(OfficeForm):
    reason = SentenceField(label=_("Alasan"))


class SetPasswordForm(NewPasswordForm):
    """For whoever holds both codes; nothing of it is kept in the tab."""

    staff_number = forms.CharField(
        label=_("Nomor pegawai"), max_length=30, widget=forms.TextInput(attrs={"autocomplete": "username"})
    )
    first_code = forms.CharField(
        label=_("Kode pertama"), max_length=30, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    second_code = forms.CharField(
        label=_("Kode kedua"), max_length=30, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    field_order = ("staff_number", "first_code", "second_code")
