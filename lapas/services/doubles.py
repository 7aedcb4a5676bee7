"""Rows of one prison that may be one person: suggested, never decided by the portal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from lapas import names
from lapas.models import Inmate, InmateMerge

MOST = 25


def doubles_among(people: QuerySet[Inmate]) -> list[tuple[int, int]]:
    """Pairs of ids with the same folded name and day of birth, and not two different NIK; at most 25.

    Left out are two rows that were merged once and taken apart: somebody found that they are two people.
    """
    found: dict[tuple[str, object], list[tuple[int, str | None]]] = defaultdict(list)
    pairs: list[tuple[int, int]] = []
    rows: Iterable[tuple[int, str, object, str | None]] = (
        people.filter(birth_date__isnull=False).order_by("pk").values_list("pk", "name", "birth_date", "nik_index")
    )
    for pk, name, born, index in rows:
        same = found[names.fold(name), born]
        pairs += [(other, pk) for other, known in same if not (known and index)]
        same.append((pk, index))
    apart = {frozenset(pair) for pair in taken_apart(pk for pair in pairs for pk in pair)} if pairs else set()
    return [pair for pair in pairs if frozenset(pair) not in apart][:MOST]


def taken_apart(people: Iterable[int]) -> QuerySet[InmateMerge, tuple[int, int]]:
    """(kept, folded) of the merges among these people that were undone."""
    ids = list(people)
    undone = InmateMerge.objects.filter(undone_at__isnull=False, kept__in=ids, folded__in=ids)
    return undone.values_list("kept_id", "folded_id")


def like(inmate: Inmate, people: Any) -> list[Inmate]:
    """People with the same folded name or the same first word of it and the same day of birth, nearest first."""
    first = names.fold(inmate.name).split()[:1]
    found = people.exclude(pk=inmate.pk).matching(" ".join(first)) if first else people.none()
    whole, born = names.fold(inmate.name), inmate.birth_date
    near = [
        one
        for one in found.select_related("prison").order_by("name", "pk")[:200]
        if names.fold(one.name) == whole or (born and one.birth_date == born)
    ]
    return sorted(near, key=lambda one: (names.fold(one.name) != whole, one.birth_date != born))[:10]
