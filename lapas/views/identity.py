"""NIK: set, and shown in full with a reason."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView

from foundation.ui.pages import ActionPage
from lapas import services
from lapas.forms.people import NikForm, RevealForm
from lapas.models import Inmate
from lapas.views.inmates import OfInmate


class InmateNik(OfInmate, ActionPage):
    permission_required = "lapas.change_inmate"
    form_class = NikForm
    template_name = "lapas/inmate_nik.html"
    title = _("NIK penghuni")
    success_message = _("NIK disimpan terenkripsi.")

    def perform(self, form: NikForm) -> Inmate:
        warnings = services.set_nik(inmate=self.inmate, actor=self.user, **form.cleaned_data)
        for warning in warnings:
            messages.warning(self.request, warning)
        return self.inmate

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"masked": services.masked_nik(self.inmate), **kwargs})


class InmateNikReveal(OfInmate, FormView):
    """Shows the NIK in the answer to the reason and nowhere else: no redirect, so no address leads to it again."""

    permission_required = "lapas.view_nik"
    form_class = RevealForm
    template_name = "lapas/inmate_nik_reveal.html"
    title = _("Lihat NIK lengkap")

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            shown = services.reveal_nik(inmate=self.inmate, reason=form.cleaned_data["reason"], actor=self.user)
        except ValidationError as refusal:
            form.add_error("reason", refusal)
            return self.form_invalid(form)
        return self.render_to_response(self.get_context_data(shown=shown))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"masked": services.masked_nik(self.inmate), **kwargs})
