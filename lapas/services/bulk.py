"""Facts about many people written with a handful of statements, and what undoing them needs.

Parts of a larger act, as in `facts`: whoever calls records one event.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from foundation import clock, vendor
from foundation.accounts.models import User
from lapas import register
from lapas.models import DateFact, Inmate, RegisterNumber
from lapas.services.facts import (
    BATCH,
    choose_release,
    date_fact,
    move_data_age,
    refresh_search_key,
    write_nik,
)
from lapas.services.holding import refuse_merged
from lapas.services.notices import facts_of, note_facts
from lapas.services.plan import Plan

NIK_COLUMNS = ("nik_status", "nik_cipher", "nik_index")
RELEASE_COLUMNS = ("earliest_release", "earliest_release_basis", "expiry", "two_thirds_unknown")
AGE_COLUMNS = ("data_as_of", "data_source")


@dataclass
class PlannedWrite:
    """What is about to be written about one person; `known` are the current dates by kind, `before` is filled in."""

    inmate: Inmate
    plan: Plan
    known: dict[str, DateFact]
    # Columns before the write, the ids of superseded and new dates, the register numbers: all that undoing needs.
    before: dict[str, Any]


@transaction.atomic
def write_plans(writes: Sequence[PlannedWrite], *, as_of: datetime.date, source: str, actor: User | None) -> None:
    """Write what the plans say, in a few statements per batch however many people there are.

    Only columns that a plan changes are written: what happened to a person meanwhile, as a release, stays.
    """
    refuse_merged(*(write.inmate for write in writes))
    now = clock.now()
    columns: set[str] = set()
    known = {write.inmate.pk: facts_of(write.inmate) for write in writes}
    for write in writes:
        columns |= _put_on(write, as_of, source)
    _write_numbers([write for write in writes if write.plan.register_number], as_of)
    _write_dates(writes, as_of, source, actor, now)
    people = [write.inmate for write in writes]
    save_columns(people, columns)
    note_facts(before=known, people=people, on=as_of, source=source, actor=actor)


def save_columns(people: Iterable[Inmate], columns: set[str]) -> None:
    """Write the columns of people who are kept already."""
    vendor.update(people, columns)


def _put_on(write: PlannedWrite, as_of: datetime.date, source: str) -> set[str]:
    inmate, plan = write.inmate, write.plan
    touched = set(plan.values) | set(AGE_COLUMNS)
    if plan.nik is not None:
        touched |= set(NIK_COLUMNS)
    if plan.register_number:
        touched.add("register_number")
    write.before["columns"] = {name: _plain(getattr(inmate, name)) for name in sorted(touched)}
    for name, value in plan.values.items():
        setattr(inmate, name, value)
    if plan.nik is not None:
        write_nik(inmate, plan.nik)
    if plan.register_number:
        inmate.register_number = plan.register_number
    if plan.dates:
        dates = {kind: fact.date for kind, fact in write.known.items()}
        dates |= {str(kind): given.date for kind, given in plan.dates.items() if given.date}
        choose_release(inmate, dates)
        touched |= set(RELEASE_COLUMNS)
    move_data_age(inmate, as_of, source)
    refresh_search_key(inmate)
    return touched | {"search_key"}


def _write_numbers(writes: Sequence[PlannedWrite], as_of: datetime.date) -> None:
    """End the open register numbers and give the new ones; the caller has looked that nobody has them."""
    if not writes:
        return
    open_numbers = RegisterNumber.objects.filter(inmate__in=[write.inmate for write in writes], until_date__isnull=True)
    ended = dict(open_numbers.values_list("inmate_id", "pk"))
    open_numbers.update(until_date=as_of)
    given = [
        RegisterNumber(
            inmate=write.inmate,
            prison_id=write.inmate.prison_id,
            number=write.plan.register_number,
            normalised=register.normalise(write.plan.register_number),
            from_date=as_of,
        )
        for write in writes
    ]
    vendor.insert(given)
    for write, number in zip(writes, given, strict=True):
        write.before["numbers"] = {"ended": ended.get(write.inmate.pk), "given": number.pk}


def _write_dates(
    writes: Sequence[PlannedWrite],
    as_of: datetime.date,
    source: str,
    actor: User | None,
    now: datetime.datetime,
) -> None:
    facts: list[DateFact] = []
    superseded: list[int] = []
    owners: list[PlannedWrite] = []
    for write in writes:
        for kind, given in write.plan.dates.items():
            if given.date is None:
                continue
            if (old := write.known.get(kind)) is not None:
                superseded.append(old.pk)
                write.before.setdefault("superseded", []).append(old.pk)
            facts.append(date_fact(write.inmate, kind, given, given.date, as_of, source, actor, now))
            owners.append(write)
    for start in range(0, len(superseded), BATCH):
        DateFact.objects.filter(pk__in=superseded[start : start + BATCH]).update(superseded_at=now)
    vendor.insert(facts)
    for owner, fact in zip(owners, facts, strict=True):
        owner.before.setdefault("facts", []).append(fact.pk)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime.date) else value
