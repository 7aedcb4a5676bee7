"""Provinces, regional offices and prisons from the files in `reference/`; loading again changes only what differs."""

from __future__ import annotations

import csv
import datetime
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from django.db import transaction

from lapas.models import Prison, PrisonChange, Province, RegionalOffice, RemissionDay

REFERENCE = Path(__file__).parent / "reference"


def is_empty() -> bool:
    """Whether no prison was loaded yet."""
    return not Prison.objects.exists()


@transaction.atomic
def load() -> dict[str, int]:
    """Bring the database up to the files, matched by code; returns how many rows of each kind the files hold.

    What administrators keep (active or not, SDP age, hearing, margins) is left alone, and so is every column that one
    of them changed on the pages; no row is taken away.
    """
    provinces = [Province(**row) for row in _rows("provinces.csv")]
    Province.objects.bulk_create(
        provinces, update_conflicts=True, unique_fields=["code"], update_fields=["name", "bps_code"]
    )
    rows = list(_rows("prisons.csv"))
    RegionalOffice.objects.bulk_create(
        (RegionalOffice(name=name) for name in sorted({row["regional_office"] for row in rows})),
        ignore_conflicts=True,
    )
    offices = {office.name: office.pk for office in RegionalOffice.objects.all()}
    prisons = [_prison(row, offices) for row in rows]
    _keep_changes(prisons)
    Prison.objects.bulk_create(
        prisons,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=[
            "name",
            "kind",
            "class_level",
            "variant",
            "regency",
            "province",
            "regional_office",
            "timezone",
            "alias",
            "satker_code",
            "capacity",
            "population",
            "figures_as_of",
            "figures_source",
        ],
    )
    return {
        "provinces": len(provinces),
        "regional_offices": len(offices),
        "prisons": len(prisons),
        "remission_days": _load_remission_days(),
    }


def _load_remission_days() -> int:
    """Add the feasts of years that the table says nothing about: what an administrator set or moved stays."""
    known = {(day.kind, day.on.year) for day in RemissionDay.objects.all()}
    days = [RemissionDay(**row | {"on": datetime.date.fromisoformat(row["on"])}) for row in _rows("remission_days.csv")]
    RemissionDay.objects.bulk_create(day for day in days if (day.kind, day.on.year) not in known)
    return len(days)


def _keep_changes(prisons: list[Prison]) -> None:
    """Put back, into what the files say, the columns that administrators changed."""
    kept: dict[str, set[str]] = defaultdict(set)
    for code, after in PrisonChange.objects.values_list("prison__code", "after"):
        kept[code] |= set(after)
    now = {prison.code: prison for prison in Prison.objects.filter(code__in=kept)}
    for prison in prisons:
        for column in kept.get(prison.code, ()):
            setattr(prison, column, getattr(now[prison.code], column))


def _prison(row: dict[str, str], offices: dict[str, int]) -> Prison:
    return Prison(
        code=row["code"],
        name=row["name"],
        kind=row["kind"],
        class_level=row["class"],
        variant=row["variant"],
        regency=row["regency"],
        province_id=row["province_code"],
        regional_office_id=offices[row["regional_office"]],
        timezone=row["timezone"],
        alias=row["alias"],
        satker_code=row["satker_code"],
        capacity=_number(row["capacity"]),
        population=_number(row["population"]),
        figures_as_of=_day(row["figures_as_of"]),
        figures_source=row["figures_source"],
    )


def _number(text: str) -> int | None:
    return int(text) if text else None


def _day(text: str) -> datetime.date | None:
    """A date; of a month or a year alone its first day."""
    return datetime.date.fromisoformat(text + "2000-01-01"[len(text) :]) if text else None


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
