"""What a centre prints on its training certificates, and the first number of its counter."""

from __future__ import annotations

from typing import Any

from django import forms
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from certification.choices import SeriesKind
from certification.models import NumberSeries, TrainingIssuer
from certification.services.counters import open_series
from certification.services.training_issuers import set_training_issuer
from foundation.ui.forms import OfficeForm, OfficeModelForm
from foundation.ui.pages import ActionPage, Reach
from training.models import TrainingCentre

PERMISSION = "certification.issue_training"


class OfCentre(Reach, abstract=True):
    kwargs: dict[str, Any]

    @cached_property
    def centre(self) -> TrainingCentre:
        found: TrainingCentre = get_object_or_404(self.reach(TrainingCentre), pk=self.kwargs["pk"])
        return found

    def get_lead(self) -> str:
        return str(self.centre)

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [(_("Sertifikat pelatihan"), reverse("certification:training-certificate-list"))]

    def get_success_url(self) -> str:
        return reverse("certification:training-certificate-list")


class IssuerForm(OfficeModelForm):
    verify_base_url = forms.URLField(
        label=_("Alamat pemeriksaan"),
        required=False,
        assume_scheme="https",
        help_text=_("Kosong: alamat pemeriksaan portal."),
    )

    class Meta:
        model = TrainingIssuer
        fields = [
            "name_id",
            "name_en",
            "city",
            "phone",
            "signatory",
            "signatory_title_id",
            "signatory_title_en",
            "numbering",
            "number_format",
            "verify_base_url",
        ]
        help_texts = {
            "name_id": _("Seperti tercetak di sertifikat; tanpa kata yang menunjukkan penahanan."),
            "phone": _("Ditampilkan di halaman pemeriksaan sertifikat."),
            "numbering": _("“Oleh portal” hanya bila seluruh register sertifikat balai ada di sini."),
            "number_format": _(
                "{nomor} nomor urut, {bulan} bulan Romawi, {tahun} tahun; misalnya {nomor}/BPVP/{tahun}."
            ),
        }


class IssuerChange(OfCentre, ActionPage):
    permission_required = PERMISSION
    form_class = IssuerForm
    title = _("Data penerbit sertifikat pelatihan")
    success_message = _("Data penerbit disimpan. Sertifikat yang sudah terbit tidak berubah.")

    def get_form_kwargs(self) -> dict[str, Any]:
        known = TrainingIssuer.objects.filter(centre=self.centre).first()
        blank = TrainingIssuer(name_id=self.centre.name, city=self.centre.city)
        return {**super().get_form_kwargs(), "instance": known or blank}

    def perform(self, form: Any) -> TrainingIssuer:
        return set_training_issuer(centre=self.centre, fields=dict(form.cleaned_data), actor=self.user)


class CentreSeriesForm(OfficeForm):
    first_number = forms.IntegerField(
        label=_("Nomor pertama"),
        min_value=1,
        help_text=_("Nomor sesudah nomor terakhir di register balai; seri ini tidak pernah mulai lagi dari 1."),
    )


class CentreSeriesOpen(OfCentre, ActionPage):
    permission_required = PERMISSION
    form_class = CentreSeriesForm
    title = _("Buka seri nomor sertifikat pelatihan")
    button = _("Simpan nomor pertama")
    success_message = _("Nomor pertama disimpan.")

    def perform(self, form: Any) -> NumberSeries:
        return open_series(
            issuer=self.centre,
            kind=SeriesKind.CERTIFICATE,
            first_number=form.cleaned_data["first_number"],
            actor=self.user,
        )
