"""Vendor SQL for many rows at once: COPY and UPDATE … FROM on PostgreSQL, executemany on SQLite.

`bulk_create` builds one statement with a parameter for every cell; for some thousand rows that costs more than all
that is asked of the database. Rules, defaults and checks are the caller's, as with `bulk_create`; no signal is sent.
"""

from __future__ import annotations

import datetime
import io
import json
import re
import uuid
from collections.abc import Callable, Collection, Iterable, Sequence
from operator import itemgetter
from typing import Any

from django.db import connection, models
from django.db.models.expressions import RawSQL
from django.db.transaction import TransactionManagementError
from psycopg2.extras import execute_values

from foundation import clock

# Rows of one UPDATE on PostgreSQL.
PAGE = 500
NULL = "\\N"
_ODD = re.compile(r"[\\\t\n\r]").search
_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})

Converter = Callable[[Any], Any]


def listed(keys: Iterable[int]) -> RawSQL:
    """The `keys` for `pk__in=`, in one parameter however many: neither Django nor the database reads thousands."""
    if connection.vendor == "postgresql":
        return RawSQL("SELECT unnest(%s::bigint[])", [list(keys)])
    return RawSQL("SELECT value FROM json_each(%s)", [json.dumps(list(keys))])


def insert(objects: Iterable[models.Model]) -> None:
    """Insert new rows of one model and put their keys on them.

    A relation to an object that has got its key meanwhile is followed, as in `bulk_create`. Raises
    TransactionManagementError outside a transaction: only within one are the reserved keys ours on SQLite.
    """
    objects = list(objects)
    if not objects:
        return
    model = type(objects[0])
    fields = model._meta.concrete_fields
    moment = clock.machine_now()
    stamped = [field.attname for field in fields if _is_stamped(field)]
    relations = [(field, field.attname) for field in fields if isinstance(field, models.ForeignKey)]
    for one, key in zip(objects, _reserved(model, len(objects)), strict=True):
        values = one.__dict__
        values["id"] = key
        for name in stamped:
            values[name] = moment
        for relation, name in relations:
            if values[name] is None and relation.is_cached(one):
                related = relation.get_cached_value(one)
                values[name] = related.pk if related is not None else None
    take = itemgetter(*(field.attname for field in fields))
    insert_rows(model, [field.attname for field in fields], [take(one.__dict__) for one in objects])
    for one in objects:
        one._state.adding, one._state.db = False, connection.alias


def insert_rows(
    model: type[models.Model],
    names: Sequence[str],
    rows: Sequence[Sequence[Any]],
    *,
    moment: datetime.datetime | None = None,
) -> None:
    """Insert rows given by position, in the order of the attributes `names`; the rest takes the model's defaults.

    A key that is not among the names is given by the database. `moment` is written where the model keeps when a row
    was made or changed: now, unless it is given.
    """
    if not rows:
        return
    named = _fields(model, names)
    rest = [field for field in model._meta.concrete_fields if field not in named and not field.primary_key]
    columns = ", ".join(f'"{field.column}"' for field in (*named, *rest))
    converters = [_converter(field) for field in named]
    moment = moment or clock.machine_now()
    defaults = [(_converter(field), moment if _is_stamped(field) else field.get_default()) for field in rest]
    table = model._meta.db_table
    # Errors of what goes past Django's cursor are told in Django's words all the same.
    with connection.cursor() as cursor, connection.wrap_database_errors:
        if connection.vendor == "postgresql":
            tail = "".join("\t" + (NULL if v is None else c(v)) for c, v in defaults) + "\n"
            text = "".join(
                "\t".join([NULL if v is None else c(v) for c, v in zip(converters, row, strict=True)]) + tail
                for row in rows
            )
            cursor.copy_expert(f'COPY "{table}" ({columns}) FROM STDIN', io.StringIO(text))
            return
        marks = ", ".join(["%s"] * (len(named) + len(rest)))
        last = [None if v is None else c(v) for c, v in defaults]
        cursor.executemany(
            f'INSERT INTO "{table}" ({columns}) VALUES ({marks})',  # noqa: S608  names of our own columns
            [[None if v is None else c(v) for c, v in zip(converters, row, strict=True)] + last for row in rows],
        )


def update(objects: Iterable[models.Model], names: Collection[str]) -> None:
    """Write the attributes `names` of rows that are kept already, and the moment of the change where the model has it.

    A row that is gone meanwhile stays gone.
    """
    objects = list(objects)
    if not objects or not names:
        return
    model = type(objects[0])
    moment = clock.machine_now()
    stamped = [field.attname for field in model._meta.concrete_fields if getattr(field, "auto_now", False)]
    for one in objects:
        for name in stamped:
            one.__dict__[name] = moment
    fields = _fields(model, sorted({*names, *stamped}))
    take = itemgetter(*(field.attname for field in fields), "id")
    rows = [take(one.__dict__) for one in objects]
    table = model._meta.db_table
    with connection.cursor() as cursor, connection.wrap_database_errors:
        if connection.vendor == "postgresql":
            converters = [_JSON if isinstance(field, models.JSONField) else _same for field in fields]
            rows = [
                (*(None if v is None else c(v) for c, v in zip(converters, row, strict=False)), row[-1]) for row in rows
            ]
            places = ", ".join(f'"{field.column}" = given."{field.column}"' for field in fields)
            given = ", ".join([*(f'"{field.column}"' for field in fields), "key"])
            typed = ", ".join([*(f"%s::{_cast(field)}" for field in fields), "%s::bigint"])
            statement = f'UPDATE "{table}" SET {places} FROM (VALUES %s) AS given ({given}) WHERE "{table}".id = key'  # noqa: S608
            execute_values(cursor.cursor, statement, rows, f"({typed})", PAGE)
            return
        converters = [*(_converter(field) for field in fields), _same]
        places = ", ".join(f'"{field.column}" = %s' for field in fields)
        cursor.executemany(
            f'UPDATE "{table}" SET {places} WHERE id = %s',  # noqa: S608  names of our own columns
            [[None if v is None else c(v) for c, v in zip(converters, row, strict=True)] for row in rows],
        )


def _reserved(model: type[models.Model], count: int) -> Sequence[int]:
    """Keys that nobody else gets."""
    if not connection.in_atomic_block:
        raise TransactionManagementError("Rows are inserted with keys of their own inside a transaction only.")
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
            )
            return [key for (key,) in cursor.fetchall()]
        # The write lock is ours since the transaction began.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = (cursor.fetchone() or (0,))[0]
    return range(last + 1, last + count + 1)


def _fields(model: type[models.Model], names: Iterable[str]) -> list[Any]:
    known = {field.attname: field for field in model._meta.concrete_fields}
    return [known[name] for name in names]


def _is_stamped(field: Any) -> bool:
    return bool(getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False))


def _converter(field: Any) -> Converter:
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    table = _POSTGRESQL if connection.vendor == "postgresql" else _SQLITE
    return next((converter for kind, converter in table if isinstance(field, kind)), str)


def _cast(field: Any) -> str:
    """The type to compare with; text has no length here: a cast to one would cut what is too long."""
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    if isinstance(field, models.CharField):
        return "text"
    return str(field.rel_db_type(connection) if isinstance(field, models.AutoField) else field.db_type(connection))


def _text(value: str) -> str:
    return value.translate(_ESCAPED) if _ODD(value) else value


def _same(value: Any) -> Any:
    return value


def _moment(value: datetime.datetime) -> str:
    return str(value.astimezone(datetime.UTC).replace(tzinfo=None))


def _hex(value: uuid.UUID) -> str:
    return value.hex


_JSON: Converter = json.dumps
# The first kind that fits counts; a DateTimeField is a DateField as well.
_POSTGRESQL: tuple[tuple[Any, Converter], ...] = (
    (models.DateTimeField, datetime.datetime.isoformat),
    (models.DateField, datetime.date.isoformat),
    (models.BooleanField, lambda value: "t" if value else "f"),
    (models.JSONField, lambda value: _text(_JSON(value))),
    ((models.CharField, models.TextField), _text),
)
_SQLITE: tuple[tuple[Any, Converter], ...] = (
    (models.DateTimeField, _moment),
    (models.DateField, datetime.date.isoformat),
    (models.BooleanField, int),
    (models.JSONField, _JSON),
    (models.UUIDField, _hex),
    ((models.CharField, models.TextField, models.IntegerField), _same),
)
