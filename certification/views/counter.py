"""The counter of an LSP or a centre: who shows a slip is served; nobody is listed or looked up by name alone."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from certification.choices import IdentityCheck
from certification.models import Certificate, HandOver, Lsp, PickupPlan
from certification.receipts import receipt_of
from certification.rendering.receipt import render_receipts
from certification.services import pickup
from certification.services.handing_over import AT_THE_CENTRE, AT_THE_ISSUER, hand_over
from certification.views.handing_over import HandOverForm
from foundation import clock
from foundation.accounts.choices import Role
from foundation.accounts.models import User
from foundation.accounts.postings import places
from foundation.audit import services as audit
from foundation.ui.files import shown_pdf
from foundation.ui.forms import DateField, OfficeForm
from foundation.ui.pages import ActionPage, Page
from training.models import CentrePosting

PERMISSION = "certification.serve_counter"
# How long the counter may serve the person whose slip it was shown.
SERVED_FOR = datetime.timedelta(minutes=15)
FOUND, HANDED = "counter_plan", "counter_handed"


class AskForm(OfficeForm):
    """All three must agree; the answer never says which one did not."""

    slip_code = forms.CharField(
        label=_("Kode slip"), max_length=20, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    name = forms.CharField(
        label=_("Nama pemegang"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    birth_date = DateField(label=_("Tanggal lahir"))

    def __init__(self, *args: Any, actor: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.plan: PickupPlan | None = None

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.errors:
            return cleaned
        # Asked here, before the page's own transaction: a question in vain is kept as well.
        self.plan = pickup.ask_counter(
            **cleaned,
            lsps=list(Lsp.objects.for_user(self.actor, PERMISSION).values_list("pk", flat=True)),
            centres=places(self.actor, PERMISSION, CentrePosting, among=[Role.CENTRE_OFFICER]),
            actor=self.actor,
        )
        if self.plan is None:
            raise ValidationError(
                _("Tidak ditemukan untuk loket ini. Periksa kode slip, nama dan tanggal lahir."), code="not_found"
            )
        return cleaned


class Counter(ActionPage):
    """Asks for the slip, the name and the birth date."""

    permission_required = PERMISSION
    form_class = AskForm
    title = _("Loket pengambilan")
    lead = _("Untuk pemegang slip yang datang mengambil sertifikat aslinya")
    button = _("Cari")
    template_name = "certification/counter.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "actor": self.user}

    def perform(self, form: AskForm) -> PickupPlan | None:
        if form.plan is not None:
            self.request.session[FOUND] = {"plan": form.plan.pk, "until": (clock.now() + SERVED_FOR).isoformat()}
        return form.plan

    def get_success_url(self) -> str:
        return reverse("certification:counter-hand-over")


class CounterHandOver(ActionPage):
    """Hands over what lies at this counter for the person whose slip was just shown."""

    permission_required = PERMISSION
    form_class = HandOverForm
    template_name = "certification/counter_hand_over.html"
    title = _("Serahkan di loket")
    button = _("Catat penyerahan")
    success_message = _("Penyerahan dicatat. Cetak tanda terimanya untuk ditandatangani.")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.has_perm(PERMISSION) and self.plan is None:
            return HttpResponseRedirect(reverse("certification:counter"))
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def plan(self) -> PickupPlan | None:
        kept = self.request.session.get(FOUND)
        if not kept or datetime.datetime.fromisoformat(kept["until"]) < clock.now():
            return None
        own = Q(lsp__in=Lsp.objects.for_user(self.user, PERMISSION)) | Q(
            centre__in=places(self.user, PERMISSION, CentrePosting, among=[Role.CENTRE_OFFICER])
        )
        rows = PickupPlan.objects.filter(own, pk=kept["plan"]).select_related("inmate", "lsp", "centre")
        return rows.first()

    @cached_property
    def certificates(self) -> list[Certificate]:
        plan = self.plan
        assert plan is not None
        lies = AT_THE_ISSUER if plan.lsp_id else AT_THE_CENTRE
        rows = plan.inmate.certificates.not_handed_over()
        here = rows.original_is(*lies)
        if plan.lsp_id:
            # Another LSP's original was forwarded to this counter.
            here = here.filter(lsp=plan.lsp_id) | rows.original_is(*AT_THE_CENTRE).exclude(lsp=plan.lsp_id)
        # A training certificate has no sheet whose way is known; its own centre has it when it printed it.
        printed = rows.filter(centre=plan.centre_id, printed_on__isnull=False) if plan.centre_id else rows.none()
        return list((here | printed).distinct().select_related("scheme").order_by("pk"))

    def get_initial(self) -> dict[str, Any]:
        return {"handed_on": clock.today(), "is_holder": "1", "identity_check": IdentityCheck.ID_CARD}

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [(_("Loket pengambilan"), reverse("certification:counter"))]

    def perform(self, form: Any) -> list[HandOver]:
        plan = self.plan
        assert plan is not None
        if not self.certificates:
            raise ValidationError(_t("Lembar aslinya belum sampai di loket ini."), code="not_here")
        given = {**form.cleaned_data, "is_holder": bool(form.cleaned_data["is_holder"])}
        made = [
            hand_over(
                certificate=row,
                actor=self.user,
                lies=AT_THE_ISSUER if plan.lsp_id and row.lsp_id == plan.lsp_id else AT_THE_CENTRE,
                **given,
            )
            for row in self.certificates
        ]
        del self.request.session[FOUND]
        self.request.session[HANDED] = {
            "rows": [row.pk for row in made],
            "until": (clock.now() + SERVED_FOR).isoformat(),
        }
        return made

    def get_success_url(self) -> str:
        return reverse("certification:counter")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, plan=self.plan, certificates=self.certificates)


class CounterReceipts(Page):
    """The receipts of what this counter has just handed over; names no prison."""

    permission_required = PERMISSION

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        kept = request.session.get(HANDED)
        if not kept or datetime.datetime.fromisoformat(kept["until"]) < clock.now():
            return HttpResponseRedirect(reverse("certification:counter"))
        rows = HandOver.objects.filter(pk__in=kept["rows"], handed_by=self.user, certificate__isnull=False)
        found = list(rows.select_related("certificate").order_by("pk"))
        pdf = render_receipts([receipt_of(row.certificate, row) for row in found if row.certificate])
        audit.record_read(
            self.user, "certification.open_receipt", [row.certificate for row in found if row.certificate]
        )
        return shown_pdf(pdf, f"tanda-terima-{clock.today():%Y%m%d}.pdf")
