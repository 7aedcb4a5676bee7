"""Facts about one person compared with what is kept, and written: the shared core of pages, import and demo.

These functions are parts of a larger act: they record nothing in the trail, whoever calls them records one event.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from foundation import clock, vendor
from foundation.accounts.models import User
from lapas import names, nik, register, release, sealed
from lapas.choices import EventKind, FactSource
from lapas.models import CustodyEvent, DateFact, Inmate, Prison, RegisterNumber
from lapas.services.holding import refuse_merged
from lapas.services.notices import facts_of, note_facts
from lapas.services.plan import Change, GivenDate, Plan, make_plan, refuse_taken_number

# Rows that one statement writes.
BATCH = 500
# What a change of facts writes beside the facts themselves.
_FACT_COLUMNS = (
    "nik_status", "nik_cipher", "nik_index", "register_number", "search_key", "earliest_release",
    "earliest_release_basis", "expiry", "two_thirds_unknown", "data_as_of", "data_source", "updated_at",
)  # fmt: skip


def plan_facts(
    *,
    inmate: Inmate,
    fields: Mapping[str, Any],
    dates: Mapping[str, datetime.date | GivenDate | None],
    as_of: datetime.date,
    source: str,
    known: Mapping[str, DateFact] | None = None,
) -> list[Change]:
    """What `apply_facts` with the same arguments would change; writes nothing, raises the same refusals."""
    return make_plan(inmate, fields, dates, as_of, source, _known(inmate, known)).changes


@transaction.atomic
def apply_facts(
    *,
    inmate: Inmate,
    fields: Mapping[str, Any],
    dates: Mapping[str, datetime.date | GivenDate | None],
    as_of: datetime.date,
    source: str,
    actor: User | None,
    known: Mapping[str, DateFact] | None = None,
) -> list[Change]:
    """Write what differs and return it; `fields` are FACT_FIELDS, "nik" and "register_number", `dates` by DateKind.

    From an import an empty value says nothing, a sheet older than the data kept only fills gaps, and a name that
    differs only in capitals is the same. From a person an empty value empties, and None withdraws a date.
    `known` are the current DateFacts by kind where the caller has them already. Raises ValidationError, by field.
    """
    refuse_merged(inmate)
    known = _known(inmate, known)
    plan = make_plan(inmate, fields, dates, as_of, source, known)
    before = {inmate.pk: facts_of(inmate)}
    for name, value in plan.values.items():
        setattr(inmate, name, value)
    if plan.nik is not None:
        write_nik(inmate, plan.nik)
    if plan.register_number:
        switch_register_number(inmate, plan.register_number, on=as_of)
    _write_dates(inmate, plan.dates, known, as_of, source, actor)
    moved = move_data_age(inmate, as_of, source)
    if plan.changes or moved:
        refresh_search_key(inmate)
        # Where the person is and whether released belongs to events, which somebody may be recording right now.
        inmate.save(update_fields=sorted({*plan.values, *_FACT_COLUMNS}))
        note_facts(before=before, people=[inmate], on=as_of, source=source, actor=actor)
    return plan.changes


@dataclass(frozen=True)
class Entry:
    """A person about to be added with the given dates by kind; nothing of it is saved yet."""

    inmate: Inmate
    dates: Mapping[str, GivenDate]
    source: str
    actor: User | None


def enter_inmate(
    *,
    prison: Prison,
    register_number: str,
    fields: Mapping[str, Any],
    dates: Mapping[str, datetime.date | GivenDate | None],
    as_of: datetime.date,
    source: str,
    actor: User | None,
    is_synthetic: bool = False,
) -> Inmate:
    """Add a person to the registry with a register number, given dates and, when known, the day of admission.

    Refuses a missing name, a register number that somebody in this prison has, and a NIK that somebody has.
    """
    entry = draft_entry(
        prison=prison,
        register_number=register_number,
        fields=fields,
        dates=dates,
        as_of=as_of,
        source=source,
        actor=actor,
        is_synthetic=is_synthetic,
    )
    return save_entries([entry])[0]


def draft_entry(
    *,
    prison: Prison,
    register_number: str,
    fields: Mapping[str, Any],
    dates: Mapping[str, datetime.date | GivenDate | None],
    as_of: datetime.date,
    source: str,
    actor: User | None,
    is_synthetic: bool = False,
    plan: Plan | None = None,
) -> Entry:
    """What `enter_inmate` would add, with the same refusals; for callers that save many at once.

    With a `plan` that the caller has made of the same facts, having asked for the register number and NIK of many
    people at once, nothing is asked again.
    """
    number = register.read(register_number)
    if plan is None:
        refuse_taken_number(prison, number)
        plan = make_plan(Inmate(prison=prison), fields, dates, as_of, source, {})
    inmate = Inmate(prison=prison, register_number=number, is_synthetic=is_synthetic, data_source=source)
    for name, value in plan.values.items():
        setattr(inmate, name, value)
    if not inmate.name:
        raise ValidationError({"name": ValidationError(_("Nama harus diisi."), code="name_missing")})
    if plan.nik is not None:
        write_nik(inmate, plan.nik)
    inmate.data_as_of = as_of
    choose_release(inmate, {kind: given.date for kind, given in plan.dates.items() if given.date})
    refresh_search_key(inmate)
    return Entry(inmate, plan.dates, source, actor)


@transaction.atomic
def save_entries(entries: Sequence[Entry]) -> list[Inmate]:
    """Save drafted people with register number, dates and admission, table by table, however many there are."""
    people = [entry.inmate for entry in entries]
    vendor.insert(people)
    now = clock.now()
    vendor.insert_rows(
        RegisterNumber,
        ("inmate_id", "prison_id", "number", "normalised", "from_date"),
        [
            (one.pk, one.prison_id, one.register_number, register.normalise(one.register_number), one.admitted_on)
            for one in people
        ],
    )
    vendor.insert_rows(
        DateFact,
        ("inmate_id", "kind", "date", "release_kind", "letter_number", "source", "as_of", "recorded_by_id")
        + ("recorded_at",),
        [
            (one.inmate.pk, kind, given.date, given.release_kind, given.letter_number, one.source)
            + (one.inmate.data_as_of, one.actor.pk if one.actor is not None else None, now)
            for one in entries
            for kind, given in one.dates.items()
            if given.date
        ],
    )
    vendor.insert_rows(
        CustodyEvent,
        ("inmate_id", "kind", "on", "prison_id", "source", "recorded_by_id", "recorded_at"),
        [
            (one.inmate.pk, EventKind.ADMITTED, one.inmate.admitted_on, one.inmate.prison_id, one.source)
            + (one.actor.pk if one.actor is not None else None, now)
            for one in entries
            if one.inmate.admitted_on
        ],
    )
    return people


def current_dates(inmate: Inmate) -> dict[str, DateFact]:
    """The current facts of the person by kind."""
    return {fact.kind: fact for fact in inmate.date_facts.current()}


def switch_register_number(inmate: Inmate, number: str, *, on: datetime.date) -> None:
    """End the open register numbers and give the new one in the person's prison; the caller saves the person."""
    refuse_taken_number(inmate.prison, number)
    inmate.register_numbers.filter(until_date__isnull=True).update(until_date=on)
    RegisterNumber.objects.create(
        inmate=inmate, prison=inmate.prison, number=number, normalised=register.normalise(number), from_date=on
    )
    inmate.register_number = number


def write_nik(inmate: Inmate, reading: nik.NikReading) -> None:
    """Put the sealed NIK, its index and status on the person; the caller saves."""
    inmate.nik_status = reading.status
    inmate.nik_cipher = sealed.seal(reading.digits, place=sealed.place_of(inmate.uuid)) if reading.digits else ""
    inmate.nik_index = sealed.index_of(reading.digits) if reading.digits else None


def choose_release(inmate: Inmate, given: Mapping[str, datetime.date]) -> None:
    """Store the earliest release chosen among the given dates; the caller saves."""
    chosen = release.choose(given)
    inmate.earliest_release = chosen.date
    inmate.earliest_release_basis = chosen.basis
    inmate.expiry = chosen.expiry
    inmate.two_thirds_unknown = chosen.two_thirds_unknown


def refresh_search_key(inmate: Inmate) -> None:
    inmate.search_key = names.search_key_of(
        name=inmate.name,
        patronymic=inmate.patronymic,
        alias=inmate.alias,
        register_number=inmate.register_number,
    )


def _known(inmate: Inmate, known: Mapping[str, DateFact] | None) -> Mapping[str, DateFact]:
    return current_dates(inmate) if known is None else known


def _write_dates(
    inmate: Inmate,
    dates: Mapping[str, GivenDate],
    known: Mapping[str, DateFact],
    as_of: datetime.date,
    source: str,
    actor: User | None,
) -> None:
    if not dates:
        return
    now = clock.now()
    inmate.date_facts.current().filter(kind__in=list(dates)).update(superseded_at=now)
    DateFact.objects.bulk_create(
        date_fact(inmate, kind, given, given.date, as_of, source, actor, now)
        for kind, given in dates.items()
        if given.date
    )
    after = {kind: fact.date for kind, fact in known.items()} | {kind: given.date for kind, given in dates.items()}
    choose_release(inmate, {kind: date for kind, date in after.items() if date})


def date_fact(
    inmate: Inmate,
    kind: str,
    given: GivenDate,
    date: datetime.date,
    as_of: datetime.date,
    source: str,
    actor: User | None,
    now: datetime.datetime,
) -> DateFact:
    return DateFact(
        inmate=inmate,
        kind=kind,
        date=date,
        release_kind=given.release_kind,
        letter_number=given.letter_number,
        source=source,
        as_of=as_of,
        recorded_by=actor,
        recorded_at=now,
    )


def move_data_age(inmate: Inmate, as_of: datetime.date, source: str) -> bool:
    """A sheet makes the data younger, also where it changes nothing; one typed field does not."""
    if source not in {FactSource.IMPORT, FactSource.DEMO}:
        return False
    if inmate.data_as_of is not None and as_of <= inmate.data_as_of:
        return False
    inmate.data_as_of, inmate.data_source = as_of, source
    return True
