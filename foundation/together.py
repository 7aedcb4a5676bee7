"""Numbers about rows of many tables, asked of the database in one statement.

The home page asks some twenty of them. One statement spares as many ways to the database, and rows that several
numbers are about are read once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
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
    parts: dict[tuple[str, tuple[Any, ...]], _Part] = {}
    places: list[dict[str, tuple[int, int]]] = []
    for rows, names in wanted:
        numbers = [_number(which) if isinstance(which, Q) else which for which in names.values()]
        try:
            written = _written(_plain(rows), numbers)
        except EmptyResultSet:
            places.append(dict.fromkeys(names, (-1, 0)))
            continue
        part = parts.setdefault((written.rows, written.given), _Part(len(parts), [], []))
        first = len(part.numbers)
        part.numbers.extend(written.numbers)
        part.given.extend(written.given_to_numbers)
        places.append({name: (part.number, first + place) for place, name in enumerate(names)})
    answers = _answers(parts)
    return [
        {name: answers[part][column] if part >= 0 else 0 for name, (part, column) in found.items()} for found in places
    ]


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


@dataclass(frozen=True)
class _Written:
    """One question in SQL: each number, then the rows from FROM on, with what is given to either."""

    numbers: list[str]
    given_to_numbers: list[Any]
    rows: str
    given: tuple[Any, ...]


@dataclass(frozen=True)
class _Part:
    """A row of the answer: the numbers that are asked of the same rows."""

    number: int
    numbers: list[str]
    given: list[Any]


def _written(rows: QuerySet[Any], numbers: Sequence[Func]) -> _Written:
    """Django writes each question once; joining querysets, it would write and copy every one of them again."""
    columns = {f"column_{place}": number for place, number in enumerate(numbers)}
    compiler = rows.annotate(**columns).values_list(*columns).query.get_compiler(connection=connection)
    sql, given = compiler.as_sql()
    selected = [(text, values, alias) for _expression, (text, values), alias in compiler.select]
    head = "SELECT " + ", ".join(f"{text} AS {connection.ops.quote_name(alias)}" for text, _values, alias in selected)
    if not sql.startswith(head):
        raise ValueError("A question about numbers begins with something else than its numbers.")
    to_numbers = [value for _text, values, _alias in selected for value in values]
    return _Written([text for text, _, _ in selected], to_numbers, sql[len(head) :], tuple(given[len(to_numbers) :]))


def _answers(parts: Mapping[tuple[str, tuple[Any, ...]], _Part]) -> dict[int, Sequence[Any]]:
    """By part its numbers; a row of the statement is one part, filled up to the longest."""
    if not parts:
        return {}
    widest = max(len(part.numbers) for part in parts.values())
    asked, given = [], []
    for (rows, given_to_rows), part in parts.items():
        numbers = [*part.numbers, *["0"] * (widest - len(part.numbers))]
        asked.append(f"SELECT {part.number}, {', '.join(numbers)}{rows}")
        given += [*part.given, *given_to_rows]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asked), given)
        return {row[0]: row[1:] for row in cursor.fetchall()}
