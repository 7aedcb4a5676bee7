"""At the prison, after the release: what of whom still waits, the plan to fetch it, the slip, sending it there."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from certification.choices import SENT_ON, PickupPlace, PlanState
from certification.models import Certificate, Lsp, PickupPlan
from certification.progress import is_here, step_of
from certification.querysets_fence import read_by_the_prison
from certification.rendering.slip import SlipFacts, render_slip
from certification.services import pickup
from foundation import clock
from foundation.audit import services as audit
from foundation.ui.files import shown_pdf
from foundation.ui.forms import DateField, OfficeForm
from foundation.ui.pages import ActionPage, Page
from lapas.choices import CustodyState
from lapas.models import Inmate
from training.models import TrainingCentre

MOST_ROWS = 200


class AfterRelease(Page):
    """Who has left and still has something to get, or has a plan for it; nobody else who has left."""

    permission_required = "certification.hand_over"
    template_name = "certification/after_release.html"
    title = _("Setelah bebas")
    lead = _("Yang sudah keluar dan sertifikatnya belum di tangan")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        waiting = Certificate.objects.not_handed_over().filter(inmate=OuterRef("pk"))
        plans = PickupPlan.objects.filter(state=PlanState.OPEN).select_related("lsp", "centre")
        people = (
            read_by_the_prison(self.user, self.permission_required)
            .filter(
                Q(Exists(waiting), custody_state=CustodyState.RELEASED) | Q(Exists(plans.filter(inmate=OuterRef("pk"))))
            )
            .prefetch_related(
                Prefetch(
                    "certificates",
                    Certificate.objects.not_handed_over().with_original().select_related("scheme").order_by("pk"),
                ),
                Prefetch("pickup_plans", plans, "open_plans"),
            )
            .order_by("released_on", "name")[:MOST_ROWS]
        )
        return super().get_context_data(**kwargs, rows=[_row(inmate) for inmate in people])


def _row(inmate: Any) -> dict[str, Any]:
    certificates = [
        {"certificate": row, "step": step_of(row, handed_over=False), "here": is_here(row)}
        for row in inmate.certificates.all()
    ]
    plan = next(iter(inmate.open_plans), None)
    here = any(entry["here"] for entry in certificates)
    # After its LSP sent its part, what is known to lie here still follows.
    follows = any(entry["here"] and entry["certificate"].original_state for entry in certificates)
    return {
        "inmate": inmate,
        "certificates": certificates,
        "plan": plan,
        "may_send": plan is not None and plan.place in SENT_ON and (follows if plan.sent_on else here),
    }


class PlanForm(OfficeForm):
    place = forms.ChoiceField(label=_("Diambil"), choices=PickupPlace.choices, widget=forms.RadioSelect)
    lsp = forms.ModelChoiceField(
        label=_("LSP"), queryset=Lsp.objects.none(), required=False, help_text=_("Bila diambil di LSP penerbit.")
    )
    centre = forms.ModelChoiceField(
        label=_("Balai pelatihan"),
        queryset=TrainingCentre.objects.none(),
        required=False,
        help_text=_("Bila diambil di balai dekat rumah."),
    )
    named_person = forms.CharField(
        label=_("Nama orang yang ditunjuk"),
        max_length=150,
        required=False,
        help_text=_("Bila diambil orang lain; ia membawa surat kuasa."),
    )

    def __init__(self, *args: Any, inmate: Inmate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lsps: Any = self.fields["lsp"]
        lsps.queryset = Lsp.objects.filter(certificates__in=inmate.certificates.not_handed_over()).distinct()
        centres: Any = self.fields["centre"]
        centres.queryset = TrainingCentre.objects.filter(is_active=True)


class PickupPlanPage(ActionPage):
    """Where the person fetches what is not in the hand; a new plan gives a new slip."""

    permission_required = "certification.hand_over"
    form_class = PlanForm
    template_name = "certification/pickup_plan.html"
    title = _("Rencana pengambilan")
    button = _("Simpan rencana")
    success_message = _("Rencana disimpan. Cetak slipnya dan berikan kepada pemegang.")

    @cached_property
    def inmate(self) -> Inmate:
        found: Inmate = get_object_or_404(read_by_the_prison(self.user, self.permission_required), pk=self.kwargs["pk"])
        return found

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "inmate": self.inmate}

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [(_("Setelah bebas"), reverse("certification:after-release"))]

    def perform(self, form: Any) -> PickupPlan:
        return pickup.plan_pickup(inmate=self.inmate, actor=self.user, **form.cleaned_data)

    def get_success_url(self) -> str:
        return reverse("certification:after-release")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        waiting = self.inmate.certificates.not_handed_over().with_original().select_related("scheme")
        return super().get_context_data(
            **kwargs,
            inmate=self.inmate,
            rows=[{"certificate": row, "step": step_of(row, handed_over=False)} for row in waiting],
            plan=self.inmate.pickup_plans.filter(state=PlanState.OPEN).select_related("lsp", "centre").first(),
        )


class OnePlan(ActionPage, abstract=True):
    permission_required = "certification.hand_over"

    @cached_property
    def plan(self) -> PickupPlan:
        rows = self.reach(PickupPlan).select_related("inmate__prison", "lsp", "centre")
        found: PickupPlan = get_object_or_404(rows, pk=self.kwargs["pk"])
        return found

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [(_("Setelah bebas"), reverse("certification:after-release"))]

    def get_success_url(self) -> str:
        return reverse("certification:after-release")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, plan=self.plan)


class SendOriginalForm(OfficeForm):
    sent_on = DateField(label=_("Dikirim pada"))
    courier_number = forms.CharField(label=_("Nomor resi"), max_length=60, required=False)


class PickupSend(OnePlan):
    """The originals of the person leave the prison for the counter, or by post."""

    form_class = SendOriginalForm
    template_name = "certification/pickup_send.html"
    title = _("Kirim asli ke tempat pengambilan")
    button = _("Catat pengiriman")
    success_message = _("Pengiriman dicatat; lembar asli tidak lagi di UPT.")

    def get_initial(self) -> dict[str, Any]:
        return {"sent_on": clock.today(self.plan.inmate.prison.timezone)}

    def perform(self, form: Any) -> PickupPlan:
        return pickup.send_original(plan=self.plan, actor=self.user, **form.cleaned_data)


class PickupSlip(Page):
    """The slip as PDF; names no prison, like everything that leaves."""

    permission_required = "certification.hand_over"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = self.reach(PickupPlan).select_related("inmate", "lsp", "centre")
        plan = get_object_or_404(rows, pk=kwargs["pk"])
        pdf = render_slip(slip_of(plan, clock.today()))
        audit.record_read(self.user, "certification.open_slip", [plan, plan.inmate])
        return shown_pdf(pdf, f"slip-{plan.slip_code[:4]}.pdf")


def slip_of(plan: PickupPlan, today: datetime.date) -> SlipFacts:
    waiting = plan.inmate.certificates.not_handed_over().select_related("scheme", "lsp", "centre").order_by("pk")
    counter: Any = plan.lsp or plan.centre
    phone = getattr(counter, "phone", "")
    contact = counter.city + (_t(", telepon %(phone)s") % {"phone": phone} if phone else "") if counter else ""
    # "Di pintu UPT" would tell where the holder was.
    where = _t("oleh pemegang sendiri") if plan.place == PickupPlace.GATE else plan.where
    return SlipFacts(
        name=plan.inmate.certificate_name or plan.inmate.name,
        printed_code=plan.printed_code,
        where=where,
        contact=contact,
        at_a_counter=counter is not None,
        waiting=[(row.scheme.title_id, str(row.issuer)) for row in waiting],
        dated=today,
    )
