"""When a certificate must be ready: the one date that an LSP sees instead of a release date."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from lapas.choices import ReleaseBasis

# Courier to the prison and the photo, signature and box there, before the earliest release.
DAYS_BEFORE_RELEASE = 10


@dataclass(frozen=True)
class NeededBy:
    """`on` is None while no date is known; `at_once` when the person may leave any day or the day has passed."""

    on: datetime.date | None
    at_once: bool


def needed_by(earliest_release: datetime.date | None, basis: str, today: datetime.date) -> NeededBy:
    """Derive *dibutuhkan paling lambat*; `basis` as it reads today (`Inmate.release_basis_on`)."""
    if earliest_release is None:
        return NeededBy(None, at_once=False)
    if basis == ReleaseBasis.ANY_DAY:
        return NeededBy(today, at_once=True)
    on = earliest_release - datetime.timedelta(days=DAYS_BEFORE_RELEASE)
    return NeededBy(max(on, today), at_once=on <= today)
