"""The load bench: a few people alone, then many beside a batch of certificates that never ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from typing import Any
from urllib.parse import urlsplit

import psycopg2

from benchmarks import whole
from benchmarks.load.visitor import Journal, Seen, Visitor
from tests.portal import free_port

THINK, READY_WITHIN = 5.0, 120
# So few do not wait for each other, so what they see is the portal at rest.
ALONE, ALONE_THINK = 2, 0.5


@dataclass
class Given:
    """How many at once in each round, seconds of one round, certificates of a batch, arguments of `load_demo`."""

    users: Sequence[int]
    seconds: float
    batch: int
    world: list[str]


def run(given: Given, database_url: str, redis_url: str) -> dict[str, Any]:
    """Every round on one portal with granian, PostgreSQL and Redis; returns what goes into the JSON."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="pojok-load-") as name, _new_database(database_url) as database:
        folder, port = Path(name), free_port()
        env = {
            **whole.outer(), "POJOK_VAR": f"{folder}/var", "PORT": str(port), "WEB_WORKERS": str(whole.cores()),
            "DATABASE_URL": database, "CELERY_BROKER_URL": redis_url,
        }  # fmt: skip
        loaded = time.monotonic()
        whole.call(env, "manage.py", "migrate", "-v0")
        whole.call(env, "manage.py", "load_demo", *given.world)
        loaded = time.monotonic() - loaded
        desks = _told(env, "take", str(max(given.users)))
        journal = Journal(folder / "journal")
        with (
            (folder / "serve.log").open("w") as log,
            whole.started(env, log, "manage.py", "serve"),
            whole.started(env, None, "-m", "benchmarks.release", str(given.batch)) as office,
        ):
            _wait_until_ready(port)
            rounds = [_alone(port, desks, journal, given.seconds)]
            for number, users in enumerate(given.users, start=1):
                batches = Batches(office)
                crowd = _signed_in(port, desks[:users], journal, THINK, seed=1000 * number)
                batches.start()
                seen, seconds = _at_work(crowd, given.seconds)
                made = batches.made
                batches.leave()
                rounds.append(_summary(f"{users} beside a batch", users, seen, seconds) | {"certificates": made})
            kept = _told(env, "check", str(journal.path))
    idle = rounds[0]["all"]["p95_ms"]
    for one in rounds:
        one["p95_vs_idle"] = round(one["all"]["p95_ms"] / idle, 2)
    return {
        "rounds": rounds,
        "journal": kept,
        "world": " ".join(given.world) or "small",
        "loading_seconds": round(loaded, 1),
        "think_seconds": THINK,
        "seconds": round(time.monotonic() - began, 1),
    }


@contextmanager
def _new_database(server: str) -> Iterator[str]:
    """The address of an empty database on the server, dropped at the end."""
    name = f"pojok_load_{os.getpid()}"
    with closing(psycopg2.connect(server)) as beside, beside.cursor() as cursor:
        beside.autocommit = True
        cursor.execute(f"CREATE DATABASE {name}")
        try:
            yield urlsplit(server)._replace(path=f"/{name}").geturl()
        finally:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _told(env: dict[str, str], *argv: str) -> Any:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.load.desks", *argv],
        cwd=whole.CHECKOUT,
        env=env,
        check=True,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def _wait_until_ready(port: int) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline:
        with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
            if answer.status == 200:
                return
        time.sleep(0.2)
    raise RuntimeError(f"The portal is not ready after {READY_WITHIN} s.")


def _signed_in(port: int, desks: Sequence[Any], journal: Journal, think: float, seed: int) -> list[Visitor]:
    return [Visitor(port, desk, journal, think, seed + number) for number, desk in enumerate(desks)]


def _alone(port: int, desks: Sequence[Any], journal: Journal, seconds: float) -> dict[str, Any]:
    crowd = _signed_in(port, desks[:ALONE], journal, ALONE_THINK, seed=0)
    seen, took = _at_work(crowd, seconds)
    return _summary(f"{ALONE} alone", ALONE, seen, took)


def _at_work(crowd: Sequence[Visitor], seconds: float) -> tuple[list[Seen], float]:
    began = time.monotonic()
    for visitor in crowd:
        visitor.start()
    time.sleep(seconds)
    took = time.monotonic() - began
    return [visitor.leave() for visitor in crowd], took


class Batches(threading.Thread):
    """One meeting after the other decides, so that a batch of certificates is always being made."""

    def __init__(self, office: subprocess.Popen[str]) -> None:
        super().__init__(daemon=True)
        self.office, self.made, self.failure = office, 0, ""
        self.leaving = threading.Event()
        self._seed()

    def run(self) -> None:
        try:
            while True:
                whole.say(self.office, "decide")
                self.made += json.loads(whole.hear(self.office))["certificates"]
                if self.leaving.is_set():
                    return
                self._seed()
        except (RuntimeError, OSError, ValueError) as error:
            self.failure = repr(error)

    def leave(self) -> None:
        """Wait for the batch in hand; raises when one stopped early."""
        self.leaving.set()
        self.join()
        if self.failure:
            raise RuntimeError(f"The batch stopped: {self.failure}")

    def _seed(self) -> None:
        whole.say(self.office, "seed")
        whole.hear(self.office)


def _summary(label: str, users: int, seen: Sequence[Seen], seconds: float) -> dict[str, Any]:
    reads = [one for each in seen for one in each.reads]
    writes = [one for each in seen for one in each.writes]
    errors = [one for each in seen for one in each.errors]
    return {
        "label": label,
        "users": users,
        "seconds": round(seconds, 1),
        "requests": len(reads) + len(writes),
        "per_second": round((len(reads) + len(writes)) / seconds, 1),
        "all": _spread([*reads, *writes]),
        "reads": _spread(reads),
        "writes": _spread(writes),
        "errors": len(errors),
        "first_errors": errors[:5],
    }


def _spread(seconds: Sequence[float]) -> dict[str, float]:
    if len(seconds) < 2:
        only = round(seconds[0] * 1000, 1) if seconds else 0.0
        return {"p50_ms": only, "p95_ms": only, "p99_ms": only}
    cuts = quantiles(seconds, n=100, method="inclusive")
    return {f"p{cut}_ms": round(cuts[cut - 1] * 1000, 1) for cut in (50, 95, 99)}


def table(found: dict[str, Any]) -> str:
    """The figures as Markdown."""
    lines = [
        f"| at once, think time {found['think_seconds']:.0f} s | requests | per second | p50 ms | p95 ms | p99 ms "
        "| writes p95 ms | errors | p95 × idle | certificates meanwhile |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for one in found["rounds"]:
        spread = one["all"]
        lines.append(
            f"| {one['label']} | {one['requests']} | {one['per_second']} | {spread['p50_ms']:.0f} "
            f"| {spread['p95_ms']:.0f} | {spread['p99_ms']:.0f} | {one['writes']['p95_ms']:.0f} | {one['errors']} "
            f"| {one['p95_vs_idle']:.1f} | {one.get('certificates', '–')} |"
        )
    kept = found["journal"]
    lines += [
        "",
        f"Journal outside of the portal: {kept['acknowledged']} acknowledged writes, {kept['lost']} lost, "
        f"{kept['doubled']} doubled; {kept['unacknowledged']} not acknowledged. World: {found['world']}, loaded in "
        f"{found['loading_seconds']:.0f} s; {found['seconds']:.0f} s in all.",
    ]
    return "\n".join(lines) + "\n"
