"""A number that was given wrongly is voided before the certificate leaves; the next one gets a new number."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from certification.choices import CertificateState, Outcome, SheetStatus
from certification.models import Certificate, Decision, HandOver, Sheet, StateRequest, VoidedNumber
from certification.services.freezing import NAME_NOT_CONFIRMED, publish
from certification.services.issuing import issue_replacement
from certification.services.locks import lock_exam
from certification.services.sheets import move_sheets
from certification.services.states import refuse_reason
from foundation import clock
from foundation.accounts.models import User
from foundation.audit import services as audit
from lapas.services.holding import hold_owners
from training.services.locks import lock_class

# The sheet lies at the LSP, so that it can be taken out of the pile.
AT_THE_LSP = frozenset({SheetStatus.PRINTED, SheetStatus.SIGNED, SheetStatus.RETURNED})


def voids(certificate: Certificate, *, was_handed_over: bool, waits: bool) -> bool:
    """Whether a page offers it, from a row read `with_original()`; an open print run only the service sees."""
    where = getattr(certificate, "original_state", None)
    here = where is None or where in AT_THE_LSP
    return certificate.state == CertificateState.ACTIVE and here and not was_handed_over and not waits


@transaction.atomic
def void_number(*, certificate: Certificate, reason: str, actor: User) -> list[Certificate]:
    """Stop a certificate that never left; its number keeps its place in the series, its sheet becomes spoiled.

    Where the portal counts, the decision is numbered anew at once (held while the name is not confirmed); otherwise
    the person waits for a number again. The reason stays inside. Returns the certificate that was numbered instead.

    Refused: without a reason, after the hand-over, in an open print run, with the sheet on its way or at the prison,
    while a request about its state waits.
    """
    _lock_what_it_stands_on(certificate)
    hold_owners(Certificate.objects.filter(pk=certificate.pk))
    locked = (
        Certificate.objects.select_for_update(of=("self",))
        .select_related("inmate", "lsp", "decision")
        .get(pk=certificate.pk)
    )
    refuse_reason(reason)
    _refuse_gone(locked)
    sheets = list(Sheet.objects.filter(serial=locked.sheet_serial).exclude(serial=""))
    if any(sheet.state not in AT_THE_LSP for sheet in sheets):
        raise ValidationError(
            _("Blangkonya %(state)s; minta dikembalikan ke LSP dulu.") % {"state": sheets[0].get_state_display()},
            code="sheet_away",
        )
    move_sheets(sheets=sheets, to=SheetStatus.SPOILED, spoiled_reason=_("nomor dibatalkan"))
    locked.state, locked.state_since = CertificateState.VOIDED, clock.today(locked.zone)
    locked.sheet_serial, locked.printed_on = "", None
    # What it stood for waits for its successor again, which is whoever is numbered next.
    locked.replaces = None
    locked.save(update_fields=["state", "state_since", "sheet_serial", "printed_on", "replaces"])
    publish(locked)
    VoidedNumber.objects.create(certificate=locked, reason=reason.strip(), voided_by=actor, voided_at=clock.now())
    audit.record(actor, "certification.void_number", [locked, locked.inmate], {"had_sheet": bool(sheets)})
    return [] if locked.is_training else _anew(locked, actor)


def _lock_what_it_stands_on(certificate: Certificate) -> None:
    if certificate.enrolment is not None:
        lock_class(certificate.enrolment.training_class_id)
    elif certificate.decision is not None:
        lock_exam(certificate.decision.assessment.exam_id)


def _refuse_gone(locked: Certificate) -> None:
    if locked.state != CertificateState.ACTIVE:
        raise ValidationError(
            _("Sertifikat ini %(state)s, jadi nomornya tidak dapat dibatalkan.")
            % {"state": locked.get_state_display()},
            code="not_active",
        )
    handed = HandOver.objects.filter(certificate=locked) | HandOver.objects.filter(former_certificate=locked)
    if handed.exists():
        raise ValidationError(
            _("Sertifikat ini sudah diserahkan. Minta pencabutan atau penggantian, bukan pembatalan nomor."),
            code="handed_over",
        )
    if not Certificate.objects.filter(pk=locked.pk).not_in_a_print_run().exists():
        raise ValidationError(
            _("Sertifikat ini ada di berkas cetak yang belum selesai; selesaikan atau batalkan berkas itu dulu."),
            code="in_a_print_run",
        )
    if StateRequest.objects.filter(certificate=locked, outcome=Outcome.WAITING).exists():
        raise ValidationError(
            _("Ada permohonan perubahan status yang menunggu putusan untuk sertifikat ini; putuskan dulu."),
            code="request_waiting",
        )


def _anew(voided: Certificate, actor: User) -> list[Certificate]:
    if not voided.inmate.name_is_confirmed:
        Decision.objects.filter(certificates=voided).update(is_held=True, note=NAME_NOT_CONFIRMED)
        return []
    return issue_replacement(certificate=voided, actor=actor)
