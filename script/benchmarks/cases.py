"""Which addresses the walk opens, as whom and with which row; and which it does not, with the reason."""

from __future__ import annotations

import gzip
import html
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

from django.apps import apps
from django.db.models import QuerySet
from django.test import Client
from django.urls import NoReverseMatch, Resolver404, resolve, reverse

from benchmarks import ways
from benchmarks.forms import Form, form_with
from certification.models import Certificate, Exam, ExamAssessor, NumberLetter, PublicRecord
from certification.rendering import codes
from foundation.accounts.choices import Role
from foundation.accounts.models import User
from foundation.jobs.models import Job
from lapas.models import Inmate
from pojok_vokasi.access import ROUTES
from pojok_vokasi.access.table import Open, Route
from training.models import ClassInstructor, ClassSession, TrainingClass

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
SIGNED_IN = {"prison": "registrasi", "nation": "kemnaker", "lsp": "lsp"}
VISITOR = "visitor"
SEARCHES = ("budi", "wira", "muhammad", "siti kartsuya", "0421/2023", "zz")
INMATES = "lapas:inmate-list"
VARIANT = re.compile(r'href="\?([^"]*(?:tampil|sort)=[^"]*)"')
LINK = re.compile(r'href="([/?][^"]*)"')
NEWEST, SPREAD, LINKS = 6, 10, 6
REASON = "certification:record-reason"
# Whose reach ends with the work: how the posting, its rows and the permission are called.
POSTED: Mapping[str, tuple[Any, Any, str]] = {
    "instructor": (ClassInstructor, TrainingClass, "training.view_class"),
    "assessor": (ExamAssessor, Exam, "certification.judge_assessment"),
}
LAST_POSTED = 60


@dataclass(frozen=True)
class Case:
    """One address as one account; without an account as a visitor. `opened`: it was asked once already."""

    page: str
    viewer: str
    account: str
    url: str
    opened: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class Unwalked:
    """A route that this viewer could not be measured on, and why."""

    route: str
    viewer: str
    reason: str


def client_of(account: str) -> Client:
    client = Client(headers={"host": "localhost", "accept-encoding": "gzip"}, raise_request_exception=False)
    if account:
        user = User.objects.get(staff_number=account)
        client.force_login(user, backend="foundation.accounts.backend.PostingsBackend")
    return client


def content_of(answer: Any) -> bytes:
    """What the browser makes of the answer; of one that streams, all of it, once."""
    sent = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return gzip.decompress(sent) if answer.get("Content-Encoding") == "gzip" else sent


class Finder:
    """Finds what can be opened: by the newest rows, by rows from all over, at last by links on the other pages."""

    def __init__(self, only: str = "") -> None:
        self.only = only.split(",")
        self.clients: dict[str, Client] = {}
        self.links: dict[tuple[str, str], dict[str, None]] = {}
        self._names: dict[str, str] = {}
        self._stand_ins: dict[str, str] = {}

    def cases(self) -> Iterator[Case | Unwalked]:
        left: list[tuple[Route, str, str, Counter[str]]] = []
        for route in ROUTES:
            if not any(part in route.name for part in self.only):
                continue
            if route.post_only:
                yield Unwalked(route.name, "everybody", "answers POST only")
                continue
            if route.name in ways.AFTER_A_FORM:
                yield Unwalked(route.name, "everybody", ways.AFTER_A_FORM[route.name])
                continue
            viewers = self._viewers(route)
            if not viewers:
                yield Unwalked(route.name, "everybody", "no account of the walk may open it")
            for viewer, account in viewers.items():
                refused: Counter[str] = Counter()
                if route.name == ways.HAND_OVER:
                    self._shown_slip(viewer, account)
                opened = self._opened(route, viewer, account, _addresses(route, account), refused)
                if (first := next(opened, None)) is None:
                    left.append((route, viewer, account, refused))
                    continue
                yield first
                yield from opened
        # Last, since by then the other pages have told their links.
        for route, viewer, account, refused in left:
            linked = list(self.links.get((account, route.name), ()))[:LINKS]
            opened = self._opened(route, viewer, account, iter(linked), refused)
            yield next(opened, Unwalked(route.name, viewer, _reason(route, refused)))
            yield from opened

    def client(self, account: str) -> Client:
        if account not in self.clients:
            self.clients[account] = client_of(account)
        return self.clients[account]

    def _opened(
        self, route: Route, viewer: str, account: str, urls: Iterator[str], refused: Counter[str]
    ) -> Iterator[Case]:
        for url in urls:
            answer = self._asked(account, url)
            if answer.status_code == 500:
                # Told by the measuring: a statement took too long, or the page is broken.
                yield Case(route.name, viewer, account, url)
                return
            if answer.status_code != 200:
                where = answer.get("Location", "")
                self._note(account, urljoin(url, where))
                refused[f"answers {answer.status_code}{f' to {self._named(where) or where}' if where else ''}"] += 1
                continue
            yield Case(route.name, viewer, account, url, opened=True)
            if answer.get("Content-Type", "").startswith("text/html"):
                page = content_of(answer).decode()
                for link in LINK.findall(page):
                    self._note(account, urljoin(url, html.unescape(link)))
                if not route.row:
                    for query in _variants(page):
                        yield Case(f"{route.name} ?{query}", viewer, account, f"{url}?{query}")
            if route.name == INMATES:
                for words in SEARCHES:
                    yield Case(f"{route.name} ?q={words}", viewer, account, f"{url}?{urlencode({'q': words})}")
            return

    def _asked(self, account: str, url: str) -> Any:
        """The answer; where the page first wants to know what for, it is told."""
        client = self.client(account)
        answer = client.get(url)
        if self._named(answer.get("Location", "")) == REASON:
            form = form_with(content_of(client.get(answer["Location"])).decode(), "reason") or Form()
            client.post(answer["Location"], {**form.fields, "reason": "Pengukuran waktu halaman"})
            answer = client.get(url)
        return answer

    def _shown_slip(self, viewer: str, account: str) -> None:
        """A holder comes to the counter: code, name and birth date are asked, as before each hand-over there."""
        if said := ways.slip(viewer):
            client, counter = self.client(account), reverse(ways.COUNTER)
            form = form_with(content_of(client.get(counter)).decode(), "slip_code") or Form()
            client.post(counter, {**form.fields, **said})

    def _viewers(self, route: Route) -> dict[str, str]:
        """Who opens the route: viewer → account."""
        if route.reach == Open.PUBLIC:
            return {VISITOR: ""}
        if route.name == "home":
            return {account: account for account in HOMES}
        if isinstance(route.reach, Open):
            return dict(SIGNED_IN)
        found = {}
        for viewer, accounts in VIEWERS.items():
            if opening := [account for role, account in accounts if role in route.reach]:
                found[viewer] = ways.desk_of(route.name, viewer) or self._busy(viewer, opening[0])
        return found

    def _busy(self, viewer: str, account: str) -> str:
        """The account, or for those who are posted for a time the one of the last posted that reaches most now."""
        if viewer not in POSTED:
            return account
        if viewer not in self._stand_ins:
            posting, rows, permission = POSTED[viewer]
            known = posting.objects.exclude(person__user=None).order_by("-from_date", "pk")
            users = dict.fromkeys(one.person.user for one in known.select_related("person__user")[:LAST_POSTED])
            best = max(users, key=lambda user: rows.objects.for_user(user, permission).count(), default=None)
            self._stand_ins[viewer] = best.staff_number if best is not None else account
        return self._stand_ins[viewer]

    def _note(self, account: str, url: str) -> None:
        if name := self._named(url):
            self.links.setdefault((account, name), {})[url] = None

    def _named(self, url: str) -> str:
        """The name of the route that the address belongs to, or nothing."""
        path = urlsplit(url).path
        if path not in self._names:
            try:
                self._names[path] = resolve(path).view_name
            except Resolver404:
                self._names[path] = ""
        return self._names[path]


def _reason(route: Route, refused: Counter[str]) -> str:
    if not refused:
        return f"no row of {route.row} in reach" if route.row else "no address"
    return ", ".join(f"{reason} ({count} tried)" for reason, count in refused.most_common())


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


def _addresses(route: Route, account: str) -> Iterator[str]:
    if route.reach == Open.PUBLIC and "code" in route.others:
        # As it stands on the paper.
        for code in PublicRecord.objects.order_by("pk").values_list("pk", flat=True)[:NEWEST]:
            yield reverse(route.name, kwargs={"code": code + codes.check_character(code)})
        return
    if not route.row:
        yield reverse(route.name)
        return
    for row in _rows(route, User.objects.get(staff_number=account)):
        given: dict[str, Any] = {"pk": row.pk}
        for name, value in route.others.items():
            given[name] = _part(value, row)
        try:
            yield reverse(route.name, kwargs=given)
        except NoReverseMatch:
            continue


def _rows(route: Route, user: User) -> Iterator[Any]:
    """Rows of the address that its permission reaches for the user: the newest, then some from all over."""
    rows = ways.rows_of(route.name, _reached(route, user))
    newest = list(rows.order_by("-pk")[:NEWEST])
    yield from newest
    if len(newest) == NEWEST:
        older = rows.order_by("pk").values_list("pk", flat=True)
        keys = list(older.filter(pk__lt=newest[-1].pk))
        for place in range(0, len(keys), max(1, len(keys) // SPREAD)):
            yield rows.model._base_manager.get(pk=keys[place])


def _reached(route: Route, user: User) -> QuerySet[Any]:
    if route.row == "jobs.Job":
        return Job.objects.filter(actor=user)
    perm = _permission(route)
    if route.row == "arriving":
        return Inmate.objects.arriving_for(user, perm)
    if route.row in {"letter", "training letter"}:
        return NumberLetter.objects.for_user(user, perm)
    if route.row == "posting":
        return apps.get_model("lapas.PrisonPosting").objects.all()
    if route.row == "training certificate":
        return Certificate.objects.for_user(user, perm).of_training()
    rows: Any = apps.get_model(route.row)._default_manager
    return rows.for_user(user, perm) if hasattr(rows, "for_user") else rows.all()


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
