"""Databases of a bench on the PostgreSQL that it was given."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from urllib.parse import urlsplit

import psycopg2


def new(server: str, name: str) -> str:
    """The address of a new, empty database on the server."""
    execute(server, f'CREATE DATABASE "{name}"')
    return urlsplit(server)._replace(path=f"/{name}").geturl()


@contextmanager
def passing(server: str, name: str) -> Iterator[str]:
    """The same, dropped at the end."""
    try:
        yield new(server, name)
    finally:
        execute(server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def tidy(url: str) -> None:
    """Let PostgreSQL do now what it would begin by itself in the middle of the measuring, as it has done in earnest."""
    if url.startswith("postgres"):
        execute(url, "VACUUM (ANALYZE)", "CHECKPOINT")


def execute(url: str, *statements: str) -> None:
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        for statement in statements:
            cursor.execute(statement)
