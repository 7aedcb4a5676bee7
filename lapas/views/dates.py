"""Given dates of one person."""

from __future__ import annotations

from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from foundation.ui.pages import ActionPage
from lapas import services
from lapas.forms.people import DatesForm
from lapas.models import DateFact, Inmate
from lapas.services.facts import current_dates
from lapas.views.inmates import OfInmate


class InmateDates(OfInmate, ActionPage):
    permission_required = "lapas.change_inmate"
    form_class = DatesForm
    template_name = "lapas/inmate_dates.html"
    title = _("Tanggal masa pidana")
    button = _("Simpan tanggal")
    success_message = _("Tanggal disimpan; perkiraan bebas dipilih kembali.")

    @cached_property
    def current(self) -> dict[str, DateFact]:
        return current_dates(self.inmate)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "current": self.current}

    def get_initial(self) -> dict[str, Any]:
        return {"as_of": self.today}

    def perform(self, form: DatesForm) -> Inmate:
        services.record_dates(inmate=self.inmate, dates=form.given(), as_of=form.cleaned_data["as_of"], actor=self.user)
        return self.inmate

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        history = self.inmate.date_facts.select_related("recorded_by__person").order_by("-recorded_at", "-pk")
        return super().get_context_data(**{"history": history, **kwargs})
