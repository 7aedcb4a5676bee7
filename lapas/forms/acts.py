"""Forms about a letter that says the same of many people."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from foundation.ui.forms import DateField, OfficeForm, plain_helper
from lapas import acts
from lapas.choices import ActKind, ActStage
from lapas.forms.imports import SheetInput
from lapas.imports.grid import rows_of
from lapas.imports.refusals import FileRefused
from lapas.models import Prison


class ActForm(OfficeForm):
    """The letter, and its list pasted or as a sheet; read while cleaning, so that no transaction is open meanwhile."""

    prison = forms.ModelChoiceField(label=_("UPT"), queryset=Prison.objects.none(), empty_label=None)
    kind = forms.ChoiceField(label=_("Peristiwa"), choices=[("", "---------"), *ActKind.choices])
    stage = forms.ChoiceField(
        label=_("Tahap"), choices=ActStage, widget=forms.RadioSelect, initial=ActStage.DECISION, required=False
    )
    on = DateField(
        label=_("Tanggal"),
        help_text=_("Hari remisi, tanggal bebas, atau hari berangkat."),
    )
    letter_number = forms.CharField(required=False, max_length=80, label=_("Nomor surat"))
    letter_on = DateField(required=False, label=_("Tanggal surat"))
    to_prison = forms.ModelChoiceField(
        required=False, queryset=Prison.objects.none(), label=_("UPT tujuan"), help_text=_("Hanya untuk pindah UPT.")
    )
    numbers = forms.CharField(
        required=False,
        label=_("Nomor register, satu orang per baris"),
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=_(
            "Tempel dari Excel atau surat; nomornya saja cukup. Bila suratnya menyebut, tambahkan sesudah titik koma: "
            "lama remisi; ekspirasi baru; 2/3 baru. Contoh: B.I 421/2023; 2 bulan; 17-03-2028; 01-02-2027"
        ),
    )
    file = forms.FileField(
        required=False,
        allow_empty_file=True,
        widget=SheetInput(),
        label=_("Atau unggah lembarnya"),
        help_text=_("Dengan kolom “No Register”, bila ada “Remisi”, “Ekspirasi” dan “2/3”. Berkasnya tidak disimpan."),
    )

    def __init__(self, *args: Any, prisons: QuerySet[Any], destinations: QuerySet[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own, there = self.fields["prison"], self.fields["to_prison"]
        assert isinstance(own, forms.ModelChoiceField)
        assert isinstance(there, forms.ModelChoiceField)
        own.queryset, there.queryset = prisons, destinations
        first = list(prisons[:2])
        if len(first) == 1:
            own.widget = forms.HiddenInput()
        own.initial = first[0] if first else None

    @property
    def helper(self) -> FormHelper:
        helper = plain_helper()
        helper.layout = Layout(
            "prison",
            Div("kind", "stage", css_class="field-row"),
            Div("on", "letter_number", "letter_on", css_class="field-row"),
            "to_prison",
            "numbers",
            "file",
        )
        return helper

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["stage"] = cleaned.get("stage") or ActStage.DECISION
        file, text = cleaned.pop("file", None), cleaned.pop("numbers", "")
        name = "file" if file is not None else "numbers"
        if not self.errors:
            try:
                if file is not None and text.strip():
                    raise ValidationError(_("Tempel daftarnya atau unggah lembarnya, jangan keduanya."), code="both")
                cleaned["lines"] = acts.from_text(text) if file is None else acts.from_rows(rows_of(file))
            except FileRefused as refusal:
                self.add_error(name, refusal.sentence)
            except ValidationError as refusal:
                self.add_error(name, refusal)
        return cleaned


class ActRecordForm(OfficeForm):
    """What the officer saw, and whether a line that names nobody holds up the others."""

    seen = forms.CharField(widget=forms.HiddenInput)
    whole = forms.BooleanField(
        required=False,
        label=_("Catat hanya bila semua baris bisa dicatat"),
        help_text=_("Tanpa centang, baris yang tidak ditemukan dilewati dan yang lain dicatat."),
    )
