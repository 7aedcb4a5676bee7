"""Rows written the way the database takes them fastest: COPY on PostgreSQL, executemany on SQLite."""

from __future__ import annotations

import datetime
import io
import json
import re
import uuid
from collections.abc import Callable, Sequence
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models

CHUNK = 10_000
NULL = "\\N"
_ODD = re.compile(r"[\\\t\n\r]").search
_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})

Converter = Callable[[Any], Any]


class Table:
    """Rows of one model by position, in the order of `columns`; every other column takes the model's default.

    Keys are counted here, so that other rows can name one before it is written.
    """

    def __init__(self, model: type[models.Model], *columns: str, moment: datetime.datetime) -> None:
        self.model = model
        self.table = model._meta.db_table
        concrete = {field.attname: field for field in model._meta.concrete_fields}
        named = [concrete[name] for name in columns]
        # A key that is not named is the database's to give.
        rest = [field for field in concrete.values() if field not in named and not isinstance(field, models.AutoField)]
        self._columns = [field.column for field in (*named, *rest)]
        self._converters = [_converter(field) for field in named]
        self._tail = tuple(_converted(field, _default(field, moment)) for field in rest)
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
        if not rows:
            return
        if connection.vendor == "postgresql":
            self._copy(rows)
        else:
            self._insert(rows)

    def _copy(self, rows: list[Sequence[Any]]) -> None:
        tail = "".join(f"\t{value}" for value in self._tail) + "\n"
        converters = self._converters
        text = io.StringIO()
        for row in rows:
            text.write("\t".join([NULL if v is None else c(v) for c, v in zip(converters, row, strict=True)]))
            text.write(tail)
        text.seek(0)
        names = ", ".join(f'"{name}"' for name in self._columns)
        with connection.cursor() as cursor:
            cursor.copy_expert(f'COPY "{self.table}" ({names}) FROM STDIN', text)

    def _insert(self, rows: list[Sequence[Any]]) -> None:
        converters, tail = self._converters, self._tail
        names = ", ".join(f'"{name}"' for name in self._columns)
        marks = ", ".join(["%s"] * len(self._columns))
        with connection.cursor() as cursor:
            cursor.executemany(
                f'INSERT INTO "{self.table}" ({names}) VALUES ({marks})',  # noqa: S608  names of our own columns
                [(*(None if v is None else c(v) for c, v in zip(converters, row, strict=True)), *tail) for row in rows],
            )


def finish(tables: Sequence[Table]) -> None:
    """Write what is left, let the next keys follow the last ones, and let the planner count."""
    for table in tables:
        table.flush()
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [table.model for table in tables]):
            cursor.execute(statement)
        cursor.execute("ANALYZE")


def _default(field: Any, moment: datetime.datetime) -> Any:
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        return moment
    return field.get_default()


def _converted(field: Any, value: Any) -> Any:
    if value is None:
        return NULL if connection.vendor == "postgresql" else None
    return _converter(field)(value)


def _converter(field: Any) -> Converter:
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    table = _POSTGRESQL if connection.vendor == "postgresql" else _SQLITE
    return next((converter for kind, converter in table if isinstance(field, kind)), str)


def _text(value: str) -> str:
    return value.translate(_ESCAPED) if _ODD(value) else value


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _moment(value: datetime.datetime) -> str:
    return value.astimezone(datetime.UTC).strftime("%Y-%m-%d %H:%M:%S")


def _same(value: Any) -> Any:
    return value


def _hex(value: uuid.UUID) -> str:
    return value.hex


# The first kind that fits counts; a DateTimeField is a DateField as well.
_SHARED: tuple[tuple[type, Converter], ...] = (
    (models.DateTimeField, _moment),
    (models.DateField, datetime.date.isoformat),
)
_POSTGRESQL: tuple[tuple[Any, Converter], ...] = (
    (models.DateTimeField, lambda value: _moment(value) + "+00"),
    *_SHARED[1:],
    (models.BooleanField, lambda value: "t" if value else "f"),
    (models.JSONField, lambda value: _text(_json(value))),
    ((models.CharField, models.TextField), _text),
)
_SQLITE: tuple[tuple[Any, Converter], ...] = (
    *_SHARED,
    (models.BooleanField, int),
    (models.JSONField, _json),
    (models.UUIDField, _hex),
    ((models.CharField, models.TextField, models.IntegerField), _same),
)
