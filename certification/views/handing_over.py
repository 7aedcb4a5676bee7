"""At the prison: what is ready, handing it over, the receipt."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from certification.choices import IdentityCheck
from certification.models import Certificate, HandOver
from certification.receipts import receipt_of
from certification.rendering.receipt import render_receipt
from certification.services.handing_over import hand_over
from foundation import clock
from foundation.audit import services as audit
from foundation.ui.files import shown_pdf
from foundation.ui.forms import DateField, OfficeForm
from foundation.ui.pages import ActionPage, Page


class HandOverForm(OfficeForm):
    handed_on = DateField(label=_("Tanggal penyerahan"))
    identity_check = forms.ChoiceField(label=_("Identitas diperiksa"), choices=IdentityCheck.choices)
    is_holder = forms.TypedChoiceField(
        label=_("Diterima oleh"),
        choices=[("1", _("Pemegang sendiri")), ("", _("Orang lain, dengan surat kuasa"))],
        coerce=bool,
        required=False,
        empty_value="",
        widget=forms.RadioSelect,
        initial="1",
    )
    received_by = forms.CharField(
        label=_("Nama penerima"), max_length=150, required=False, help_text=_("Hanya bila bukan pemegang sendiri.")
    )
    note = forms.CharField(label=_("Keterangan"), max_length=200, required=False)


class HandOverPage(ActionPage):
    permission_required = "certification.hand_over"
    form_class = HandOverForm
    template_name = "certification/hand_over.html"
    title = _("Serahkan sertifikat")
    button = _("Catat penyerahan")
    success_message = _("Penyerahan dicatat. Cetak tanda terima untuk ditandatangani.")

    @cached_property
    def certificate(self) -> Certificate:
        rows = self.reach(Certificate).select_related("inmate__prison", "scheme")
        found: Certificate = get_object_or_404(rows, pk=self.kwargs["pk"])
        return found

    def get_initial(self) -> dict[str, Any]:
        return {"handed_on": clock.today(self.certificate.inmate.prison.timezone), "is_holder": "1"}

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [
            (_("Sertifikat"), reverse("certification:certificate-list")),
            (self.certificate.facts["name"], reverse("certification:certificate-detail", args=[self.certificate.pk])),
        ]

    def perform(self, form: Any) -> HandOver:
        given = {**form.cleaned_data, "is_holder": bool(form.cleaned_data["is_holder"])}
        return hand_over(certificate=self.certificate, actor=self.user, **given)

    def get_success_url(self) -> str:
        return reverse("certification:certificate-detail", args=[self.certificate.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, certificate=self.certificate)


class Receipt(Page):
    """The receipt as PDF; names no prison, like everything that leaves."""

    permission_required = "certification.open_copy"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        certificate = get_object_or_404(self.reach(Certificate).select_related("hand_over"), pk=kwargs["pk"])
        handed = getattr(certificate, "hand_over", None)
        if handed is None:
            raise Http404
        pdf = render_receipt(*receipt_of(certificate, handed))
        audit.record_read(self.user, "certification.open_receipt", [certificate])
        return shown_pdf(pdf, f"tanda-terima-{certificate.code[:4]}.pdf")
