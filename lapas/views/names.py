"""The certificate name, confirmed by the person on paper and typed back: for one, or many in one grid."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from foundation.collect import offered
from foundation.ui.pages import ActionPage
from foundation.ui.sorting import sorted_whole
from lapas import services
from lapas.forms.people import ConfirmNameForm, NameGridForm
from lapas.models import Inmate
from lapas.place import AtPlace
from lapas.views.inmates import OfInmate

ROWS = 50


class InmateConfirmName(OfInmate, ActionPage):
    permission_required = "lapas.confirm_name"
    form_class = ConfirmNameForm
    template_name = "lapas/inmate_confirm_name.html"
    title = _("Konfirmasi nama sertifikat")
    button = _("Simpan nama")
    success_message = _("Nama sertifikat dikonfirmasi.")

    @cached_property
    def inmate(self) -> Inmate:
        """In reach, or gone long ago and awaited: a certificate that waits for the name is not lost by the release."""
        gone = Inmate.objects.once_at(self.user, self.permission_required)
        reached = Q(pk__in=self.reach(Inmate).values("pk"))
        for awaited in offered("naming", "awaited"):
            reached |= Q(pk__in=awaited(gone).values("pk"))
        rows = gone.filter(reached).select_related("prison", "destination")
        found: Inmate = get_object_or_404(rows, pk=self.kwargs["pk"])
        return found

    def get_initial(self) -> dict[str, Any]:
        return {"name": self.inmate.certificate_name or self.inmate.name.upper(), "on": self.today}

    def perform(self, form: ConfirmNameForm) -> Inmate:
        return services.confirm_certificate_name(inmate=self.inmate, actor=self.user, **form.cleaned_data)


class NameConfirm(AtPlace, ActionPage):
    permission_required = "lapas.confirm_name"
    form_class = NameGridForm
    template_name = "lapas/name_confirm.html"
    title = _("Konfirmasi nama sertifikat")

    @cached_property
    def waiting(self) -> QuerySet[Any]:
        """People here without a confirmed name, those who leave first at the top; found by name when asked."""
        rows = self.reach(Inmate).in_custody().unconfirmed().matching(self.request.GET.get("q", ""))
        ordered: QuerySet[Any] = rows.order_by("earliest_release", "name", "pk")
        return ordered

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [(_("Penghuni"), reverse("lapas:inmate-list"))]

    def get_initial(self) -> dict[str, Any]:
        return {"on": self.today}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "people": self.waiting}

    def get_success_url(self) -> str:
        return reverse("lapas:name-confirm")

    def get_success_message(self) -> Any:
        return _("%(count)d nama sertifikat dikonfirmasi.") % {"count": self.result}

    def perform(self, form: NameGridForm) -> int:
        return services.confirm_certificate_names(confirmed=form.confirmed(), on=form.day, actor=self.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        people = list(sorted_whole(self.waiting)[: ROWS + 1])
        form = context["form"]
        context["rows"] = [(inmate, form.typed(inmate), form.ticked(inmate)) for inmate in people[:ROWS]]
        context["more"] = len(people) > ROWS
        context["words"] = self.request.GET.get("q", "")
        return context
