"""The original comes into the holder's hands: one by one, for many on one day, or at a counter after the release."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from certification.choices import CertificateState, PlanState, SheetStatus
from certification.models import Ceremony, Certificate, HandOver, PickupPlan, Sheet
from certification.services.sheets import move_sheets
from foundation import clock
from foundation.accounts.models import User
from foundation.audit import services as audit
from lapas.models import Prison

MOST_AT_ONCE = 200

# Where the original lies when it is handed over. What arrived passes through the ready box in the same act: photo and
# signature are done on the spot. What the prison sent by post may be confirmed by it.
AT_THE_PRISON = frozenset({SheetStatus.ARRIVED, SheetStatus.READY, SheetStatus.FORWARDED})
AT_THE_ISSUER = frozenset({SheetStatus.SIGNED, SheetStatus.READY, SheetStatus.RETURNED})
AT_THE_CENTRE = frozenset({SheetStatus.FORWARDED})


@dataclass(frozen=True)
class Handing:
    """One original and who takes it: the holder, or a named person with a power of attorney."""

    certificate: Certificate
    identity_check: str
    is_holder: bool = True
    received_by: str = ""
    note: str = ""


def hand_over(
    *,
    certificate: Certificate,
    handed_on: datetime.date,
    received_by: str,
    is_holder: bool,
    identity_check: str,
    note: str = "",
    actor: User,
    lies: Collection[str] = AT_THE_PRISON,
) -> HandOver:
    """Record that the original was handed over; once, here and printed before, not in the future, to a named person.

    `lies`: the states of the sheet from which this desk can give it away.
    """
    handing = Handing(certificate, identity_check, is_holder, received_by, note)
    (made,) = _hand([handing], handed_on, actor, lies=lies)
    return made


@transaction.atomic
def hand_over_many(*, prison: Prison, handings: Sequence[Handing], handed_on: datetime.date, actor: User) -> Ceremony:
    """Record the hand-overs of one day in one prison; all or none, with a sentence for each person who is refused."""
    if not handings:
        raise ValidationError(_("Pilih paling sedikit satu orang."), code="none_chosen")
    if len(handings) > MOST_AT_ONCE:
        raise ValidationError(
            _("Paling banyak %(most)d sertifikat sekali catat; kurangi pilihan.") % {"most": MOST_AT_ONCE},
            code="too_many",
        )
    ceremony = Ceremony.objects.create(prison=prison, held_on=handed_on, recorded_by=actor, recorded_at=clock.now())
    _hand(handings, handed_on, actor, ceremony=ceremony)
    return ceremony


@transaction.atomic
def _hand(
    handings: Sequence[Handing],
    handed_on: datetime.date,
    actor: User,
    *,
    ceremony: Ceremony | None = None,
    lies: Collection[str] = AT_THE_PRISON,
) -> list[HandOver]:
    ids = [handing.certificate.pk for handing in handings]
    locked = {
        row.pk: row
        for row in Certificate.objects.select_for_update(of=("self",))
        .select_related("inmate__prison")
        .filter(pk__in=ids)
        .order_by("pk")
    }
    # Asked after the lock: of two officers with the same original the second finds the first one's hand-over.
    given = set(HandOver.objects.filter(certificate__in=ids).values_list("certificate", flat=True))
    sheets = {
        sheet.serial: sheet
        for sheet in Sheet.objects.filter(serial__in=[row.sheet_serial for row in locked.values() if row.sheet_serial])
    }
    refusals: list[ValidationError] = []
    made = []
    for handing in handings:
        row = locked[handing.certificate.pk]
        refused = _refusal(row, handing, handed_on, sheets.get(row.sheet_serial), lies, already=row.pk in given)
        if refused is not None:
            refusals.append(refused if len(handings) == 1 else _about(row, refused))
        made.append(
            HandOver(
                certificate=row,
                sheet_serial=row.sheet_serial,
                handed_on=handed_on,
                received_by=row.facts["name"] if handing.is_holder else handing.received_by.strip(),
                is_holder=handing.is_holder,
                identity_check=handing.identity_check,
                note=handing.note,
                handed_by=actor,
                recorded_at=clock.now(),
                ceremony=ceremony,
            )
        )
    if refusals:
        raise refusals[0] if len(handings) == 1 else ValidationError(refusals)
    here = list(sheets.values())
    move_sheets(
        sheets=[sheet for sheet in here if sheet.state in {SheetStatus.ARRIVED, SheetStatus.SIGNED}],
        to=SheetStatus.READY,
        on=handed_on,
    )
    move_sheets(sheets=here, to=SheetStatus.HANDED_OVER, on=handed_on)
    HandOver.objects.bulk_create(made)
    _close_plans({row.inmate_id for row in locked.values()})
    holders = {row.inmate_id: row.inmate for row in locked.values()}
    audit.record(
        actor,
        "certification.hand_over",
        [*([ceremony] if ceremony else []), *locked.values(), *holders.values()],
        {"count": len(made)} if ceremony else {"is_holder": handings[0].is_holder},
    )
    return made


def _refusal(
    row: Certificate,
    handing: Handing,
    handed_on: datetime.date,
    sheet: Sheet | None,
    lies: Collection[str],
    *,
    already: bool,
) -> ValidationError | None:
    """Why this original cannot be handed over on that day; None when it can."""
    if already:
        return ValidationError(_("Sertifikat ini sudah diserahkan; lihat tanda terimanya."), code="already")
    if not row.is_on_paper:
        where = _("oleh balai") if row.is_training else _("di blangko")
        return ValidationError(_("Sertifikat ini belum dicetak %(where)s.") % {"where": where}, code="not_printed")
    if row.state != CertificateState.ACTIVE:
        return ValidationError(_("Sertifikat ini sedang tidak berlaku; hubungi LSP."), code="not_active")
    # A serial without a row was printed before the LSP kept its sheets here: nothing is known of its way.
    if sheet is not None and sheet.state not in lies:
        if sheet.state == SheetStatus.DISPATCHED:
            words = _("Lembar aslinya masih di jalan. Catat dahulu penerimaan kirimannya.")
        else:
            words = _("Lembar aslinya tidak di sini: %(state)s.") % {"state": sheet.get_state_display()}
        return ValidationError(words, code="not_here")
    if handed_on > clock.today(row.inmate.prison.timezone):
        return _at("handed_on", _("Tanggal penyerahan belum tiba."), "future")
    if row.printed_on and handed_on < row.printed_on:
        return _at("handed_on", _("Tanggal ini sebelum sertifikat dicetak."), "before_print")
    # In the box the day of its arrival is not known any more, and a hand-over may be written down later.
    if sheet is not None and sheet.state == SheetStatus.ARRIVED and handed_on < sheet.state_since:
        return _at("handed_on", _("Tanggal ini sebelum lembar aslinya sampai di sini."), "before_arrival")
    if not handing.is_holder and not handing.received_by.strip():
        return _at("received_by", _("Isi nama orang yang menerima."), "received_by")
    return None


def _close_plans(inmates: Collection[int]) -> None:
    """A plan is done when nothing of the person waits any more."""
    waiting = Certificate.objects.filter(state=CertificateState.ACTIVE, hand_over__isnull=True)
    PickupPlan.objects.filter(inmate__in=inmates, state=PlanState.OPEN).exclude(
        inmate__in=waiting.values("inmate")
    ).update(state=PlanState.DONE)


def _about(row: Certificate, refused: ValidationError) -> ValidationError:
    inner = next(iter(refused.error_dict.values()))[0] if hasattr(refused, "error_dict") else refused
    return ValidationError(f"{row.facts['name']}: {inner.messages[0]}", code=inner.code)


def _at(field: str, sentence: str, code: str) -> ValidationError:
    return ValidationError({field: ValidationError(sentence, code=code)})
