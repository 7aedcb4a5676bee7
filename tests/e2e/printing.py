"""The print clerk's acts on screen, shared by the story and the tests of print runs and packages."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tests.e2e.desk import Desk


def receive_lot(desk: Desk, first: str, last: str, gaps: str = "") -> None:
    desk.go("/sertifikasi/blangko/terima/")
    desk.fill("Pengajuan yang disetujui", "PENGAJUAN-7/2026")
    desk.fill("Nomor blangko pertama", first)
    desk.fill("Nomor blangko terakhir", last)
    desk.fill("Nomor yang tidak ada", gaps)
    desk.send()
    desk.says("dicatat:")


def register_printer(desk: Desk, name: str, *, face: str = "atas", duplex: str = "otomatis") -> None:
    desk.go("/sertifikasi/cetak/printer/baru/")
    desk.fill("Nama printer", name)
    desk.choose("Urutan laci", "teratas")
    desk.choose("Sisi yang dicetak", face)
    desk.choose("Cetak dua sisi", duplex)
    desk.send()
    desk.says("Kalibrasi dahulu")


def choose(desk: Desk, names: tuple[str, ...] | None = None) -> None:
    """Start a run of these people; of those who are ticked already when nobody is named."""
    desk.go("/sertifikasi/cetak/")
    if names is not None:
        desk.press("Batal pilih")
        for name in names:
            desk.page.get_by_role("checkbox", name=re.compile(f"Pilih {name}$", re.I)).check()
    desk.press("Pasang blangko")
    desk.arrives(r"/cetak/\d+/blangko/$")


def lay(desk: Desk, top: str, last: str) -> str:
    """Type the serial on top of the pile, compare, agree; returns the path of the run once its file is there."""
    desk.fill("Nomor blangko teratas", top)
    desk.press("Lihat nomor yang akan dipakai")
    desk.says(f"terakhir {last}")
    desk.page.get_by_label("Sudah saya cocokkan dengan tumpukan").check()
    desk.press("Siapkan berkas cetak")
    desk.arrives(r"/cetak/\d+/$")
    desk.eventually("Buka berkas cetak")
    return desk.page.url.removeprefix(desk.portal.url)


def jam(desk: Desk, run: str, place: int, drawn_next: str) -> None:
    desk.go(f"{run}macet/")
    desk.fill("Macet pada urutan", str(place))
    desk.fill("Nomor blangko yang akan ditarik berikutnya", drawn_next)
    desk.send()
    desk.says("Nomor blangko digeser")
    desk.eventually(f"Cetak lanjutan mulai urutan {place}")


def record_outcome(desk: Desk, run: str, bad: str = "", reason: str = "") -> None:
    desk.go(f"{run}hasil/")
    desk.fill("Urutan yang rusak", bad)
    desk.fill("Sebab rusak", reason)
    desk.send()
    desk.arrives(r"/periksa/$")


def read_back(desk: Desk, paper: Mapping[int, str]) -> None:
    """Answer the sampled places with the last three digits of the sheets in the hand (`paper`: place → serial)."""
    for label in desk.page.locator("main form label").all():
        if found := re.match(r"Urutan (\d+) ", label.inner_text()):
            desk.page.locator(f"[id='{label.get_attribute('for')}']").fill(paper[int(found[1])][-3:])
    desk.send()


def sign_all(desk: Desk) -> None:
    desk.go("/sertifikasi/cetak/tanda-tangan/")
    desk.page.get_by_label("Pilih semua").check()
    desk.press("Tandai ditandatangani")
    desk.says("lembar ditandatangani")
