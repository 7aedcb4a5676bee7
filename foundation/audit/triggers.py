"""Triggers that hold what no constraint can, for SQLite and PostgreSQL side by side.

Any app registers its own in a `triggers.py`; all are (re)installed after every migrate. SQLite's REPLACE walks past
delete triggers unless `recursive_triggers` is on, so that setting is part of what `missing` checks.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper


@dataclass(frozen=True)
class Trigger:
    """One trigger: `sqlite_sql` and `postgres_sql` each create it under `name` on `table`; an empty one has no twin.

    `postgres_sql` may first create or replace the function that the trigger calls.
    """

    name: str
    table: str
    sqlite_sql: str
    postgres_sql: str

    def sql(self, vendor: str) -> str:
        return {"sqlite": self.sqlite_sql, "postgresql": self.postgres_sql}[vendor].strip()


_registered: dict[str, Trigger] = {}


def register(trigger: Trigger) -> None:
    """Have the trigger installed after every migrate; refuses another trigger under a name that is taken."""
    if _registered.get(trigger.name, trigger) != trigger:
        raise ValueError(f"Two triggers are called {trigger.name}.")
    _registered[trigger.name] = trigger


def install(using: str = "default") -> None:
    """Put every registered trigger on its table, replacing an older definition; tables not made yet are passed over."""
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for trigger in _registered.values():
            sql = trigger.sql(connection.vendor)
            if not sql or trigger.table not in tables:
                continue
            on_table = f' ON "{trigger.table}"' if connection.vendor == "postgresql" else ""
            cursor.execute(f'DROP TRIGGER IF EXISTS "{trigger.name}"{on_table}')
            cursor.execute(sql)


def missing(using: str = "default") -> list[str]:
    """The triggers that are absent, switched off or (on SQLite) not what was registered, by `table.name`."""
    connection = connections[using]
    there = _sqlite_triggers(connection) if connection.vendor == "sqlite" else _postgres_triggers(connection)
    lost = [
        f"{trigger.table}.{trigger.name}"
        for trigger in _registered.values()
        if (sql := trigger.sql(connection.vendor)) and there.get((trigger.table, trigger.name)) not in {sql, "enabled"}
    ]
    if connection.vendor == "sqlite" and not _recursive(connection):
        lost.append("PRAGMA recursive_triggers")
    return lost


def _sqlite_triggers(connection: BaseDatabaseWrapper) -> dict[tuple[str, str], str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'trigger'")
        return {(table, name): sql for table, name, sql in cursor.fetchall()}


def _recursive(connection: BaseDatabaseWrapper) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA recursive_triggers")
        return bool(cursor.fetchone()[0])


def _postgres_triggers(connection: BaseDatabaseWrapper) -> dict[tuple[str, str], str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') AND pg_table_is_visible(c.oid)"
        )
        return {(table, name): "enabled" for table, name in cursor.fetchall()}


def append_only(table: str) -> list[Trigger]:
    """Triggers under which rows of `table` are inserted and nothing else, ever."""
    triggers = [
        Trigger(
            name=f"{table}_no_{act.lower()}",
            table=table,
            sqlite_sql=(
                f'CREATE TRIGGER "{table}_no_{act.lower()}" BEFORE {act} ON "{table}" '
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            ),
            postgres_sql=_postgres_refusal(table, act, "ROW"),
        )
        for act in ("UPDATE", "DELETE")
    ]
    return [*triggers, Trigger(f"{table}_no_truncate", table, "", _postgres_refusal(table, "TRUNCATE", "STATEMENT"))]


def _postgres_refusal(table: str, act: str, each: str) -> str:
    name = f"{table}_no_{act.lower()}"
    return f"""
        CREATE OR REPLACE FUNCTION append_only_refusal() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$;
        CREATE TRIGGER "{name}" BEFORE {act} ON "{table}" FOR EACH {each} EXECUTE FUNCTION append_only_refusal();
        ALTER TABLE "{table}" ENABLE ALWAYS TRIGGER "{name}";
    """


for _table in ("audit_auditevent", "audit_auditsubject", "audit_auditseal"):
    for _trigger in append_only(_table):
        register(_trigger)
