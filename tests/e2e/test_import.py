"""A sheet with an odd header is mapped, a duplicate decided, the batch undone, and a transfer accepted."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.e2e import two_prisons
from tests.e2e.desk import Desk
from tests.sheets import write

HEAD = ("No Register", "Sebutan", "NIK", "Tgl Lahir", "Tgl Ekspirasi")
ROWS = (
    # Kept as A.III 7/2025: sentenced meanwhile, or another one of this name?
    ("B.I 8/2026", "Budi Sinaga", None, "02-05-1990", None),
    ("B.I 2/2026", "Cecep Suryana", None, None, "01-06-2030"),
    ("B.I 9/2026", "Dedi Kurnia", two_prisons.NIK, "02-05-1990", None),
    ("B.I 10/2026", "Eko Prasetyo", None, "03-05-1991", None),
)


@pytest.mark.browser
def test_import_mapped_decided_undone_and_a_transfer_accepted(new_portal, new_page, tmp_path: Path) -> None:
    portal = new_portal("empty")
    two_prisons.make(portal)
    portal.start()
    path = write(tmp_path / "data sdp.xlsx", HEAD, *ROWS)
    here = Desk(portal, new_page, two_prisons.HERE)

    upload(here, path)
    say_what_the_columns_are(here, path)
    assert "tercatat di UPT lain" in here.row("Dedi Kurnia").inner_text()
    assert "01-01-2031" in here.row("Cecep Suryana").inner_text()
    decide_the_duplicate(here)
    apply(here, 3)
    assert register_of(here, "Budi Sinaga") == "B.I 8/2026"

    here.page.go_back()
    here.link("Urungkan")
    here.send()
    here.says("Impor diurungkan")
    assert register_of(here, "Budi Sinaga") == "A.III 7/2025"
    here.go("/penghuni/?q=Eko")
    here.says("Tidak ada")

    send_away(Desk(portal, new_page, two_prisons.THERE))
    here.menu("Kedatangan")
    here.link("Terima")
    here.fill("Nomor register di UPT ini", "B.I 9/2026")
    here.send()
    here.says("Penghuni diterima di UPT ini")

    # The column is remembered, and who was accepted is nobody else's any more.
    upload(here, path)
    here.arrives(r"/kolom/$")
    here.press("Periksa isinya")
    here.arrives(r"/pratinjau/")
    assert "tercatat di UPT lain" not in here.row("Dedi Kurnia").inner_text()
    apply(here, 3)
    portal.manage("check_invariants")


@pytest.mark.browser
@pytest.mark.long
def test_import_is_brought_in_and_undone_without_scripts(new_portal, new_page, tmp_path: Path) -> None:
    portal = new_portal("empty")
    two_prisons.make(portal)
    portal.start()
    path = write(tmp_path / "data sdp.xlsx", HEAD, *ROWS)
    here = Desk(portal, new_page, two_prisons.HERE, scripts=False)

    upload(here, path)
    say_what_the_columns_are(here, path)
    decide_the_duplicate(here)
    apply(here, 3)
    here.link("Urungkan")
    here.send()
    here.says("Impor diurungkan")
    portal.manage("check_invariants")


def upload(desk: Desk, path: Path) -> None:
    desk.go("/impor/unggah/")
    desk.page.set_input_files("input[type=file]", str(path))
    desk.press("Unggah dan baca")


def say_what_the_columns_are(desk: Desk, path: Path) -> None:
    """The names stand under a header that nobody knows: of that column nothing was kept, so the file is given again."""
    desk.arrives(r"/kolom/$")
    desk.page.get_by_label("Sebutan").select_option("name")
    desk.press("Periksa isinya")
    desk.says("pilih lagi berkas yang sama")
    desk.page.set_input_files("input[type=file]", str(path))
    desk.press("Periksa isinya")
    desk.arrives(r"/pratinjau/")


def decide_the_duplicate(desk: Desk) -> None:
    desk.link("Putuskan")
    desk.page.get_by_label(re.compile("orang yang sama dengan Budi Sinaga")).check()
    desk.send()
    desk.says("Keputusan disimpan")
    assert "Ubah keputusan" in desk.row("Budi Sinaga").inner_text()


def apply(desk: Desk, rows: int) -> None:
    desk.press(f"Terapkan {rows} baris")
    desk.arrives(r"/impor/\d+/$")
    desk.eventually("Urungkan")


def register_of(desk: Desk, name: str) -> str:
    desk.go(f"/penghuni/?q={name.split()[-1]}")
    found = re.search(r"[AB]\.I+ \d+/\d{4}", desk.row(name).inner_text())
    assert found is not None
    return found[0]


def send_away(desk: Desk) -> None:
    desk.go("/penghuni/?q=Kurnia")
    desk.page.get_by_role("main").get_by_role("link", name="Dedi Kurnia").first.click()
    inmate = re.search(r"/(\d+)/", desk.page.url)
    assert inmate is not None
    desk.go(f"/penghuni/{inmate[1]}/peristiwa/?jenis=transfer_out")
    desk.choose("UPT tujuan", "Lapas Sini")
    desk.send()
    desk.says("dicatat")
