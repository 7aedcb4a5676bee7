"""Which given date counts as the earliest release: chosen in an order of trust, never computed."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from lapas.choices import DateKind, ReleaseBasis

# These dates are no promise of a release on that day: once they have passed, the person may leave on any day.
PASSES_INTO_ANY_DAY = frozenset({ReleaseBasis.TWO_THIRDS, ReleaseBasis.NOT_BEFORE, ReleaseBasis.PROPOSAL})


@dataclass(frozen=True)
class EarliestRelease:
    """The chosen date with its basis. It does not depend on the day it was chosen: "any day" is read off later."""

    date: datetime.date | None
    basis: ReleaseBasis
    expiry: datetime.date | None
    two_thirds_unknown: bool


def choose(given: Mapping[str, datetime.date]) -> EarliestRelease:
    """Choose among the current dates (kind → date): signed decision, proposal, 2/3 or a later "not before", expiry.

    A planned date behind the expiry gives way to the expiry: nobody is held longer because a proposal says so.
    """
    expiry = given.get(DateKind.EXPIRY)
    two_thirds = given.get(DateKind.TWO_THIRDS)
    date, basis = _trusted(given)
    if expiry is not None and basis != ReleaseBasis.DECISION and (date is None or expiry < date):
        date, basis = expiry, ReleaseBasis.EXPIRY
    return EarliestRelease(date, basis, expiry, two_thirds is None)


def _trusted(given: Mapping[str, datetime.date]) -> tuple[datetime.date | None, ReleaseBasis]:
    if decision := given.get(DateKind.DECISION):
        return decision, ReleaseBasis.DECISION
    if proposal := given.get(DateKind.PROPOSAL):
        return proposal, ReleaseBasis.PROPOSAL
    two_thirds, not_before = given.get(DateKind.TWO_THIRDS), given.get(DateKind.NOT_BEFORE)
    if not_before is not None and (two_thirds is None or not_before > two_thirds):
        return not_before, ReleaseBasis.NOT_BEFORE
    if two_thirds is not None:
        return two_thirds, ReleaseBasis.TWO_THIRDS
    return None, ReleaseBasis.UNKNOWN


def reads_any_day(date: datetime.date | None, basis: str, today: datetime.date) -> bool:
    """Whether a stored earliest release reads *sewaktu-waktu* on `today`: its date has come and was no promise."""
    return date is not None and date <= today and basis in PASSES_INTO_ANY_DAY
