"""Forms of the catalogue, of corners and of centres; choices come from the view."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from foundation.ui.forms import OfficeForm
from lapas.choices import Education
from lapas.models import Prison
from training.choices import CentreKind, FindingLevel
from training.eligibility import DEFAULT_LEVELS, HIGHEST, LOWEST, RISING
from training.models import Module, Scheme, VocationalField

CONDITIONS = {
    "sentenced": _("Masih tahanan"),
    "security": _("Pengamanan maksimum"),
    "fit_for_work": _("Tidak layak bekerja"),
    "one_third": _("Belum menjalani 1/3 masa pidana"),
    "education": _("Pendidikan di bawah syarat program"),
    "holds_scheme": _("Sudah memiliki sertifikat skema ini"),
    "clash": _("Bentrok dengan kelas lain"),
    "earlier_exit": _("Pernah berhenti dari kelas"),
    "guardian": _("Anak tanpa persetujuan wali"),
    "data": _("Data belum lengkap"),
    "nik": _("NIK belum ada"),
    "time_late": _("Bebas sebelum sertifikat di tangan"),
    "time_margin": _("Sisa waktu kurang dari batas UPT"),
    "time_tight": _("Sisa waktu sempit"),
    "time_any_day": _("Lewat 2/3, bebas sewaktu-waktu"),
    "time_far": _("Bebas masih lama"),
    "time_two_thirds": _("2/3 belum diketahui"),
}


def levels_of(code: str) -> list[tuple[str, Any]]:
    """The levels that a condition may have, within the bounds that no module moves."""
    lowest, highest = LOWEST.get(code, RISING[0]), HIGHEST.get(code, RISING[-1])
    within = RISING[RISING.index(lowest) : RISING.index(highest) + 1]
    return [(level.value, level.label) for level in within]


class ModuleForm(OfficeForm):
    """A module with the level of each condition; a level left as the rule has it is not stored."""

    title = forms.CharField(label=_("Program pelatihan"), max_length=200)
    scheme = forms.ModelChoiceField(label=_("Skema"), queryset=Scheme.objects.none())
    hours_jp = forms.IntegerField(label=_("Lama (JP)"), min_value=1, max_value=2000)
    days = forms.IntegerField(label=_("Hari kerja"), min_value=1, max_value=250)
    seats = forms.IntegerField(label=_("Kursi"), min_value=1, max_value=60, initial=16)
    minimum_education = forms.ChoiceField(
        label=_("Pendidikan paling rendah"),
        choices=[("", _("tidak disyaratkan")), *Education.choices],
        required=False,
    )
    is_active = forms.BooleanField(label=_("Aktif"), required=False, initial=True)

    def __init__(self, *args: Any, schemes: QuerySet[Scheme], module: Module | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scheme: Any = self.fields["scheme"]
        scheme.queryset = schemes
        standing = module.finding_levels if module else {}
        for code, label in CONDITIONS.items():
            self.fields[f"level_{code}"] = forms.ChoiceField(
                label=label, choices=levels_of(code), initial=standing.get(code, DEFAULT_LEVELS[code].value)
            )

    def facts(self) -> dict[str, Any]:
        """What the service takes."""
        given = dict(self.cleaned_data)
        given["finding_levels"] = {code: FindingLevel(given.pop(f"level_{code}")).value for code in CONDITIONS}
        return given


class CornerForm(OfficeForm):
    prison = forms.ModelChoiceField(label=_("UPT"), queryset=Prison.objects.none())
    name = forms.CharField(label=_("Nama pojok"), max_length=120)
    fields_taught = forms.ModelMultipleChoiceField(
        label=_("Kejuruan"), queryset=VocationalField.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    seats = forms.IntegerField(label=_("Kursi"), min_value=1, max_value=200, initial=16)
    is_active = forms.BooleanField(label=_("Aktif"), required=False, initial=True)

    def __init__(
        self,
        *args: Any,
        fields_of_work: QuerySet[VocationalField],
        prisons: QuerySet[Prison] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        taught: Any = self.fields["fields_taught"]
        taught.queryset = fields_of_work
        if prisons is None:
            del self.fields["prison"]
            return
        del self.fields["is_active"]
        prison: Any = self.fields["prison"]
        prison.queryset = prisons
        if len(first := list(prisons[:2])) == 1:
            prison.initial = first[0]


class CentreForm(OfficeForm):
    code = forms.CharField(label=_("Kode"), max_length=20)
    name = forms.CharField(label=_("Balai pelatihan"), max_length=150)
    kind = forms.ChoiceField(label=_("Jenis"), choices=CentreKind)
    city = forms.CharField(label=_("Kota"), max_length=80)
    is_active = forms.BooleanField(label=_("Aktif"), required=False, initial=True)

    def __init__(self, *args: Any, is_new: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_new:
            del self.fields["is_active"]
