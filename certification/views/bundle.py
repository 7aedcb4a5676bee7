"""Everything behind one certificate as a zip, for a reason and with the password once more."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView

from certification.masking import Reader, masked_name
from certification.models import Certificate
from certification.readers import reader_of
from certification.services.bundling import take_bundle
from foundation.accounts.again import PasswordAgain
from foundation.ui.forms import OfficeForm
from foundation.ui.pages.reach import Reach

TAKING = "certification.take_bundle"
NEEDED = (
    "inmate", "lsp", "centre", "letter", "voided", "enrolment", "replaces", "successor",
    "decision__meeting", "decision__assessment__exam", "decision__assessment__judged_by",
    "decision__assessment__typed_by__person",
)  # fmt: skip


class BundleForm(PasswordAgain, OfficeForm):
    reason = forms.CharField(
        label=_("Keperluan"),
        max_length=200,
        min_length=10,
        help_text=_("Satu kalimat, misalnya nomor surat pemeriksaan. Dicatat bersama nama Anda."),
    )
    field_order = ("reason", "password")


class CertificateBundle(Reach, FormView):
    """The archive is the answer to the reason and nothing else: no address leads to it again."""

    permission_required = TAKING
    form_class = BundleForm
    template_name = "certification/certificate_bundle.html"
    title = _("Berkas bukti")

    def rows(self) -> QuerySet[Certificate]:
        rows: QuerySet[Certificate] = self.reach(Certificate)
        return rows.select_related(*NEEDED)

    @cached_property
    def certificate(self) -> Certificate:
        return get_object_or_404(self.rows(), pk=self.kwargs["pk"])

    @property
    def reader(self) -> Reader:
        return reader_of(self.user, self.certificate)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "request": self.request, "purpose": TAKING}

    def form_valid(self, form: Any) -> HttpResponse:
        row = self.certificate
        try:
            made = take_bundle(certificate=row, reader=self.reader, reason=form.cleaned_data["reason"], actor=self.user)
        except ValidationError as refusal:
            form.add_error(None, refusal)
            return self.form_invalid(form)
        name = f"bukti-{row.code[:4]}.zip"
        return HttpResponse(
            made,
            content_type="application/zip",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.certificate
        name: str = row.facts["name"]
        masked = self.reader is Reader.AUDITOR
        own = reverse("certification:certificate-detail", args=[row.pk])
        shown = masked_name(name) if masked else name
        crumbs = [(_("Sertifikat"), reverse("certification:certificate-list")), (shown, own)]
        return super().get_context_data(
            **{"certificate": row, "name": shown, "masked": masked, "crumbs": crumbs, **kwargs}
        )
