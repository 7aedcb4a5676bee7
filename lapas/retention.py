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
from lapas.choices import CustodyState, EventKind
from lapas.models import CustodyEvent, Inmate
from lapas.parts import all_parts

# So many ids go into one statement of SQLite; PostgreSQL is quicker when it looks for the people itself.
NAMED_AT_MOST = 5_000


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
    gone = gone_before(before)
    homes = dict(gone.order_by().values_list("pk", "prison__name"))
    if _named(homes):
        # Named one by one, so that who is held back is asked of these and not of the country.
        gone = Inmate.objects.filter(pk__in=list(homes))
    held, staying = [], set()
    for holds in offered("keeping", "holds"):
        for reason, kept in holds(gone):
            found = set(kept.order_by().values_list("pk", flat=True)) if homes else set()
            held.append((reason, len(found)))
            staying |= found
    prisons = Counter(name for pk, name in homes.items() if pk not in staying)
    number = len(homes) - len(staying)
    rows = _rows_of(_going(gone, homes.keys() - staying).order_by().values("pk")) if number else []
    return DryRun(before, len(homes), held, len(staying), number, sorted(prisons.items()), rows)


def _named(people: Collection[int]) -> bool:
    return connection.vendor == "sqlite" and len(people) <= NAMED_AT_MOST


def _going(gone: QuerySet[Inmate], left: set[int]) -> QuerySet[Inmate]:
    """Of `gone` those `left`: named when they are few, else asked for again."""
    if _named(left):
        return Inmate.objects.filter(pk__in=left)
    for holds in offered("keeping", "holds"):
        for _reason, kept in holds(Inmate.objects.all()):
            gone = gone.exclude(pk__in=kept.order_by().values("pk"))
    return gone


def _rows_of(people: QuerySet[Any]) -> list[tuple[Any, int]]:
    """How many rows of each kind the people (their ids) have, in one statement that looks for the people once."""
    parts, name = all_parts(), connection.ops.quote_name
    sql, given = people.query.sql_with_params()
    columns: list[Any] = [part.model._meta.get_field("inmate") for part in parts]
    counts = [
        f"SELECT {number}, COUNT(*) FROM {name(part.model._meta.db_table)} "  # noqa: S608  names of our own tables
        f"WHERE {name(column.column)} IN (SELECT id FROM going)"
        for number, (part, column) in enumerate(zip(parts, columns, strict=True))
    ]
    with connection.cursor() as cursor:
        cursor.execute(f"WITH going(id) AS ({sql}) {' UNION ALL '.join(counts)}", given)
        # Kinds without any are left out.
        return [(parts[number].label, count) for number, count in sorted(cursor.fetchall()) if count]


def gone_before(before: datetime.date) -> QuerySet[Inmate]:
    """Released or dead since a day before `before`."""
    died = CustodyEvent.objects.filter(inmate=OuterRef("pk"), kind=EventKind.DECEASED, on__lt=before)
    return Inmate.objects.filter(
        Q(custody_state=CustodyState.RELEASED, released_on__lt=before)
        | Q(Exists(died), custody_state=CustodyState.DECEASED)
    )
