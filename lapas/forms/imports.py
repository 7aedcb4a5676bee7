"""Forms of the import: the file, and which column is what."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.ui.forms import DateField, OfficeForm
from lapas.imports import fields
from lapas.models import ImportBatch, Prison
from lapas.querysets import PrisonQuerySet

ACCEPT = ".xlsx,.xls,.ods,.csv"


class SheetInput(forms.ClearableFileInput):
    def __init__(self) -> None:
        super().__init__(attrs={"accept": ACCEPT})


class UploadForm(OfficeForm):
    """The file, of which prison it tells, and of which day."""

    prison = forms.ModelChoiceField(label=_("UPT"), queryset=Prison.objects.none(), empty_label=None)
    file = forms.FileField(
        label=_("Berkas dari SDP"),
        allow_empty_file=True,
        widget=SheetInput(),
        help_text=_("Excel (.xlsx, .xls), .ods atau .csv, paling besar 20 MB. Berkasnya tidak disimpan."),
        error_messages={"required": _("Pilih berkas yang diunduh dari SDP.")},
    )
    data_as_of = DateField(
        label=_("Data per"),
        help_text=_("Tanggal berkas diunduh dari SDP."),
        error_messages={"required": _("Isi tanggal berkas diunduh dari SDP.")},
    )

    def __init__(self, *args: Any, prisons: PrisonQuerySet, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["prison"]
        assert isinstance(choice, forms.ModelChoiceField)  # for the type checker: it is declared above
        choice.queryset = prisons
        first = list(prisons[:2])
        if len(first) == 1:
            choice.widget = forms.HiddenInput()
        choice.initial = first[0] if first else None
        self.fields["data_as_of"].initial = today


class MappingForm(OfficeForm):
    """One choice per column that may be kept, and the file once more where an unread column is wanted."""

    file = forms.FileField(
        label=_("Unggah lagi berkas yang sama, hanya bila diminta"),
        required=False,
        allow_empty_file=True,
        widget=SheetInput(),
        help_text=_("Hanya bila Anda memilih kolom yang belum dibaca: dari kolom itu belum ada isi yang disimpan."),
    )

    def __init__(self, *args: Any, batch: ImportBatch, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.batch = batch
        choices = [("", _("tidak disimpan")), *((field.name, field.label) for field in fields.FIELDS.values())]
        for position, header in enumerate(batch.headers):
            if header and not fields.is_never_kept(header):
                self.fields[f"column_{position}"] = forms.ChoiceField(
                    label=header, choices=choices, required=False, initial=batch.mapping.get(str(position), "")
                )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["mapping"] = {
            int(name.removeprefix("column_")): field
            for name, field in cleaned.items()
            if name.startswith("column_") and field
        }
        return cleaned
