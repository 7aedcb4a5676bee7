"""Numbers about rows of many tables, asked of the database in one statement.

The home page asks some twenty of them. One statement spares as many ways to the database, and rows that several
numbers are about are read once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import Case, F, Func, IntegerField, Q, QuerySet, Value, When

# Rows, and by name which of them a number counts (or an expression of `lowest`).
Wanted = tuple[QuerySet[Any], Mapping[str, "Q | Func"]]


class _OverAll(Func):
    """A number over all rows that does not group: Django adds a GROUP BY to what it knows as an aggregate."""

    output_field = IntegerField()


def lowest(field: str = "pk", where: Q | None = None) -> Func:
    """The lowest value of a field of integers, among the rows of `where`; None without any."""
    value = Case(When(where, then=F(field))) if where else F(field)
    return _OverAll(value, function="MIN")


def asked_together(wanted: Sequence[Wanted]) -> list[dict[str, int]]:
    """The numbers of each (rows, names), in the same order; 0 where the rows cannot be there at all."""
    parts: list[tuple[QuerySet[Any], list[Func]]] = []
    same: dict[Any, int] = {}
    places: list[dict[str, tuple[int, int]]] = []
    for rows, names in wanted:
        plain = _plain(rows)
        try:
            key = plain.values("pk").query.sql_with_params()
        except EmptyResultSet:
            places.append(dict.fromkeys(names, (-1, 0)))
            continue
        if key not in same:
            same[key] = len(parts)
            parts.append((plain, []))
        part = same[key]
        found = {}
        for name, which in names.items():
            parts[part][1].append(_number(which) if isinstance(which, Q) else which)
            found[name] = (part, len(parts[part][1]))
        places.append(found)
    answers = _answers(parts)
    return [{name: answers.get(part, {}).get(column, 0) for name, (part, column) in found.items()} for found in places]


def _plain(rows: QuerySet[Any]) -> QuerySet[Any]:
    """The rows as a list that a number over all can be asked of."""
    query = rows.query
    if query.distinct or query.is_sliced or query.combinator or query.group_by is not None:
        return rows.model._default_manager.filter(pk__in=rows.values("pk")).order_by()
    return rows.order_by().select_related(None)


def _number(which: Q) -> Func:
    if not which:
        return _OverAll(template="COUNT(*)")
    return _OverAll(Case(When(which, then=Value(1))), function="COUNT")


def _answers(parts: list[tuple[QuerySet[Any], list[Func]]]) -> dict[int, dict[int, Any]]:
    """By part and column; a row of the statement is one part, filled up to the longest."""
    widest = max((len(numbers) for _rows, numbers in parts), default=0)
    asked = []
    for part, (rows, numbers) in enumerate(parts):
        filled = [*numbers, *(Value(0, output_field=IntegerField()) for _ in range(widest - len(numbers)))]
        columns = {f"column_{place}": number for place, number in enumerate(filled, start=1)}
        asked.append(
            rows.annotate(part=Value(part, output_field=IntegerField()), **columns).values_list("part", *columns)
        )
    if not asked:
        return {}
    statement = asked[0].union(*asked[1:], all=True) if len(asked) > 1 else asked[0]
    return {row[0]: dict(enumerate(row[1:], start=1)) for row in statement}
