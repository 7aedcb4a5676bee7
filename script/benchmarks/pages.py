"""Every page at national scale, beside the same page in a world of one prison, on SQLite and on PostgreSQL.

The engines go side by side, one core each: load both worlds, then walk the country, then the one prison. What misses
its goal at p95 that way is asked again with nothing beside it.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from benchmarks import databases, goals

CHECKOUT = Path(__file__).resolve().parents[2]
# Of a prison with people in it; the country beside it has all the others.
WORLDS: dict[str, list[str]] = {"nation": [], "one prison": ["--prisons", "1"]}
# Of the one prison medians are compared and nothing else.
FEWER = 8
# No second asking is begun later than this, so that a slow machine is not kept over a quarter of an hour.
AGAIN_UNTIL = 12 * 60
# A page that takes twice its goal misses it with or without a neighbour.
HOPELESS = 2


class Bench:
    """Both worlds on some engines. Children are known, so that none is left behind."""

    def __init__(self, engines: list[str]) -> None:
        self.env = {(engine, world): _environment(engine, world) for engine in engines for world in WORLDS}
        self.engines = engines
        self.children: set[subprocess.Popen[bytes]] = set()
        self.seconds: dict[str, float] = {}

    def load(self, engine: str, people: int) -> dict[str, float]:
        """Seconds of loading either world."""
        took = {}
        for world, arguments in WORLDS.items():
            env = self.env[engine, world]
            began = time.perf_counter()
            self.call(env, "manage.py", "migrate", "-v0")
            self.call(env, "manage.py", "load_demo", "--scale", "national", "--people", str(people), *arguments)
            took[world] = round(time.perf_counter() - began, 1)
            databases.tidy(env["DATABASE_URL"])
            _say(f"{engine}, {world}: loaded in {took[world]:.0f} s")
        return took

    def walk(self, engine: str, world: str, requests: int, *more: str) -> dict[str, Any]:
        arguments = ["--requests", str(requests), "--label", f"{engine}, {world}", *more]
        walked: dict[str, Any] = json.loads(self.call(self.env[engine, world], "-m", "benchmarks.walk", *arguments))
        _say(f"{engine}, {world}: {len(walked['pages'])} pages walked")
        return walked

    def call(self, env: dict[str, str], *arguments: str) -> bytes:
        """What the child prints; its errors and its progress go to ours."""
        child = subprocess.Popen(
            [sys.executable, "-W", "ignore", *arguments],
            cwd=CHECKOUT, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        )  # fmt: skip
        self.children.add(child)
        printed, _errors = child.communicate()
        self.children.discard(child)
        if child.returncode:
            raise RuntimeError(f"{' '.join(arguments[:3])} ended with {child.returncode}; its last words stand above.")
        return printed

    def side_by_side(self, step: str, do: Callable[[str], Any]) -> dict[str, Any]:
        """The same for every engine at once; when one fails, the other is stopped."""
        began = time.perf_counter()
        with ThreadPoolExecutor() as pool:
            try:
                done = dict(zip(self.engines, pool.map(do, self.engines), strict=True))
            except BaseException:
                for child in list(self.children):
                    child.terminate()
                raise
        self.seconds[step] = round(time.perf_counter() - began, 1)
        return done


def run(*, people: int, requests: int, only: str, engines: list[str]) -> dict[str, Any]:
    """Load both worlds on each engine and walk them; everything measured, ready for JSON."""
    began = time.perf_counter()
    bench, some = Bench(engines), ["--only", only]
    loaded = bench.side_by_side("loading", lambda engine: bench.load(engine, people))
    nation = bench.side_by_side("walking the nation", lambda engine: bench.walk(engine, "nation", requests, *some))
    fewer = min(requests, FEWER)
    one = bench.side_by_side("walking one prison", lambda engine: bench.walk(engine, "one prison", fewer, *some))
    found: dict[str, Any] = {"people": people, "machine": f"{os.cpu_count()} cores, {platform.platform()}"}
    for engine in engines:
        compare(nation[engine], one[engine])
        in_time = time.perf_counter() - began < AGAIN_UNTIL
        nation[engine]["asked_again"] = len(engines) > 1 and in_time
        if nation[engine]["asked_again"]:
            again = time.perf_counter()
            _ask_again(bench, engine, nation[engine], requests)
            bench.seconds[f"asking again, {engine}"] = round(time.perf_counter() - again, 1)
        found[engine] = nation[engine] | {"load_s": loaded[engine]["nation"]}
        found[engine]["load_one_prison_s"] = loaded[engine]["one prison"]
    return found | {"steps_s": bench.seconds, "seconds": round(time.perf_counter() - began, 1)}


def compare(nation: dict[str, Any], one: dict[str, Any]) -> None:
    """Give each page of the nation its ratio to the one of one prison and, where there is one, the bare query."""
    small = {(page["page"], page["viewer"]): page for page in one["pages"]}
    for page in nation["pages"]:
        other = small.get((page["page"], page["viewer"])) or {}
        page["one_prison_p50"], page["one_prison_rows"] = other.get("p50"), other.get("rows")
        page["ratio"] = _ratio(page["p50"], other.get("p50"))
        page["cpu_ratio"] = _ratio(page["cpu"], other.get("cpu"))
        page["ratio_judged"] = page["ratio"] is not None and page["rows"] == other["rows"]
        page["floor"] = nation["floors"].get(page["page"]) if page["viewer"] == "nation" else None


def _ask_again(bench: Bench, engine: str, nation: dict[str, Any], requests: int) -> None:
    """Measure alone what missed its goal at p95 beside the other engine, and keep what it took there."""
    missed = {
        (page["page"], page["viewer"]): page
        for page in nation["pages"]
        if "p95" in goals.misses(engine, page) and page["p95"] < HOPELESS * goals.limit(engine, page["page"])
    }
    if not missed:
        return
    file = Path(bench.env[engine, "nation"]["POJOK_VAR"]) / "again.json"
    file.write_text(json.dumps(list(missed.values())))
    for page in bench.walk(engine, "nation", requests, "--again", str(file))["pages"]:
        before = missed[page["page"], page["viewer"]]
        # The ratio stays that of both worlds side by side.
        before |= {f"{name}_beside": before[name] for name in ("p50", "p95")}
        before |= {name: page[name] for name in ("failed", "cpu", "p50", "p95", "most", "requests")}


def _ratio(many: float | None, few: float | None) -> float | None:
    return round(many / few, 2) if many and few else None


def _environment(engine: str, world: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("POJOK_", "DJANGO_"))}
    name = f"pages_{world.replace(' ', '_')}"
    var = Path(os.environ["POJOK_VAR"]) / f"{name}_{engine}"
    path = os.pathsep.join([str(CHECKOUT / "script"), str(CHECKOUT)])
    env = {**kept, "DJANGO_SETTINGS_MODULE": "pojok_vokasi.settings", "PYTHONPATH": path, "POJOK_VAR": str(var)}
    if engine == "sqlite":
        env["DATABASE_URL"] = f"sqlite:///{var}/{engine}.sqlite3"
    else:
        env["DATABASE_URL"] = databases.new(os.environ["POJOK_TEST_DATABASE_URL"], name)
    var.mkdir(parents=True, exist_ok=True)
    return env


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
