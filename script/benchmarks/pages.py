"""Every page at national scale, beside the same page in a world of one prison, on SQLite and on PostgreSQL."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

CHECKOUT = Path(__file__).resolve().parents[2]
MOST_QUERIES, MOST_MS, MOST_RATIO = 12, 100.0, 1.5
MOST_SEARCH_MS = {"postgresql": 50.0, "sqlite": 150.0}
# Of a prison with people in it; the country beside it has all the others.
WORLDS: dict[str, list[str]] = {"nation": [], "one prison": ["--prisons", "1"]}
SHOWN = 60


def run(*, people: int, requests: int, only: str, engines: list[str]) -> dict[str, Any]:
    """Load both worlds on each engine and walk them; everything measured, ready for JSON."""
    found: dict[str, Any] = {"people": people, "machine": f"{os.cpu_count()} cores, {platform.platform()}"}
    for engine in engines:
        walked = {}
        for world, arguments in WORLDS.items():
            env = _environment(engine, world)
            began = time.perf_counter()
            _manage(env, "migrate", "-v0")
            _manage(env, "load_demo", "--scale", "national", "--people", str(people), *arguments)
            loaded = time.perf_counter() - began
            walked[world] = {**_walk(env, requests, only), "load_s": round(loaded, 1)}
        found[engine] = _compared(walked)
    return found


def _environment(engine: str, world: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("POJOK_", "DJANGO_"))}
    name = f"pages_{world.replace(' ', '_')}"
    var = Path(os.environ["POJOK_VAR"]) / name
    path = os.pathsep.join([str(CHECKOUT / "script"), str(CHECKOUT)])
    env = {**kept, "DJANGO_SETTINGS_MODULE": "pojok_vokasi.settings", "PYTHONPATH": path, "POJOK_VAR": str(var)}
    if engine == "sqlite":
        env["DATABASE_URL"] = f"sqlite:///{var}/{engine}.sqlite3"
    else:
        server = urlsplit(os.environ["POJOK_TEST_DATABASE_URL"])
        _new_database(os.environ["POJOK_TEST_DATABASE_URL"], name)
        env["DATABASE_URL"] = urlunsplit(server._replace(path=f"/{name}"))
    var.mkdir(parents=True, exist_ok=True)
    return env


def _new_database(url: str, name: str) -> None:
    import psycopg2

    connection = psycopg2.connect(url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    connection.close()


def _manage(env: dict[str, str], *arguments: str) -> None:
    subprocess.run(
        [sys.executable, "-W", "ignore", "manage.py", *arguments],
        cwd=CHECKOUT, env=env, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip


def _walk(env: dict[str, str], requests: int, only: str) -> dict[str, Any]:
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.walk", "--requests", str(requests), "--only", only]
    done = subprocess.run(command, cwd=CHECKOUT, env=env, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    walked: dict[str, Any] = json.loads(done.stdout)
    return walked


def _compared(walked: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The pages of the nation, each with its ratio to the one of one prison and, where there is one, the bare query."""
    nation, one = walked["nation"], walked["one prison"]
    small = {(page["page"], page["account"]): page for page in one["pages"]}
    for page in nation["pages"]:
        other = small.get((page["page"], page["account"]))
        page["one_prison_p50"] = other["p50"] if other else None
        page["ratio"] = _ratio(page["p50"], page["one_prison_p50"])
        page["cpu_ratio"] = _ratio(page["cpu"], other["cpu"]) if other else None
        page["floor"] = nation["floors"].get(page["page"]) if page["viewer"] == "nation" else None
    return {**nation, "load_one_prison_s": one["load_s"]}


def _ratio(many: float | None, few: float | None) -> float | None:
    return round(many / few, 2) if many and few else None


def misses(engine: str, page: dict[str, Any]) -> list[str]:
    """Which goals the page misses: queries, p95, ratio."""
    limit = MOST_SEARCH_MS[engine] if "?q=" in page["page"] else MOST_MS
    return [
        *(["queries"] if page["queries"] > MOST_QUERIES else []),
        *(["p95"] if page["p95"] is None or page["p95"] > limit else []),
        *(["ratio"] if (page["ratio"] or 0) > MOST_RATIO else []),
    ]


def table(found: dict[str, Any]) -> str:
    """The slowest pages of each engine, and how many reach the goals."""
    return "\n".join(line for engine in MOST_SEARCH_MS if engine in found for line in _lines(engine, found[engine]))


def _lines(engine: str, walked: dict[str, Any]) -> Iterator[str]:
    pages = walked["pages"]
    missed = {kind: sum(kind in misses(engine, page) for page in pages) for kind in ("queries", "p95", "ratio")}
    yield f"### {engine}: {walked['people']} people, loaded in {walked['load_s']} s"
    yield ""
    yield (
        f"{len(pages)} pages and accounts. Over {MOST_QUERIES} queries: {missed['queries']}. Over {MOST_MS:.0f} ms at "
        f"p95 (searches {MOST_SEARCH_MS[engine]:.0f} ms): {missed['p95']}. Over {MOST_RATIO} × the world of one "
        f"prison: {missed['ratio']}."
    )
    yield ""
    yield "| page | as | queries | CPU ms | p50 ms | p95 ms | × one prison | bare query ms |"
    yield "|---|---|--:|--:|--:|--:|--:|--:|"
    for page in sorted(pages, key=lambda page: -(page["p95"] if page["p95"] is not None else 1e9))[:SHOWN]:
        shown = [page[name] for name in ("cpu", "p50", "p95", "ratio", "floor")]
        cells = " | ".join("–" if value is None else f"{value:.1f}" for value in shown)
        yield f"| {page['page'].replace('|', '/')} | {page['viewer']} | {page['queries']} | {cells} |"
    yield ""
