"""The import bench: one long sheet three times, then the whole country, on SQLite and PostgreSQL."""

from __future__ import annotations

import datetime
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg2

from benchmarks import whole
from benchmarks.imports import sheets
from benchmarks.timing import cpu_of

IDLE_SECONDS = 5.0


@dataclass
class Given:
    """Rows of the long sheet, people and prisons of the country, processes that read it."""

    rows: int
    people: int
    prisons: int
    workers: int


def run(given: Given, server: str) -> dict[str, Any]:
    """Both engines; without the address of a PostgreSQL server only SQLite."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="pojok-imports-") as name:
        folder = Path(name)
        paths = _long_sheets(folder, given.rows)
        engines = {"sqlite": _measured(_Sqlite(folder), folder, paths, given)}
        if server:
            engines["postgresql"] = _measured(_Postgresql(folder, server), folder, paths, given)
    return {
        "engines": engines,
        "given": vars(given),
        "ratios": {
            f"{engine}_{what}_vs_floor": found[what]["vs_floor"]
            for engine, found in engines.items()
            for what in ("new", "country")
        },
        "cores": whole.cores(),
        "load_of_the_machine": os.getloadavg(),
        "seconds": round(time.monotonic() - began, 1),
    }


def servers_cpu() -> float:
    """Processor seconds of the PostgreSQL server that script/bench has started."""
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        return 0.0
    postmaster = os.environ.get("BENCH_POSTMASTER", "")
    return cpu_of(int(postmaster)) if postmaster else 0.0


class _Sqlite:
    """Databases as files; a copy of the first is the next."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "sqlite"

    @contextmanager
    def database(self, name: str, template: str = "") -> Iterator[dict[str, str]]:
        var = self.folder / name
        if template:
            shutil.copytree(self.folder / template, var)
        yield {**whole.outer(), "POJOK_VAR": str(var)}


class _Postgresql:
    """Databases of one server."""

    def __init__(self, folder: Path, server: str) -> None:
        self.folder, self.server = folder / "postgresql", server

    @contextmanager
    def database(self, name: str, template: str = "") -> Iterator[dict[str, str]]:
        own = f"pojok_imports_{os.getpid()}_{name}"
        after = f" TEMPLATE pojok_imports_{os.getpid()}_{template}" if template else ""
        with closing(psycopg2.connect(self.server)) as beside, beside.cursor() as cursor:
            beside.autocommit = True
            cursor.execute(f"CREATE DATABASE {own}{after}")
            try:
                yield {
                    **whole.outer(),
                    "POJOK_VAR": str(self.folder / name),
                    "DATABASE_URL": urlsplit(self.server)._replace(path=f"/{own}").geturl(),
                    "BENCH_POSTMASTER": os.environ.get("POJOK_BENCH_SERVERS", "").partition(" ")[0],
                }
            finally:
                cursor.execute(f"DROP DATABASE {own} WITH (FORCE)")


def _measured(engine: Any, folder: Path, paths: dict[str, Path], given: Given) -> dict[str, Any]:
    country = folder / "country"
    rows = str(folder / "rows")
    with engine.database("empty") as env:
        whole.call(env, "manage.py", "migrate", "-v0")
        whole.call(env, "manage.py", "load_reference")
        officer = str(_told(env, "prepare")["officer"])
        if not country.exists():
            country.mkdir()
            _told(env, "write", str(country), str(given.people), str(given.prisons))
        with engine.database("one", "empty") as at_one:
            found = _told(at_one, "thrice", officer, rows, str(paths["new"]), str(paths["changed"]))
            idle = _seen_during(at_one, officer, lambda: time.sleep(IDLE_SECONDS))
            beside = _seen_during(at_one, officer, lambda: _told(at_one, "one", officer, str(paths["again"])))
            found["pages"] = {"idle": idle, "beside": beside, "p95_vs_idle": _ratio(beside["p95_ms"], idle["p95_ms"])}
        _put_floor(engine, found["new"], rows, "floor")
        with engine.database("country", "empty") as at_country:
            found["country"] = _country(at_country, country, given.workers)
            _told(at_country, "dump", rows)
        _put_floor(engine, found["country"], rows, "floors")
    return found


def _seen_during(env: dict[str, str], officer: str, act: Callable[[], object]) -> dict[str, Any]:
    """What the list of people takes while something else is done."""
    with whole.started(env, None, "-m", "benchmarks.imports.office", "look", officer) as desk:
        whole.hear(desk)
        act()
        whole.say(desk, "enough")
        seen: dict[str, Any] = json.loads(whole.hear(desk))
    return seen


def _country(env: dict[str, str], folder: Path, workers: int) -> dict[str, Any]:
    wall, cpu = time.perf_counter(), _children_cpu(env)
    done = _called(env, "manage.py", "import_folder", str(folder), "--workers", str(workers), "--apply-good", "--json")
    said: dict[str, Any] = json.loads(done.splitlines()[-1])
    if said["not_applied"]:
        raise RuntimeError(f"Not applied: {said['not_applied']}")
    return {**said, "wall": time.perf_counter() - wall, "cpu": _children_cpu(env) - cpu, "workers": workers}


def _put_floor(engine: Any, found: dict[str, Any], rows: str, name: str) -> None:
    with engine.database(name, "empty") as env:
        floor = _told(env, "floor", rows)
    if floor["people"] != found["created"]:
        raise RuntimeError(f"The floor wrote {floor['people']} people, the import {found['created']}.")
    found["floor"] = {at: floor[at] for at in ("wall", "cpu")}
    found["vs_floor"] = _ratio(found["cpu"], floor["cpu"])


def _ratio(slow: float, fast: float) -> float:
    return round(slow / fast, 2) if fast else 0.0


def _children_cpu(env: dict[str, str]) -> float:
    below = resource.getrusage(resource.RUSAGE_CHILDREN)
    postmaster = env.get("BENCH_POSTMASTER", "")
    return below.ru_utime + below.ru_stime + (cpu_of(int(postmaster)) if postmaster else 0.0)


def _long_sheets(folder: Path, rows: int) -> dict[str, Path]:
    """The same people as they come first, once more, with each tenth, and each seventh, in another block."""
    today = datetime.date(2026, 11, 1)
    paths = {name: folder / f"{name}.xlsx" for name in ("new", "changed", "again")}
    for name, every in (("new", 0), ("changed", 10), ("again", 7)):
        people = sheets.people("long", 0, rows, today)
        sheets.write(paths[name], sheets.moved(people, every) if every else people)
    return paths


def _told(env: dict[str, str], *argv: str) -> Any:
    return json.loads(_called(env, "-m", "benchmarks.imports.office", *argv).splitlines()[-1])


def _called(env: dict[str, str], *argv: str) -> str:
    done = subprocess.run(
        [sys.executable, *argv],
        cwd=whole.CHECKOUT,
        env=env,
        check=False,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(argv)} ended with {done.returncode}:\n{done.stderr[-3000:]}{done.stdout[-500:]}")
    return done.stdout


def table(found: dict[str, Any]) -> str:
    """The figures as Markdown."""
    lines = ["| import | engine | rows | s by the clock | s of processor | floor, s of processor | × floor |"]
    lines.append("|---|---|--:|--:|--:|--:|--:|")
    for key, label in (
        ("new", "one sheet, everybody new"),
        ("unchanged", "the same sheet again"),
        ("changed", "each tenth changed"),
        ("country", "all prisons, everybody new"),
    ):
        for engine, figures in found["engines"].items():
            one = figures[key]
            floor = f"{one['floor']['cpu']:.2f} | {one['vs_floor']}" if "floor" in one else "– | –"
            lines.append(f"| {label} | {engine} | {one['rows']} | {one['wall']:.1f} | {one['cpu']:.1f} | {floor} |")
    lines += ["", "| list of people, ms | engine | p50 | p95 | × idle p95 |", "|---|---|--:|--:|--:|"]
    for engine, figures in found["engines"].items():
        pages = figures["pages"]
        lines.append(f"| nothing else at work | {engine} | {pages['idle']['p50_ms']} | {pages['idle']['p95_ms']} | |")
        beside = pages["beside"]
        lines.append(
            f"| beside an import | {engine} | {beside['p50_ms']} | {beside['p95_ms']} | {pages['p95_vs_idle']} |"
        )
    load = " ".join(f"{one:.1f}" for one in found["load_of_the_machine"])
    lines += ["", f"{found['cores']} cores, load of the machine at the end {load}; {found['seconds']} s."]
    return "\n".join(lines)
