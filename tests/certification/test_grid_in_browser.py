"""The result grid in a real browser: keyboard, a lost link, two people, a phone, and no barrier for anybody."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.conftest import PHONE
from tests.portal import Portal, template_database

pytestmark = pytest.mark.browser

SEED = """
from tests.certification import scenes
from tests.factories.training import CompetencyUnitFactory
CompetencyUnitFactory.reset_sequence(700)
exam = scenes.staffed_exam(4)
user = scenes.account_of(exam.assessors.get().person)
user.person.full_name = "Maya Sari"
user.person.save()
user.set_password("pojok-demo-2026")
user.is_demo = True
user.save()
print("EXAM", exam.pk)
"""


@pytest.fixture(scope="module")
def seeded(template_folder, tmp_path_factory):
    portal = Portal(tmp_path_factory.mktemp("grid"), template_database(template_folder, "reference"))
    said = portal.manage("shell", "-c", SEED)
    portal.start()
    yield portal, re.search(r"EXAM (\d+)", said.stdout).group(1)
    portal.stop()


def open_grid(page, seeded, path=""):
    portal, pk = seeded
    page.goto(f"{portal.url}/akun/masuk/")
    page.get_by_role("button", name=re.compile("Maya Sari")).click()
    page.wait_for_url(f"{portal.url}/")
    page.goto(f"{portal.url}/sertifikasi/uji-saya/{pk}/{path}", wait_until="networkidle")


def cell(page, row, column):
    return page.locator("tr[data-row]").nth(row).locator("td.cell").nth(column)


def verdict(page, row):
    return page.locator("tr[data-row]").nth(row).locator("[data-verdict]")


def saved(page):
    return page.locator("[data-saved]")


def test_results_are_recorded_by_keyboard_alone(seeded, new_page):
    page = new_page()
    open_grid(page, seeded)
    cell(page, 0, 0).focus()
    for key in ("k", "ArrowRight", "b", "ArrowRight", "k"):
        page.keyboard.press(key)
    assert page.locator("[data-unit-line]").inner_text().startswith("3 ·")
    expect(verdict(page, 0)).to_have_text("Belum kompeten, 1 unit")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+K")
    expect(verdict(page, 1)).to_have_text("Kompeten")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("a")
    page.keyboard.type("sidang di luar")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Tidak hadir: sidang di luar.")).to_be_visible()
    expect(saved(page)).to_have_text(re.compile(r"Tersimpan \d\d\.\d\d\.\d\d WI"))
    page.reload()
    assert [verdict(page, row).inner_text() for row in range(3)] == [
        "Belum kompeten, 1 unit",
        "Kompeten",
        "Tidak hadir",
    ]
    assert page.locator("td.at-once").count() == 3


def test_a_lost_link_keeps_the_entries_and_sends_them_again(seeded, new_page):
    page = new_page(refusals=True)
    open_grid(page, seeded)
    address = re.compile("/simpan/")
    page.route(address, lambda route: route.fulfill(status=403, body=""))
    cell(page, 3, 0).focus()
    page.keyboard.press("k")
    expect(saved(page)).to_have_text("Server belum menerima: 1 isian menunggu")
    page.unroute(address)
    expect(saved(page)).to_have_text(re.compile("Tersimpan"), timeout=10_000)
    page.reload()
    expect(verdict(page, 3)).to_have_text("2 unit lagi")


def test_two_people_on_one_candidate_are_told(seeded, new_page):
    first, second = new_page(refusals=True), new_page(refusals=True)
    open_grid(first, seeded)
    open_grid(second, seeded)
    cell(first, 3, 1).focus()
    first.keyboard.press("k")
    expect(saved(first)).to_have_text(re.compile("Tersimpan"))
    cell(second, 3, 1).focus()
    second.keyboard.press("b")
    expect(second.get_by_text("unit 2 tersimpan K, isian Anda BK")).to_be_visible()
    second.get_by_role("button", name="Pakai isian saya").click()
    expect(saved(second)).to_have_text(re.compile("Tersimpan"))
    first.reload()
    assert cell(first, 3, 1).locator("input:checked").get_attribute("value") == "BK"


@pytest.mark.parametrize("path", ["", "ajukan/", "lembar/"])
def test_page_fits_a_phone_and_has_no_serious_barrier(seeded, new_page, path):
    page = new_page(**PHONE)
    open_grid(page, seeded, path)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    found = Axe().run(page).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in found if each["impact"] in {"serious", "critical"}] == []
