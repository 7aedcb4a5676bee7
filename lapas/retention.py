"""What would go when the time of keeping is over: counted, never deleted.

A person goes when released or dead for longer than the setting, unless an app holds the row back: it offers
`keeping.py` with `holds(people)` → (reason, queryset of people who must stay) pairs.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

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
    rows = [
        (part.label, part.model._default_manager.filter(inmate__in=going.values("pk")).count()) for part in all_parts()
    ]
    return DryRun(before, gone.count(), held, going.count(), list(prisons), [row for row in rows if row[1]])


def gone_before(before: datetime.date) -> QuerySet[Inmate]:
    """Released or dead since a day before `before`."""
    died = CustodyEvent.objects.filter(inmate=OuterRef("pk"), kind=EventKind.DECEASED, on__lt=before)
    return Inmate.objects.filter(
        Q(custody_state=CustodyState.RELEASED, released_on__lt=before)
        | Q(Exists(died), custody_state=CustodyState.DECEASED)
    )
