"""The walker: every address, as everybody, on own and foreign rows."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.conf import settings
from django.template import Template, engines
from django.urls import URLResolver, get_resolver, reverse

from foundation.accounts.choices import Role
from foundation.accounts.models import User
from foundation.jobs.models import Job
from pojok_vokasi.access import ROUTES
from pojok_vokasi.access.table import Open, Reach, Route
from pojok_vokasi.access.writing import access_page
from tests.access_world import World, build, reaches_everything
from tests.factories.accounts import UserFactory
from tests.factories.lapas import PrisonPostingFactory

FORBIDDEN, NOT_FOUND = 403, 404
# Catalogue rows, the same for everybody.
SHARED = {"training.Scheme", "training.Module", "training.VocationalField", "training.CompetencyUnit"}
BY_ROLE = [route for route in ROUTES if not isinstance(route.reach, Open)]


def names(resolver: Any = None, prefix: str = "") -> set[str]:
    """Every URL name of the portal, with its namespaces."""
    found: set[str] = set()
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            found |= names(pattern, prefix + (f"{pattern.namespace}:" if pattern.namespace else ""))
        else:
            found.add(prefix + (pattern.name or str(pattern.pattern)))
    return found


def test_access_table_has_every_address_once_and_no_other():
    listed = [route.name for route in ROUTES]
    assert sorted(listed) == sorted(set(listed))
    assert names() - set(listed) == set(), "addresses without a line in pojok_vokasi/access"
    assert set(listed) - names() == set(), "lines without an address"


def address(route: Route, world: World, role: Role | None = None) -> str:
    """The route's address with ids of the rows of `world`; where each role has a row of its own, of `role`'s."""
    given: dict[str, Any] = {name: part(value, world, role) for name, value in route.others.items()}
    if route.row:
        given["pk"] = world.row(route.row, role).pk
    return reverse(route.name, kwargs=given or None)


def part(value: str, world: World, role: Role | None = None) -> Any:
    """`row:Label` is that row's id, `day:Label` its day, `kind:Label` its model; anything else stands for itself."""
    kind, _colon, label = value.partition(":")
    if kind == "kind":
        return world.row(label, role)._meta.label_lower
    if kind == "row":
        return world.rows[label].pk
    if kind == "day":
        return world.rows[label].on
    return int(value) if value.isdigit() else value


@pytest.fixture(autouse=True)
def bare_refusals(monkeypatch):
    """Thousands are refused here, and a refusal's page with its menu costs more than all before it: leave it blank."""
    (loader,) = engines["django"].engine.template_loaders
    for name in ("errors/403.html", "errors/404.html"):
        monkeypatch.setitem(loader.get_template_cache, loader.cache_key(name), Template(""))


@pytest.fixture
def worlds(db, settings, tmp_path) -> tuple[World, World]:
    settings.MEDIA_ROOT = tmp_path
    return build(), build()


def walk(client: Any, user: User, url: str, *, post: bool = False) -> int:
    client.force_login(user)
    answer = client.post(url, {}) if post else client.get(url)
    return int(answer.status_code)


def test_access_anonymous_is_led_to_the_sign_in_page(client, worlds):
    own, _foreign = worlds
    wrong = []
    for route in ROUTES:
        if route.reach == Open.PUBLIC:
            continue
        for method in (client.get, client.post):
            answer = method(address(route, own))
            if answer.status_code != 302 or not answer["Location"].startswith(reverse("accounts:sign-in")):
                wrong.append((route.name, method.__name__, answer.status_code))
    assert wrong == []


def test_access_public_pages_open_for_anybody(client, worlds):
    own, _foreign = worlds
    for route in ROUTES:
        if route.reach == Open.PUBLIC:
            status = client.get(address(route, own)).status_code
            # A code that nobody has is not found, which is an answer of the page and not a fence.
            assert status in ({405} if route.post_only else {200, 302, 404}), route.name


def test_access_without_a_posting_nothing_but_ones_own_opens(client, worlds):
    own, _foreign = worlds
    client.force_login(UserFactory())
    refused = {route.name: client.get(address(route, own)).status_code for route in BY_ROLE}
    assert {name: status for name, status in refused.items() if status != FORBIDDEN} == {}


@pytest.mark.parametrize("role", list(Role))
def test_access_role_opens_own_rows_and_finds_no_foreign_ones(client, worlds, role):
    own, foreign = worlds
    client.force_login(own.users[role])
    wrong = []
    for route in BY_ROLE:
        reach = route.reach.get(role)
        # A page that is refused is refused before any row is looked at, so one world tells.
        for world, is_own in ((own, True), (foreign, False))[: 1 if reach is None or not route.row else 2]:
            url = address(route, world, role)
            statuses = client.get(url).status_code, client.post(url, {}).status_code
            if reach is None:
                fits = statuses == (FORBIDDEN, FORBIDDEN)
            elif is_own or not route.row or reaches_everything(reach):
                fits = statuses[0] == 405 if route.post_only else statuses[0] in {200, 302}
                # An empty post is answered with the form again, or as the endpoint of a grid with 400.
                fits = fits and statuses[1] in {200, 302, 400, 405}
            else:
                fits = statuses in {(NOT_FOUND, NOT_FOUND), (NOT_FOUND, 405), (405, NOT_FOUND)}
            if not fits:
                wrong.append((route.name, "own" if is_own else "foreign", statuses))
    assert wrong == []


def test_access_two_desks_in_two_prisons_never_add_up(client, worlds):
    """A work officer here who is a registry officer there is neither at both."""
    here, there = worlds
    user = UserFactory()
    PrisonPostingFactory(person=user.person, prison=here.rows["lapas.Prison"], role=Role.WORK_OFFICER)
    PrisonPostingFactory(person=user.person, prison=there.rows["lapas.Prison"], role=Role.REGISTRY_OFFICER)
    client.force_login(user)
    wrong = []
    for route in BY_ROLE:
        if not route.row or not {Role.WORK_OFFICER, Role.REGISTRY_OFFICER} & set(route.reach):
            continue
        if Reach.SHARED in route.reach.values():
            continue
        for world, role in ((here, Role.WORK_OFFICER), (there, Role.REGISTRY_OFFICER)):
            status = client.get(address(route, world)).status_code
            if (status == NOT_FOUND) == (role in route.reach):
                wrong.append((route.name, role, status))
    assert wrong == []


def test_access_ones_own_job_is_seen_and_a_strangers_is_not(client, worlds):
    own, _foreign = worlds
    mine, theirs = own.users[Role.PRINT_CLERK], own.users[Role.LSP_OFFICER]
    job = Job.objects.first()
    Job.objects.filter(pk=job.pk).update(actor=mine)
    for name in ("jobs:detail", "jobs:progress"):
        assert walk(client, mine, reverse(name, args=[job.pk])) == 200
        assert walk(client, theirs, reverse(name, args=[job.pk])) == NOT_FOUND
        assert walk(client, own.users[Role.SYSTEM_ADMIN], reverse(name, args=[job.pk])) == 200


@pytest.mark.parametrize("role", list(Role))
def test_access_forms_offer_and_take_no_foreign_row(client, worlds, role):
    """Every choice field of every form holds rows in reach only; a foreign id posted all the same is refused."""
    own, foreign = worlds
    client.force_login(own.users[role])
    offered = []
    for route in BY_ROLE:
        reach = route.reach.get(role)
        if reach is None or route.post_only or reaches_everything(reach):
            continue
        url = address(route, own, role)
        answer = client.get(url)
        form = (answer.context or {}).get("form")
        for name, field in getattr(form, "fields", {}).items():
            rows = getattr(field, "queryset", None)
            label = rows.model._meta.label if rows is not None else ""
            stranger = foreign.rows.get(label)
            if stranger is None or label in route.offers or label in SHARED:
                continue
            if rows.filter(pk=stranger.pk).exists():
                offered.append((route.name, name, label))
            posted = client.post(url, {form.add_prefix(name): stranger.pk, "submission_key": str(uuid.uuid4())})
            if posted.status_code != 200 or not posted.context["form"].errors:
                offered.append((route.name, name, "taken"))
    assert offered == []


def test_access_doc_is_what_the_tables_say():
    assert (settings.BASE_DIR / "docs" / "access.md").read_text() == access_page(), "run: manage.py write_access"
