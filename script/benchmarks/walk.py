"""Opens every page of the access table as those who use it and prints how long the server took, as JSON.

Runs inside a process of the portal on the database of the environment, set up as granian's are: the pages are asked of
Django's handler, without a network between.
"""

from __future__ import annotations

import argparse
import gzip
import json
import logging
import re
import statistics
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    import_module("pojok_vokasi.wsgi")

from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks.cases import INMATES, SEARCHES, Case, Finder, Unwalked
from benchmarks.goals import limit
from lapas.models import Inmate

TRANSACTION = re.compile(r"^(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)")
TABLE = re.compile(rb"<tbody.*?</tbody>", re.DOTALL)
LONGEST_STATEMENT = 5
# A page that stays under half of its goal so many times is not asked again; one that takes over a second, less often.
ENOUGH, ENOUGH_SLOW = 8, 3
TOLD_EVERY = 15


def limit_statements() -> None:
    """Let a statement that takes longer than five seconds fail, so that one page does not eat the bench."""
    connection.ensure_connection()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET statement_timeout = '{LONGEST_STATEMENT}s'")
        return

    def watched(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        until = time.perf_counter() + LONGEST_STATEMENT
        connection.connection.set_progress_handler(lambda: int(time.perf_counter() > until), 100_000)
        return execute(sql, params, many, context)

    connection.execute_wrappers.append(watched)


def asked(client: Client, url: str) -> tuple[Any, bytes]:
    """The answer and all that is sent, also of one that streams."""
    answer: Any = client.get(url)
    return answer, b"".join(answer.streaming_content) if answer.streaming else answer.content


def measured(case: Case, client: Client, requests: int) -> dict[str, Any]:
    """Queries of a warm request, and milliseconds of up to so many more."""
    if not case.opened:
        # Unmeasured: what the first one after another page still has to fetch.
        asked(client, case.url)
    with CaptureQueriesContext(connection) as caught:
        began = time.perf_counter()
        answer, sent = asked(client, case.url)
        first = (time.perf_counter() - began) * 1000
    content = gzip.decompress(sent) if answer.get("Content-Encoding") == "gzip" else sent
    kind = answer.get("Content-Type", "").partition(";")[0]
    slowest: dict[str, Any] = max(caught.captured_queries, key=_seconds, default={"time": 0, "sql": ""})
    found = {
        "page": case.page,
        "viewer": case.viewer,
        "account": case.account,
        "url": case.url,
        "kind": "page" if kind == "text/html" else kind,
        "failed": _failure(answer, first),
        "queries": len([query for query in caught if not TRANSACTION.match(query["sql"])]),
        "statements_ms": round(sum(map(_seconds, caught.captured_queries)) * 1000, 1),
        "slowest_query_ms": round(_seconds(slowest) * 1000, 1),
        "slowest_query": slowest["sql"][:1500],
        "rows": sum(table.count(b"<tr") for table in TABLE.findall(content)),
        "bytes": len(sent),
    }
    if found["failed"]:
        return found | {"cpu": None, "p50": None, "p95": None, "most": None, "requests": 1}
    return found | _timed(case, client, requests if first < 1000 else min(requests, ENOUGH_SLOW))


def _timed(case: Case, client: Client, requests: int) -> dict[str, Any]:
    taken: list[float] = []
    server, far = database_process(), limit(connection.vendor, case.page) / 2
    cpu = cpu_ms(server)
    while len(taken) < requests and not (len(taken) == ENOUGH and max(taken) < far):
        began = time.perf_counter()
        asked(client, case.url)
        taken.append((time.perf_counter() - began) * 1000)
    return {
        "cpu": round((cpu_ms(server) - cpu) / len(taken), 2),
        "p50": round(statistics.median(taken), 2),
        "p95": round(percentile(taken, 95), 2),
        "most": round(max(taken), 2),
        "requests": len(taken),
    }


def _seconds(query: dict[str, Any]) -> float:
    return float(query["time"])


def _failure(answer: Any, took: float) -> str:
    if answer.status_code == 200:
        return ""
    if answer.status_code == 500 and took >= LONGEST_STATEMENT * 1000:
        return f"a statement took over {LONGEST_STATEMENT} s"
    raised = getattr(answer, "exc_info", None)
    return f"answers {answer.status_code}{f': {raised[1]!r}'[:300] if raised else ''}"


def database_process() -> int | None:
    """The process of PostgreSQL that answers this connection."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def cpu_ms(server: int | None) -> float:
    """Milliseconds of processor so far, of this process and of the database's: what a busy machine does not change."""
    spent = time.process_time() * 1000
    if server is not None:
        spent += int(Path(f"/proc/{server}/schedstat").read_text().split()[0]) / 1e6
    return spent


def percentile(values: list[float], wanted: int) -> float:
    """The value that `wanted` of a hundred do not pass."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, -(-len(ordered) * wanted // 100) - 1)]


def floors(requests: int) -> dict[str, float]:
    """Medians of the bare queries behind the list of people and the search, in milliseconds."""
    found = {}
    bare: dict[str, QuerySet[Any]] = {INMATES: Inmate.objects.order_by("name", "pk")}
    bare |= {f"{INMATES} ?q={words}": Inmate.objects.matching(words).order_by("name", "pk") for words in SEARCHES}
    for name, rows in bare.items():
        taken = []
        for _request in range(requests):
            began = time.perf_counter()
            list(rows.values_list("name", "register_number", "earliest_release")[:50])
            taken.append((time.perf_counter() - began) * 1000)
        found[name] = round(statistics.median(taken), 2)
    return found


def walk(cases: Iterable[Case | Unwalked], finder: Finder, requests: int, label: str) -> dict[str, Any]:
    """Every page measured, and what could not be."""
    pages: list[dict[str, Any]] = []
    unwalked: list[dict[str, str]] = []
    told = time.monotonic()
    for case in cases:
        if isinstance(case, Unwalked):
            unwalked.append(asdict(case))
            continue
        pages.append(page := measured(case, finder.client(case.account), requests))
        if not label:
            took = page["failed"] or f"{page['cpu']:7.1f} cpu {page['p95']:8.1f} ms {page['queries']:3d} q"
            print(f"{took} {case.page} as {case.viewer}", file=sys.stderr, flush=True)
        elif time.monotonic() - told > TOLD_EVERY:
            told = time.monotonic()
            print(f"{label}: {len(pages)} pages, now at {case.page}", file=sys.stderr, flush=True)
    return {"pages": pages, "unwalked": unwalked}


def _given_again(path: Path) -> Iterator[Case]:
    for page in json.loads(path.read_text()):
        yield Case(page["page"], page["viewer"], page["account"], page["url"])


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--requests", type=int, default=20, help=f"at most; {ENOUGH} of a page far below its goal")
    parser.add_argument("--only", default="", help="pages whose name holds this or, with commas, one of these")
    parser.add_argument("--again", type=Path, help="only the pages in this file, as printed by an earlier walk")
    parser.add_argument("--label", default="", help="tell progress now and then under this name, not every page")
    given = parser.parse_args()
    logging.disable(logging.CRITICAL)
    limit_statements()
    finder = Finder(given.only)
    cases = _given_again(given.again) if given.again else finder.cases()
    found = walk(cases, finder, given.requests, given.label)
    bare = {} if given.again else floors(given.requests)
    json.dump({**found, "floors": bare, "people": Inmate.objects.count()}, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
