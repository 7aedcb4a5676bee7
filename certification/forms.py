"""Cleaning of what is typed about LSPs, assessors and exams; every rule is the services'."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from certification.choices import MeetingOrigin
from certification.models import Assessor, Lsp
from foundation.accounts.models import Person
from foundation.ui.forms import DateField, OfficeForm, OfficeModelForm
from training.models import Scheme, TrainingClass

ZONES = [("Asia/Jakarta", _("WIB")), ("Asia/Makassar", _("WITA")), ("Asia/Jayapura", _("WIT"))]


class LspForm(OfficeModelForm):
    """What an LSP says about itself: names, seat, signatories."""

    timezone = forms.ChoiceField(label=_("Zona waktu"), choices=ZONES)

    class Meta:
        model = Lsp
        fields = [
            "name_id",
            "name_en",
            "city",
            "address",
            "phone",
            "timezone",
            "chairman",
            "certification_manager",
            "qr_on_sheet",
        ]
        help_texts = {
            "qr_on_sheet": _("Sepakati dahulu dengan BNSP."),
            "name_id": _("Seperti tercetak di sertifikat; tanpa kata yang menunjukkan penahanan."),
            "phone": _("Ditampilkan di halaman pemeriksaan sertifikat."),
        }


class LspRegisterForm(LspForm):
    """The same with licence, schemes and rules, which Kemnaker registers."""

    licence_valid_until = DateField(label=_("Lisensi berlaku sampai"))
    verify_base_url = forms.URLField(
        label=_("Alamat pemeriksaan"),
        required=False,
        assume_scheme="https",
        help_text=_("Kosong: alamat pemeriksaan portal."),
    )
    schemes = forms.ModelMultipleChoiceField(
        label=_("Skema"), queryset=Scheme.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    class Meta(LspForm.Meta):
        fields = [
            *LspForm.Meta.fields,
            "kind",
            "licence",
            "licence_valid_until",
            "sector_code",
            "numbering",
            "meeting_quorum",
            "verify_base_url",
            "schemes",
            "is_active",
        ]
        help_texts = LspForm.Meta.help_texts | {
            "licence": _("Contoh: BNSP-LSP-1565-ID."),
            "sector_code": _("Awal nomor registrasi, misalnya LST."),
            "numbering": _("“Oleh portal” hanya bila seluruh register LSP ada di sini."),
            "meeting_quorum": _("Anggota tanpa keterlibatan yang harus tersisa untuk setiap asesi."),
        }

    def __init__(self, *args: Any, schemes: QuerySet[Scheme], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["schemes"].queryset = schemes  # type: ignore[attr-defined]  # a choice field


class AssessorForm(OfficeForm):
    met_number = forms.CharField(label=_("Nomor MET"), max_length=30, help_text=_("Contoh: MET.000.001668 2012."))
    valid_until = DateField(label=_("Berlaku sampai"))
    lsps = forms.ModelMultipleChoiceField(
        label=_("LSP"), queryset=Lsp.objects.none(), widget=forms.CheckboxSelectMultiple, required=False
    )
    schemes = forms.ModelMultipleChoiceField(
        label=_("Skema"), queryset=Scheme.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, lsps: QuerySet[Lsp], schemes: QuerySet[Scheme], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lsps"].queryset = lsps  # type: ignore[attr-defined]  # a choice field
        self.fields["schemes"].queryset = schemes  # type: ignore[attr-defined]  # a choice field


class AssessorRegisterForm(AssessorForm):
    """The same for a new assessor, who may be an instructor already: the staff number tells."""

    field_order = ["full_name", "staff_number"]
    full_name = forms.CharField(label=_("Nama lengkap"), max_length=150)
    staff_number = forms.CharField(
        label=_("NIP atau nomor pegawai"),
        max_length=30,
        help_text=_("Bila orang ini sudah tercatat, misalnya sebagai instruktur, nomornya harus sama."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lsps"].required = True


class ClassChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        words = {"class": obj, "place": obj.corner.prison, "count": obj.candidate_count}
        return _t("%(class)s · %(place)s · %(count)d calon asesi") % words


class ProposeExamForm(OfficeForm):
    training_class = ClassChoice(label=_("Kelas"), queryset=TrainingClass.objects.none())
    lsp = forms.ModelChoiceField(label=_("LSP"), queryset=Lsp.objects.none())
    proposed_for = DateField(label=_("Tanggal yang diusulkan"))

    def __init__(self, *args: Any, classes: QuerySet[TrainingClass], lsps: QuerySet[Lsp], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["training_class"].queryset = classes  # type: ignore[attr-defined]  # a choice field
        self.fields["lsp"].queryset = lsps  # type: ignore[attr-defined]  # a choice field


class AssessorsChoice(forms.ModelMultipleChoiceField):
    """Says beside each assessor how long the MET is valid, and with how many candidates there is a tie."""

    tied: Mapping[int, int] = MappingProxyType({})

    def label_from_instance(self, obj: Any) -> str:
        label = _t("%(name)s · %(met)s · berlaku sampai %(until)s") % {
            "name": obj.person,
            "met": obj.met_number,
            "until": obj.valid_until.strftime("%d-%m-%Y"),
        }
        if number := self.tied.get(obj.person_id):
            label += " · " + _t("terlibat dengan %(number)d asesi") % {"number": number}
        return label


class DateExamForm(OfficeForm):
    exam_on = DateField(label=_("Tanggal uji"))
    assignment_letter = forms.CharField(label=_("Nomor surat tugas"), max_length=80)
    tuk_name = forms.CharField(
        label=_("TUK, nama internal"), max_length=150, help_text=_("Ke mana asesor datang; tidak dicetak.")
    )
    tuk_document_name = forms.CharField(
        label=_("TUK, nama di dokumen"),
        max_length=150,
        help_text=_("Tercetak; tanpa kata yang menunjukkan penahanan."),
    )
    assessors = AssessorsChoice(
        label=_("Asesor"),
        queryset=Assessor.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Asesi dibagi rata; asesor tidak menguji orang yang pernah dilatihnya."),
    )

    def __init__(self, *args: Any, assessors: QuerySet[Assessor], tied: dict[int, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["assessors"]
        choice.tied = tied
        choice.queryset = assessors


class ReasonForm(OfficeForm):
    reason = forms.CharField(label=_("Alasan"), max_length=200)


class ReturnForm(OfficeForm):
    assessors = forms.ModelMultipleChoiceField(
        label=_("Hasil dari"), queryset=Person.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(label=_("Yang perlu diperbaiki"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, assessors: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assessors"].queryset = assessors  # type: ignore[attr-defined]  # a choice field


class DecideForm(OfficeForm):
    held_on = DateField(label=_("Tanggal pleno"))
    letter_number = forms.CharField(label=_("Nomor SK"), max_length=80)
    letter_date = DateField(label=_("Tanggal SK"))
    origin = forms.ChoiceField(
        label=_("Asal keputusan"),
        choices=MeetingOrigin.choices,
        initial=MeetingOrigin.PORTAL,
        widget=forms.RadioSelect,
    )
    members = forms.ModelMultipleChoiceField(
        label=_("Anggota pleno"), queryset=Person.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, members: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["members"].queryset = members  # type: ignore[attr-defined]  # a choice field
