"""The two lists of the ready box in Chromium: what is ticked on one never goes with the button of the other."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest

from tests.conftest import DESKTOP
from tests.e2e.desk import PASSWORD

PHOTO, READY = "/sertifikasi/kotak/", "/sertifikasi/kotak/?tampil=siap"
BOXES = 'input[name="certificates"]'


def values(page):
    return page.locator(BOXES).evaluate_all("boxes => boxes.map(box => box.value)")


def pressed(page):
    """Press the list's button; returns what it carried. Nothing is recorded: others only look at this portal too."""
    sent = []

    def catch(route):
        request = route.request
        given = request.post_data if request.method == "POST" else request.url.partition("?")[2]
        sent.extend(parse_qs(given or "").get("certificates", []))
        route.fulfill(status=200, content_type="text/html", body="<p>caught</p>")

    page.route("**/sertifikasi/**", catch)
    page.locator('.dock button[type="submit"]').click()
    page.get_by_text("caught").wait_for()
    page.unroute("**/sertifikasi/**")
    return sent


@pytest.mark.browser
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_ticks_of_one_list_of_the_ready_box_never_go_with_the_other(portal, chromium, scripts):
    """Also when the certificate that was ticked for photo and signature has meanwhile come into the other list."""
    context = chromium.new_context(viewport=DESKTOP, locale="id-ID", java_script_enabled=scripts)
    page = context.new_page()
    page.goto(f"{portal.url}/akun/masuk/")
    page.fill("input[name=username]", "kerja")
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{portal.url}/")

    page.goto(portal.url + READY)
    ready = values(page)
    page.goto(portal.url + PHOTO)
    photo = values(page)
    assert len(ready) > 2
    assert photo
    page.locator(BOXES).first.check()
    assert pressed(page) == photo[:1]

    def put_into_the_box(route):
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace(f'value="{ready[0]}"', f'value="{photo[0]}"'))

    page.route("**/kotak/?tampil=siap", put_into_the_box)
    page.goto(portal.url + READY)
    assert values(page) == [photo[0], *ready[1:]]
    page.locator(BOXES).nth(1).check()
    page.locator(BOXES).nth(2).check()
    assert pressed(page) == ready[1:3]
    # And back: what is ticked to be handed over is not ticked for photo and signature.
    page.goto(portal.url + PHOTO)
    page.locator(BOXES).first.check()
    assert pressed(page) == photo[:1]
    context.close()
