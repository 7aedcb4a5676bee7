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


def wrong_on(desk: Desk) -> list[tuple[str, str, str]]:
    """What axe and a phone's width find wrong on the page that is open."""
    path = desk.page.url.removeprefix(desk.portal.url)
    barriers = Axe().run(desk.page).response["violations"]
    found = [(path, each["id"], each["nodes"][0]["html"][:120]) for each in barriers if each["impact"] in SERIOUS]
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


@pytest.mark.browser
@pytest.mark.parametrize("role", list(Role))
def test_pages_of_a_role_have_no_barrier_and_no_error(portal, new_page, role):
    """The menu's pages, and of each the first link that leads to a row of it."""
    desk = Desk(portal, new_page, SEATS[role])
    links = desk.page.locator("nav a[href^='/']")
    to_see = [links.nth(n).get_attribute("href") for n in range(links.count())]
    menu, wrong = set(to_see), []
    assert menu
    for path in dict.fromkeys(to_see):
        desk.go(path)
        wrong += wrong_on(desk)
        row = desk.page.locator("main tbody a[href^='/'], main .todo a[href^='/']")
        if row.count() and (behind := row.first.get_attribute("href")) not in menu and is_page(desk, behind):
            desk.go(behind)
            menu.add(behind)
            wrong += wrong_on(desk)
    assert wrong == []
