"""Cleaning of what a print clerk types: lots, runs, bad places, printers, counts; every rule is the services'."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from certification.models import Lsp, PrinterProfile, PrintRunItem, SpoiledLetter
from certification.models.print_runs import MOST_OFFSET_MM
from certification.places import read_places, read_serials
from foundation.ui.forms import DateField, OfficeForm

DIGITS = {"inputmode": "numeric", "autocomplete": "off"}


def serial_field(label: Any, **kwargs: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=8, widget=forms.TextInput(attrs=DIGITS), **kwargs)


class PickForm(forms.Form):
    """Ticked rows; read from the raw list so that a foreign id is simply not among the rows."""

    def picked(self) -> list[int]:
        return [int(pk) for pk in cast(QueryDict, self.data).getlist("rows") if pk.isdigit()]


class OfOneLspForm(OfficeForm):
    """Asks for the LSP only when somebody works for more than one; `lsps` are those in reach."""

    lsp = forms.ModelChoiceField(label=_("LSP"), queryset=Lsp.objects.none())

    def __init__(self, *args: Any, lsps: QuerySet[Lsp], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["lsp"]
        field.queryset = lsps
        if len(few := list(lsps[:2])) == 1:
            field.widget = forms.HiddenInput()
            field.initial = few[0].pk


class ReceiveLotForm(OfOneLspForm):
    hand_in = forms.CharField(
        label=_("Pengajuan yang disetujui"), max_length=80, help_text=_("Nomor surat atau pengajuan ke BNSP.")
    )
    received_on = DateField(label=_("Diterima pada"))
    first = serial_field(_("Nomor blangko pertama"), help_text=_("8 angka, seperti tercetak di lembar teratas."))
    last = serial_field(_("Nomor blangko terakhir"))
    gaps = forms.CharField(
        label=_("Nomor yang tidak ada"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Bila ada yang hilang dari urutan: 13562544, 13562550–13562552."),
    )
    replaces = forms.ModelChoiceField(
        label=_("Mengganti blangko rusak dari berita acara"), queryset=SpoiledLetter.objects.none(), required=False
    )
    note = forms.CharField(label=_("Catatan"), max_length=200, required=False)

    def __init__(self, *args: Any, letters: QuerySet[SpoiledLetter], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["replaces"]
        field.queryset = letters
        if not letters.exists():
            del self.fields["replaces"]

    def clean_gaps(self) -> list[str]:
        return read_serials(self.cleaned_data["gaps"])


class PileForm(OfficeForm):
    """The top of the pile and the printer; asked by GET, so that a look changes nothing."""

    atas = serial_field(_("Nomor blangko teratas"), help_text=_("Pegang tumpukan dengan bagian depan menghadap Anda."))
    printer = forms.ModelChoiceField(label=_("Printer"), queryset=PrinterProfile.objects.none())

    def __init__(self, *args: Any, printers: QuerySet[PrinterProfile], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["printer"]
        field.queryset = printers
        if len(few := list(printers[:2])) == 1:
            field.initial = few[0].pk


class LayForm(OfficeForm):
    """What was compared with the pile, and that it was."""

    top = forms.CharField(max_length=8, widget=forms.HiddenInput)
    last = forms.CharField(max_length=8, widget=forms.HiddenInput)
    printer = forms.ModelChoiceField(queryset=PrinterProfile.objects.none(), widget=forms.HiddenInput)
    agreed = forms.BooleanField(label=_("Sudah saya cocokkan dengan tumpukan"))

    def __init__(self, *args: Any, printers: QuerySet[PrinterProfile], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["printer"]
        field.queryset = printers


class JamForm(OfficeForm):
    place = forms.IntegerField(label=_("Macet pada urutan"), min_value=1, help_text=_("Urutan pertama yang gagal."))
    serial = serial_field(
        _("Nomor blangko yang akan ditarik berikutnya"), help_text=_("Setelah lembar yang macet dikeluarkan.")
    )


class BacksJamForm(OfficeForm):
    place = forms.IntegerField(
        label=_("Macet pada urutan"), min_value=1, help_text=_("Nama di bagian depan lembar yang macet ada di daftar.")
    )


class OutcomeForm(OfficeForm):
    """Nothing typed means that all are good."""

    bad = forms.CharField(
        label=_("Urutan yang rusak"), required=False, max_length=200, help_text=_("Contoh: 3, 7–9. Kosong: semua baik.")
    )
    reason = forms.CharField(
        label=_("Sebab rusak"), required=False, max_length=120, help_text=_("Misalnya: tinta luntur, terlipat.")
    )

    def __init__(self, *args: Any, last: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.last = last

    def clean_bad(self) -> list[int]:
        return read_places(self.cleaned_data["bad"], self.last)


class CheckForm(OfficeForm):
    """The last three digits of each sampled sheet, read from the sheet in the hand."""

    def __init__(self, *args: Any, items: Sequence[PrintRunItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for item in items:
            self.fields[f"angka-{item.position}"] = forms.CharField(
                label=_t("Urutan %(place)d · %(name)s")
                % {"place": item.position, "name": item.certificate.facts["name"]},
                max_length=3,
                help_text=_("3 angka terakhir nomor blangko lembar ini."),
                widget=forms.TextInput(attrs=DIGITS),
            )

    def read_back(self) -> dict[int, str]:
        return {int(name.removeprefix("angka-")): value for name, value in self.cleaned_data.items()}


class SignForm(PickForm):
    signed_on = DateField(label=_("Ditandatangani pada"))


class SpoilForm(OfOneLspForm):
    serials = forms.CharField(
        label=_("Nomor blangko"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Contoh: 13562544, 13562550–13562552."),
    )
    reason = forms.CharField(label=_("Sebab rusak"), max_length=120)

    def clean_serials(self) -> list[str]:
        return read_serials(self.cleaned_data["serials"])


class LetterForm(PickForm):
    number = forms.CharField(label=_("Nomor berita acara"), max_length=80)
    made_on = DateField(label=_("Tanggal berita acara"))


class SentForm(OfficeForm):
    sent_on = DateField(label=_("Dikirim ke BNSP pada"))


class CountForm(OfOneLspForm):
    counted_on = DateField(label=_("Dihitung pada"))
    counted_by = forms.CharField(label=_("Penghitung"), max_length=120)
    witnessed_by = forms.CharField(label=_("Saksi"), max_length=120, help_text=_("Orang lain daripada penghitung."))
    counted = forms.IntegerField(label=_("Blangko kosong terhitung"), min_value=0)
    note = forms.CharField(
        label=_("Keterangan selisih"), max_length=300, required=False, help_text=_("Wajib bila berbeda dari buku.")
    )


class PrinterForm(forms.ModelForm):
    class Meta:
        model = PrinterProfile
        fields = ["name", "tray_order", "face", "duplex", "is_active"]
        help_texts = {
            "name": _("Nama yang dikenal petugas, misalnya Laser ruang cetak."),
            "tray_order": _("Cetak dua lembar bernomor pensil untuk mengetahuinya."),
            "face": _("Beri tanda pensil pada sisi atas kertas di laci, lalu cetak satu halaman."),
        }


class NewPrinterForm(OfOneLspForm, PrinterForm):
    field_order = ["lsp"]


class ShiftForm(OfficeForm):
    """How far the print lay off on the calibration page, in millimetres: right and down positive."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in (
            ("front_x_mm", _("Depan: geser ke kanan (mm)")),
            ("front_y_mm", _("Depan: geser ke bawah (mm)")),
            ("back_x_mm", _("Belakang: geser ke kanan (mm)")),
            ("back_y_mm", _("Belakang: geser ke bawah (mm)")),
        ):
            self.fields[name] = forms.DecimalField(
                label=label,
                max_digits=4,
                decimal_places=1,
                min_value=-2 * MOST_OFFSET_MM,
                max_value=2 * MOST_OFFSET_MM,
                initial=Decimal("0.0"),
                localize=True,
                help_text=_("Ke kiri atau ke atas ditulis dengan tanda minus."),
            )
