"""The whole way: from the decision to stored, checked files, through a real worker."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from benchmarks.timing import cpu_of

CHECKOUT = Path(__file__).resolve().parents[2]
MEETING = 500
CALM = ["--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "WARNING"]


@dataclass
class Backend:
    """Where rows, calls and files go. `servers` are process ids whose time counts as well."""

    key: str
    label: str
    env: dict[str, str]
    servers: list[int] = field(default_factory=list)


@dataclass
class Run:
    """One release: seconds of clock and of processor, and the naive seconds per document measured round about it."""

    certificates: int
    wall: float
    deciding: float
    cpu: float
    naive_wall: float
    naive_cpu: float
    full: int


def run(backend: Backend, certificates: int, rounds: int, naive: Callable[[], tuple[float, float]]) -> list[Run]:
    """So many releases of so many certificates; `naive` gives (wall, processor) seconds of one naive document."""
    sizes = [MEETING] * (certificates // MEETING)
    if rest := certificates % MEETING:
        sizes.append(rest)
    runs = []
    with tempfile.TemporaryDirectory(prefix="pojok-bench-") as folder:
        env = {**outer(), "POJOK_VAR": f"{folder}/var", **backend.env}
        call(env, "manage.py", "migrate", "-v0")
        with (
            (Path(folder) / "log").open("w") as log,
            started(env, log, "-m", "celery", "-q", "-A", "pojok_vokasi", "worker", *_pool(), *CALM) as worker,
            started(env, log, "manage.py", "sweep_jobs") as sweeper,
            started(env, None, "-m", "benchmarks.release", *map(str, sizes)) as office,
        ):
            pids = [worker.pid, sweeper.pid, *backend.servers]
            for _round in range(rounds):
                say(office, "seed")
                hear(office)
                # The worker has nothing to do yet; let the machine come to rest.
                time.sleep(2)
                before = naive()
                spent = sum(map(cpu_of, pids))
                say(office, "decide")
                told = json.loads(hear(office))
                spent = sum(map(cpu_of, pids)) - spent
                after = naive()
                if told["certificates"] != certificates:
                    raise RuntimeError(f"{told['certificates']} of {certificates} certificates are stored whole")
                runs.append(
                    Run(
                        certificates,
                        told["wall"],
                        told["deciding"],
                        told["cpu"] + spent,
                        (before[0] + after[0]) / 2,
                        (before[1] + after[1]) / 2,
                        told["full"],
                    )
                )
    return runs


def cores() -> int:
    return len(os.sched_getaffinity(0))


def _pool() -> list[str]:
    return ["--concurrency", str(cores())]


def outer() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("POJOK_", "DJANGO_", "PYTEST_"))}
    path = os.pathsep.join([str(CHECKOUT / "script"), str(CHECKOUT)])
    return {**kept, "DJANGO_SETTINGS_MODULE": "pojok_vokasi.settings", "PYTHONPATH": path, "PYTHONWARNINGS": "ignore"}


def call(env: dict[str, str], *argv: str) -> None:
    subprocess.run(
        [sys.executable, *argv], cwd=CHECKOUT, env=env, check=True, stdin=subprocess.DEVNULL, stdout=sys.stderr
    )


@contextmanager
def started(env: dict[str, str], log: IO[str] | None, *argv: str) -> Iterator[subprocess.Popen[str]]:
    """A process of the portal, asked to stop at the end of the block; without a log it is talked with."""
    process = subprocess.Popen(
        [sys.executable, *argv],
        cwd=CHECKOUT,
        env=env,
        stdin=subprocess.PIPE if log is None else subprocess.DEVNULL,
        stdout=subprocess.PIPE if log is None else log,
        stderr=log,
        text=True,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                stream.close()


def say(process: subprocess.Popen[Any], word: str) -> None:
    assert process.stdin is not None
    process.stdin.write(f"{word}\n")
    process.stdin.flush()


def hear(process: subprocess.Popen[Any]) -> str:
    assert process.stdout is not None
    line: str = process.stdout.readline()
    if not line:
        raise RuntimeError("The release ended early; its last words stand above.")
    return line.strip()
