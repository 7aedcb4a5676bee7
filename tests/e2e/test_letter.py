"""A letter about many people: pasted, previewed with its effects, recorded, read by the work desk, and undone."""

from __future__ import annotations

import datetime

import pytest

from foundation import clock
from tests.e2e import two_prisons
from tests.e2e.desk import Desk


@pytest.mark.browser
def test_pasted_letter_is_previewed_recorded_read_and_undone(new_portal, new_page) -> None:
    portal = new_portal("empty")
    two_prisons.make(portal)
    portal.start()
    head = Desk(portal, new_page, two_prisons.HEAD)
    free_on = clock.today() + datetime.timedelta(days=20)
    before, after = "01-01-2031", f"{free_on:%d-%m-%Y}"

    head.menu("SK & usulan")
    head.link("Catat untuk banyak orang")
    head.choose("Peristiwa", "RK II")
    head.fill("Tanggal", after)
    head.fill("Nomor surat", "PAS-77/2026")
    # One in a running class, a number that nobody has, and one who is in the other prison.
    head.fill("Nomor register, satu orang per baris", "B.I 2/2026; 1 bulan\nB.I 222/2026\nB.I 90/2026")
    head.send()

    head.arrives(r"/surat/\d+/$")
    found = head.row("Cecep Suryana").inner_text()
    assert "akan dicatat" in found
    assert f"{before}, ekspirasi → {after}, pasti, SK" in " ".join(found.split())
    assert "terganggu" in found
    assert "unit yang sudah lulus tetap dicatat" in found
    for number in ("B.I 222/2026", "B.I 90/2026"):
        assert "Tidak ada di UPT ini" in head.row(number).inner_text()
    assert "Dedi" not in head.text
    head.says("Kelas atau sertifikat 1 orang terganggu")
    head.press("Catat untuk 1 orang")
    head.says("Dicatat untuk 1 orang")
    letter = head.page.url
    assert earliest_release(head) == after

    head.menu("Perubahan")
    told = head.row("Cecep Suryana").inner_text()
    assert after in told
    assert "unit yang sudah lulus tetap dicatat" in told
    head.page.get_by_label("Pilih Cecep Suryana").check()
    head.press("Tandai sudah dibaca")
    head.says("1 perubahan ditandai sudah dibaca")
    head.says("Tidak ada")
    head.go("/perubahan/?tampil=dibaca")
    assert "unit yang sudah lulus" in head.row("Cecep Suryana").inner_text()

    head.go(letter)
    head.link("Urungkan")
    head.says("Tanggal 1 orang kembali seperti sebelum surat ini")
    head.send()
    head.says("tidak ada yang berlaku lagi dari daftar ini")
    assert earliest_release(head) == before
    head.go("/perubahan/")
    assert before in head.row("Cecep Suryana").inner_text()
    portal.manage("check_invariants")


def earliest_release(desk: Desk) -> str:
    """What the list of people says under *Perkiraan bebas*."""
    desk.go("/penghuni/?q=Cecep")
    return desk.row("Cecep Suryana").locator("td").nth(3).locator("b").inner_text()
