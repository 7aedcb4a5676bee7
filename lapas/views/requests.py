"""Requests about a person's own data: taken, prepared, decided, and the file itself."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from foundation import clock
from foundation.ui.forms import OfficeForm
from foundation.ui.pages import ActionPage, Chip, DetailPage, ListPage, Reach
from lapas import wording
from lapas.choices import RequestKind, RequestOutcome
from lapas.holders import awaited_holders, holders_of
from lapas.models import SubjectRequest
from lapas.place import AtPlace
from lapas.services import requests
from lapas.tables.requests import RequestTable, state_tag
from lapas.views.inmates import OfInmate

VIEW = "lapas.view_requests"
OPEN = Q(decided_at__isnull=True)


class RequestList(AtPlace, ListPage):
    permission_required = VIEW
    model = SubjectRequest
    table_class = RequestTable
    title = gettext_lazy("Permintaan data")
    empty_title = gettext_lazy("Tidak ada permintaan")
    empty_text = gettext_lazy("Permintaan melihat atau membetulkan data dicatat dari halaman orangnya.")

    def get_chips(self) -> tuple[Chip, ...]:
        return (
            Chip("", _("Belum dijawab"), OPEN),
            Chip("lewat", _("Lewat 3×24 jam"), OPEN & Q(due_at__lt=clock.now())),
            Chip("putus", _("Menunggu putusan"), OPEN & Q(prepared_at__isnull=False)),
            Chip("selesai", _("Sudah dijawab"), ~OPEN),
        )

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().select_related("inmate", "prison")

    def get_table_kwargs(self) -> dict[str, Any]:
        return {"now": clock.now(), "exclude": ("prison",) if self.prison else ()}


class OpenForm(OfficeForm):
    kind = forms.ChoiceField(label=gettext_lazy("Permintaan"), choices=RequestKind.choices, widget=forms.RadioSelect)
    asked_by = forms.CharField(
        label=gettext_lazy("Diminta oleh"),
        max_length=150,
        help_text=gettext_lazy("Orangnya sendiri, atau wakil dengan surat kuasa."),
    )
    wish = forms.CharField(
        label=gettext_lazy("Data yang keliru dan bagaimana seharusnya"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Hanya untuk permintaan membetulkan."),
    )


class RequestOpen(OfInmate, ActionPage):
    permission_required = "lapas.prepare_request"
    form_class = OpenForm
    title = gettext_lazy("Terima permintaan tentang data pribadi")
    button = gettext_lazy("Terima permintaan")
    success_message = gettext_lazy("Permintaan diterima; waktunya 3×24 jam sejak sekarang.")

    def perform(self, form: OpenForm) -> SubjectRequest:
        return requests.open_request(inmate=self.inmate, actor=self.user, **form.cleaned_data)


class OfRequest(Reach, abstract=True):
    """A page about one request: 404 unless it is in reach."""

    @cached_property
    def request_row(self) -> SubjectRequest:
        rows = self.reach(SubjectRequest).select_related(
            "inmate", "prison", "opened_by__person", "prepared_by__person", "decided_by__person"
        )
        found: SubjectRequest = get_object_or_404(rows, pk=self.kwargs["pk"])
        return found

    def get_crumbs(self) -> list[tuple[Any, str]]:
        row = self.request_row
        return [(_("Permintaan data"), reverse("lapas:request-list")), (row.inmate.name, row.get_absolute_url())]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.request_row
        now = clock.now()
        # An answer that came too late goes on saying by how much.
        left = wording.time_left(row.due_at, row.decided_at if row.decided_at else now)
        if row.decided_at and not row.is_answered_late:
            left = ""
        return super().get_context_data(row=row, state=state_tag(row, now), left=left, **kwargs)


class RequestDetail(OfRequest, DetailPage):
    permission_required = VIEW
    model = SubjectRequest
    template_name = "lapas/request_detail.html"
    audit_verb = "lapas.view_inmate"

    def get_object(self, queryset: Any = None) -> SubjectRequest:
        return self.request_row

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.request_row
        may_decide = row.decided_at is None and row.prepared_at and self.user.has_perm("lapas.release_request")
        own = requests.who_else_decides(row, self.user) if may_decide and row.prepared_by_id == self.user.pk else ""
        held = [(one, one.is_late_at(clock.now())) for one in holders_of(row)]
        return super().get_context_data(own=own, held=held, **kwargs)

    def get_title(self) -> Any:
        return self.request_row.get_kind_display().capitalize()

    def get_lead(self) -> Any:
        row = self.request_row
        return f"{row.inmate.display_name} · {row.inmate.register_number} · {row.prison}"

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return super().get_crumbs()[:1]


class PrepareForm(OfficeForm):
    proposal = forms.CharField(
        label=gettext_lazy("Usulan jawaban"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Apa yang ditemukan dan diusulkan; kepala membacanya sebelum memutuskan."),
    )


class RequestPrepare(OfRequest, ActionPage):
    permission_required = "lapas.prepare_request"
    form_class = PrepareForm
    title = gettext_lazy("Siapkan jawaban")
    button = gettext_lazy("Ajukan ke kepala")
    success_message = gettext_lazy("Jawaban disiapkan; kepala yang memutus.")
    template_name = "lapas/request_prepare.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now = clock.now()
        awaited = awaited_holders(self.request_row, now)
        missing = [(held, held.is_late_at(now)) for held in holders_of(self.request_row) if held.given_at is None]
        return super().get_context_data(**kwargs, awaited=awaited, missing=[] if awaited else missing)

    @property
    def confirm_text(self) -> Any:
        if self.request_row.kind == RequestKind.ACCESS:
            return _("Semua yang disimpan tentang orang ini dikumpulkan sekarang menjadi satu berkas.")
        return ""

    def note_refusal(self, error: ValidationError) -> None:
        # What the service asked was rolled back with its refusal.
        requests.ask_newcomers(people=[self.request_row.inmate], actor=self.user)

    def perform(self, form: PrepareForm) -> SubjectRequest:
        return requests.prepare_request(request=self.request_row, actor=self.user, **form.cleaned_data)


class DecideForm(OfficeForm):
    outcome = forms.ChoiceField(label=gettext_lazy("Putusan"), choices=RequestOutcome.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=gettext_lazy("Alasan"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("Wajib bila tidak dipenuhi seluruhnya."),
    )


class RequestDecide(OfRequest, ActionPage):
    permission_required = "lapas.release_request"
    form_class = DecideForm
    title = gettext_lazy("Putuskan permintaan")
    button = gettext_lazy("Simpan putusan")
    success_message = gettext_lazy("Putusan dicatat.")

    template_name = "lapas/request_decide.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.request_row
        own = requests.who_else_decides(row, self.user) if row.prepared_by_id == self.user.pk else ""
        return super().get_context_data(**kwargs, own=own)

    def perform(self, form: DecideForm) -> SubjectRequest:
        return requests.decide_request(request=self.request_row, actor=self.user, **form.cleaned_data)


class RequestJson(OfRequest, View):
    """The file as data, for the person to take along; 404 until it is prepared."""

    permission_required = VIEW

    def get(self, http: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        row = self.request_row
        if not row.content:
            raise Http404
        content = requests.open_content(request=row, actor=self.user)
        name = f'attachment; filename="data-pribadi-{row.pk}.json"'
        return JsonResponse(
            content,
            json_dumps_params={"ensure_ascii": False, "indent": 1},
            headers={"Content-Disposition": name},
        )
