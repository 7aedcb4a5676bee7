"""What the pages do by script: ticks by keyboard, entries kept in the tab, and no barrier for anybody."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.conftest import PHONE
from tests.portal import Portal, template_database

pytestmark = pytest.mark.browser

SEED = """
import datetime
from foundation.accounts.models import User
from lapas.models import Prison, PrisonPosting
from tests.factories.lapas import InmateFactory
prison = Prison.objects.order_by("pk").first()
user = User.objects.create_user("REG-1", "Rina Wahyuni", "pojok-demo-2026", is_demo=True, must_change_password=False)
PrisonPosting.objects.create(
    person=user.person, role="registry_officer", prison=prison, from_date=datetime.date(2020, 1, 1)
)
for n in range(6):
    InmateFactory(prison=prison, name=f"Orang {n}")
"""


@pytest.fixture(scope="module")
def seeded(template_folder, tmp_path_factory):
    portal = Portal(tmp_path_factory.mktemp("seeded"), template_database(template_folder, "reference"))
    portal.manage("shell", "-c", SEED)
    portal.start()
    yield portal
    portal.stop()


def sign_in(page, portal):
    page.goto(f"{portal.url}/akun/masuk/")
    page.get_by_role("button", name=re.compile("Rina Wahyuni")).click()
    page.wait_for_url(f"{portal.url}/")


@pytest.mark.parametrize("path", ["/", "/penghuni/", "/penghuni/tambah/", "/akun/sandi/", "/cari/?q=orang"])
def test_page_has_no_serious_barrier(seeded, new_page, path):
    page = new_page()
    sign_in(page, seeded)
    page.goto(seeded.url + path, wait_until="networkidle")
    found = Axe().run(page).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in found if each["impact"] in {"serious", "critical"}] == []


def test_page_fits_a_phone_and_opens_its_menu(seeded, new_page):
    page = new_page(**PHONE)
    sign_in(page, seeded)
    for path in ("/", "/penghuni/", "/penghuni/tambah/"):
        page.goto(seeded.url + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    link = page.locator("details nav").get_by_role("link", name=re.compile("^Penghuni"))
    assert not link.is_visible()
    page.get_by_text("Menu", exact=True).click()
    link.click()
    page.wait_for_url(f"{seeded.url}/penghuni/")
    # Chips that go on beyond the edge fade there, at the end on the other side.
    page.goto(f"{seeded.url}/penghuni/")
    chips = page.locator(".bar > .chips")
    expect(chips).to_have_class(re.compile(r"\bmore-after\b"))
    chips.evaluate("strip => strip.scrollLeft = strip.scrollWidth")
    expect(chips).to_have_class("chips more-before")


def test_rows_are_ticked_by_keyboard_and_stay_ticked(seeded, new_page):
    page = new_page()
    sign_in(page, seeded)
    page.goto(f"{seeded.url}/penghuni/nama-sertifikat/")
    count = page.locator("[data-dock] [data-count]")
    page.locator("tbody tr").nth(0).locator("td").nth(1).click()
    assert count.inner_text() == "1"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("x")
    assert count.inner_text() == "2"
    page.locator("tbody tr").nth(4).locator("td").nth(2).click(modifiers=["Shift"])
    assert count.inner_text() == "5"
    page.reload()
    assert count.inner_text() == "5"
    page.get_by_role("button", name="Batal pilih").click()
    assert count.inner_text() == "0"


def test_typed_entries_are_offered_back_until_sign_out_but_never_a_nik(seeded, new_page):
    page = new_page()
    sign_in(page, seeded)
    form = f"{seeded.url}/penghuni/tambah/"
    page.goto(form)
    page.locator("[name=name]").fill("Orang Baru")
    page.locator("[name=nik]").fill("9901011505900001")
    page.wait_for_timeout(500)
    page.goto(f"{seeded.url}/")
    page.goto(form)
    page.get_by_role("button", name="Pakai lagi").click()
    assert page.locator("[name=name]").input_value() == "Orang Baru"
    assert page.locator("[name=nik]").input_value() == ""
    assert "9901011505900001" not in page.evaluate("JSON.stringify(sessionStorage)")
    page.get_by_role("button", name="Keluar").first.click()
    page.wait_for_url(re.compile("masuk"))
    assert page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('pojok:'))") == []


def test_slash_goes_to_the_search_box(seeded, new_page):
    page = new_page()
    sign_in(page, seeded)
    page.keyboard.press("/")
    page.keyboard.type("orang")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/cari/\?q=orang"))
    assert page.get_by_text("Orang 3").is_visible()
    # Whoever goes by keyboard sees where he is, on a quiet button too.
    page.goto(f"{seeded.url}/penghuni/tambah/")
    quiet = page.get_by_role("main").get_by_role("link", name="Batal")
    quiet.focus()
    assert quiet.evaluate("link => getComputedStyle(link).outlineStyle") == "solid"
