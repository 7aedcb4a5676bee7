"""Ten certificates onto BNSP's sheets on screen: a gap in the lot, a jam at the seventh, one spoiled, the sample."""

from __future__ import annotations

import io
import re

import pypdfium2
import pytest

from tests.e2e import printing, ten
from tests.e2e.desk import Desk

# The pile: 13562541 …, without 13562544, which never came.
PILE = [f"{n}" for n in range(13562541, 13562561) if n != 13562544]


@pytest.fixture
def portal(new_portal):
    one = new_portal("empty")
    one.env["VERIFY_BASE_URL"] = f"{one.url}/verifikasi/"
    return one


def pages_of(desk: Desk, path: str) -> list[str]:
    answer = desk.page.request.get(desk.portal.url + path)
    document = pypdfium2.PdfDocument(io.BytesIO(answer.body()))
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


@pytest.mark.browser
def test_print_run_of_ten_with_a_jam_at_the_seventh_and_one_spoiled_sheet(portal, new_page):
    world = ten.make(portal)
    portal.start()
    desk = Desk(portal, new_page, ten.CLERK)
    printing.receive_lot(desk, PILE[0], PILE[-1], gaps="13562544")
    printing.register_printer(desk, "Laser")

    wait_for_the_copies(desk, world)
    printing.choose(desk)
    run = printing.lay(desk, PILE[0], PILE[9])
    assert len(pages_of(desk, f"{run}berkas/")) == 20

    # The seventh sheet is eaten; the printer draws the next one and prints the seventh place again.
    printing.jam(desk, run, 7, PILE[7])
    rest = pages_of(desk, f"{run}berkas/")
    assert len(rest) == 8
    assert world.holders[6] in rest[0]
    paper = {place: PILE[place - 1] if place < 7 else PILE[place] for place in range(1, 11)}

    printing.record_outcome(desk, run, bad="3", reason="tinta luntur")
    assert not any(serial in desk.text for serial in paper.values())
    printing.read_back(desk, {place: "13560000" for place in paper})
    desk.says("tidak cocok")
    assert "sementara" in text_of_run(desk, run)
    printing.read_back(at_check(desk, run), paper)
    desk.says("Nomor blangko sah")

    done = text_of_run(desk, run)
    assert "sementara" not in done
    assert all(paper[place] in done for place in paper)
    ledger(desk, paper)
    back_in_the_queue(desk, world.holders[2])
    printing.sign_all(desk)
    desk.says("Tidak ada yang menunggu tanda tangan")
    letter_about_the_spoiled(desk)
    desk.portal.manage("check_invariants")


def wait_for_the_copies(desk: Desk, world: ten.Ten) -> None:
    desk.go("/sertifikasi/cetak/")
    desk.eventually(world.holders[-1])
    rows = desk.page.locator("main tbody tr b").all_inner_texts()
    assert rows == list(world.holders)


def text_of_run(desk: Desk, run: str) -> str:
    desk.go(run)
    return desk.page.locator("main").inner_text()


def at_check(desk: Desk, run: str) -> Desk:
    desk.go(f"{run}periksa/")
    return desk


def ledger(desk: Desk, paper: dict[int, str]) -> None:
    """The eaten sheet and the bad one are spoiled with their reasons, nine carry a certificate, the rest is blank."""
    desk.go("/sertifikasi/blangko/lembar/?tampil=rusak")
    spoiled = desk.page.locator("main tbody tr").all_inner_texts()
    assert len(spoiled) == 2
    assert any(paper[3] in row and "tinta luntur" in row for row in spoiled)
    assert any(PILE[6] in row and "macet" in row for row in spoiled)
    desk.go("/sertifikasi/blangko/lembar/?tampil=jalan")
    assert len(desk.page.locator("main tbody tr").all()) == 9
    desk.go("/sertifikasi/blangko/lembar/?tampil=kosong")
    assert len(desk.page.locator("main tbody tr").all()) == len(PILE) - 11


def back_in_the_queue(desk: Desk, holder: str) -> None:
    desk.go("/sertifikasi/cetak/")
    assert desk.page.locator("main tbody tr b").all_inner_texts() == [holder]


def letter_about_the_spoiled(desk: Desk) -> None:
    desk.go("/sertifikasi/blangko/rusak/")
    desk.page.get_by_label("Pilih semua").check()
    desk.fill("Nomor berita acara", "BA-1/2026")
    desk.press("Buat berita acara")
    desk.says("Berita acara dibuat")
    path = re.sub(r"^https?://[^/]+", "", desk.page.url)
    said = " ".join(pages_of(desk, f"{path}berkas/"))
    assert "BA-1/2026" in said
    assert "tinta luntur" in said
    desk.send()
    desk.says("tercatat kembali ke BNSP")
