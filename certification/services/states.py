"""Suspend, reinstate, revoke, replace: asked by one person, decided by another. A lost copy is made anew by one."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from certification import states
from certification.choices import (
    CertificateState,
    CopyReason,
    Desk,
    NumberingMode,
    Outcome,
    SheetStatus,
    Wish,
)
from certification.models import Certificate, HandOver, Lsp, Sheet, StateRequest
from certification.readers import decides_on
from certification.services import issuing, printing
from certification.services.freezing import free_for_print, order_rendering, publish, refuse_unconfirmed
from certification.services.sheets import move_sheets
from foundation import clock
from foundation.accounts.models import User
from foundation.audit import services as audit
from lapas import nik
from lapas.services.holding import hold_owners

SHORTEST_REASON = 10
# A copy is made anew of what is, or may again be, valid.
COPIED_ANEW = frozenset({CertificateState.ACTIVE, CertificateState.SUSPENDED})


@transaction.atomic
def ask_for_state(*, certificate: Certificate, wish: str, reason: str, actor: User) -> StateRequest:
    """Ask that a certificate changes; nothing changes until another person at its issuer approves.

    Refused: a reason that says nothing or holds a NIK, a change that is not possible from here, a second request
    while one waits, and from a prison to let a suspended one be valid again. A training certificate can only be
    revoked, and only once it was handed over.
    """
    locked = _lock(certificate)
    desk = _desk_of(actor, locked)
    if desk == Desk.PRISON and wish not in states.OF_A_PRISON:
        raise ValidationError(_("Hanya penerbit yang dapat meminta ini."), code="issuer_only")
    refuse_reason(reason)
    _refuse_impossible(locked, wish)
    try:
        with transaction.atomic():
            made = StateRequest.objects.create(
                certificate=locked,
                wish=wish,
                reason=reason.strip(),
                desk=desk,
                asked_by=actor.person,
                asked_at=clock.now(),
                before=locked.state,
            )
    except IntegrityError as clash:
        raise ValidationError(
            _("Sudah ada permohonan yang menunggu putusan untuk sertifikat ini."), code="one_waiting"
        ) from clash
    audit.record(actor, "certification.ask_for_state", [made, locked], {"wish": wish, "desk": desk})
    return made


@transaction.atomic
def approve_request(*, request: StateRequest, note: str = "", actor: User) -> StateRequest:
    """Let a request take effect, in the same transaction in the certificate and in its public record.

    Refused: by the person who asked, when it was decided meanwhile, when the change is no longer possible; for a
    replacement because of wrong data, while the data are as wrong as before.
    """
    hold_owners(Certificate.objects.filter(pk=request.certificate_id))
    certificate, waiting = _take(request, actor)
    _refuse_impossible(certificate, waiting.wish)
    waiting.sheet_serial = certificate.sheet_serial if waiting.wish in {Wish.REPLACED, Wish.NEW_SHEET} else ""
    if waiting.sheet_serial:
        move_sheets(sheets=Sheet.objects.filter(serial=waiting.sheet_serial), to=SheetStatus.REPLACED)
    if waiting.wish == Wish.NEW_SHEET:
        # What was handed over is known as a former original.
        HandOver.objects.filter(certificate=certificate).update(certificate=None, former_certificate=certificate)
        free_for_print(certificates=[certificate], actor=actor)
    else:
        if waiting.wish == Wish.REPLACED:
            _refuse_unmended(certificate, _lsp(certificate))
        certificate.state = states.TRANSITIONS[waiting.wish].after
        certificate.state_since = clock.today(certificate.zone)
        certificate.save(update_fields=["state", "state_since"])
        publish(certificate)
    _close(waiting, Outcome.APPROVED, note, actor)
    audit.record(
        actor,
        "certification.approve_request",
        [waiting, certificate],
        {"wish": waiting.wish, "before": waiting.before, "after": certificate.state},
    )
    if waiting.wish == Wish.REPLACED:
        # An LSP whose numbers come by letter finds the decision among those that wait for one.
        issuing.issue_replacement(certificate=certificate, actor=actor)
    return waiting


@transaction.atomic
def refuse_request(*, request: StateRequest, note: str, actor: User) -> StateRequest:
    """Turn a request down with a sentence for the person who asked; the certificate stays as it is."""
    certificate, waiting = _take(request, actor)
    if not note.strip():
        raise ValidationError({"note": ValidationError(_("Tulis mengapa permohonan ditolak."), code="note_missing")})
    _close(waiting, Outcome.REFUSED, note, actor)
    audit.record(actor, "certification.refuse_request", [waiting, certificate], {"wish": waiting.wish})
    return waiting


@transaction.atomic
def withdraw_request(*, request: StateRequest, actor: User) -> StateRequest:
    """Take back an own request that nobody has decided."""
    certificate = _lock(request.certificate)
    waiting = _still_waiting(request)
    if waiting.asked_by_id != actor.person_id:
        raise ValidationError(_("Hanya yang meminta dapat menarik permohonannya."), code="not_yours")
    waiting.outcome, waiting.decided_at = Outcome.WITHDRAWN, clock.now()
    waiting.save(update_fields=["outcome", "decided_at"])
    audit.record(actor, "certification.withdraw_request", [waiting, certificate], {"wish": waiting.wish})
    return waiting


@transaction.atomic
def reprint_copy(*, certificate: Certificate, reason: str, actor: User) -> Certificate:
    """Make a lost or spoiled copy anew with the next copy number, which the public page shows from now on."""
    locked = _lock(certificate)
    if locked.state not in COPIED_ANEW:
        raise ValidationError(_("Sertifikat ini tidak berlaku lagi, jadi tidak disalin lagi."), code="not_living")
    if not printing.copy_is_current(locked):
        raise ValidationError(_("Salinan sebelumnya masih disiapkan; tunggu sebentar."), code="copy_not_ready")
    locked.copy_number += 1
    locked.save(update_fields=["copy_number"])
    publish(locked)
    changes = {"copy": locked.copy_number, "reason": CopyReason(reason).value}
    audit.record(actor, "certification.reprint_copy", locked, changes)
    order_rendering(certificates=[locked], actor=actor)
    return locked


def _lock(certificate: Certificate) -> Certificate:
    return (
        Certificate.objects.select_for_update(of=("self",))
        .select_related("lsp", "inmate", "scheme")
        .get(pk=certificate.pk)
    )


def _take(request: StateRequest, actor: User) -> tuple[Certificate, StateRequest]:
    """The certificate, locked, and its request, still open and asked by somebody else."""
    certificate = _lock(request.certificate)
    waiting = _still_waiting(request)
    if waiting.asked_by_id == actor.person_id:
        raise ValidationError(_("Yang meminta tidak boleh memutuskan; minta rekan lain."), code="same_person")
    return certificate, waiting


def _still_waiting(request: StateRequest) -> StateRequest:
    # Read after the certificate was locked: of two who decide at once the second finds it decided.
    fresh = StateRequest.objects.select_related("decided_by").get(pk=request.pk)
    if fresh.outcome != Outcome.WAITING:
        raise ValidationError(
            _("Permohonan ini sudah %(outcome)s; muat ulang halaman.") % {"outcome": fresh.get_outcome_display()},
            code="decided",
        )
    return fresh


def _close(request: StateRequest, outcome: str, note: str, actor: User) -> None:
    request.outcome, request.decision_note = outcome, note.strip()
    request.decided_by, request.decided_at = actor.person, clock.now()
    request.save(update_fields=["outcome", "decision_note", "decided_by", "decided_at", "sheet_serial"])


def _lsp(certificate: Certificate) -> Lsp:
    assert certificate.lsp is not None  # _refuse_impossible lets certificates of competence through only
    return certificate.lsp


def _desk_of(actor: User, certificate: Certificate) -> Desk:
    return Desk.ISSUER if decides_on(actor, certificate) else Desk.PRISON


def refuse_reason(reason: str) -> None:
    if len(reason.strip()) < SHORTEST_REASON:
        raise ValidationError(
            {"reason": ValidationError(_("Tulis alasannya dalam satu kalimat."), code="reason_missing")}
        )
    nik.refuse_in(reason)


def _refuse_impossible(certificate: Certificate, wish: str) -> None:
    if certificate.is_training and wish not in states.OF_TRAINING:
        raise ValidationError(
            _("Sertifikat pelatihan hanya dapat dicabut, tidak dibekukan atau diganti."), code="not_competency"
        )
    transition = states.TRANSITIONS[wish]
    shown = states.shown_state(certificate.state, certificate.valid_until, clock.today(certificate.zone))
    if shown not in transition.before:
        raise ValidationError(
            _("Sertifikat ini %(state)s; permohonan “%(wish)s” tidak berlaku untuknya.")
            % {"state": shown.label, "wish": Wish(wish).label},
            code="not_from_here",
        )
    handed = HandOver.objects.filter(certificate=certificate)
    if states.needs_hand_over(wish, training=certificate.is_training) and not handed.exists():
        raise ValidationError(
            _("Sertifikat ini belum diserahkan. Penerbit membatalkan nomornya, atau mencatat blangkonya rusak."),
            code="not_handed_over",
        )


def _refuse_unmended(certificate: Certificate, lsp: Lsp) -> None:
    holder = certificate.inmate
    refuse_unconfirmed([] if holder.name_is_confirmed else [holder.name])
    facts, scheme = certificate.facts, certificate.scheme
    printed = [facts[key] for key in ("name", "scheme_id", "scheme_en", "lsp_id", "lsp_en")]
    now = [holder.certificate_name, scheme.title_id, scheme.title_en, lsp.name_id, lsp.name_en]
    # A letter may bring a number that was typed wrong before; a counter only ever gives a new one.
    if lsp.numbering == NumberingMode.PORTAL and printed == now:
        raise ValidationError(
            _("Sertifikat baru akan memuat data yang sama. Minta data yang salah diperbaiki lebih dulu."),
            code="not_mended",
        )
