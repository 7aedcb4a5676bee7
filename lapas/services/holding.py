"""The person row is held before anything is written that names it, so that no row is left on one merged away meanwhile.

Locks are taken in one order everywhere: class or exam, then people in the order of their ids, then their rows. Merging
takes the same lock, and reads what hangs on a person afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lapas.models import Inmate

CHUNK = 500


def hold(people: Iterable[Inmate]) -> list[Inmate]:
    """The people as they stand now, each once, in the order given; refuses a row that was merged into another.

    Nobody merges them away, and no event moves them, until the end of the transaction.
    """
    keys = list(dict.fromkeys(one.pk for one in people))
    found: dict[int, Inmate] = {}
    for some in _chunks(keys):
        rows = Inmate.objects.select_for_update(no_key=True, of=("self",)).select_related("prison").order_by("pk")
        found |= {one.pk: one for one in rows.filter(pk__in=some)}
    _refuse({pk: one.merged_into_id for pk, one in found.items()})
    return [found[pk] for pk in keys]


def refuse_merged(*people: Inmate) -> None:
    """Hold the rows until the end of the transaction without reading them; refuses one that was merged meanwhile."""
    _refuse(_lock(one.pk for one in people))


def living(people: Iterable[Inmate]) -> set[int]:
    """Hold the rows; ids of those that are a person of their own, for work that nobody waits to be told about."""
    return {pk for pk, merged_into in _lock(one.pk for one in people).items() if merged_into is None}


def hold_owners(rows: QuerySet[Any]) -> set[int]:
    """Hold the people on whom these rows of any kind hang, and return their ids; read the rows after this.

    A row that moved to another person while this waited is followed there. One that a merge left behind on purpose
    keeps its owner.
    """
    owned = rows.order_by().values_list("inmate_id", flat=True)
    held: set[int] = set()
    while missing := set(owned) - held - {None}:
        _lock(missing)
        held |= missing
    return set(owned) - {None}


def _lock(keys: Iterable[int]) -> dict[int, int | None]:
    found: dict[int, int | None] = {}
    for some in _chunks(sorted(set(keys))):
        rows = Inmate.objects.select_for_update(no_key=True).filter(pk__in=some).order_by("pk")
        found |= dict(rows.values_list("pk", "merged_into_id"))
    return found


def _chunks(keys: list[int]) -> Iterable[list[int]]:
    ordered = sorted(keys)
    return (ordered[start : start + CHUNK] for start in range(0, len(ordered), CHUNK))


def _refuse(merged: dict[int, int | None]) -> None:
    if gone := [pk for pk, into in merged.items() if into is not None]:
        refusals = [_refusal(row) for row in Inmate.objects.filter(pk__in=gone).order_by("pk")]
        raise refusals[0] if len(refusals) == 1 else ValidationError(refusals)


def _refusal(row: Inmate) -> ValidationError:
    kept = kept_row_of(row)
    return ValidationError(
        _("Catatan %(name)s sudah digabung; pakai catatan %(kept)s dengan nomor register %(number)s."),
        code="merged",
        params={"name": row.name, "kept": kept.name, "number": kept.register_number},
    )


def kept_row_of(inmate: Inmate) -> Inmate:
    """The row that the person of a merged row is kept in, however often it was merged on."""
    while inmate.merged_into is not None:
        inmate = inmate.merged_into
    return inmate
