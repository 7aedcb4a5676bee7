"""Options, engines and fixtures for every test."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.cache import cache
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, ViewportSize, sync_playwright
from xdist.scheduler import LoadFileScheduling

from tests.databases import migrated
from tests.portal import DEMO_DAY, Portal, World, template_database
from tests.racing import committing_copy
from tests.services import RedisServer

CHROMIUM = "/usr/bin/chromium"
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup", "new_portal", "portal", "postgresql_url", "redis_url"}
# Files of long tests that share no more than the process has anyway.
APART = {"test_access.py", "test_pages.py", "test_serve.py"}
LONGEST = ["test_story.py", "test_pages.py", "test_certificates.py", "test_print_run.py", "test_import.py"]
DESKTOP = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}

hypothesis.settings.register_profile("short", max_examples=40, deadline=None)
hypothesis.settings.register_profile("long", max_examples=1000, deadline=None)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="also run the deep rounds (marked long)")


def pytest_configure(config: pytest.Config) -> None:
    hypothesis.settings.load_profile("long" if config.getoption("--long") else "short")
    # The same algorithm as in earnest, made cheap: a hundred megabytes and 0.2 s per password are no matter of a test.
    Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost, Argon2PasswordHasher.parallelism = 1, 8, 1


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what was not asked for (long), what belongs to the other engine, and on PostgreSQL what needs none.

    A test that touches no database says the same on each engine, so the pass on SQLite speaks for both.
    """
    unwanted = {"postgresql", "sqlite"} - {connection.vendor}
    if not config.getoption("--long"):
        unwanted.add("long")
    left_out = [
        item
        for item in items
        if any(item.get_closest_marker(name) for name in unwanted)
        or (connection.vendor == "postgresql" and not _touches_database(item))
    ]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        kept = set(items) - set(left_out)
        items[:] = [item for item in items if item in kept]
    # Where the order is kept, nobody is left with a long one at the end.
    items.sort(key=lambda item: LONGEST.index(item.path.name) if item.path.name in LONGEST else len(LONGEST))


class ByFile(LoadFileScheduling):
    """A file stays in one process, for its fixtures; where nothing holds its tests together, each is for itself."""

    def _split_scope(self, nodeid: str) -> str:
        path, _colons, _test = nodeid.partition("::")
        return nodeid if Path(path).name in APART else path


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFile | None:
    return ByFile(config, log) if config.getvalue("dist") == "loadfile" else None


def _touches_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("django_db") or item.get_closest_marker("postgresql"):
        return True
    return not DATABASE_FIXTURES.isdisjoint(getattr(item, "fixturenames", ()))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Hand the counts to script/test, which adds up the runs."""
    if path := os.environ.get("POJOK_TEST_COUNTS"):
        counted = {name: len(terminalreporter.stats.get(name, [])) for name in ("passed", "failed", "error")}
        Path(path).write_text(f"{counted['passed']} {counted['failed'] + counted['error']}\n")


@pytest.fixture(autouse=True)
def no_counts_of_another_test() -> None:
    """The badges of the menu are kept for a minute per user; a test that counts queries starts without them."""
    cache.clear()


@pytest.fixture(scope="session")
def postgresql_url() -> str:
    """A private PostgreSQL server; a test that lacks it fails."""
    return _service("POJOK_TEST_DATABASE_URL", "PostgreSQL")


@pytest.fixture(scope="session")
def redis_url() -> str:
    """A private Redis that stays up; a test that kills one takes `new_redis`."""
    return _service("POJOK_TEST_REDIS_URL", "Redis")


def _service(name: str, product: str) -> str:
    url = os.environ.get(name)
    if not url:
        pytest.fail(f"This test needs {product}: run script/test without arguments, or export {name}.")
    return url


@pytest.fixture
def new_redis(tmp_path: Path) -> Iterator[RedisServer]:
    """A started Redis of this test's own, to be killed and started again."""
    server = RedisServer(tmp_path)
    server.start()
    yield server
    server.kill()


@pytest.fixture
def committing(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A PostgreSQL test may commit, in a copy of the migrated database that goes with it; see tests.racing."""
    with django_db_blocker.unblock(), committing_copy():
        yield


@pytest.fixture(scope="session")
def django_db_setup(
    template_folder: Path, django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: Any
) -> Iterator[None]:
    """In place of pytest-django's: one process migrates, the others copy."""
    with django_db_blocker.unblock(), migrated(template_folder), django_db_blocker.block():
        yield


@pytest.fixture(scope="session")
def template_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where template databases lie: shared by the processes of a run, and by all runs of script/test."""
    if given := os.environ.get("POJOK_TEST_TEMPLATES"):
        return Path(given)
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "templates"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture
def new_portal(template_folder: Path, tmp_path: Path) -> Iterator[Callable[..., Portal]]:
    """Makes portals of this test's own: `new_portal(world="demo", POJOK_TODAY="2026-03-02")`; `.start()` is yours."""
    made: list[Portal] = []

    def make(world: World = "empty", **env: str) -> Portal:
        made.append(Portal(tmp_path / f"var{len(made)}", template_database(template_folder, world), **env))
        return made[-1]

    yield make
    for one in made:
        one.stop()


@pytest.fixture(scope="session")
def portal(template_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """One running portal with the demo world, shared by the browser tests that only look."""
    database = template_database(template_folder, "demo")
    one = Portal(tmp_path_factory.mktemp("portal"), database, POJOK_TODAY=DEMO_DAY)
    one.start()
    yield one
    one.stop()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def new_page(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Opens pages, each with cookies of its own; an error on the console or in a script fails the test at its end.

    `new_page(**PHONE)` is phone-sized. A page that is meant to answer 4xx is opened with `refusals=True`, a browser
    that runs no scripts with `scripts=False`.
    """
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def open_page(
        width: int = DESKTOP["width"], height: int = DESKTOP["height"], refusals: bool = False, scripts: bool = True
    ) -> Page:
        size: ViewportSize = {"width": width, "height": height}
        context = chromium.new_context(viewport=size, locale="id-ID", java_script_enabled=scripts)
        contexts.append(context)
        page = context.new_page()

        def on_console(message: ConsoleMessage) -> None:
            expected = refusals and "the server responded with a status of 4" in message.text
            if message.type == "error" and not expected:
                errors.append(f"{page.url}: {message.text} ({message.location.get('url', '')})")

        def on_error(error: Error) -> None:
            errors.append(f"{page.url}: {error.message}")

        page.on("console", on_console)
        page.on("pageerror", on_error)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not errors, "errors on the console:\n" + "\n".join(errors)


@pytest.fixture
def browser_page(new_page: Callable[..., Page]) -> Page:
    """One desktop-sized page; errors on its console fail the test."""
    return new_page()
