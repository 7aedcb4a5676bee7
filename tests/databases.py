"""The test database of a process: migrated by the first process of a run, copied by the others.

On SQLite the copy is what the portals of the browser tests start from too; see tests.portal.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import psycopg2
from django.conf import settings
from django.db import connection

from tests.portal import locked


@contextlib.contextmanager
def migrated(folder: Path) -> Iterator[None]:
    """Let this process work in a test database of its own; what migrated it lies in `folder` for the next."""
    name = connection.settings_dict["NAME"]
    on_postgresql = connection.vendor == "postgresql"
    mark = folder / ("empty.postgresql" if on_postgresql else "empty.sqlite3")
    with locked(folder, "empty"):
        mine = not mark.exists()
        if mine:
            connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
            _keep_database(mark) if on_postgresql else _keep_file(mark)
        else:
            _copy_database(mark) if on_postgresql else _copy_file(mark)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
        if mine and on_postgresql:
            with locked(folder, "empty"):
                beside(f'DROP DATABASE IF EXISTS "{mark.read_text()}" WITH (FORCE)')
                mark.unlink()


def beside(*statements: str) -> None:
    """Statements about databases, from beside them and outside a transaction."""
    facts = connection.get_connection_params()
    facts.pop("cursor_factory", None)
    server = psycopg2.connect(**{**facts, "dbname": "postgres"})
    server.autocommit = True
    with contextlib.closing(server), server.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _keep_database(mark: Path) -> None:
    kept = f"pojok_migrated_{os.getpid()}"
    connection.close()
    beside(
        f'DROP DATABASE IF EXISTS "{kept}" WITH (FORCE)',
        f'CREATE DATABASE "{kept}" TEMPLATE "{connection.settings_dict["NAME"]}"',
    )
    mark.write_text(kept)


def _copy_database(mark: Path) -> None:
    name = connection.creation._get_test_db_name()
    connection.close()
    beside(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)', f'CREATE DATABASE "{name}" TEMPLATE "{mark.read_text()}"')
    _work_in(name)


def _keep_file(mark: Path) -> None:
    made = mark.with_suffix(".new")
    connection.ensure_connection()
    with contextlib.closing(sqlite3.connect(made)) as file:
        connection.connection.backup(file)
    made.rename(mark)


def _copy_file(mark: Path) -> None:
    connection.close()
    _work_in(connection.creation._get_test_db_name())
    with contextlib.closing(sqlite3.connect(mark)) as file:
        file.backup(connection.connection)


def _work_in(name: str) -> None:
    settings.DATABASES[connection.alias]["NAME"] = name
    connection.settings_dict["NAME"] = name
    connection.ensure_connection()
