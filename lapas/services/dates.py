"""Given dates: recorded with source and age, superseded by newer ones, never overwritten."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from foundation import clock
from foundation.accounts.models import User
from foundation.audit import services as audit
from lapas.choices import FactSource
from lapas.models import Inmate
from lapas.services.facts import apply_facts
from lapas.services.overtaking import told_when_overtaken
from lapas.services.people import refuse_in_transit
from lapas.services.plan import Change, GivenDate


@told_when_overtaken()
def record_dates(
    *,
    inmate: Inmate,
    dates: Mapping[str, datetime.date | GivenDate | None],
    actor: User,
    as_of: datetime.date | None = None,
    source: str = FactSource.TYPED,
) -> list[Change]:
    """Record given dates by kind and choose the earliest release anew; None withdraws, as for a proposal refused."""
    refuse_in_transit(inmate)
    changes = apply_facts(
        inmate=inmate,
        fields={},
        dates=dates,
        as_of=as_of or clock.today(inmate.prison.timezone),
        source=source,
        actor=actor,
    )
    if changes:
        audit.record(actor, "lapas.record_dates", inmate, {"kinds": [change.field for change in changes]})
    return changes


def set_date_fact(
    *,
    inmate: Inmate,
    kind: str,
    date: datetime.date | None,
    actor: User,
    release_kind: str = "",
    letter_number: str = "",
    as_of: datetime.date | None = None,
    source: str = FactSource.TYPED,
) -> list[Change]:
    """Record one given date; see `record_dates`."""
    given = GivenDate(date, release_kind, letter_number)
    return record_dates(inmate=inmate, dates={kind: given}, actor=actor, as_of=as_of, source=source)
