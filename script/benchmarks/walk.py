"""Opens every page of the access table as those who use it and prints how long the server took, as JSON.

Runs inside the portal's own process on the database of the environment: the pages are asked of Django's handler, as
granian does, without a network between.
"""

from __future__ import annotations

import argparse
import html
import json
import logging
import re
import statistics
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode

import django

if __name__ == "__main__":
    django.setup()

from django.apps import apps
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, resolve, reverse

from certification.models import Certificate, NumberLetter
from foundation.accounts.choices import Role
from foundation.accounts.models import User
from lapas.models import Inmate
from pojok_vokasi.access import ROUTES
from pojok_vokasi.access.table import Open, Route
from training.models import ClassInstructor, ClassSession

# Of each way to look at the country one account, the first of its roles that may open the page.
VIEWERS: Mapping[str, tuple[tuple[Role, str], ...]] = {
    "prison": ((Role.REGISTRY_OFFICER, "registrasi"), (Role.WORK_OFFICER, "kerja"), (Role.PRISON_HEAD, "kepala")),
    "region": ((Role.KANWIL_VIEWER, "kanwil"),),
    "nation": (
        (Role.NATIONAL_VIEWER, "ditjenpas"),
        (Role.KEMNAKER_ADMIN, "kemnaker"),
        (Role.AUDITOR, "auditor"),
        (Role.DATA_PROTECTION_OFFICER, "dpo"),
        (Role.SYSTEM_ADMIN, "sistem"),
    ),
    "lsp": ((Role.LSP_OFFICER, "lsp"), (Role.PRINT_CLERK, "cetak")),
    "centre": ((Role.CENTRE_OFFICER, "balai"),),
    "instructor": ((Role.INSTRUCTOR, "instruktur"),),
    "assessor": ((Role.ASSESSOR, "asesor"),),
}
# For everybody who is signed in.
HOMES = ("registrasi", "kerja", "kepala", "kanwil", "ditjenpas", "kemnaker", "auditor", "angka", "lsp", "cetak",
         "balai", "instruktur", "asesor")  # fmt: skip
SEARCHES = ("budi", "wira", "muhammad", "siti kartsuya", "0421/2023", "zz")
INMATES = "lapas:inmate-list"
TRANSACTION = re.compile(r"^(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)")
VARIANT = re.compile(r'href="\?([^"]*(?:tampil|sort)=[^"]*)"')
ROWS_TRIED = 6
LONGEST_STATEMENT = 5


@dataclass(frozen=True)
class Case:
    """One address as one account."""

    page: str
    viewer: str
    account: str
    url: str


def cases(name_contains: str) -> Iterator[Case]:
    """Every page that somebody of the world can open, with a row in reach where the address names one."""
    for route in ROUTES:
        if route.post_only or name_contains not in route.name:
            continue
        if route.reach == Open.PUBLIC:
            continue
        if route.name == "home":
            for account in HOMES:
                yield Case("home", account, account, reverse("home"))
            continue
        if isinstance(route.reach, Open):
            continue
        for viewer, accounts in VIEWERS.items():
            opening = [account for role, account in accounts if role in route.reach]
            if opening:
                yield from _opened(route, viewer, opening[0])


def _opened(route: Route, viewer: str, account: str) -> Iterator[Case]:
    user = User.objects.get(staff_number=account)
    client = signed_in(user)
    for url in _addresses(route, user):
        answer = client.get(url)
        if answer.status_code == 500:
            # A statement took too long: said by `measured`.
            yield Case(route.name, viewer, account, url)
            return
        if answer.status_code != 200 or not answer.get("Content-Type", "").startswith("text/html"):
            continue
        yield Case(route.name, viewer, account, url)
        if not route.row and not answer.streaming:
            for query in _variants(answer.content.decode()):
                yield Case(f"{route.name} ?{query}", viewer, account, f"{url}?{query}")
        if route.name == INMATES:
            for words in SEARCHES:
                yield Case(f"{route.name} ?q={words}", viewer, account, f"{url}?{urlencode({'q': words})}")
        return


def _variants(page: str) -> list[str]:
    """What the chips and heads of the list lead to: each once, one parameter at a time."""
    found: dict[str, None] = {}
    for href in VARIANT.findall(page):
        asked = parse_qs(html.unescape(href))
        kept: dict[str, str] = {name: asked[name][0] for name in ("tampil", "sort") if name in asked}
        if "sort" in kept:
            kept.pop("tampil", None)
        if kept:
            found[urlencode(kept)] = None
    return list(found)


def _addresses(route: Route, user: User) -> Iterator[str]:
    if not route.row:
        yield reverse(route.name)
        return
    for row in _rows(route, user):
        given: dict[str, Any] = {"pk": row.pk}
        for name, value in route.others.items():
            given[name] = _part(value, row)
        try:
            yield reverse(route.name, kwargs=given)
        except NoReverseMatch:
            continue


def _rows(route: Route, user: User) -> QuerySet[Any]:
    """The newest rows of the address that its permission reaches for the user."""
    perm = _permission(route)
    if route.row == "arriving":
        rows: Any = Inmate.objects.arriving_for(user, perm)
    elif route.row in {"letter", "training letter"}:
        rows = NumberLetter.objects.for_user(user, perm)
    elif route.row == "posting":
        rows = apps.get_model("lapas.PrisonPosting").objects.all()
    elif route.row == "training certificate":
        rows = Certificate.objects.for_user(user, perm).of_training()
    else:
        rows = apps.get_model(route.row)._default_manager
        rows = rows.for_user(user, perm) if hasattr(rows, "for_user") else rows.all()
    return rows.order_by("-pk")[:ROWS_TRIED]


def _permission(route: Route) -> str:
    given = {"pk": 1, **{name: "2026-01-01" if "day:" in value else 1 for name, value in route.others.items()}}
    view = resolve(reverse(route.name, kwargs=given)).func
    return str(view.view_class.permission_required)  # type: ignore[attr-defined]  # class-based, all of them


def _part(value: str, row: Any) -> Any:
    if value == "kind:posting":
        return row._meta.label_lower
    if value == "day:training.ClassSession":
        session = ClassSession.objects.filter(training_class=row).order_by("on").first()
        return session.on if session else ""
    if value == "row:training.ClassInstructor":
        posting = ClassInstructor.objects.filter(training_class=row).first()
        return posting.pk if posting else ""
    return value


def signed_in(user: User) -> Client:
    client = Client(headers={"host": "localhost"}, raise_request_exception=False)
    client.force_login(user, backend="foundation.accounts.backend.PostingsBackend")
    return client


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


def measured(case: Case, client: Client, requests: int) -> dict[str, Any]:
    """Queries of a warm request, and milliseconds of so many; of a page over a second only three."""
    with CaptureQueriesContext(connection) as caught:
        began = time.perf_counter()
        answer = client.get(case.url)
        first = time.perf_counter() - began
    if answer.status_code == 500:
        if first < LONGEST_STATEMENT:
            raise SystemExit(f"{case.url} as {case.account} failed at once: that is no matter of time.")
        sql = caught.captured_queries[-1]["sql"] if caught.captured_queries else ""
        return {
            "page": case.page, "viewer": case.viewer, "account": case.account, "queries": len(caught),
            "cpu": None, "p50": None, "p95": None, "slowest_query_ms": LONGEST_STATEMENT * 1000,
            "slowest_query": sql[:1500],
        }  # fmt: skip
    requests = requests if first < 1 else min(requests, 3)
    with CaptureQueriesContext(connection) as caught:
        client.get(case.url)
    statements = [query["sql"] for query in caught if not TRANSACTION.match(query["sql"])]
    taken, server = [], database_process()
    cpu = cpu_ms(server)
    for _request in range(requests):
        began = time.perf_counter()
        client.get(case.url)
        taken.append((time.perf_counter() - began) * 1000)
    cpu = (cpu_ms(server) - cpu) / requests
    slowest: dict[str, Any] = max(
        caught.captured_queries, key=lambda query: float(query["time"]), default={"time": 0, "sql": ""}
    )
    return {
        "page": case.page,
        "viewer": case.viewer,
        "account": case.account,
        "queries": len(statements),
        "cpu": round(cpu, 2),
        "p50": round(statistics.median(taken), 2),
        "p95": round(percentile(taken, 95), 2),
        "slowest_query_ms": round(float(slowest["time"]) * 1000, 1),
        "slowest_query": slowest["sql"][:1500],
    }


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


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--requests", type=int, default=20)
    parser.add_argument("--only", default="", help="pages whose name holds this")
    given = parser.parse_args()
    logging.disable(logging.CRITICAL)
    limit_statements()
    pages, clients = [], {}
    for case in cases(given.only):
        if case.account not in clients:
            clients[case.account] = signed_in(User.objects.get(staff_number=case.account))
        pages.append(measured(case, clients[case.account], given.requests))
        took = f"{pages[-1]['p95']:8.1f}" if pages[-1]["p95"] is not None else f"  > {LONGEST_STATEMENT}000"
        cpu = pages[-1]["cpu"] or 0.0
        print(
            f"{cpu:7.1f} cpu {took} ms {pages[-1]['queries']:3d} q {case.page} as {case.viewer}",
            file=sys.stderr,
            flush=True,
        )
    json.dump({"pages": pages, "floors": floors(given.requests), "people": Inmate.objects.count()}, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
