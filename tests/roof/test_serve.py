"""`manage.py serve` as a real process: supervised, restarted, stopped, quick."""

import contextlib
import os
import signal
import socket
import subprocess
import time
import urllib.request
from pathlib import Path

import psycopg2
import pytest

from pojok_vokasi import supervisor
from tests.portal import CHECKOUT, Portal, alive, descendants

STOP_SECONDS = 10


def test_restart_delays_grow_to_half_a_minute():
    assert [supervisor.delay_after(ends) for ends in (0, 1, 2, 3, 9, 500)] == [0.5, 1, 2, 4, 30, 30]


def eventually(truth, seconds: float = 20):
    """The first true answer of `truth()` within the time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := truth():
            return found
        time.sleep(0.1)
    raise AssertionError(f"not within {seconds} s")


@pytest.mark.faults
def test_serve_runs_three_groups_prints_the_address_and_stops_all(new_portal):
    portal = new_portal()
    portal.start()
    eventually(lambda: f"Pojok Vokasi: {portal.url}/" in portal.log)
    leaders = eventually(lambda: three_children(portal))
    assert {os.getpgid(pid) for pid in leaders} == leaders
    assert os.getpriority(os.PRIO_PROCESS, portal.child("celery")) == os.getpriority(os.PRIO_PROCESS, 0) + 10
    assert portal.stop() < STOP_SECONDS
    with pytest.raises(ConnectionRefusedError), socket.create_connection(("127.0.0.1", portal.port)):
        pass


def three_children(portal):
    words = ("granian", "celery", "sweep_jobs")
    return {portal.child(word) for word in words} if all(portal.processes(word) for word in words) else None


@pytest.mark.faults
def test_serve_starts_killed_children_again(new_portal):
    portal = new_portal()
    portal.start()
    eventually(lambda: three_children(portal))
    before = portal.processes()
    killed = {word: portal.kill(word) for word in ("granian", "celery", "sweep_jobs")}
    eventually(lambda: three_children(portal) and not any(alive(pid) for pid in before))
    portal.wait_until_ready()
    assert not set(killed.values()) & {portal.child(word) for word in killed}
    assert portal.stop() < STOP_SECONDS


@pytest.mark.faults
def test_serve_kills_a_child_that_does_not_stop(new_portal):
    portal = new_portal()
    portal.start()
    eventually(lambda: three_children(portal))
    os.kill(portal.child("celery"), signal.SIGSTOP)
    assert portal.stop() < STOP_SECONDS


@pytest.mark.faults
def test_serve_killed_itself_leaves_nothing_running(new_portal):
    portal = new_portal()
    portal.start()
    eventually(lambda: three_children(portal))
    below = descendants(portal.process.pid)
    portal.process.kill()
    portal.process.wait()
    portal.process = None
    eventually(lambda: not any(alive(pid) for pid in below))


@pytest.mark.faults
def test_serve_refuses_a_port_in_use(new_portal):
    portal = new_portal()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", portal.port))
        taken.listen()
        done = portal.manage("serve", check=False)
    assert done.returncode == 1
    assert "PORT=" in done.stderr


@pytest.mark.faults
def test_serve_refuses_a_database_that_is_not_migrated(new_portal, tmp_path):
    done = new_portal().manage("serve", check=False, POJOK_VAR=str(tmp_path / "fresh"))
    assert done.returncode == 1
    assert "manage.py migrate" in done.stderr


@pytest.mark.faults
def test_serve_answers_pages_while_redis_is_gone_and_says_so(new_portal, new_redis):
    portal = new_portal(CELERY_BROKER_URL=new_redis.url)
    portal.start()
    new_redis.kill()
    status, answer = portal.readiness()
    assert status == 503
    assert answer["reasons"][0].startswith("broker: ")
    assert urllib.request.urlopen(f"{portal.url}/livez", timeout=5).status == 200
    new_redis.start()
    portal.wait_until_ready(20)


@pytest.mark.faults
def test_script_server_starts_again_quickly_with_stdin_closed(new_portal):
    """The second start: everything is installed, migrated and loaded."""
    portal = new_portal("demo")
    portal.manage("prepare")
    began = time.monotonic()
    with (portal.var / "serve.log").open("ab") as log:
        portal.process = subprocess.Popen(
            ["bash", "-c", "exec script/server <&-"],
            cwd=CHECKOUT,
            env=portal.environment(),
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    pid = portal.process.pid
    portal.wait_until_ready()
    took = time.monotonic() - began
    # 5 s on a quiet machine; the suite may have the other core busy.
    assert took < 8, f"{took:.1f} s\n{portal.log}"
    # The script became the supervisor, so that SIGTERM to its number reaches it.
    assert b"serve" in Path(f"/proc/{pid}/cmdline").read_bytes()
    eventually(lambda: three_children(portal))
    assert portal.stop() < STOP_SECONDS


@pytest.mark.faults
def test_serve_on_postgresql_and_redis_by_their_addresses_alone(tmp_path, postgresql_url, new_redis):
    server, _, _ = postgresql_url.rpartition("/")
    with contextlib.closing(psycopg2.connect(postgresql_url)) as connection:
        connection.autocommit = True
        connection.cursor().execute("CREATE DATABASE serve_alone")
    portal = Portal(tmp_path, DATABASE_URL=f"{server}/serve_alone", CELERY_BROKER_URL=new_redis.url)
    portal.manage("migrate", "-v0")
    portal.start()
    try:
        eventually(lambda: three_children(portal))
        assert portal.readiness()[1]["reasons"] == []
    finally:
        took = portal.stop()
    assert took < STOP_SECONDS
    assert not (tmp_path / "pojok.sqlite3").exists()
    assert not (tmp_path / "broker").exists()
