"""What would go when the time of keeping is over: counted, never deleted.

A person goes when released or dead for longer than the setting, unless an app holds the row back: it offers
`keeping.py` with `holds(people)` → (reason, queryset of people who must stay) pairs.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Value

from foundation import clock
from foundation.collect import offered
from lapas.choices import CustodyState, EventKind
from lapas.models import CustodyEvent, Inmate
from lapas.parts import all_parts


@dataclass(frozen=True)
class DryRun:
    """People gone before `before`; of them held back, by reason; who would go, by prison; their rows, by kind."""

    before: datetime.date
    gone: int
    held: list[tuple[Any, int]]
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
    held, going = [], gone
    for holds in offered("keeping", "holds"):
        for reason, staying in holds(gone):
            held.append((reason, staying.count()))
            going = going.exclude(pk__in=staying.values("pk"))
    prisons = going.order_by().values_list("prison__name").annotate(count=Count("pk")).order_by("prison__name")
    return DryRun(before, gone.count(), held, going.count(), list(prisons), _rows_of(going))


def _rows_of(people: QuerySet[Inmate]) -> list[tuple[Any, int]]:
    """How many rows of each kind the people have, in one query; kinds without any left out."""
    parts = all_parts()
    counts = [
        part.model._default_manager.filter(inmate__in=people.values("pk"))
        .order_by()
        .annotate(which=Value(number, output_field=IntegerField()))
        .values("which")
        .annotate(count=Count("pk"))
        .values_list("which", "count")
        for number, part in enumerate(parts)
    ]
    return [(parts[which].label, count) for which, count in sorted(counts[0].union(*counts[1:], all=True))]


def gone_before(before: datetime.date) -> QuerySet[Inmate]:
    """Released or dead since a day before `before`."""
    died = CustodyEvent.objects.filter(inmate=OuterRef("pk"), kind=EventKind.DECEASED, on__lt=before)
    return Inmate.objects.filter(
        Q(custody_state=CustodyState.RELEASED, released_on__lt=before)
        | Q(Exists(died), custody_state=CustodyState.DECEASED)
    )
