"""Voiding a number before the certificate leaves."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from certification.models import Certificate
from certification.services.voiding import void_number
from foundation.ui.forms import OfficeForm
from foundation.ui.pages import ActionPage


class VoidForm(OfficeForm):
    reason = forms.CharField(
        label=_("Alasan"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Tersimpan di dalam saja; halaman pemeriksaan hanya menyatakan bahwa nomor ini tidak berlaku."),
    )


class Void(ActionPage, abstract=True):
    form_class = VoidForm
    title = _("Batalkan nomor")
    button = _("Batalkan nomor ini")
    button_style = "danger"
    success_message = _("Nomor dibatalkan dan tidak dipakai lagi.")
    confirm_text = _(
        "Untuk sertifikat yang salah dan belum diserahkan. Nomornya tetap tercatat di seri sebagai batal, "
        "blangkonya tercatat rusak, dan pemegang mendapat nomor baru."
    )

    def rows(self) -> QuerySet[Certificate]:
        raise NotImplementedError

    @cached_property
    def certificate(self) -> Certificate:
        rows = self.rows().select_related("decision__assessment", "enrolment", "inmate")
        found: Certificate = get_object_or_404(rows, pk=self.kwargs["pk"])
        return found

    def get_lead(self) -> str:
        return f"{self.certificate.facts.get('name', '')}, {self.certificate.number}"

    def perform(self, form: Any) -> list[Certificate]:
        return void_number(certificate=self.certificate, reason=form.cleaned_data["reason"], actor=self.user)


class NumberVoid(Void):
    """At the LSP."""

    permission_required = "certification.number_certificate"

    def rows(self) -> QuerySet[Certificate]:
        rows: QuerySet[Certificate] = self.reach(Certificate).of_competence()
        return rows

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [
            (_("Sertifikat"), reverse("certification:certificate-list")),
            (self.certificate.number, reverse("certification:certificate-detail", args=[self.certificate.pk])),
        ]

    def get_success_url(self) -> str:
        shown = self.result[0] if self.result else self.certificate
        return reverse("certification:certificate-detail", args=[shown.pk])


class TrainingVoid(Void):
    """At the centre; the person waits for a number in the class again."""

    permission_required = "certification.issue_training"

    def rows(self) -> QuerySet[Certificate]:
        rows: QuerySet[Certificate] = self.reach(Certificate).of_training()
        return rows

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [
            (_("Sertifikat pelatihan"), reverse("certification:training-certificate-list")),
            (self.certificate.number, self.get_success_url()),
        ]

    def get_success_url(self) -> str:
        enrolment = self.certificate.enrolment
        assert enrolment is not None  # certificate_of_one_issuer
        return reverse("certification:training-certificate-class", args=[enrolment.training_class_id])
