"""The sheets by keyboard and on a phone: "Semua hadir", typed results, and no barrier for anybody."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.conftest import PHONE
from tests.portal import Portal, template_database

pytestmark = pytest.mark.browser

SEED = """
from tests.factories.training import CompetencyUnitFactory
from tests.training.teaching_world import running_class
CompetencyUnitFactory.reset_sequence(900)
world = running_class(people=3, units=3)
user = world.teacher
user.person.full_name = "Siti Aminah"
user.person.save()
user.set_password("pojok-demo-2026")
user.is_demo = True
user.save()
print("CLASS", world.course.pk, world.session().on)
"""


@pytest.fixture(scope="module")
def seeded(template_folder, tmp_path_factory):
    portal = Portal(tmp_path_factory.mktemp("sheets"), template_database(template_folder, "reference"))
    said = portal.manage("shell", "-c", SEED)
    portal.start()
    yield portal, *re.search(r"CLASS (\d+) (\S+)", said.stdout).groups()
    portal.stop()


def open_page(page, seeded, path):
    portal, pk, day = seeded
    page.goto(f"{portal.url}/akun/masuk/")
    page.get_by_role("button", name=re.compile("Siti Aminah")).click()
    page.wait_for_url(f"{portal.url}/")
    page.goto(f"{portal.url}/pelatihan/kelas/{pk}/{path.format(day=day)}", wait_until="networkidle")


def test_everybody_present_then_an_exception_by_keyboard(seeded, new_page):
    page = new_page()
    open_page(page, seeded, "absensi/{day}/")
    page.get_by_role("button", name="Semua hadir").click()
    values = "[...document.querySelectorAll('select[data-rest]')].map((one) => one.value)"
    assert page.evaluate(values) == ["present"] * 3
    page.keyboard.press("Tab")
    page.keyboard.type("sak")
    assert page.evaluate(values) == ["present", "sick", "present"]
    page.get_by_role("button", name="Simpan absensi").click()
    page.get_by_text("Absensi tersimpan.").wait_for()
    assert page.evaluate(values) == ["present", "sick", "present"]
    # It was carried out, so nothing is offered back as not saved.
    assert page.get_by_text("Ada isian yang belum tersimpan").count() == 0


def test_results_are_typed_into_the_grid(seeded, new_page):
    page = new_page()
    open_page(page, seeded, "hasil/nilai/")
    page.locator(".choice input").first.focus()
    page.keyboard.press("l")
    page.keyboard.press("b")
    assert page.locator("[data-unit-line]").inner_text().startswith("3 ·")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+L")
    page.get_by_role("button", name="Simpan", exact=True).click()
    page.get_by_text("Hasil pelatihan tersimpan.").wait_for()
    chosen = "(rows) => rows.map((row) => [...row.querySelectorAll('input:checked')].map((one) => one.value))"
    assert page.locator("tbody tr").evaluate_all(chosen) == [["passed", "not_yet", ""], ["passed"] * 3, [""] * 3]


@pytest.mark.parametrize("path", ["absensi/", "absensi/{day}/", "hasil/nilai/", "hasil/lembar/"])
def test_sheet_fits_a_phone_and_has_no_serious_barrier(seeded, new_page, path):
    page = new_page(**PHONE)
    open_page(page, seeded, path)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    found = Axe().run(page).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in found if each["impact"] in {"serious", "critical"}] == []
