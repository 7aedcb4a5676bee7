"""What only a browser can say about the pages everybody sees."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.conftest import PHONE
from tests.portal import Portal, template_database


@pytest.fixture(scope="module")
def quiet_portal(template_folder, tmp_path_factory):
    portal = Portal(tmp_path_factory.mktemp("quiet"), template_database(template_folder, "empty"))
    portal.start()
    yield portal
    portal.stop()


@pytest.mark.browser
def test_sign_in_page_loads_all_it_names(quiet_portal, new_page):
    page = new_page()
    failed = []
    page.on("requestfailed", lambda request: failed.append(request.url))
    page.on("response", lambda answer: answer.status >= 400 and failed.append(answer.url))
    page.goto(f"{quiet_portal.url}/", wait_until="networkidle")
    assert page.url.startswith(f"{quiet_portal.url}/akun/masuk/")
    assert page.get_by_role("button", name="Masuk").is_visible()
    assert not failed


@pytest.mark.browser
def test_sign_in_page_fits_a_phone(quiet_portal, new_page):
    page = new_page(**PHONE)
    page.goto(f"{quiet_portal.url}/akun/masuk/")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@pytest.mark.browser
def test_unknown_address_says_what_to_do(quiet_portal, new_page):
    page = new_page(refusals=True)
    answer = page.goto(f"{quiet_portal.url}/tidak-ada/")
    assert answer.status == 404
    assert page.get_by_text("Periksa alamat").is_visible()


@pytest.mark.browser
def test_sign_in_page_has_no_barrier(quiet_portal, new_page):
    page = new_page()
    page.goto(f"{quiet_portal.url}/akun/masuk/", wait_until="networkidle")
    found = Axe().run(page).response["violations"]
    assert [(each["id"], each["impact"]) for each in found] == []
