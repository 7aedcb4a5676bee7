"""What happens to a person: events, transfer in two halves, release. Nothing here ever delays a release."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from foundation import clock
from foundation.accounts.models import User
from foundation.audit import services as audit
from lapas import register
from lapas.choices import CustodyState, EventKind, FactSource
from lapas.models import CustodyEvent, Inmate, Prison
from lapas.services.facts import refresh_search_key, switch_register_number
from lapas.services.holding import living, refuse_merged
from lapas.services.overtaking import told_when_overtaken
from lapas.signals import custody_changed

# What an event writes, and what the search key is made of.
_READ_AGAIN = (
    "custody_state", "destination", "register_number", "block", "cell", "admitted_on", "name", "patronymic", "alias",
)  # fmt: skip
_HERE = frozenset({CustodyState.IN_CUSTODY})
_LIVING = frozenset({CustodyState.IN_CUSTODY, CustodyState.IN_TRANSIT, CustodyState.ESCAPED})

# Kind → states that it may follow, and the state after it (None: the person stays where the person is).
_STEPS: dict[str, tuple[frozenset[CustodyState], CustodyState | None]] = {
    EventKind.ADMITTED: (frozenset({CustodyState.RELEASED, CustodyState.ESCAPED}), CustodyState.IN_CUSTODY),
    EventKind.TRANSFER_OUT: (_HERE, CustodyState.IN_TRANSIT),
    EventKind.TRANSFER_IN: (frozenset({CustodyState.IN_TRANSIT}), CustodyState.IN_CUSTODY),
    EventKind.RELEASED: (_LIVING, CustodyState.RELEASED),
    EventKind.ASSIMILATION: (_HERE, None),
    EventKind.LOAN: (_HERE, None),
    EventKind.SICK: (_HERE, None),
    EventKind.RETURNED: (_LIVING, CustodyState.IN_CUSTODY),
    EventKind.DECEASED: (_LIVING, CustodyState.DECEASED),
    EventKind.ESCAPED: (frozenset({CustodyState.IN_CUSTODY, CustodyState.IN_TRANSIT}), CustodyState.ESCAPED),
}


def possible_events(inmate: Inmate) -> list[EventKind]:
    """The kinds that may follow the person's present state, release first; arrivals have a page of their own."""
    kinds = [EventKind.RELEASED, *(kind for kind in EventKind if kind != EventKind.RELEASED)]
    return [kind for kind in kinds if inmate.custody_state in _STEPS[kind][0] and kind != EventKind.TRANSFER_IN]


@told_when_overtaken()
def record_event(
    *,
    inmate: Inmate,
    kind: str,
    on: datetime.date,
    actor: User | None,
    to_prison: Prison | None = None,
    register_number: str = "",
    release_kind: str = "",
    letter_number: str = "",
    source: str = FactSource.TYPED,
) -> CustodyEvent:
    """Record what happened on the day `on` and move the person's state; tells higher floors by `custody_changed`.

    Refuses a day to come, a kind that cannot follow the present state, a transfer without another active prison, and
    an arrival without a register number. A release is refused only for somebody who left already or has died.
    """
    event = CustodyEvent(
        kind=EventKind(kind),
        on=on,
        to_prison=to_prison if kind == EventKind.TRANSFER_OUT else None,
        release_kind=release_kind if kind == EventKind.RELEASED else "",
        letter_number=letter_number,
        source=source,
        recorded_by=actor,
    )
    _happen(inmate, event, register_number)
    audit.record(actor, f"lapas.record_{event.kind}", inmate, {"source": source})
    return event


def record_release(
    *,
    inmate: Inmate,
    on: datetime.date,
    actor: User | None,
    release_kind: str = "",
    letter_number: str = "",
    source: str = FactSource.TYPED,
) -> CustodyEvent:
    """Record *bebas*, whatever else of the person is missing, open or unanswered."""
    return record_event(
        inmate=inmate,
        kind=EventKind.RELEASED,
        on=on,
        actor=actor,
        release_kind=release_kind,
        letter_number=letter_number,
        source=source,
    )


@told_when_overtaken()
def record_releases(
    *, inmates: Iterable[Inmate], on: datetime.date, actor: User, release_kind: str = "", letter_number: str = ""
) -> list[CustodyEvent]:
    """Record *bebas* for many people on one day, as on a remission day; all or none, with a sentence per refusal."""
    events, refusals = [], []
    people = list(inmates)
    # All in one order before the first is written: two officers with the same people wait, none for the other.
    living(people)
    for inmate in people:
        event = CustodyEvent(
            kind=EventKind.RELEASED,
            on=on,
            release_kind=release_kind,
            letter_number=letter_number,
            source=FactSource.TYPED,
            recorded_by=actor,
        )
        try:
            _happen(inmate, event, "")
        except ValidationError as refusal:
            refusals.append(refusal)
        events.append(event)
    if refusals:
        raise ValidationError(refusals)
    audit.record(actor, "lapas.record_released", [event.inmate for event in events], {"source": FactSource.TYPED})
    return events


def send_transfer(
    *,
    inmate: Inmate,
    to_prison: Prison,
    on: datetime.date,
    actor: User | None,
    letter_number: str = "",
    source: str = FactSource.TYPED,
) -> CustodyEvent:
    """Record that the person left for another prison; until it accepts, both read the person and neither writes."""
    return record_event(
        inmate=inmate,
        kind=EventKind.TRANSFER_OUT,
        on=on,
        actor=actor,
        to_prison=to_prison,
        letter_number=letter_number,
        source=source,
    )


def happen_to_many(
    *,
    inmates: Iterable[Inmate],
    kind: str,
    on: datetime.date,
    actor: User,
    to_prison: Prison | None = None,
    letter_number: str = "",
) -> None:
    """The same event for many people, with the refusals of `record_event`; part of an act that keeps its own trail."""
    for inmate in inmates:
        event = CustodyEvent(kind=EventKind(kind), on=on, to_prison=to_prison, letter_number=letter_number)
        event.source, event.recorded_by = FactSource.LETTER, actor
        _happen(inmate, event, "")


@told_when_overtaken()
def turn_back(*, inmate: Inmate, on: datetime.date, actor: User, letter_number: str = "") -> CustodyEvent:
    """Say at the destination that the person has not arrived: the sending prison has the person again.

    Refused for somebody who is not on the way any more. What ended with the departure is looked at by a job.
    """
    if not Inmate.objects.filter(pk=inmate.pk, custody_state=CustodyState.IN_TRANSIT).exists():
        raise ValidationError(_("Penghuni ini tidak sedang dalam perjalanan pindah."), code="not_in_transit")
    event = CustodyEvent(kind=EventKind.RETURNED, on=on, letter_number=letter_number, recorded_by=actor)
    event.source = FactSource.TYPED
    _happen(inmate, event, "")
    audit.record(actor, "lapas.record_not_arrived", inmate)
    return event


def receive_transfer(
    *,
    inmate: Inmate,
    register_number: str,
    on: datetime.date,
    actor: User | None,
    letter_number: str = "",
    source: str = FactSource.TYPED,
) -> CustodyEvent:
    """Accept the person at the destination under a register number of its own; the old prison's number ends."""
    return record_event(
        inmate=inmate,
        kind=EventKind.TRANSFER_IN,
        on=on,
        actor=actor,
        register_number=register_number,
        letter_number=letter_number,
        source=source,
    )


def _happen(inmate: Inmate, event: CustodyEvent, register_number: str) -> None:
    """Check the event against the person's state in this transaction, write both, and tell higher floors."""
    _refuse_future(event.on, inmate.prison)
    # Held, and read again: a page may have been open since before the last event, or before a merge.
    refuse_merged(inmate)
    inmate.refresh_from_db(fields=_READ_AGAIN)
    here = event.prison = inmate.prison
    event.inmate = inmate
    state = _next_state(inmate, event.kind)
    if event.kind == EventKind.TRANSFER_OUT:
        inmate.destination = _other_prison(inmate, event.to_prison)
    elif event.kind == EventKind.TRANSFER_IN:
        event.prison = _arrive(inmate, register_number, event.on)
    else:
        inmate.destination = None
        if event.kind == EventKind.ADMITTED:
            _readmit(inmate, register_number, event.on)
    if state is not None:
        inmate.custody_state = state
    released = inmate.custody_state == CustodyState.RELEASED
    inmate.released_on = event.on if released else None
    inmate.release_kind = event.release_kind if released else ""
    _move(inmate, event.kind, here)
    event.recorded_at = clock.now()
    event.save(force_insert=True)
    _tell(inmate, event)


def _refuse_future(on: datetime.date, prison: Prison) -> None:
    if on > clock.today(prison.timezone):
        raise ValidationError(_("Tanggal peristiwa belum tiba; catat pada harinya."), code="event_in_future")


def _next_state(inmate: Inmate, kind: str) -> CustodyState | None:
    may_follow, after = _STEPS[kind]
    if inmate.custody_state not in may_follow:
        raise ValidationError(
            _("%(name)s sekarang %(state)s; peristiwa “%(event)s” tidak bisa dicatat."),
            code="event_does_not_follow",
            params={
                "name": inmate.name,
                "state": inmate.get_custody_state_display(),
                "event": EventKind(kind).label,
            },
        )
    return after


def _other_prison(inmate: Inmate, to_prison: Prison | None) -> Prison:
    if to_prison is None:
        raise ValidationError(_("Pilih UPT tujuan."), code="destination_missing")
    if to_prison.pk == inmate.prison_id:
        raise ValidationError(_("UPT tujuan sama dengan UPT sekarang; pilih UPT lain."), code="destination_same")
    if not to_prison.is_active:
        raise ValidationError(_("UPT tujuan sudah tidak aktif; pilih UPT lain."), code="destination_closed")
    return to_prison


def _arrive(inmate: Inmate, register_number: str, on: datetime.date) -> Prison:
    number = register.read(register_number)
    here = inmate.destination
    if here is None:
        raise ValidationError(_("Penghuni ini tidak sedang dalam perjalanan pindah."), code="not_in_transit")
    inmate.prison = here
    inmate.destination = None
    inmate.block = inmate.cell = ""
    switch_register_number(inmate, number, on=on)
    return here


def _readmit(inmate: Inmate, register_number: str, on: datetime.date) -> None:
    number = register.read(register_number)
    if register.normalise(number) != register.normalise(inmate.register_number):
        switch_register_number(inmate, number, on=on)
    inmate.admitted_on = on


def _move(inmate: Inmate, kind: str, here: Prison) -> None:
    """Write the new state only over one that the event may follow, where it was: of two officers one is told."""
    refresh_search_key(inmate)
    may_follow, _after = _STEPS[kind]
    moved = Inmate.objects.filter(pk=inmate.pk, prison=here, custody_state__in=may_follow).update(
        custody_state=inmate.custody_state,
        prison=inmate.prison,
        destination=inmate.destination,
        block=inmate.block,
        cell=inmate.cell,
        register_number=inmate.register_number,
        search_key=inmate.search_key,
        admitted_on=inmate.admitted_on,
        released_on=inmate.released_on,
        release_kind=inmate.release_kind,
        updated_at=clock.now(),
    )
    if not moved:
        raise ValidationError(
            _("Orang lain baru saja mencatat peristiwa untuk penghuni ini; muat ulang halaman."), code="event_overtaken"
        )


def _tell(inmate: Inmate, event: CustodyEvent) -> None:
    """Tell higher floors within the transaction; a listener that fails is undone and logged, the event stands."""
    with transaction.atomic():
        answers = custody_changed.send_robust(sender=Inmate, inmate=inmate, event=event)
        if any(isinstance(answer, Exception) for _receiver, answer in answers):
            transaction.set_rollback(True)
