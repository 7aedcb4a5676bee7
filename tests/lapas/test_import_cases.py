"""Every file that the command must refuse whole, and every one that it must read and judge by row, as real files."""

from __future__ import annotations

import datetime
import json
import zipfile
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from django.core.management import call_command

from lapas.imports import limits
from lapas.models import ImportBatch, Inmate
from tests.factories.lapas import PrisonFactory
from tests.sheets import LAYOUT_A, PASSWORD, SAMPLES, repacked, write

pytestmark = pytest.mark.django_db

HEAD = ("No Register", "Nama", "NIK", "Tgl Lahir", "Tgl Ekspirasi")
BUDI = ("B.I 1/2026", "Budi Sinaga")
NIK = "9901010205900001"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600

Make = Callable[[Path], object]


def ask(path: Path) -> tuple[int, dict[str, Any]]:
    """Exit code and answer of `import_inmates --apply-good --json`."""
    PrisonFactory(code="990001")
    out, code = StringIO(), 0
    try:
        call_command("import_inmates", str(path), "--prison", "990001", "--json", "--apply-good", stdout=out)
    except SystemExit as end:
        code = int(end.code or 0)
    return code, json.loads(out.getvalue().splitlines()[-1])


def bytes_of(content: bytes) -> Make:
    return lambda path: path.write_bytes(content)


def lines_of(*lines: str, encoding: str = "utf-8") -> Make:
    return lambda path: path.write_bytes("\r\n".join(lines).encode(encoding))


def with_part(name: str, content: bytes) -> Make:
    return lambda path: repacked(LAYOUT_A, path, **{name: content})


def rows_of(*rows: tuple[Any, ...], head: tuple[Any, ...] = HEAD) -> Make:
    return lambda path: write(path, head, *rows)


def no_workbook(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("word/document.xml", "<w/>")


def only_hidden(path: Path) -> None:
    with zipfile.ZipFile(LAYOUT_A) as book:
        directory = book.read("xl/workbook.xml")
    assert directory.count(b"<sheet ") == 1
    repacked(LAYOUT_A, path, xl__workbook_dot_xml=directory.replace(b"<sheet ", b'<sheet state="hidden" '))


REFUSED: dict[str, tuple[str, Make, str]] = {
    "empty file": ("xlsx", bytes_of(b""), "kosong"),
    "empty sheet": ("xlsx", lambda path: write(path), "kosong"),
    "picture": ("xlsx", bytes_of(b"\x89PNG\r\n\x1a\n" + b"\0" * 99), "bukan lembar kerja"),
    "web page": ("xls", bytes_of(b"<html><table><tr><td>Nama</td></tr></table></html>"), "halaman web"),
    "wrapped web page": (
        "xls",
        bytes_of(b"MIME-Version: 1.0\nContent-Type: multipart/related\n\n<html>"),
        "halaman web",
    ),
    "only hidden sheets": ("xlsx", only_hidden, "tersembunyi"),
    "other OLE": ("xls", bytes_of(OLE), "bukan lembar kerja"),
    "password": ("xlsx", bytes_of(PASSWORD.read_bytes()), "sandi"),
    "truncated": ("xlsx", bytes_of(LAYOUT_A.read_bytes()[:5000]), "terpotong"),
    "truncated xls": ("xls", bytes_of((SAMPLES / "old.xls").read_bytes()[:4000]), "terpotong"),
    "no workbook": ("xlsx", no_workbook, "bukan lembar kerja"),
    "bomb": ("xlsx", with_part("xl__a_dot_xml", b" " * (limits.MAX_UNPACKED_BYTES + 1)), "mengembang"),
    "too many rows": ("csv", lines_of("No Register;Nama", *["B.I 1;Budi"] * (limits.MAX_ROWS + 1)), "Baris berisi"),
    "too many columns": ("csv", lines_of("No Register;Nama" + ";x" * limits.MAX_COLUMNS), "Kolom berisi"),
    "document type": ("xlsx", with_part("xl__a_dot_xml", b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'), "lazim"),
    "entity": ("xlsx", with_part("xl__a_dot_xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), "lazim"),
    "macro": ("xlsm", with_part("xl__vbaProject_dot_bin", b"x"), "makro"),
    "path out of the folder": ("xlsx", with_part("..__..__var__a", b"x"), "lazim"),
    "no name, no register": ("xlsx", lambda path: write(path, ("Kota", "Jumlah"), ("Bandung", 5)), "baris judul"),
    "no register column": (
        "xlsx",
        lambda path: write(path, ("Nama", "Kota"), ("Budi", "Bandung")),
        "baris 1: Tidak ada kolom nomor",
    ),
    "no name column": ("xlsx", lambda path: write(path, ("No Register", "Kota"), ("B.I 1", "Bandung")), "kolom nama"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused_whole_with_one_sentence_and_nothing_kept(tmp_path: Path, case: str) -> None:
    suffix, make, words = REFUSED[case]
    path = tmp_path / f"data.{suffix}"
    make(path)
    code, answer = ask(path)
    assert (code, answer["status"]) == (2, "refused")
    assert words in answer["reason"]
    assert answer["reason"].endswith(".")
    assert ". " not in answer["reason"], "one sentence"
    assert "unggah" in answer["reason"], "it says what to do"
    assert not ImportBatch.objects.get().staged.exists()


def formulas(path: Path) -> None:
    book = xlsxwriter.Workbook(path)
    page = book.add_worksheet()
    for at, title in enumerate(HEAD):
        page.write(0, at, title)
    page.write_formula(1, 0, '="B.I "&"1/2026"', None, "B.I 1/2026")
    page.write_formula(1, 1, '=UPPER("budi")', None, "BUDI")
    page.write(2, 0, "B.I 2/2026")
    page.write_formula(2, 1, "=A99", None, "#REF!")
    page.write_row(3, 0, ["B.I 3/2026", "Dadang"])
    page.write_formula(3, 3, "=DATE(1990,5,2)", None, "")
    page.write_row(4, 0, ["B.I 4/2026", "Endang"])
    page.write_formula(4, 4, "=VLOOKUP(A5,X!A:B,2)", None, "#N/A")
    page.write_formula(5, 3, "=A99", None, "#REF!")
    book.close()


def formulas_of_a_program(path: Path) -> None:
    """Written without Excel: no formula has a value."""
    book = openpyxl.Workbook()
    book.active.append(HEAD)
    book.active.append(["B.I 9/2026", "Budi", None, "=DATE(1990,5,2)"])
    book.active.append([*BUDI, None, datetime.date(1990, 5, 2), None])
    book.active.append(["B.I 2/2026", '=UPPER("cecep")'])
    book.active.append([None, None, None, "=DATE(1990,5,2)"])
    book.save(path)


def old_calendar(path: Path) -> None:
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.active.append(HEAD)
    book.active.append([*BUDI, None, datetime.date(1990, 5, 2), None])
    book.active.append(["B.I 2/2026", "Cecep", None, (datetime.date(1991, 5, 2) - datetime.date(1904, 1, 1)).days])
    book.save(path)


def merged(path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    page.append(["DAFTAR PENGHUNI"])
    page.merge_cells("A1:D1")
    page.append(["No Register", "Nama", "Hunian", None])
    page.append([None, None, "Blok", "Kamar"])
    page.merge_cells("A2:A3")
    page.merge_cells("C2:D2")
    page.append([*BUDI, "A", "3"])
    page.append(["B.I 2/2026", "Cecep", "A", "4"])
    page.merge_cells("C4:C5")
    book.save(path)


def several_sheets(path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Rekap"])
    hidden, shown = book.create_sheet("Lama"), book.create_sheet("Isi")
    hidden.sheet_state = "hidden"
    for page in (hidden, shown):
        page.append(HEAD)
        page.append(BUDI)
    shown.cell(90_000, 300).font = openpyxl.styles.Font(bold=True)
    book.save(path)


# File → how many are added, and the column of each refused row.
READ: dict[str, tuple[str, Make, int, dict[int, str]]] = {
    "NIK as number or with noise": (
        "xlsx",
        rows_of((*BUDI, 9901010205900001), ("B.I 2/2026", "Cecep", f"'{NIK[:6]} {NIK[6:]}"), ("B.I 3/2026", "D", "12")),
        1,
        {2: "NIK", 4: "NIK"},
    ),
    "dates": (
        "xlsx",
        rows_of(
            (*BUDI, None, "2 Mei 1990", "00/00/0000"),
            ("B.I 2/2026", "Cecep", None, "02/05/1990", "-"),
            ("B.I 3/2026", "Dedi", None, 33000, datetime.date(2030, 1, 1)),
            ("B.I 4/2026", "Eko", None, "05/22/1990"),
            ("B.I 5/2026", "Fajar", None, None, "1-1-30"),
        ),
        3,
        {5: "Tgl Lahir", 6: "Tgl Ekspirasi"},
    ),
    "1904 dates": ("xlsx", old_calendar, 2, {}),
    "formulas": ("xlsx", formulas, 1, {3: "Nama", 4: "Tgl Lahir", 5: "Tgl Ekspirasi"}),
    "formulas of a program": ("xlsx", formulas_of_a_program, 1, {2: "Tgl Lahir", 4: "Nama"}),
    "duplicates": (
        "xlsx",
        rows_of(BUDI, BUDI, ("B.I 2/2026", "C", NIK), ("B.I 3/2026", "D", NIK)),
        2,
        {3: "No Register", 5: "NIK"},
    ),
    "odd names": (
        "xlsx",
        rows_of(
            ("B.I 1/2026", "=cmd|' /C calc'!A0"),
            ("B.I 2/2026", "<script>alert(1)</script>"),
            ("B.I 3/2026", "Budi\x07Sinaga"),
            ("B.I 4/2026", "A" * 300),
            ("B.I 5/2026", "王小明"),
            ("B.I 6/2026", "Ma'ruf bin Ali alias Ucok"),
        ),
        2,
        dict.fromkeys((2, 3, 4, 5), "Nama"),
    ),
    "title rows": ("xlsx", lambda path: write(path, ("KEMENTERIAN",), (), ("Per 1 Mei",), HEAD, BUDI), 1, {}),
    "two header rows, merged cells": ("xlsx", merged, 2, {}),
    "sheet not first, a hidden one, far empty cells": ("xlsx", several_sheets, 1, {}),
    "cp1252": ("csv", lines_of("No Register;Nama", "B.I 1/2026;José", encoding="cp1252"), 1, {}),
    "byte order mark": ("csv", lines_of("No Register,Nama", "B.I 1/2026,José", encoding="utf-8-sig"), 1, {}),
    "only bad rows": ("xlsx", rows_of(("B.I 1/2026", 7), ("B.I 2/2026", "-")), 0, {2: "Nama", 3: "Nama"}),
    "an old xls": (
        "xls",
        lambda path: path.write_bytes((SAMPLES / "old.xls").read_bytes()),
        1,
        {5: "NIK", 6: "No Register"},
    ),
}


@pytest.mark.parametrize("case", READ)
def test_read_and_judged_by_row(tmp_path: Path, case: str) -> None:
    suffix, make, created, refused = READ[case]
    path = tmp_path / f"data.{suffix}"
    make(path)
    code, answer = ask(path)
    assert (code, answer["status"]) == (0, "applied")
    assert {one["row"]: one["column"] for one in answer["refused"]} == refused
    assert (answer["created"], Inmate.objects.count()) == (created, created)
    for one in answer["refused"]:
        assert one["sheet"]
        assert one["message"].endswith(".")
    assert ("tersembunyi" in str(answer["warnings"])) == (case.startswith("sheet not first") or suffix == "xls")
