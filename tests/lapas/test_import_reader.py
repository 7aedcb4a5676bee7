from __future__ import annotations

import datetime
import os
import struct
import time
import zipfile
import zlib
from pathlib import Path

import openpyxl
import pytest

from lapas.imports import limits
from lapas.imports.reader import read
from lapas.imports.refusals import SENTENCES, FileRefused
from tests.portal import descendants
from tests.sheets import LAYOUT_A, LAYOUT_B, LAYOUT_C, PASSWORD, repacked, write

HEAD = ("No Register", "Nama")
ROW = ("B.I 0001/2026", "Budi Sinaga")


def refusal(path: Path) -> str:
    with pytest.raises(FileRefused) as refused:
        read(path)
    assert refused.value.sentence.endswith(".")
    assert refused.value.code in SENTENCES
    return str(refused.value.code)


def test_layout_a_is_read_with_its_six_columns() -> None:
    reading = read(LAYOUT_A)
    assert (reading.sheet, reading.header_row, len(reading.rows)) == ("Data", 1, 180)
    assert list(reading.mapping.values()) == ["register_number", "name", "admitted_on", "expiry", "block", "cell"]
    assert reading.rows[0] == (
        2,
        {0: "A.III 0477/2024.1", 1: "BAYU SYAFRIZAL", 2: {"date": "2024-11-05"}, 3: "12/09/2030", 4: "A-03", 5: "8"},
    )


def test_layout_b_is_found_under_its_title_with_two_header_rows() -> None:
    reading = read(LAYOUT_B)
    assert (reading.header_row, reading.rows[0][0], len(reading.rows)) == (2, 4, 180)
    assert reading.headers[5:] == ["Hunian / Blok", "Hunian / Sel"]
    assert list(reading.mapping.values()) == ["register_number", "name", "block", "cell"]


def test_layout_c_keeps_neither_religion_nor_offence() -> None:
    reading = read(LAYOUT_C)
    assert {6, 8}.isdisjoint(reading.mapping)
    assert len(reading.mapping) == 17
    assert "tersimpan" not in str(reading)


def test_a_csv_of_cp1252_and_one_with_a_mark_are_read(tmp_path: Path) -> None:
    old, new = tmp_path / "old.csv", tmp_path / "new.csv"
    old.write_bytes("No Register;Nama\nB.I 1/2026;José\n".encode("cp1252"))
    new.write_bytes("No Register,Nama\nB.I 1/2026,José\n".encode("utf-8-sig"))
    assert read(old).rows == read(new).rows == [(2, {0: "B.I 1/2026", 1: "José"})]


def test_a_hidden_sheet_is_skipped_and_said(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    hidden = book.active
    hidden.title = "Rahasia"
    hidden.append(["No Register", "Nama"])
    hidden.append(["B.I 9/2026", "Tersembunyi"])
    hidden.sheet_state = "hidden"
    notes = book.create_sheet("Catatan")
    notes.append(["hanya catatan"])
    shown = book.create_sheet("Isi")
    shown.append(HEAD)
    shown.append(ROW)
    book.save(tmp_path / "x.xlsx")
    reading = read(tmp_path / "x.xlsx")
    assert reading.sheet == "Isi"
    assert reading.rows == [(2, {0: ROW[0], 1: ROW[1]})]
    assert reading.warnings == ["Lembar tersembunyi “Rahasia” dilewati."]


def test_dates_of_a_1904_workbook_are_the_same_days(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    page = book.active
    page.append(["No Register", "Nama", "Tgl Masuk", "Tgl Ekspirasi"])
    page.append([*ROW, datetime.date(2024, 11, 5), (datetime.date(2030, 9, 12) - datetime.date(1904, 1, 1)).days])
    book.save(tmp_path / "mac.xlsx")
    _number, cells = read(tmp_path / "mac.xlsx").rows[0]
    assert cells[2] == {"date": "2024-11-05"}
    assert cells[3] == (datetime.date(2030, 9, 12) - datetime.date(1899, 12, 30)).days


def test_repeated_headers_column_numbers_and_footers_are_no_people(tmp_path: Path) -> None:
    path = write(
        tmp_path / "x.xlsx",
        ("Nomor Urut", *HEAD, "Blok"),
        (1, 2, 3, 4),
        (1, *ROW, "A"),
        ("Nomor Urut", *HEAD, "Blok"),
        ("Jumlah: 1", None, None, None),
        (None, None, None, "paraf"),
    )
    reading = read(path)
    assert [number for number, _cells in reading.rows] == [3]
    assert reading.warnings == ["Baris 6 dilewati: tanpa nama dan nomor register."]


def test_far_empty_cells_cost_nothing(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(HEAD)
    book.active.append(ROW)
    book.active.cell(1_048_576, 16_384).font = openpyxl.styles.Font(bold=True)
    book.save(tmp_path / "far.xlsx")
    assert len(read(tmp_path / "far.xlsx").rows) == 1


def test_a_far_filled_cell_is_refused(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(HEAD)
    book.active.cell(1_048_576, 16_384).value = "jauh"
    book.save(tmp_path / "far.xlsx")
    assert refusal(tmp_path / "far.xlsx") == "too_big"


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").write_bytes(b"")
    assert refusal(tmp_path / "x.xlsx") == "empty"


def test_an_empty_workbook_is_refused(tmp_path: Path) -> None:
    assert refusal(write(tmp_path / "x.xlsx")) == "empty"


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf  <?xml version='1.0'?><Workbook/>",
        b"\x89PNG\r\n\x1a\n" + b"\0" * 100,
        b"%PDF-1.7 ;,",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        b"PK\x05\x06" + b"\0" * 18,
        b"hanya satu baris tanpa kolom",
        bytes(range(256)) * 8,
    ],
)
def test_what_is_no_sheet_is_refused_whatever_its_name(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "data.xlsx").write_bytes(data)
    assert refusal(tmp_path / "data.xlsx") == "not_a_sheet"


def test_a_web_page_under_a_sheets_name_is_told_as_one(tmp_path: Path) -> None:
    (tmp_path / "data.xls").write_text("\n<HTML><table><tr><td>No Register</td><td>Nama</td></tr></table></HTML>")
    assert refusal(tmp_path / "data.xls") == "web_page"


def test_a_zip_without_a_workbook_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.xlsx", "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert refusal(tmp_path / "x.xlsx") == "not_a_sheet"


def test_a_real_password_is_refused_with_what_to_do(tmp_path: Path) -> None:
    """`password.xlsx` is one invented row, encrypted (ECMA-376 agile, AES-256) by msoffcrypto-tool 6.1.0."""
    for name in ("x.xlsx", "x.csv"):
        (tmp_path / name).write_bytes(PASSWORD.read_bytes())
        assert refusal(tmp_path / name) == "password"
    assert "hapus sandinya" in str(SENTENCES["password"])


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_truncated_workbook_is_refused(tmp_path: Path, share: float) -> None:
    data = LAYOUT_C.read_bytes()
    (tmp_path / "x.xlsx").write_bytes(data[: int(len(data) * share)])
    assert refusal(tmp_path / "x.xlsx") == "truncated"


def test_a_damaged_part_is_refused(tmp_path: Path) -> None:
    path = repacked(LAYOUT_A, tmp_path / "x.xlsx", xl__worksheets__sheet1_dot_xml=b"<worksheet><sheetData><row")
    assert refusal(path) in {"damaged", "empty"}


def test_a_zip_bomb_is_refused_without_being_unpacked(tmp_path: Path) -> None:
    zeros = b"<!-- " + b" " * (limits.MAX_UNPACKED_BYTES // 4)
    parts = {f"xl__media__{n}_dot_xml": zeros for n in range(5)}
    path = repacked(LAYOUT_A, tmp_path / "x.xlsx", **parts)
    assert path.stat().st_size < 2_000_000
    started = time.monotonic()
    assert refusal(path) == "bomb"
    assert time.monotonic() - started < 20


def test_a_zip_bomb_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = b"".join(packer.compress(b" " * 1_000_000) for _n in range(limits.MAX_UNPACKED_BYTES // 1_000_000 + 5))
    packed += packer.flush()
    path = repacked(LAYOUT_A, tmp_path / "x.xlsx", xl__big_dot_xml=b"")
    data = bytearray(path.read_bytes())
    # The last part is the empty one: put the bomb in its place and leave the declared size of a few bytes.
    start = data.rindex(b"PK\x03\x04")
    directory = data.index(b"PK\x01\x02")
    name = b"xl/big.xml"
    local = struct.pack("<4sHHHHHIIIHH", b"PK\x03\x04", 20, 0, 8, 0, 0, 0, len(packed), 9, len(name), 0) + name + packed
    entry = bytearray(data[data.rindex(b"PK\x01\x02") : data.rindex(b"PK\x05\x06")])
    struct.pack_into("<H", entry, 10, 8)
    struct.pack_into("<II", entry, 20, len(packed), 9)
    end = bytearray(data[data.rindex(b"PK\x05\x06") :])
    before = data[directory : data.rindex(b"PK\x01\x02")]
    struct.pack_into("<I", end, 16, start + len(local))
    path.write_bytes(bytes(data[:start]) + local + bytes(before) + bytes(entry) + bytes(end))
    assert refusal(path) == "bomb"


@pytest.mark.parametrize(
    ("part", "data", "code"),
    [
        ("xl__vbaProject_dot_bin", b"x", "macro"),
        ("..__..__etc__passwd", b"x", "unsafe"),
        ("xl__extra_dot_xml", b'<!DOCTYPE x [<!ENTITY a "b">]><x/>', "unsafe"),
    ],
)
def test_parts_that_no_honest_sheet_has_are_refused(tmp_path: Path, part: str, data: bytes, code: str) -> None:
    assert refusal(repacked(LAYOUT_A, tmp_path / "x.xlsx", **{part: data})) == code


def test_a_file_over_the_size_cap_is_refused_unread(tmp_path: Path) -> None:
    with (tmp_path / "x.xlsx").open("wb") as file:
        file.truncate(limits.MAX_FILE_BYTES + 1)
    assert refusal(tmp_path / "x.xlsx") == "too_big"


def test_too_many_rows_are_refused(tmp_path: Path) -> None:
    lines = [f"B.I {number}/2026;Budi" for number in range(limits.MAX_ROWS + 1)]
    (tmp_path / "x.csv").write_text("\n".join(["No Register;Nama", *lines]))
    assert refusal(tmp_path / "x.csv") == "too_many_rows"


def test_too_many_columns_are_refused(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("No Register;Nama" + ";x" * limits.MAX_COLUMNS)
    assert refusal(tmp_path / "x.csv") == "too_many_columns"


def test_a_sheet_without_name_and_register_column_is_refused(tmp_path: Path) -> None:
    assert refusal(write(tmp_path / "x.xlsx", ("Kota", "Jumlah"), ("Bandung", 5))) == "no_header"


def test_a_header_without_rows_is_refused(tmp_path: Path) -> None:
    assert refusal(write(tmp_path / "x.xlsx", HEAD)) == "no_rows"


def test_a_sheet_with_only_one_of_the_two_columns_says_which_is_missing(tmp_path: Path) -> None:
    assert read(write(tmp_path / "x.xlsx", ("No Register", "Sebutan"), ROW)).missing == ["name"]


def test_the_child_is_gone_after_reading_and_after_a_refusal(tmp_path: Path) -> None:
    read(LAYOUT_A)
    refusal(write(tmp_path / "x.xlsx", HEAD))
    assert not [line for line in descendants(os.getpid()).values() if "lapas.imports.extract" in line]


def test_a_workbook_that_needs_more_memory_than_the_child_may_take_is_refused(tmp_path: Path) -> None:
    """Small in the file and allowed when unpacked; only its parsed form is beyond measure."""
    strings = b"<si><t>a</t></si>" * (limits.MAX_UNPACKED_BYTES * 98 // 100 // 17)
    shared = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">' + strings + b"</sst>"
    path = repacked(LAYOUT_A, tmp_path / "x.xlsx", xl__sharedStrings_dot_xml=shared)
    assert path.stat().st_size < 2_000_000
    assert refusal(path) == "too_big"


def test_a_file_that_takes_too_long_is_refused_and_its_child_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "WALL_SECONDS", 0.001)
    assert refusal(LAYOUT_C) == "too_slow"
    assert not [line for line in descendants(os.getpid()).values() if "lapas.imports.extract" in line]
