"""At the LSP: originals of people who have left, for the counter of a training centre or of another LSP."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from certification.models import Certificate, PickupPlan
from certification.services import forwarding
from certification.views.packages import PickForm
from foundation import clock
from foundation.ui.forms import DateField, OfficeForm
from foundation.ui.pages import ActionPage

SHOWN = 300


class ForwardForm(OfficeForm, PickForm):
    sent_on = DateField(label=_("Dikirim pada"))
    courier = forms.CharField(label=_("Kurir"), max_length=40)
    courier_number = forms.CharField(label=_("Nomor resi"), max_length=40, required=False)


class OriginalsForward(ActionPage):
    """Signed originals whose holder fetches them elsewhere, grouped by counter; one parcel goes to one counter."""

    permission_required = "certification.send_package"
    form_class = ForwardForm
    template_name = "certification/originals_forward.html"
    title = _("Teruskan ke loket")
    lead = _("Asli milik yang sudah keluar dan mengambilnya di balai pelatihan atau LSP lain")

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [(_("Kiriman"), reverse("certification:package-list"))]

    @cached_property
    def groups(self) -> list[dict[str, Any]]:
        """One group for each own LSP and counter, in the order of their names."""
        rows = self.reach(Certificate).ready_to_forward().select_related("lsp", "scheme").order_by("pk")[:SHOWN]
        found = list(rows)
        plans = {
            plan.inmate_id: plan
            for plan in PickupPlan.objects.open()
            .filter(inmate__in=[row.inmate_id for row in found])
            .select_related("lsp", "centre")
        }
        groups: dict[str, dict[str, Any]] = {}
        for row in found:
            plan = plans[row.inmate_id]
            key = f"{row.lsp_id}-{plan.place}-{plan.lsp_id or plan.centre_id}"
            group = groups.setdefault(key, {"key": key, "lsp": row.lsp, "counter": plan.where, "rows": []})
            group["rows"].append(row)
        return sorted(groups.values(), key=lambda group: (group["counter"], group["key"]))

    @cached_property
    def shown(self) -> dict[str, Any] | None:
        asked = self.request.GET.get("loket", "")
        return next((each for each in self.groups if each["key"] == asked), self.groups[0] if self.groups else None)

    def get_initial(self) -> dict[str, Any]:
        return {"sent_on": clock.today()}

    def perform(self, form: ForwardForm) -> list[Certificate]:
        rows = list(self.reach(Certificate).select_related("lsp").filter(pk__in=form.picked(), lsp__isnull=False))
        if len({row.lsp_id for row in rows}) > 1:
            raise ValidationError(_t("Satu paket dari satu LSP; centang dari satu daftar saja."), code="one_lsp")
        if not rows or rows[0].lsp is None:
            raise ValidationError(_t("Pilih paling sedikit satu sertifikat."), code="none_chosen")
        return forwarding.forward_originals(lsp=rows[0].lsp, certificates=rows, actor=self.user, **form.cleaned_data)

    def get_success_url(self) -> str:
        return reverse("certification:originals-forward")

    def get_success_message(self) -> str:
        return _t("%(count)d lembar asli diteruskan ke loketnya.") % {"count": len(self.result)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        several = len({group["lsp"].pk for group in self.groups}) > 1
        return super().get_context_data(**kwargs, groups=self.groups, shown=self.shown, several=several)
