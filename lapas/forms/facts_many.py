"""Forms for one fact of many people, and for the sheet of facts."""

from __future__ import annotations

import copy
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from foundation.ui.forms import DateField, OfficeForm
from lapas.forms.imports import SheetInput
from lapas.forms.people import INMATE_FIELDS
from lapas.imports.facts_sheet import read_lines
from lapas.imports.grid import rows_of
from lapas.imports.refusals import FileRefused
from lapas.models import Inmate, Prison
from lapas.services.facts_many import education_words


class FillForm(OfficeForm):
    """The people ticked, and the value of the one fact that stands in the address."""

    inmates = forms.ModelMultipleChoiceField(
        queryset=Inmate.objects.none(),
        widget=forms.MultipleHiddenInput,
        error_messages={"required": _("Centang paling sedikit satu penghuni di daftar.")},
    )

    def __init__(self, *args: Any, people: QuerySet[Any], name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["inmates"]
        assert isinstance(chosen, forms.ModelMultipleChoiceField)
        chosen.queryset = people
        if name == "fit_for_work":
            self.fields["value"] = forms.TypedChoiceField(
                label=_("Layak bekerja"),
                choices=[("ya", _("ya")), ("tidak", _("tidak"))],
                coerce=lambda said: said == "ya",
                widget=forms.RadioSelect,
                help_text=_("Hanya ya atau tidak menurut pemeriksaan; penyakitnya tidak dicatat."),
            )
            self.fields["on"] = DateField(label=_("Diperiksa pada"))
        else:
            self.fields["value"] = copy.deepcopy(INMATE_FIELDS[name])
            self.fields["value"].required = True


class FactsUploadForm(OfficeForm):
    """The filled sheet; read while cleaning, so that no transaction is open meanwhile."""

    prison = forms.ModelChoiceField(label=_("UPT"), queryset=Prison.objects.none(), empty_label=None)
    file = forms.FileField(
        label=_("Lembar yang sudah diisi"),
        allow_empty_file=True,
        widget=SheetInput(),
        help_text=_("Sel kosong tidak mengubah apa-apa. Berkasnya tidak disimpan."),
        error_messages={"required": _("Pilih lembar yang sudah diisi.")},
    )
    good_only = forms.BooleanField(required=False, label=_("Bila ada baris yang ditolak, catat yang baik saja"))

    def __init__(self, *args: Any, prisons: QuerySet[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = self.fields["prison"]
        assert isinstance(own, forms.ModelChoiceField)
        own.queryset = prisons
        first = list(prisons[:2])
        if len(first) == 1:
            own.widget = forms.HiddenInput()
        own.initial = first[0] if first else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        file = cleaned.pop("file", None)
        if not self.errors and file is not None:
            try:
                cleaned["lines"] = read_lines(rows_of(file), education_words(cleaned["prison"]))
            except FileRefused as refusal:
                self.add_error("file", refusal.sentence)
            except ValidationError as refusal:
                self.add_error("file", refusal)
        return cleaned
