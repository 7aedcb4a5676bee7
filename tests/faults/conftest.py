"""A portal in parts for each test: folder, database, broker of its own, and processes that may be killed one by one."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg2
import pytest

from tests.portal import CHECKOUT, free_port

LEASE_SECONDS = 3
SWEEP_SECONDS = 2


class Parts:
    """The portal's processes one by one, without supervisor, over one private database.

    `start` them, `kill` their whole groups, `read` what is committed.
    """

    def __init__(self, folder: Path, database_url: str, broker_url: str = "filesystem://", **env: str) -> None:
        self.folder = folder
        self.database_url = database_url
        self.port = free_port()
        self.log = (folder / "log").open("ab")
        self.running: list[subprocess.Popen[bytes]] = []
        self.env = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "DJANGO_"))},
            "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
            "POJOK_VAR": str(folder / "var"),
            "DATABASE_URL": database_url,
            "CELERY_BROKER_URL": broker_url,
            "LEASE_SECONDS": str(LEASE_SECONDS),
            "SWEEP_SECONDS": str(SWEEP_SECONDS),
            "PYTHONWARNINGS": "ignore",
            **env,
        }

    def manage(self, *args: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *args],
            cwd=CHECKOUT,
            env=self.env,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self, *argv: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, *argv],
            cwd=CHECKOUT,
            env=self.env,
            stdin=subprocess.DEVNULL,
            stdout=self.log,
            stderr=self.log,
            start_new_session=True,
        )
        self.running.append(process)
        return process

    def start_worker(self) -> subprocess.Popen[bytes]:
        calm = ["--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "WARNING"]
        return self.start("-m", "celery", "-q", "-A", "pojok_vokasi", "worker", "--concurrency", "2", *calm)

    def start_sweeper(self) -> subprocess.Popen[bytes]:
        return self.start("manage.py", "sweep_jobs")

    def start_web(self) -> subprocess.Popen[bytes]:
        where = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(self.port), "--workers", "1"]
        threads = ["--blocking-threads", "2", "--log-level", "warning", "--no-ws"]
        web = self.start("-m", "granian", *where, *threads, "pojok_vokasi.wsgi:application")
        wait_for(lambda: self.answers("/probe/count"), seconds=30)
        return web

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """kill -9 of the whole group: no handler, no farewell."""
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        self.running.remove(process)

    def get(self, path: str) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=30) as answer:
            return answer.read().decode()

    def answers(self, path: str) -> bool:
        try:
            self.get(path)
        except OSError:
            return False
        return True

    def read(self, sql: str) -> list[tuple[Any, ...]]:
        parts = urlsplit(self.database_url)
        connection = (
            sqlite3.connect(parts.path, timeout=20) if parts.scheme == "sqlite" else psycopg2.connect(self.database_url)
        )
        with closing(connection), closing(connection.cursor()) as cursor:
            cursor.execute(sql)
            return cursor.fetchall()

    def count(self, sql: str) -> int:
        return self.read(f"SELECT count(*) FROM {sql}")[0][0]

    def stop(self) -> None:
        for process in list(self.running):
            self.kill(process)
        self.log.close()


class Visitor(threading.Thread):
    """Somebody who opens a page again and again, and notes how long each answer took and what went wrong."""

    def __init__(self, portal: Parts, path: str) -> None:
        super().__init__(daemon=True)
        self.portal, self.path = portal, path
        self.seconds: list[float] = []
        self.refusals: list[str] = []
        self.leaving = threading.Event()

    def run(self) -> None:
        while not self.leaving.wait(0.2):
            began = time.monotonic()
            try:
                self.portal.get(self.path)
            except OSError as error:
                self.refusals.append(repr(error))
            self.seconds.append(time.monotonic() - began)

    def leave(self) -> None:
        self.leaving.set()
        self.join()


def wait_for(true: Callable[[], bool], *, seconds: float) -> float:
    """Wait until `true()`; returns how long it took, fails after `seconds`."""
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < seconds, f"not within {seconds} s"
        time.sleep(0.05)
    return time.monotonic() - began


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.long)])
def private_database(request, tmp_path):
    """A new empty database; on PostgreSQL too in the long rounds."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/faults.sqlite3"
        return
    server = request.getfixturevalue("postgresql_url")
    name = f"faults_{os.getpid()}_{time.monotonic_ns()}"
    with closing(psycopg2.connect(server)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name}")
            yield urlsplit(server)._replace(path=f"/{name}").geturl()
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def start_portal(tmp_path, private_database):
    portals = []

    def start(broker_url: str = "filesystem://") -> Parts:
        portal = Parts(tmp_path, private_database, broker_url)
        portals.append(portal)
        portal.manage("migrate", "--run-syncdb", "-v0")
        portal.start_sweeper()
        portal.start_web()
        return portal

    yield start
    for portal in portals:
        portal.stop()
