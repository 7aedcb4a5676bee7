"""Counts for whoever reads the whole country: nobody needs to know that it is 248,913, and counting them takes long."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

from django.core.cache import cache
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, Case, ExpressionWrapper, F, Q, QuerySet, Value, When

# More than this is shown as "1.000+".
MOST_COUNTED = 1000
# So many rows are counted anew once a minute only.
KEPT_SECONDS = 60


def counted_up_to(wanted: Sequence[tuple[QuerySet[Any], int]]) -> list[int]:
    """For each (rows, most) how many rows there are, at most `most` + 1; one statement for all of them."""
    parts: list[str] = []
    given: list[Any] = []
    for number, (rows, most) in enumerate(wanted):
        limited = rows.order_by().values("pk")
        if multiplies(rows):
            limited = limited.distinct()
        try:
            sql, params = limited[: most + 1].query.sql_with_params()
        except EmptyResultSet:
            parts.append("0")
            continue
        parts.append(f"(SELECT COUNT(*) FROM ({sql}) counted{number})")  # noqa: S608  the compiler's own statements
        given += params
    if not parts:
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", given)
        return [int(count) for count in cursor.fetchone()]


def counted_apart(rows: QuerySet[Any], wheres: Sequence[Q], most: int) -> list[int]:
    """How many of the rows each condition keeps; of more than `most` rows only `most` + 1 are looked at."""
    if not wheres:
        return []
    apart = any(multiplies(rows.filter(where)) for where in wheres)
    flags = _flags(wheres)
    try:
        sql, params = rows.order_by().annotate(**flags).values_list(*flags)[: most + 1].query.sql_with_params()
    except EmptyResultSet:
        return [0] * len(wheres)
    counts = ", ".join(f"COUNT({'DISTINCT ' if apart else ''}{name})" for name in flags)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {counts} FROM ({sql}) found", params)  # noqa: S608  the compiler's own statement
        return [int(count) for count in cursor.fetchone()]


def _flags(wheres: Sequence[Q]) -> dict[str, Any]:
    """For each condition the row's id where it keeps the row."""
    return {f"n{number}": Case(When(where, then=F("pk"))) if where else F("pk") for number, where in enumerate(wheres)}


def _flag(where: Q) -> Any:
    return ExpressionWrapper(where, BooleanField()) if where else Value(True)


def counted_and_found(
    rows: QuerySet[Any], wheres: Sequence[Q], most: int, chosen: int, order: Sequence[str], part: slice
) -> tuple[list[int], list[int] | None]:
    """The counts of `counted_apart`, and the ids of a part of what the chosen condition keeps, in the order given.

    For PostgreSQL, which so looks at the rows once; no ids where there are more than `most` rows. The rows must not
    come twice.
    """
    # As narrow as can be, for each of the rows is put down: a flag is a byte, in place of an id.
    flags = {f"n{number}": _flag(where) for number, where in enumerate(wheres)}
    terms = {f"o{number}": F(name) for number, name in enumerate(order)}
    named = {"found_id": F("pk"), **flags, **terms}
    found = rows.order_by().annotate(**named).values_list(*named)[: most + 1]
    try:
        sql, params = found.query.sql_with_params()
    except EmptyResultSet:
        return [0] * len(wheres), []
    counts = ", ".join(f"COUNT(*) FILTER (WHERE {name})" for name in flags)
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH found AS MATERIALIZED ({sql}) SELECT {counts}, "  # noqa: S608  the compiler's own statement
            f"CASE WHEN COUNT(*) <= %s THEN ARRAY(SELECT found_id FROM found WHERE n{chosen}"
            f" ORDER BY {', '.join(terms)} LIMIT %s OFFSET %s) END FROM found",
            [*params, most, part.stop - part.start, part.start],
        )
        *counted, ids = cursor.fetchone()
    return [int(count) for count in counted], ids


def kept_if_many(key: str, count: Callable[[], list[int]]) -> list[int]:
    """The counts; where one of them is over the limit they may be a minute old."""
    digest = "counts:" + hashlib.sha256(key.encode()).hexdigest()
    kept: list[int] | None = cache.get(digest)
    if kept is not None:
        return kept
    counts = count()
    if max(counts, default=0) > MOST_COUNTED:
        cache.set(digest, counts, KEPT_SECONDS)
    return counts


def multiplies(rows: QuerySet[Any]) -> bool:
    """Whether a join of the rows may give one of them several times."""
    fields = [getattr(join, "join_field", None) for join in rows.query.alias_map.values()]
    return any(field is not None and (field.one_to_many or field.many_to_many) for field in fields)
