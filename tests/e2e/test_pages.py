"""Every page of every menu and the first row behind it, in Chromium: no serious barrier, nothing on the console."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from foundation.accounts.choices import Role
from pojok_vokasi.demo.staff import ACCOUNTS
from tests.conftest import PHONE
from tests.e2e.desk import Desk

SERIOUS = {"serious", "critical"}
# One account per role, in the order of the roles.
SEATS = {
    role: next(name for name, (_full, held) in ACCOUNTS.items() if any(r == role for r, _place in held))
    for role in Role
}


def addresses(desk: Desk) -> list[str]:
    """The menu's pages, and of each the first link that leads to a row of it."""
    found = [desk.page.url]
    links = desk.page.locator("nav a[href^='/']")
    found += [links.nth(n).get_attribute("href") for n in range(links.count())]
    rows = []
    for path in dict.fromkeys(found[1:]):
        desk.go(path)
        row = desk.page.locator("main tbody a[href^='/'], main .todo a[href^='/']")
        if row.count():
            rows.append(row.first.get_attribute("href"))
    return list(dict.fromkeys([*found[1:], *rows]))


@pytest.mark.browser
@pytest.mark.parametrize("role", list(Role))
def test_pages_of_a_role_have_no_barrier_and_no_error(portal, new_page, role):
    desk = Desk(portal, new_page, SEATS[role])
    wrong = []
    for path in addresses(desk):
        desk.go(path)
        barriers = Axe().run(desk.page).response["violations"]
        wrong += [(path, each["id"], each["nodes"][0]["html"][:120]) for each in barriers if each["impact"] in SERIOUS]
        desk.page.set_viewport_size(PHONE)
        if desk.page.evaluate("document.documentElement.scrollWidth") > PHONE["width"]:
            wrong.append((path, "wider than a phone", ""))
        desk.page.set_viewport_size({"width": 1366, "height": 768})
    assert wrong == []
