"""Races on PostgreSQL: a copy of the migrated database that a test may commit to, and acts that meet in a table."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from django.core.management import call_command
from django.db import connection, connections, transaction
from django.db.backends.base.creation import TEST_DATABASE_PREFIX

from tests.databases import beside

NAME = "pojok_race"


@contextlib.contextmanager
def committing_copy() -> Iterator[None]:
    """Let this process work in a copy of the test database; what is committed goes with the copy.

    Where no test of the run asked for the test database there is none to copy: then the copy is migrated itself.
    """
    name = connection.settings_dict["NAME"]
    copy = f"{NAME}_{os.getpid()}"
    tested = name.startswith(TEST_DATABASE_PREFIX)
    connections.close_all()
    template = f' TEMPLATE "{name}"' if tested else ""
    beside(f'DROP DATABASE IF EXISTS "{copy}" WITH (FORCE)', f'CREATE DATABASE "{copy}"{template}')
    connection.settings_dict["NAME"] = copy
    try:
        if not tested:
            call_command("migrate", verbosity=0)
        yield
    finally:
        connections.close_all()
        connection.settings_dict["NAME"] = name
        beside(f'DROP DATABASE "{copy}" WITH (FORCE)')


def meet(table: str, *acts: Callable[[], Any]) -> list[Any]:
    """Run the acts at once, let all of them read before any may write to `table`; returns results or exceptions.

    The table is locked against writing until every act waits for a lock: for the table, or for the row that one of
    them holds. So the outcome does not hang on luck.
    """
    results: list[Any] = [None] * len(acts)

    def run(number: int) -> None:
        try:
            results[number] = acts[number]()
        except Exception as error:  # noqa: BLE001  handed to the test, which compares it
            results[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(acts))]
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f'LOCK TABLE "{table}" IN SHARE MODE')
        for thread in threads:
            thread.start()
        _wait_until_blocked(len(acts))
    for thread in threads:
        thread.join(timeout=30)
    assert not any(thread.is_alive() for thread in threads), "an act still waits for a lock"
    return results


def _wait_until_blocked(count: int) -> None:
    deadline = time.monotonic() + 20
    blocked = -1
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            # Within a transaction the view would go on showing what it showed first.
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            (blocked,) = cursor.fetchone()
        if blocked == count:
            return
        time.sleep(0.05)
    raise AssertionError(f"{blocked} of {count} acts wait for a lock")
