"""The load bench: a few people alone, then many beside batches of certificates, one after the other."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from benchmarks import databases, whole
from benchmarks.load.visitor import Journal, Seen, Visitor
from tests.portal import free_port

THINK, READY_WITHIN = 5.0, 120
# One of every ten desks, so seldom that nobody waits for another: what they see is the portal at rest.
ALONE, ALONE_THINK = 10, 2.5
# Candidates of so many meetings are written before a round, one for each four seconds.
SECONDS_PER_BATCH, MOST_AHEAD = 4, 15


@dataclass
class Given:
    """How many at once in each round, seconds of one round, certificates of a batch, arguments of `load_demo`."""

    users: Sequence[int]
    seconds: float
    batch: int
    world: list[str]


def run(given: Given, database_url: str, redis_url: str) -> dict[str, Any]:
    """Every round on one portal with granian, PostgreSQL and Redis; returns what goes into the JSON."""
    began, name = time.monotonic(), f"pojok_load_{os.getpid()}"
    with tempfile.TemporaryDirectory(prefix="pojok-load-") as place, databases.passing(database_url, name) as database:
        folder, port = Path(place), free_port()
        env = {
            **whole.outer(), "POJOK_VAR": f"{folder}/var", "PORT": str(port), "WEB_WORKERS": str(whole.cores()),
            "DATABASE_URL": database, "CELERY_BROKER_URL": redis_url,
        }  # fmt: skip
        whole.call(env, "manage.py", "migrate", "-v0")
        whole.call(env, "manage.py", "load_demo", *given.world)
        databases.tidy(database)
        loaded = time.monotonic() - began
        _say(f"World loaded in {loaded:.0f} s")
        desks = _told(env, "take", str(max(ALONE, *given.users)))
        _say(f"{len(desks)} desks, {sum(bool(desk['tasks']) for desk in desks)} with something to write")
        journal = Journal(folder / "journal")
        with (
            (folder / "serve.log").open("w") as log,
            whole.started(env, log, "manage.py", "serve"),
            whole.started(env, None, "-m", "benchmarks.release", *[str(given.batch)] * _ahead(given)) as office,
        ):
            _wait_until_ready(port)
            rounds, batches = _rounds(given, port, desks, journal, office)
        journal.close()
        kept = _told(env, "check", str(journal.path))
    idle = rounds[0]["all"]["p95_ms"]
    for one in rounds:
        one["p95_vs_idle"] = round(one["all"]["p95_ms"] / idle, 2) if idle else None
    return {
        "rounds": rounds,
        "batches_alone": batches,
        "journal": kept,
        "desks": Counter(desk["role"] for desk in desks),
        "batch": given.batch,
        "web_workers": whole.cores(),
        "world": " ".join(given.world) or "small",
        "loading_seconds": round(loaded, 1),
        "think_seconds": THINK,
        "seconds": round(time.monotonic() - began, 1),
    }


def _rounds(
    given: Given, port: int, desks: Sequence[Any], journal: Journal, office: subprocess.Popen[str]
) -> tuple[list[dict[str, Any]], list[float]]:
    """What each round saw, the first with a few people alone; and the seconds of a batch with nobody at work."""
    # The first opens a layout that nobody has compiled and pages that nobody has asked for.
    _at_work(_crowd(port, desks[:ALONE], journal, ALONE_THINK, 1), min(10, given.seconds))
    seen, seconds, spent = _at_work(_crowd(port, desks[:ALONE], journal, ALONE_THINK, 2), given.seconds)
    rounds = [_summary(f"{ALONE} alone", ALONE, seen, seconds, spent)]
    batches = Batches(office, _ahead(given))
    batches.work(3)
    alone, batches.made = [one["wall"] for one in batches.made[1:]], []
    for number, users in enumerate(given.users, start=1):
        crowd = _crowd(port, desks[:users], journal, THINK, 1000 * number)
        batches.seed()
        thread = threading.Thread(target=batches.work, daemon=True)
        thread.start()
        began = time.monotonic()
        seen, seconds, spent = _at_work(crowd, given.seconds)
        figures = batches.leave(thread, began, began + seconds)
        round_ = _summary(f"{users} beside a batch", users, seen, seconds, spent)
        rounds.append(round_ | figures)
        _say(f"{round_['label']}: p95 {round_['all']['p95_ms']:.0f} ms, {round_['errors']} errors")
    return rounds, alone


def _ahead(given: Given) -> int:
    return max(3, min(MOST_AHEAD, int(given.seconds) // SECONDS_PER_BATCH))


def _told(env: dict[str, str], *argv: str) -> Any:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.load.desks", *argv],
        cwd=whole.CHECKOUT,
        env=env,
        check=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
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


def _crowd(port: int, desks: Sequence[Any], journal: Journal, think: float, seed: int) -> list[Visitor]:
    return [Visitor(port, desk, journal, think, 10_000 * seed + number) for number, desk in enumerate(desks)]


def _at_work(crowd: Sequence[Visitor], seconds: float) -> tuple[list[Seen], float, float]:
    """What they saw, the seconds by the clock, and what the crowd itself took of a processor meanwhile."""
    began, spent = time.monotonic(), time.process_time()
    for visitor in crowd:
        visitor.start()
    time.sleep(seconds)
    took, spent = time.monotonic() - began, time.process_time() - spent
    for visitor in crowd:
        visitor.leaving.set()
    return [visitor.leave() for visitor in crowd], took, spent


class Batches:
    """One meeting after the other decides, so that a batch of certificates is nearly always being made."""

    def __init__(self, office: subprocess.Popen[str], ahead: int) -> None:
        self.office, self.failure = office, ""
        self.ahead, self.left = ahead, 0
        self.made: list[dict[str, Any]] = []
        self.leaving = threading.Event()

    def seed(self) -> None:
        """Write the candidates of the next meetings."""
        whole.say(self.office, "seed")
        whole.hear(self.office)
        self.left = self.ahead

    def work(self, times: int = 0) -> None:
        """So many batches, or until asked to leave."""
        try:
            while not self.leaving.is_set():
                if not self.left:
                    self.seed()
                self.left -= 1
                began = time.monotonic()
                whole.say(self.office, "next")
                told = json.loads(whole.hear(self.office))
                self.made.append(told | {"began": began, "ended": began + told["wall"]})
                times -= 1
                if not times:
                    return
        except (RuntimeError, OSError, ValueError) as error:
            self.failure = repr(error)

    def leave(self, thread: threading.Thread, began: float, ended: float) -> dict[str, Any]:
        """Wait for the batch in hand; what of the round between these moments the batches filled.

        Raises when one stopped early.
        """
        self.leaving.set()
        thread.join()
        self.leaving.clear()
        if self.failure:
            raise RuntimeError(f"The batch stopped: {self.failure}")
        made, self.made = self.made, []
        running = sum(max(0.0, min(one["ended"], ended) - max(one["began"], began)) for one in made)
        return {
            "certificates": sum(one["certificates"] for one in made if one["ended"] <= ended),
            "batch_seconds": round(median(one["wall"] for one in made), 1),
            "batch_share": round(running / (ended - began), 2),
        }


def _summary(label: str, users: int, seen: Sequence[Seen], seconds: float, spent: float) -> dict[str, Any]:
    reads = [one for each in seen for one in each.reads]
    writes = [one for each in seen for one in each.writes]
    errors = sum((each.errors for each in seen), Counter[str]())
    examples: dict[str, str] = {}
    for each in seen:
        examples |= each.examples
    return {
        "label": label,
        "users": users,
        "seconds": round(seconds, 1),
        "requests": len(reads) + len(writes),
        "per_second": round((len(reads) + len(writes)) / seconds, 1),
        "all": _spread([*reads, *writes]),
        "reads": _spread(reads),
        "writes": _spread(writes),
        "written": dict(sum((each.done for each in seen), Counter[str]())),
        "errors": errors.total(),
        "errors_by_kind": dict(errors),
        "examples": examples,
        "reopened": sum(each.reopened for each in seen),
        # Of one core: the crowd sits on the same machine.
        "crowd_cpu_share": round(spent / seconds, 2),
    }


def _spread(seconds: Sequence[float]) -> dict[str, float]:
    if len(seconds) < 2:
        only = round(seconds[0] * 1000, 1) if seconds else 0.0
        return {"p50_ms": only, "p95_ms": only, "p99_ms": only}
    cuts = quantiles(seconds, n=100, method="inclusive")
    return {f"p{cut}_ms": round(cuts[cut - 1] * 1000, 1) for cut in (50, 95, 99)}


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def table(found: dict[str, Any]) -> str:
    """The figures as Markdown."""
    lines = [
        f"| at once, think time {found['think_seconds']:.0f} s | requests | per second | p50 ms | p95 ms | p99 ms "
        "| writes, p95 ms | errors | p95 × idle | certificates meanwhile | s per batch | share of the time |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for one in found["rounds"]:
        spread = one["all"]
        batch = [one.get(name) for name in ("certificates", "batch_seconds", "batch_share")]
        written = sum(one["written"].values())
        lines.append(
            f"| {one['label']} | {one['requests']} | {one['per_second']} | {spread['p50_ms']:.0f} "
            f"| {spread['p95_ms']:.0f} | {spread['p99_ms']:.0f} | {written}, {one['writes']['p95_ms']:.0f} "
            f"| {one['errors']} | {one['p95_vs_idle']} | {' | '.join('–' if it is None else str(it) for it in batch)} |"
        )
    lines.append("")
    for one in found["rounds"]:
        for kind, count in one["errors_by_kind"].items():
            lines.append(f"- {one['label']}: {count} × {kind}, as {one['examples'][kind]}")
    reopened = ", ".join(f"{one['label']} {one['reopened']}" for one in found["rounds"])
    lines.append(
        f"- Kept connections that the portal had closed and a reading opened again, as a browser does: {reopened}."
    )
    kept = found["journal"]
    kinds = ", ".join(f"{kind} {told['acknowledged']}" for kind, told in kept["kinds"].items())
    noticed = kept["noticed_when_removed"]
    alone = ", ".join(f"{seconds:.1f} s" for seconds in found["batches_alone"])
    lines += [
        "",
        f"Journal outside of the portal: {kept['acknowledged']} acknowledged writes ({kinds}), {kept['lost']} lost, "
        f"{kept['doubled']} doubled; {kept['unacknowledged']} not acknowledged. A row taken away for a try was "
        f"noticed in {sum(noticed.values())} of {len(noticed)} kinds.",
        "",
        f"A batch of {found['batch']} with nobody at work: {alone}. {found['web_workers']} web processes. World: "
        f"{found['world']}, loaded in {found['loading_seconds']:.0f} s; {found['seconds']:.0f} s in all.",
    ]
    return "\n".join(lines) + "\n"
