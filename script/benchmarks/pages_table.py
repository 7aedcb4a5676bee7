"""The figures of the pages as Markdown: for each engine a summary, every miss, the slowest, and what was not walked."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from benchmarks.goals import KINDS, MOST_MS, MOST_QUERIES, MOST_RATIO, MOST_SEARCH_MS, misses

SLOWEST = 25
HEAD = (
    "| page | as | rows | queries | CPU ms | p50 ms | p95 ms | statements ms | × one prison | by CPU | its rows "
    "| bare query ms | misses |",
    "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|---|",
)


def table(found: dict[str, Any]) -> str:
    lines = [line for engine in MOST_SEARCH_MS if engine in found for line in _engine(engine, found[engine])]
    steps = ", ".join(f"{step} {seconds:.0f} s" for step, seconds in found["steps_s"].items())
    return "\n".join([*lines, f"{found['machine']}. {steps}; {found['seconds']:.0f} s in all.", ""])


def _engine(engine: str, walked: dict[str, Any]) -> Iterator[str]:
    pages = [page for page in walked["pages"] if page["kind"] == "page"]
    files = [page for page in walked["pages"] if page["kind"] != "page"]
    missing = [page for page in pages if misses(engine, page)]
    count = Counter(kind for page in missing for kind in misses(engine, page))
    judged = [page for page in pages if page.get("ratio_judged")]
    told = [page for page in pages if page.get("ratio") is not None and not page["ratio_judged"]]
    routes = {_route(page) for page in walked["pages"]}
    yield f"### {engine}: {walked['people']} people, loaded in {walked['load_s']:.0f} s"
    yield ""
    yield (
        f"{len(pages)} pages and accounts and {len(files)} downloads, of {len(routes)} routes; "
        f"{len(missing)} miss a goal: over {MOST_QUERIES} queries {count['queries']}; over {MOST_MS:.0f} ms at p95 "
        f"(searches {MOST_SEARCH_MS[engine]:.0f} ms) {count['p95']}; over {MOST_RATIO} × the world of one prison "
        f"{count['ratio']} of the {len(judged)} that show as many rows there ({len(told)} show more or fewer and are "
        f"told only: {sum(page['ratio'] > MOST_RATIO for page in told)} over {MOST_RATIO}); failed {count['failed']}. "
        + ("p95 of what missed it is that with nothing beside it." if walked.get("asked_again") else "")
    )
    yield ""
    if missing:
        yield f"Every miss on {engine}:"
        yield ""
        yield from _rows(engine, sorted(missing, key=lambda page: (_worst(engine, page), -_p95(page))))
    yield f"The slowest others on {engine}:"
    yield ""
    others = [page for page in pages if page not in missing]
    yield from _rows(engine, sorted(others, key=lambda page: -_p95(page))[:SLOWEST])
    if files:
        yield f"Downloads on {engine}, told and not judged:"
        yield ""
        yield from _rows(engine, sorted(files, key=lambda page: -_p95(page)))
    yield from _unwalked(engine, walked["unwalked"], routes)


def _rows(engine: str, pages: Iterable[dict[str, Any]]) -> Iterator[str]:
    yield from HEAD
    for page in pages:
        ratio = _number(page.get("ratio"), 2)
        cells = [
            page["page"].replace("|", "/"), page["viewer"], page["rows"], page["queries"], _number(page["cpu"]),
            _number(page["p50"]), _number(page["p95"]), _number(page.get("statements_ms")), ratio,
            _number(page.get("cpu_ratio"), 2), _number(page.get("one_prison_rows"), 0), _number(page.get("floor")),
            page["failed"] or ", ".join(misses(engine, page)),
        ]  # fmt: skip
        yield f"| {' | '.join(map(str, cells))} |"
    yield ""


def _unwalked(engine: str, unwalked: list[dict[str, str]], walked: set[str]) -> Iterator[str]:
    """Routes that nobody could open, by reason; those that only some could not stand in the JSON."""
    reasons: dict[str, dict[str, None]] = defaultdict(dict)
    for one in unwalked:
        if one["route"] not in walked:
            reasons[one["route"]][one["reason"]] = None
    by_reason: dict[str, list[str]] = defaultdict(list)
    for route, why in reasons.items():
        by_reason["; ".join(why)].append(route)
    some = sum(one["route"] in walked for one in unwalked)
    yield f"{len(reasons)} routes were not walked on {engine} ({some} more not by every viewer, see the JSON):"
    yield ""
    for reason, routes in sorted(by_reason.items(), key=lambda item: -len(item[1])):
        yield f"- {reason}: {', '.join(routes)}"
    yield ""


def _worst(engine: str, page: dict[str, Any]) -> int:
    return min(KINDS.index(kind) for kind in misses(engine, page))


def _route(page: dict[str, Any]) -> str:
    route: str = page["page"].partition(" ?")[0]
    return route


def _p95(page: dict[str, Any]) -> float:
    return float("inf") if page["p95"] is None else float(page["p95"])


def _number(value: float | None, digits: int = 1) -> str:
    return "–" if value is None else f"{value:.{digits}f}"
