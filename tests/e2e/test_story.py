"""The whole way, on screens only: a spreadsheet of inmates, a class, an exam, a certificate in the hand.

Acts on later days are played by moving the day of the running portal, which is restarted once on the way; after the
start nothing touches the database but the portal itself.
"""

from __future__ import annotations

import re
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp

from tests.conftest import PHONE
from tests.e2e import printing
from tests.e2e.desk import Desk
from tests.portal import DEMO_DAY

SAMPLE = Path(__file__).resolve().parent.parent / "samples" / "layout_c.xlsx"
FIRST_DAY, HEARING_DAY, TRAINING_DAY = DEMO_DAY, "2026-11-30", "2026-12-07"
LAST_DAY, PROPOSAL_DAY, EXAM_DAY = "2026-12-11", "2026-12-14", "2026-12-16"
DECISION_DAY, PRINT_DAY, HANDED_DAY = "2026-12-21", "2027-01-05", "2027-01-12"
# From the sample: two who stay long enough, and one who leaves on 23-12-2026.
STAYING = ("RIZKY NASUTION HARAHAP", "JAELANI MELKIANUS")
LEAVING = "PETRUS MULYANA"
# What is on top of the demo world's pile, below the sheets that its own runs used.
PILE = ("40118247", "40118248")
COURSE = "Pengelasan Pelat SMAW 2G, Angkatan 9"


def dashed(day: str) -> str:
    return "-".join(reversed(day.split("-")))


@pytest.fixture
def portal(new_portal):
    one = new_portal("demo")
    one.move_to(FIRST_DAY)
    one.env["VERIFY_BASE_URL"] = f"{one.url}/verifikasi/"
    one.start()
    return one


@pytest.mark.browser
def test_story_from_a_spreadsheet_to_a_certificate_handed_over(portal, new_page, tmp_path):
    desks: list[Desk] = []

    def at(account: str, *, refusals: bool = False) -> Desk:
        desks.append(Desk(portal, new_page, account, refusals=refusals))
        return desks[-1]

    def go_on(day: str) -> None:
        """Everybody leaves his page, so that none of them was opened on one day and is sent on another."""
        for desk in desks:
            desk.page.goto("about:blank")
        portal.move_to(day)

    import_the_spreadsheet(at("registrasi"))
    confirm_the_names(at("registrasi"))
    class_path = plan_and_propose(at("kerja"))
    staff(at("balai"), class_path)

    go_on(HEARING_DAY)
    record_the_hearing(at("kerja"), class_path)

    go_on(TRAINING_DAY)
    take_attendance(at("kerja"), at("ganda"), class_path)

    go_on(LAST_DAY)
    judge(at("ganda"), class_path)

    go_on(PROPOSAL_DAY)
    propose_the_exam(at("kemnaker"))
    date_the_exam(at("lsp"))

    go_on(EXAM_DAY)
    assess_by_keyboard(at("asesor"))

    go_on(DECISION_DAY)
    decide(at("lsp"))

    go_on(PRINT_DAY)
    portal.restart()
    print_the_sheets(at("cetak"))
    send_the_package(at("cetak"))

    go_on(HANDED_DAY)
    officer = at("kerja")
    open_the_package(officer)
    glue_and_sign(officer)
    certificate_path = hand_over(officer)
    address = qr_of_the_copy(officer, certificate_path)

    phone = new_page(**PHONE)
    phone.goto(address)
    assert "Terdaftar dan berlaku" in phone.locator("body").inner_text()
    assert STAYING[0].lower() in phone.locator("body").inner_text().lower()

    stranger = at("kerja2", refusals=True)
    stranger.go(certificate_path)
    assert "404" in stranger.page.title() or "tidak ditemukan" in stranger.text.lower()


def import_the_spreadsheet(desk: Desk) -> None:
    desk.go("/impor/unggah/")
    desk.page.set_input_files("input[type=file]", str(SAMPLE))
    desk.press("Unggah dan baca")
    desk.press("Periksa isinya")
    desk.page.get_by_role("button", name=re.compile(r"^Terapkan \d+ baris")).click()
    desk.eventually("Diterapkan")


def confirm_the_names(desk: Desk) -> None:
    for name in STAYING:
        desk.go(f"/penghuni/nama-sertifikat/?q={name.split()[-1]}")
        row = desk.page.get_by_role("row").filter(has_text=re.compile(name, re.I)).first
        row.get_by_role("checkbox").check()
        desk.press("Simpan nama yang dicentang")
        desk.says("dikonfirmasi")


def plan_and_propose(desk: Desk) -> str:
    desk.go("/pelatihan/kelas/baru/")
    desk.choose("Program", "SMAW 2G")
    desk.choose("Pojok", re.compile("Las"))
    desk.choose("Balai pelatihan", "Semarang")
    desk.fill("Angkatan", "9")
    desk.fill("Mulai", dashed(TRAINING_DAY))
    desk.fill("Selesai", dashed(LAST_DAY))
    desk.fill("Kursi", "4")
    desk.send()
    desk.arrives(r"/pelatihan/kelas/\d+/$")
    path = desk.page.url.removeprefix(desk.portal.url)
    for name in STAYING:
        desk.go(f"{path}usulkan/?cari={name.split()[-1]}")
        row = desk.page.get_by_role("row").filter(has_text=re.compile(name, re.I)).first
        row.get_by_role("checkbox").check()
        desk.press("Usulkan")
        desk.arrives(r"/pelatihan/kelas/\d+/$")
    desk.go(f"{path}usulkan/?tampil=semua&cari={LEAVING.split()[0]}")
    refused = desk.page.get_by_role("row").filter(has_text=re.compile(LEAVING, re.I)).first
    assert refused.get_by_role("checkbox").is_disabled()
    assert "sebelum sertifikat" in refused.inner_text().lower()
    return path


def staff(desk: Desk, path: str) -> None:
    desk.go(f"{path}instruktur/")
    desk.choose("Instruktur", "Lukman Sandayuda")
    desk.send()
    desk.says("Lukman Sandayuda")


def record_the_hearing(desk: Desk, path: str) -> None:
    desk.go(f"{path}sidang/")
    desk.fill("Tanggal sidang", dashed(HEARING_DAY))
    desk.fill("Nomor berita acara", "BA-12/TPP/2026")
    desk.fill("Nomor SK Kepala", "SK-40/2026")
    desk.fill("Tanggal SK", dashed(HEARING_DAY))
    desk.choose("Usulan yang belum diisi di bawah", "disetujui")
    desk.send()
    desk.arrives(r"/pelatihan/kelas/\d+/$")
    assert "2 dari 4" in desk.text


def take_attendance(officer: Desk, instructor: Desk, path: str) -> None:
    officer.go(f"{path}mulai/")
    officer.send()
    officer.says("Kelas berjalan.")
    instructor.go(f"{path}absensi/{TRAINING_DAY}/")
    instructor.press("Semua hadir")
    instructor.press("Simpan")
    instructor.go(f"{path}absensi/{TRAINING_DAY}/")
    assert "Terakhir disimpan" in instructor.text


def judge(desk: Desk, path: str) -> None:
    desk.go(f"{path}hasil/nilai/")
    desk.page.locator("[data-unit-grid] select, [data-unit-grid] input").first.focus()
    for _person in STAYING:
        desk.page.keyboard.press("Shift+L")
        desk.page.keyboard.press("ArrowDown")
    desk.press("Simpan dan tetapkan hasil akhir")
    desk.go(f"{path}hasil/nilai/")
    assert desk.page.get_by_role("main").get_by_text("Lulus", exact=True).count() >= len(STAYING)


def propose_the_exam(desk: Desk) -> None:
    desk.menu("Usulkan uji")
    desk.row("Angkatan 9").get_by_role("link", name="Usulkan uji").first.click()
    desk.choose("Kelas", COURSE)
    desk.choose("LSP", "Karya Mandiri")
    desk.fill("Tanggal yang diusulkan", dashed(EXAM_DAY))
    desk.send()
    desk.arrives(r"/sertifikasi/uji/\d+/$")


def date_the_exam(desk: Desk) -> None:
    desk.go("/sertifikasi/uji/")
    desk.row("Angkatan 9").get_by_role("link").first.click()
    path = desk.page.url
    desk.go(path + "jadwal/")
    desk.fill("Tanggal uji", dashed(EXAM_DAY))
    desk.fill("Nomor surat tugas", "ST-77/LSP/2026")
    desk.fill("TUK, nama internal", "Bengkel las")
    desk.fill("TUK, nama di dokumen", "TUK Sewaktu Karya Mandiri – Semarang")
    trainer = desk.page.get_by_label(re.compile("Lukman Sandayuda"))
    trainer.check()
    desk.send()
    desk.says("Lukman Sandayuda melatih")
    desk.page.get_by_label(re.compile("Lukman Sandayuda")).uncheck()
    desk.page.get_by_label(re.compile("Taufik Manggolo")).check()
    desk.send()
    desk.arrives(r"/sertifikasi/uji/\d+/$")


def assess_by_keyboard(desk: Desk) -> None:
    desk.go("/sertifikasi/uji-saya/")
    desk.row("Angkatan 9").get_by_role("link").first.click()
    # The script gives the table this role once it listens to keys.
    desk.page.locator("[data-grid][role=grid] input").first.focus()
    for _candidate in STAYING:
        desk.page.keyboard.press("Shift+K")
        desk.page.keyboard.press("ArrowDown")
    desk.page.get_by_text(re.compile(r"^Tersimpan \d")).wait_for()
    desk.link("Ajukan hasil ke LSP")
    desk.send()
    desk.says("diajukan")


def decide(desk: Desk) -> None:
    desk.go("/sertifikasi/uji/")
    desk.row("Angkatan 9").get_by_role("link").first.click()
    desk.go(desk.page.url + "pleno/")
    desk.fill("Tanggal pleno", dashed(DECISION_DAY))
    desk.fill("Nomor SK", "SK-91/PLENO/LSP/2026")
    desk.fill("Tanggal SK", dashed(DECISION_DAY))
    for member in ("Suryo Adikarso", "Ratna Wukirsana", "Guntur Kusumaraga"):
        desk.page.get_by_label(re.compile(member)).check()
    desk.send()
    desk.says("SK-91/PLENO/LSP/2026")
    desk.go("/sertifikasi/sertifikat/?cari=" + STAYING[0].split()[0])
    desk.page.get_by_role("main").locator('td a[href*="/sertifikat/"]').first.click()
    desk.eventually("Buka salinan")


def print_the_sheets(desk: Desk) -> None:
    printing.choose(desk, STAYING)
    run = printing.lay(desk, *PILE)
    printing.record_outcome(desk, run)
    printing.read_back(desk, dict(enumerate(PILE, start=1)))
    desk.says("Nomor blangko sah")
    printing.sign_all(desk)


def send_the_package(desk: Desk) -> None:
    desk.go("/sertifikasi/kiriman/siapkan/")
    for name in STAYING:
        desk.page.get_by_role("checkbox", name=re.compile(f"Pilih {name}", re.I)).check()
    desk.press("Buat kiriman")
    desk.arrives(r"/kiriman/\d+/$")
    desk.link("Catat pengiriman")
    desk.fill("Kurir", "Pos Indonesia")
    desk.send()
    desk.says("Dikirim")


def open_the_package(desk: Desk) -> None:
    desk.go("/sertifikasi/kiriman/")
    desk.page.get_by_role("main").locator('td a[href*="/kiriman/"]').first.click()
    desk.link("Terima kiriman")
    desk.press("Semua ada")
    desk.press("Catat penerimaan")
    desk.says("Diterima")


def glue_and_sign(desk: Desk) -> None:
    desk.menu("Kotak sertifikat")
    for name in STAYING:
        desk.page.get_by_role("checkbox", name=re.compile(f"Pilih {name}", re.I)).check()
    desk.press("Masukkan ke kotak")
    desk.says("2 sertifikat siap diserahkan")


def hand_over(desk: Desk) -> str:
    desk.go("/sertifikasi/sertifikat/?tampil=serah&cari=" + STAYING[0].split()[0])
    desk.page.get_by_role("main").locator('td a[href*="/sertifikat/"]').first.click()
    path = desk.page.url.removeprefix(desk.portal.url)
    desk.link("Serahkan")
    desk.send()
    desk.says("Penyerahan dicatat")
    receipt = desk.page.request.get(f"{desk.portal.url}{path}tanda-terima/")
    assert receipt.body().startswith(b"%PDF")
    return path


def qr_of_the_copy(desk: Desk, path: str) -> str:
    """Open the copy, which by now names its sheet, and read its QR with an independent reader."""
    for _second in range(60):
        pdf = pypdfium2.PdfDocument(desk.page.request.get(f"{desk.portal.url}{path}salinan/").body())
        text = pdf[0].get_textpage().get_text_range()
        found = [code.text for code in zxingcpp.read_barcodes(pdf[0].render(scale=3).to_pil())]
        pdf.close()
        if any(serial in text for serial in PILE):
            assert len(found) == 1
            return str(found[0])
        desk.page.wait_for_timeout(1000)
    raise AssertionError("the copy never named its sheet")
