"""What would go when the time of keeping is over: counted, never deleted.

A person goes when released or dead for longer than the setting, unless an app holds the row back: it offers
`keeping.py` with `holds(people)` → (reason, queryset of people who must stay) pairs.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from foundation import clock
from foundation.collect import offered
from foundation.vendor import listed
from lapas.choices import CustodyState, EventKind
from lapas.models import CustodyEvent, Inmate, Prison
from lapas.parts import all_parts


@dataclass(frozen=True)
class DryRun:
    """People gone before `before`; held back, by reason and in all; who would go, by prison; their rows."""

    before: datetime.date
    gone: int
    held: list[tuple[Any, int]]
    staying: int
    going: int
    prisons: list[tuple[str, int]]
    rows: list[tuple[Any, int]]


def dry_run() -> DryRun:
    """Count what would go today under `RETENTION_YEARS`; a person with two reasons to stay counts under both."""
    today = clock.today()
    # 29 February goes with the 28th.
    day = min(today.day, 28) if today.month == 2 else today.day
    before = datetime.date(today.year - settings.RETENTION_YEARS, today.month, day)
    # Prisons by number: with their names SQLite goes through the country prison by prison.
    homes = dict(gone_before(before).order_by().values_list("pk", "prison_id"))
    # Named one by one, so that who is held back is asked of these and not of the country.
    gone = Inmate.objects.filter(pk__in=listed(homes))
    held, staying = [], set()
    for holds in offered("keeping", "holds"):
        for reason, kept in holds(gone):
            found = set(kept.order_by().values_list("pk", flat=True)) if homes else set()
            held.append((reason, len(found)))
            staying |= found
    going = homes.keys() - staying
    names = dict(Prison.objects.order_by().values_list("pk", "name")) if going else {}
    prisons = Counter(names[homes[pk]] for pk in going)
    rows = _rows_of(going) if going else []
    return DryRun(before, len(homes), held, len(staying), len(going), sorted(prisons.items()), rows)


def _rows_of(people: Collection[int]) -> list[tuple[Any, int]]:
    """How many rows of each kind the people (their ids) have, in one statement that is given the people once."""
    parts, name = all_parts(), connection.ops.quote_name
    named = listed(people)
    columns: list[Any] = [part.model._meta.get_field("inmate") for part in parts]
    counts = [
        f"SELECT {number}, COUNT(*) FROM {name(part.model._meta.db_table)} "  # noqa: S608  names of our own tables
        f"WHERE {name(column.column)} IN (SELECT id FROM going)"
        for number, (part, column) in enumerate(zip(parts, columns, strict=True))
    ]
    with connection.cursor() as cursor:
        cursor.execute(f"WITH going(id) AS ({named.sql}) {' UNION ALL '.join(counts)}", named.params)
        # Kinds without any are left out.
        return [(parts[number].label, count) for number, count in sorted(cursor.fetchall()) if count]


def gone_before(before: datetime.date) -> QuerySet[Inmate]:
    """Released or dead since a day before `before`."""
    died = CustodyEvent.objects.filter(inmate=OuterRef("pk"), kind=EventKind.DECEASED, on__lt=before)
    return Inmate.objects.filter(
        Q(custody_state=CustodyState.RELEASED, released_on__lt=before)
        | Q(Exists(died), custody_state=CustodyState.DECEASED)
    )
