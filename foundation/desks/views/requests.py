"""Requests for desks: listed, proposed, decided, executed, withdrawn; and the end of a posting."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from foundation import clock
from foundation.accounts.models import Posting
from foundation.desks.choices import WAITING, RequestState
from foundation.desks.desks import kind_of, kinds_for, places_for, postings_for
from foundation.desks.filters import RequestFilter
from foundation.desks.forms import DecideForm, EndForm, ProposeForm
from foundation.desks.models import PostingRequest
from foundation.desks.querysets import people_for
from foundation.desks.services import ending, requests
from foundation.desks.tables import TONES, RequestTable
from foundation.ui.pages import ActionPage, Chip, DetailPage, LinkButton, ListPage

SEE = "desks.view_posting"
KIND = "jenis"


class RequestList(ListPage):
    permission_required = SEE
    model = PostingRequest
    table_class = RequestTable
    filterset_class = RequestFilter
    title = _("Usulan penugasan")
    lead = _("Satu orang mengusulkan, orang kedua menyetujui, orang ketiga melaksanakan.")
    empty_title = _("Belum ada usulan")
    empty_text = _("Usulkan penugasan untuk rekan yang akan bekerja di portal.")

    def get_chips(self) -> tuple[Chip, ...]:
        return (
            Chip("", _("Menunggu"), Q(state__in=[state.value for state in WAITING])),
            Chip("disetujui", _("Menunggu pelaksanaan"), Q(state=RequestState.APPROVED)),
            Chip("selesai", _("Dilaksanakan"), Q(state=RequestState.EXECUTED, wish="give")),
            Chip("diakhiri", _("Diakhiri"), Q(wish="end")),
            Chip("ditolak", _("Ditolak atau ditarik"), Q(state__in=[RequestState.REFUSED, RequestState.WITHDRAWN])),
            Chip("semua", _("Semua")),
        )

    def get_queryset(self) -> QuerySet[PostingRequest]:
        rows: QuerySet[PostingRequest] = super().get_queryset()
        return rows.select_related("proposed_by")

    def get_buttons(self) -> list[LinkButton]:
        return [
            LinkButton(_("Orang & akun"), reverse("desks:person-list"), SEE, "people"),
            LinkButton(
                _("Usulkan penugasan"), reverse("desks:request-propose"), requests.PROPOSE, "plus-lg", primary=True
            ),
        ]


class RequestDetail(DetailPage):
    permission_required = SEE
    model = PostingRequest
    template_name = "desks/request_detail.html"

    def get_queryset(self) -> QuerySet[PostingRequest]:
        rows: QuerySet[PostingRequest] = super().get_queryset()
        return rows.select_related("person__user", "proposed_by", "decided_by", "executed_by")

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [(_("Usulan penugasan"), reverse("desks:request-list"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row: PostingRequest = self.object
        me = self.user.person
        has_part = me.pk in {row.proposed_by_id, row.decided_by_id, row.person_id} or (
            me.staff_number == row.staff_number != ""
        )
        return super().get_context_data(
            tone=TONES[RequestState(row.state)],
            may_decide=row.is_waiting and self._may("desks.approve_posting") and me.pk != row.proposed_by_id,
            may_execute=row.state == RequestState.APPROVED and self._may("desks.execute_posting"),
            may_withdraw=row.is_waiting and me.pk == row.proposed_by_id,
            may_see_person=row.person_id is not None and people_for(self.user, SEE).filter(pk=row.person_id).exists(),
            has_part=has_part,
            over=row.is_waiting and row.until_date is not None and row.until_date < clock.today(),
            **kwargs,
        )

    def _may(self, perm: str) -> bool:
        return self.user.has_perm(perm)


class RequestPropose(ActionPage):
    permission_required = requests.PROPOSE
    form_class = ProposeForm
    template_name = "desks/request_propose.html"
    title = _("Usulkan penugasan")
    lead = _("Admin Kemnaker menyetujui, admin sistem melaksanakan; baru sesudah itu penugasan berlaku.")
    button = _("Kirim usulan")
    success_message = _("Usulan dikirim dan menunggu persetujuan.")

    @cached_property
    def offered(self) -> list[type[Posting]]:
        return kinds_for(self.user, self.permission_required)

    @cached_property
    def posting_model(self) -> type[Posting]:
        asked = self.request.GET.get(KIND, "")
        found = next((model for model in self.offered if model._meta.label_lower == asked), None)
        if found is None and (asked or not self.offered):
            raise Http404
        return found or self.offered[0]

    def get_form_kwargs(self) -> dict[str, Any]:
        model = self.posting_model
        places = places_for(self.user, self.permission_required, model) if model.PLACE else None
        return {**super().get_form_kwargs(), "model": model, "places": places}

    def get_initial(self) -> dict[str, Any]:
        known = {name: self.request.GET.get(name, "") for name in ("full_name", "staff_number")}
        return {"from_date": clock.today(), **known}

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [(_("Usulan penugasan"), reverse("desks:request-list"))]

    def perform(self, form: ProposeForm) -> PostingRequest:
        given = dict(form.cleaned_data)
        place = given.pop("place", None)
        return requests.propose_posting(
            kind=self.posting_model._meta.label_lower, place=place.pk if place else 0, actor=self.user, **given
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        offered = [
            {"label": model.WHERE, "url": f"?{KIND}={model._meta.label_lower}", "on": model is self.posting_model}
            for model in self.offered
        ]
        return super().get_context_data(kinds=offered, **kwargs)


class OfRequest(ActionPage, abstract=True):
    """Does something to one request in reach and leads back to it."""

    template_name = "desks/request_act.html"

    @cached_property
    def asked(self) -> PostingRequest:
        rows = self.reach(PostingRequest).select_related("proposed_by", "decided_by")
        found: PostingRequest = get_object_or_404(rows, pk=self.kwargs["pk"])
        return found

    def get_lead(self) -> str:
        return str(self.asked)

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [
            (_("Usulan penugasan"), reverse("desks:request-list")),
            (str(self.asked), self.asked.get_absolute_url()),
        ]

    def get_success_url(self) -> str:
        return self.asked.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(asked=self.asked, **kwargs)


class RequestDecide(OfRequest):
    permission_required = "desks.approve_posting"
    form_class = DecideForm
    title = _("Putuskan usulan")
    button = _("Simpan putusan")

    def perform(self, form: DecideForm) -> PostingRequest:
        decide = requests.approve_posting if form.cleaned_data["answer"] == "approve" else requests.refuse_posting
        return decide(request=self.asked, note=form.cleaned_data["note"], actor=self.user)

    def get_success_message(self) -> Any:
        approved = self.result.state == RequestState.APPROVED
        return _t("Disetujui; admin sistem melaksanakannya.") if approved else _t("Usulan ditolak.")


class RequestExecute(OfRequest):
    permission_required = "desks.execute_posting"
    title = _("Laksanakan penugasan")
    button = _("Laksanakan")
    confirm_text = _(
        "Penugasan mulai berlaku. Bila orang ini belum punya akun, akunnya dibuat tanpa sandi; kode untuk sandi "
        "pertama dicetak sesudah ini, satu oleh Anda dan satu oleh pimpinannya."
    )
    success_message = _("Penugasan berlaku. Cetak kode pertama bila orang ini belum bersandi.")

    def perform(self, form: Any) -> PostingRequest:
        return requests.execute_posting(request=self.asked, actor=self.user)


class RequestWithdraw(OfRequest):
    permission_required = requests.PROPOSE
    title = _("Tarik usulan")
    button = _("Tarik usulan")
    button_style = "danger"
    confirm_text = _("Usulan ditutup dan tidak dilaksanakan.")
    success_message = _("Usulan ditarik.")

    def perform(self, form: Any) -> PostingRequest:
        return requests.withdraw_posting(request=self.asked, actor=self.user)


class PostingEnd(ActionPage):
    permission_required = requests.PROPOSE
    form_class = EndForm
    title = _("Akhiri penugasan")
    button = _("Akhiri penugasan")
    button_style = "danger"
    success_message = _("Akhir penugasan dicatat.")

    @cached_property
    def posting(self) -> Posting:
        model = kind_of(self.kwargs["kind"])
        if model is None:
            raise Http404
        rows = postings_for(self.user, self.permission_required, model)
        found: Posting = get_object_or_404(rows, pk=self.kwargs["pk"])
        return found

    def get_lead(self) -> str:
        place = getattr(self.posting, self.posting.PLACE) if self.posting.PLACE else _t("seluruh Indonesia")
        return f"{self.posting}, {place}"

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [(_("Orang & akun"), reverse("desks:person-list")), (str(self.posting.person), self.get_success_url())]

    def get_success_url(self) -> str:
        return reverse("desks:person-detail", args=[self.posting.person_id])

    def perform(self, form: EndForm) -> PostingRequest:
        given = form.cleaned_data
        return ending.end_posting(
            posting=self.posting, on=given["on"], reason=given["reason"], letter=given["letter"], actor=self.user
        )
