"""Every page of every menu and the first row behind it, in Chromium: no serious barrier, nothing on the console."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from foundation.accounts.choices import Role
from pojok_vokasi.demo.staff import ACCOUNTS
from tests.conftest import DESKTOP, PHONE
from tests.e2e.desk import Desk

SERIOUS = {"serious", "critical"}
# One account per role, in the order of the roles.
SEATS = {
    role: next(name for name, (_full, held) in ACCOUNTS.items() if any(r == role for r, _place in held))
    for role in Role
}


# What a page is made of, as far as barriers go: the kinds of its elements, each with its classes and attributes.
KINDS = """() => [...document.querySelectorAll('body *')].map(one => [
    one.tagName, one.type, [...one.classList].sort(), one.getAttributeNames().sort()].join(' '))"""


def wrong_on(desk: Desk, looked_at: set[str]) -> list[tuple[str, str, str]]:
    """What axe and a phone's width find wrong on the page that is open.

    Axe does not look at a page that is made of nothing but what it looked at on others before; `looked_at` grows.
    """
    path, found = desk.page.url.removeprefix(desk.portal.url), []
    if not looked_at.issuperset(kinds := desk.page.evaluate(KINDS)):
        barriers = Axe().run(desk.page).response["violations"]
        found = [(path, each["id"], each["nodes"][0]["html"][:120]) for each in barriers if each["impact"] in SERIOUS]
        looked_at.update(kinds)
    desk.page.set_viewport_size(PHONE)
    if desk.page.evaluate("document.documentElement.scrollWidth") > PHONE["width"]:
        found.append((path, "wider than a phone", ""))
    desk.page.set_viewport_size(DESKTOP)
    return found


def is_page(desk: Desk, path: str) -> bool:
    """Whether a page is behind the address, not a file such as a receipt."""
    answer = desk.page.request.get(desk.portal.url + path)
    assert answer.status == 200, path
    return answer.headers["content-type"].startswith("text/html")


@pytest.fixture(scope="module")
def looked_at_by_all() -> set[str]:
    return set()


@pytest.fixture
def looked_at(request, looked_at_by_all) -> set[str]:
    """What another role's pages have shown is not looked at again; with --long each role looks at all of its own."""
    return set() if request.config.getoption("--long") else looked_at_by_all


@pytest.mark.browser
@pytest.mark.parametrize("role", list(Role))
def test_pages_of_a_role_have_no_barrier_and_no_error(portal, new_page, looked_at, role):
    """The menu's pages, and of each the first link that leads to a row of it."""
    desk = Desk(portal, new_page, SEATS[role])
    links = desk.page.locator("nav a[href^='/']")
    to_see = [links.nth(n).get_attribute("href") for n in range(links.count())]
    menu, wrong = set(to_see), []
    assert menu
    for path in dict.fromkeys(to_see):
        desk.go(path)
        wrong += wrong_on(desk, looked_at)
        row = desk.page.locator("main tbody a[href^='/'], main .todo a[href^='/']")
        if row.count() and (behind := row.first.get_attribute("href")) not in menu and is_page(desk, behind):
            desk.go(behind)
            menu.add(behind)
            wrong += wrong_on(desk, looked_at)
    assert wrong == []
