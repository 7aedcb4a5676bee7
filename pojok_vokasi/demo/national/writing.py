"""Rows of the national world, collected by model and written in chunks."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models

from foundation import vendor

CHUNK = 10_000


class Table:
    """Rows of one model by position, in the order of `columns`; every other column takes the model's default.

    Keys are counted here, so that other rows can name one before it is written.
    """

    def __init__(self, model: type[models.Model], *columns: str, moment: datetime.datetime) -> None:
        self.model, self._columns, self._moment = model, columns, moment
        self._rows: list[Sequence[Any]] = []
        self.made = 0
        key = model._meta.pk
        assert key is not None
        last = model._default_manager.aggregate(last=models.Max(key.attname))["last"] if key.attname == "id" else None
        self._last = last or 0

    def key(self) -> int:
        """The next key."""
        self._last += 1
        return self._last

    def add(self, *row: Any) -> None:
        self.made += 1
        self._rows.append(row)
        if len(self._rows) >= CHUNK:
            self.flush()

    def flush(self) -> None:
        rows, self._rows = self._rows, []
        vendor.insert_rows(self.model, self._columns, rows, moment=self._moment)


def finish(tables: Sequence[Table]) -> None:
    """Write what is left, let the next keys follow the last ones, and let the planner count."""
    for table in tables:
        table.flush()
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [table.model for table in tables]):
            cursor.execute(statement)
        cursor.execute("ANALYZE")
