"""Asking that a certificate changes, deciding what others asked, and making a lost copy anew."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from certification import states
from certification.choices import CopyReason, Desk, Outcome, Wish
from certification.models import Certificate, StateRequest
from certification.readers import decides_on
from certification.services import states as services
from certification.tables_issuing import StateRequestTable
from foundation import clock
from foundation.accounts.again import PasswordAgain
from foundation.ui.forms import OfficeForm
from foundation.ui.pages import ActionPage, Chip, ListPage

APPROVE, REFUSE = "approve", "refuse"
REVOKING = "certification.revoke"


class OfCertificate(ActionPage, abstract=True):
    """A page that does something to one certificate in reach and leads back to it."""

    @cached_property
    def certificate(self) -> Certificate:
        rows = self.reach(Certificate).select_related("scheme", "lsp", "centre", "hand_over")
        found: Certificate = get_object_or_404(rows, pk=self.kwargs["pk"])
        return found

    @property
    def shown(self) -> str:
        row = self.certificate
        return states.shown_state(row.state, row.valid_until, clock.today(row.zone))

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [
            (_("Sertifikat"), reverse("certification:certificate-list")),
            (self.certificate.facts["name"], self.get_success_url()),
        ]

    def get_success_url(self) -> str:
        return reverse("certification:certificate-detail", args=[self.certificate.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.certificate
        return super().get_context_data(
            **{
                "certificate": row,
                "state_words": states.in_words(self.shown, row.state_since, row.valid_until),
                **kwargs,
            }
        )


class AskForm(OfficeForm):
    wish = forms.ChoiceField(label=_("Yang diminta"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Alasan"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Hanya dibaca di dalam portal; halaman pemeriksaan untuk umum tidak pernah menyebut alasan."),
    )

    def __init__(self, *args: Any, wishes: list[Wish], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wish"].choices = [(wish.value, wish.label) for wish in wishes]  # type: ignore[attr-defined]  # a choice field


class StateAsk(OfCertificate):
    permission_required = "certification.ask_for_state"
    form_class = AskForm
    template_name = "certification/state_ask.html"
    title = _("Minta perubahan status")
    button = _("Kirim permohonan")
    success_message = _("Permohonan dikirim. Petugas lain di penerbitnya yang memutuskan.")

    @cached_property
    def wishes(self) -> list[Wish]:
        row = self.certificate
        possible = states.possible(self.shown, handed_over=hasattr(row, "hand_over"), training=row.is_training)
        return possible if decides_on(self.user, row) else [wish for wish in possible if wish in states.OF_A_PRISON]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "wishes": self.wishes}

    def perform(self, form: AskForm) -> StateRequest:
        return services.ask_for_state(certificate=self.certificate, actor=self.user, **form.cleaned_data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        waiting = self.certificate.state_requests.waiting().first()
        return super().get_context_data(**kwargs, wishes=self.wishes, waiting=waiting)


class StateRequestList(ListPage):
    permission_required = "certification.ask_for_state"
    model = StateRequest
    table_class = StateRequestTable
    title = _("Permohonan status")
    lead = _("Membekukan, mencabut atau mengganti sertifikat: satu orang meminta, orang lain memutuskan")
    empty_title = _("Belum ada permohonan")
    empty_text = _("Permohonan dimulai dari halaman sebuah sertifikat.")

    def get_chips(self) -> tuple[Chip, ...]:
        waiting = Q(outcome=Outcome.WAITING)
        return (
            Chip("", _("Menunggu putusan"), waiting),
            Chip("saya", _("Dari saya"), Q(asked_by=self.user.person_id)),
            Chip("selesai", _("Selesai"), ~waiting),
            Chip("semua", _("Semua")),
        )

    def get_queryset(self) -> QuerySet[StateRequest]:
        return (
            super().get_queryset().select_related("certificate__lsp", "certificate__centre", "asked_by", "decided_by")
        )

    def get_table_kwargs(self) -> dict[str, Any]:
        return {**super().get_table_kwargs(), "reader": self.user}


class DecideForm(OfficeForm):
    answer = forms.ChoiceField(
        label=_("Putusan"),
        choices=[(APPROVE, _("Setujui")), (REFUSE, _("Tolak"))],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("Catatan"), max_length=300, required=False, help_text=_("Wajib bila ditolak: yang meminta membacanya.")
    )


class RevokeForm(PasswordAgain, DecideForm):
    """Taking a certificate away for good asks for the password once more; turning the request down does not."""

    password_required = False

    def needs_password(self) -> bool:
        return self.cleaned_data.get("answer") == APPROVE


class OfRequest(ActionPage, abstract=True):
    @cached_property
    def state_request(self) -> StateRequest:
        rows = self.reach(StateRequest).select_related(
            "certificate__lsp",
            "certificate__centre",
            "certificate__scheme",
            "certificate__inmate",
            "asked_by",
            "decided_by",
        )
        found: StateRequest = get_object_or_404(rows, pk=self.kwargs["pk"])
        return found

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [(_("Permohonan status"), reverse("certification:state-request-list"))]

    def get_success_url(self) -> str:
        return reverse("certification:certificate-detail", args=[self.state_request.certificate_id])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.state_request.certificate
        shown = states.shown_state(row.state, row.valid_until, clock.today(row.zone))
        return super().get_context_data(
            **{
                "asked": self.state_request,
                "desk": row.issuer if self.state_request.desk == Desk.ISSUER else _t("UPT"),
                "certificate": row,
                "state_words": states.in_words(shown, row.state_since, row.valid_until),
                **kwargs,
            }
        )


class StateDecide(OfRequest):
    permission_required = "certification.decide_state"
    template_name = "certification/state_decide.html"
    button = _("Simpan putusan")

    def get_title(self) -> str:
        return _t("Permohonan: %(wish)s") % {"wish": self.state_request.get_wish_display()}

    def get_form_class(self) -> type[forms.Form]:
        return RevokeForm if self.state_request.wish == Wish.REVOKED else DecideForm

    def get_form_kwargs(self) -> dict[str, Any]:
        given = super().get_form_kwargs()
        if self.state_request.wish == Wish.REVOKED:
            given |= {"request": self.request, "purpose": REVOKING}
        return given

    def perform(self, form: Any) -> StateRequest:
        act = services.approve_request if form.cleaned_data["answer"] == APPROVE else services.refuse_request
        return act(request=self.state_request, note=form.cleaned_data["note"], actor=self.user)

    def get_success_message(self) -> str:
        approved = self.result.outcome == Outcome.APPROVED
        return _t("Permohonan disetujui dan berlaku sekarang.") if approved else _t("Permohonan ditolak.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **kwargs,
            is_open=self.state_request.outcome == Outcome.WAITING,
            is_own=self.state_request.asked_by_id == self.user.person_id,
        )


class StateWithdraw(OfRequest):
    permission_required = "certification.ask_for_state"
    title = _("Tarik permohonan")
    button = _("Tarik permohonan")
    success_message = _("Permohonan ditarik; sertifikat tetap seperti semula.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        text = _t("Permohonan “%(wish)s” untuk sertifikat %(number)s ditarik kembali.") % {
            "wish": self.state_request.get_wish_display(),
            "number": self.state_request.certificate.number,
        }
        return super().get_context_data(**kwargs, confirm_text=text)

    def perform(self, form: Any) -> StateRequest:
        return services.withdraw_request(request=self.state_request, actor=self.user)


class ReprintForm(OfficeForm):
    reason = forms.ChoiceField(label=_("Mengapa dibuat lagi"), choices=CopyReason.choices, widget=forms.RadioSelect)


class CopyReprint(OfCertificate):
    permission_required = "certification.reprint_copy"
    form_class = ReprintForm
    template_name = "certification/copy_reprint.html"
    title = _("Buat salinan baru")
    button = _("Buat salinan baru")
    success_message = _("Salinan baru sedang disiapkan.")

    def perform(self, form: Any) -> Certificate:
        return services.reprint_copy(certificate=self.certificate, actor=self.user, **form.cleaned_data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, next_number=self.certificate.copy_number + 1)
