"""Lists of one place within a table of the country."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import connection
from django.db.models import F, Model, OrderBy, QuerySet
from django.db.models.constants import LOOKUP_SEP
from django.db.models.functions import Coalesce
from django_tables2.data import TableQuerysetData


class SortedWhole(TableQuerysetData):
    """Rows of one place, found first and then sorted.

    PostgreSQL takes the rows of a prison to lie evenly in the country, and walks through the country in the order asked
    for until a page is full: of few rows, to its end.
    """

    def __getitem__(self, key: Any) -> Any:
        return sorted_whole(self.data)[key]


class FoundBefore(TableQuerysetData):
    """Rows of which one part was found before: its ids, in the order asked for.

    They are fetched from `whole`, the rows in reach: with what was searched for beside the ids, PostgreSQL may search
    once more and only then look at the ids.
    """

    def __init__(self, data: QuerySet[Any], whole: QuerySet[Any], part: slice, ids: Sequence[int]) -> None:
        super().__init__(data)
        self._whole, self._part, self._ids = whole, part, ids

    def __getitem__(self, key: Any) -> Any:
        if not isinstance(key, slice) or key.start != self._part.start or key.stop > self._part.stop:
            return self.data[key]
        ids = self._ids[: key.stop - key.start]
        rows = {row.pk: row for row in self._whole.filter(pk__in=ids).order_by()}
        return [rows[pk] for pk in ids if pk in rows]


def sorted_whole(rows: QuerySet[Any]) -> QuerySet[Any]:
    """The same rows in the same order; on PostgreSQL its first term is said so that no index holds it."""
    terms: list[Any] = list(rows.query.order_by or rows.model._meta.ordering)
    if not terms or rows.query.combinator or connection.vendor != "postgresql":
        return rows
    first = terms[0]
    if isinstance(first, str):
        name = first.lstrip("-+")
        if not _is_column(rows.model, name) or name in rows.query.annotations:
            return rows
        first = OrderBy(F(name), descending=first.startswith("-"))
    elif not isinstance(first, OrderBy):
        return rows
    said = first.copy()
    said.set_source_expressions([Coalesce(*[first.expression] * 2)])
    return rows.order_by(said, *terms[1:])


def _is_column(model: type[Model], path: str) -> bool:
    """Whether the path ends at a column: a relation would be sorted by the order of its own rows."""
    field: Any = None
    for name in path.split(LOOKUP_SEP):
        if field is not None and field.related_model is not None:
            model = field.related_model
        try:
            field = model._meta.pk if name == "pk" else model._meta.get_field(name)
        except FieldDoesNotExist:
            return False
    return bool(field.concrete and not field.is_relation)
