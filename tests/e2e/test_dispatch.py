"""A package of eleven is received short; ten become ready and are handed over at once; the receipts are read."""

from __future__ import annotations

import io
import re

import pypdfium2
import pytest

from tests.e2e import eleven
from tests.e2e.desk import Desk


@pytest.fixture
def portal(new_portal):
    one = new_portal("empty")
    one.env["VERIFY_BASE_URL"] = f"{one.url}/verifikasi/"
    return one


@pytest.mark.browser
def test_package_received_short_and_ten_handed_over_at_once(portal, new_page):
    world = eleven.make(portal)
    *ten, missing = sorted(world.serials)
    portal.start()
    clerk = Desk(portal, new_page, eleven.CLERK)
    letter = send_the_package(clerk)
    assert all(name in letter and serial in letter for name, serial in world.serials.items())
    assert world.prison in letter
    assert not any(number in letter for number in world.traces[2:])

    officer = Desk(portal, new_page, eleven.OFFICER)
    open_it_short(officer, missing)
    glue_and_sign(officer)
    ceremony = hand_over_ten(officer)

    pages = pages_of(officer, f"{ceremony}tanda-terima/")
    assert len(pages) == 10
    for name, page in zip(ten, pages, strict=True):
        assert name in page
        assert world.serials[name] in page
        assert "pemegang sendiri" in page
        assert not any(trace in page for trace in world.traces)

    clerk.go("/")
    clerk.says("Lembar yang dicari")
    give_up(clerk, missing)
    portal.manage("check_invariants")


def send_the_package(desk: Desk) -> str:
    """Packs everything that is signed and gives it to a courier; returns the cover letter."""
    desk.go("/sertifikasi/kiriman/siapkan/")
    desk.page.get_by_label("Pilih semua").check()
    desk.press("Buat kiriman")
    desk.arrives(r"/kiriman/\d+/$")
    path = desk.page.url.removeprefix(desk.portal.url)
    desk.link("Catat pengiriman")
    desk.fill("Kurir", "Pos Indonesia")
    desk.fill("Nomor resi", "88120031")
    desk.send()
    desk.says("Pengiriman dicatat")
    return " ".join(pages_of(desk, f"{path}surat/"))


def open_it_short(desk: Desk, missing: str) -> None:
    desk.menu("Kiriman")
    desk.page.get_by_role("main").locator('td a[href*="/kiriman/"]').first.click()
    desk.link("Terima kiriman")
    desk.press("Semua ada")
    desk.page.get_by_label(re.compile(missing)).select_option("away")
    desk.press("Catat penerimaan")
    desk.says("Penerimaan dicatat kurang")
    assert "tidak ada di paket" in desk.row(missing).inner_text()


def glue_and_sign(desk: Desk) -> None:
    desk.menu("Kotak sertifikat")
    desk.page.get_by_label("Pilih semua").check()
    desk.press("Masukkan ke kotak")
    desk.says("10 sertifikat siap diserahkan")


def hand_over_ten(desk: Desk) -> str:
    desk.page.get_by_role("main").get_by_role("link", name=re.compile("^Siap diserahkan")).click()
    desk.page.get_by_label("Pilih semua").check()
    desk.press("Serahkan bersama")
    desk.arrives(r"/penyerahan/baru/")
    desk.press("Catat penyerahan")
    desk.says("10 penyerahan dicatat")
    return desk.page.url.removeprefix(desk.portal.url)


def give_up(desk: Desk, missing: str) -> None:
    desk.go("/sertifikasi/kiriman/?tampil=kurang")
    desk.page.get_by_role("main").locator('td a[href*="/kiriman/"]').first.click()
    desk.link("Catat hasil pencarian")
    desk.page.get_by_label("Hilang, dicetak di blangko lain").check()
    desk.fill("Apa yang sudah dicari", "Kurir dan dua kantor sudah ditanya, tidak ada.")
    desk.send()
    desk.says("Hasil pencarian dicatat")
    assert "hilang" in desk.row(missing).inner_text()


def pages_of(desk: Desk, path: str) -> list[str]:
    """The text of each page of a PDF, whitespace squeezed."""
    answer = desk.page.request.get(desk.portal.url + path)
    document = pypdfium2.PdfDocument(io.BytesIO(answer.body()))
    try:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in document]
    finally:
        document.close()
