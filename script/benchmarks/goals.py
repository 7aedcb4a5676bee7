"""What the pages have to reach at national scale, and which of it a measured page misses."""

from __future__ import annotations

from typing import Any

MOST_QUERIES, MOST_MS, MOST_RATIO = 12, 100.0, 1.5
MOST_SEARCH_MS = {"postgresql": 50.0, "sqlite": 150.0}
KINDS = ("failed", "queries", "p95", "ratio")


def limit(engine: str, page: str) -> float:
    """Milliseconds at p95 for a page; one that searches for a name has a limit of its own."""
    return MOST_SEARCH_MS[engine] if "?q=" in page else MOST_MS


def misses(engine: str, page: dict[str, Any]) -> list[str]:
    """Which goals the page misses; a download is told and not judged, a ratio only where both sides show as much."""
    if page["kind"] != "page":
        return []
    if page["failed"]:
        return ["failed"]
    return [
        *(["queries"] if page["queries"] > MOST_QUERIES else []),
        *(["p95"] if page["p95"] > limit(engine, page["page"]) else []),
        *(["ratio"] if page.get("ratio_judged") and page["ratio"] > MOST_RATIO else []),
    ]
