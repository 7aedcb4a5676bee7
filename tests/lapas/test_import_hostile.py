"""Files as attackers and old machines make them: each is refused with one sentence, or read as it stands."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from lapas.imports import uploads
from lapas.imports.reader import read
from lapas.imports.refusals import FileRefused
from tests.sheets import LAYOUT_A, SAMPLES, write

HEAD = ("No Register", "Nama")
ROW = ("B.I 1/2026", "Budi")
NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
ODS_ROOT = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="Data">{}</table:table></office:spreadsheet></office:body></office:document-content>'
)
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
SEALED = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry>'
    "</manifest:manifest>"
)


def refused(path: Path) -> FileRefused:
    with pytest.raises(FileRefused) as refusal:
        read(path)
    assert refusal.value.sentence.count(". ") == 0, "one sentence"
    return refusal.value


def xlsx(path: Path, rows: str, shared: str = "") -> Path:
    """A workbook whose first sheet is written by hand."""
    sheet = f'<?xml version="1.0"?><worksheet {NAMESPACE}><sheetData>{rows}</sheetData></worksheet>'
    parts = {"xl/worksheets/sheet1.xml": sheet}
    if shared:
        parts["xl/sharedStrings.xml"] = shared
    with zipfile.ZipFile(LAYOUT_A) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            if part.filename not in parts:
                new.writestr(part.filename, old.read(part))
        for name, text in parts.items():
            new.writestr(name, text)
    return path


def row(number: int, *cells: str) -> str:
    letters = "ABCDEFGHIJKLMNOPQRST"
    filled = "".join(
        f'<c r="{letters[at]}{number}" t="inlineStr"><is><t>{cell}</t></is></c>' for at, cell in enumerate(cells)
    )
    return f'<row r="{number}">{filled}</row>'


def ods(path: Path, *rows: str, manifest: str = "") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("mimetype", ODS_TYPE)
        book.writestr("META-INF/manifest.xml", manifest or "<manifest/>")
        book.writestr("content.xml", ODS_ROOT.format("".join(rows)))
    return path


def ods_row(*cells: str, repeated: int = 1, cell_repeated: int = 1) -> str:
    filled = "".join(
        f'<table:table-cell office:value-type="string" table:number-columns-repeated="{cell_repeated}">'
        f"<text:p>{cell}</text:p></table:table-cell>"
        for cell in cells
    )
    return f'<table:table-row table:number-rows-repeated="{repeated}">{filled}</table:table-row>'


def test_a_real_xls_is_read_whichever_sheet_the_data_are_on() -> None:
    reading = read(SAMPLES / "old.xls")
    assert (reading.sheet, reading.header_row) == ("Data", 3)
    assert list(reading.mapping.values()) == ["register_number", "name", "birth_date", "nik", "expiry"]
    assert reading.rows[0] == (
        4,
        {1: "B.I 1/2026", 2: "Budi bin Ali", 3: {"date": "1990-05-02"}, 4: "9901010205900001", 5: "12 Mei 2030"},
    )
    # Excel made a number of this NIK; the row is judged later, the number arrives as a number.
    assert isinstance(reading.rows[1][1][4], float)
    assert reading.warnings == ["Lembar tersembunyi “Sembunyi” dilewati."]


def test_a_truncated_xls_is_refused(tmp_path: Path) -> None:
    data = (SAMPLES / "old.xls").read_bytes()
    (tmp_path / "x.xls").write_bytes(data[: len(data) // 2])
    assert refused(tmp_path / "x.xls").code == "truncated"


def test_an_ods_is_read_up_to_its_repeated_empty_rows(tmp_path: Path) -> None:
    path = ods(
        tmp_path / "x.ods", ods_row(*HEAD), ods_row(*ROW), '<table:table-row table:number-rows-repeated="1048000"/>'
    )
    assert read(path).rows == [(2, {0: ROW[0], 1: ROW[1]})]


def test_a_formula_that_failed_in_an_ods_is_told_at_its_cell(tmp_path: Path) -> None:
    failed = (
        '<table:table-row><table:table-cell office:value-type="string"><text:p>B.I 2/2026</text:p></table:table-cell>'
        '<table:table-cell table:formula="of:=[.A99]" office:value-type="string" office:string-value="" '
        'calcext:value-type="error"><text:p>#REF!</text:p></table:table-cell>'
        '<table:table-cell table:formula="of:=TODAY()"/></table:table-row>'
    )
    empty = '<table:table-row table:number-rows-repeated="3"/>'
    path = ods(tmp_path / "x.ods", ods_row(*HEAD, "Tgl Lahir"), ods_row(*ROW, repeated=2), empty, failed)
    assert read(path).rows[2:] == [(7, {0: "B.I 2/2026", 1: "#REF!", 2: "#FORMULA?"})]


@pytest.mark.parametrize(("rows", "cells"), [(1_048_570, 1), (1_048_570, 16_384), (4_294_967_290, 4_294_967_290)])
def test_an_ods_that_repeats_itself_beyond_measure_is_refused(tmp_path: Path, rows: int, cells: int) -> None:
    path = ods(tmp_path / "x.ods", ods_row(*HEAD), ods_row(*ROW, repeated=rows, cell_repeated=cells))
    assert refused(path).code in {"too_many_rows", "too_big", "damaged"}


def test_a_sealed_ods_and_one_with_macros_are_refused(tmp_path: Path) -> None:
    assert refused(ods(tmp_path / "x.ods", ods_row(*HEAD), manifest=SEALED)).code == "password"
    path = ods(tmp_path / "y.ods", ods_row(*HEAD), ods_row(*ROW))
    with zipfile.ZipFile(path, "a") as book:
        book.writestr("Basic/Standard/Module1.xml", "<x/>")
    assert refused(path).code == "macro"


def test_a_text_that_a_million_cells_share_is_refused(tmp_path: Path) -> None:
    line = "".join(f'<c r="{letter}{{0}}" t="s"><v>0</v></c>' for letter in "ABCDEFGHIJKLMNOPQRST")
    rows = "".join(f'<row r="{number}">{line.format(number)}</row>' for number in range(2, 9_000))
    shared = f"<sst {NAMESPACE}><si><t>{'x' * 32_000}</t></si></sst>"
    assert refused(xlsx(tmp_path / "x.xlsx", row(1, *HEAD) + rows, shared)).code == "too_big"


def test_a_note_a_million_rows_below_costs_nothing(tmp_path: Path) -> None:
    far = '<row r="1048576"><c r="E1048576" t="inlineStr"><is><t>catatan</t></is></c></row>'
    assert len(read(xlsx(tmp_path / "x.xlsx", row(1, *HEAD) + row(2, *ROW) + far)).rows) == 1


def test_columns_over_the_cap_are_told_with_sheet_and_row(tmp_path: Path) -> None:
    wide = '<row r="2"><c r="A2"><v>1</v></c><c r="XFD2"><v>1</v></c></row>'
    refusal = refused(xlsx(tmp_path / "x.xlsx", row(1, *HEAD) + wide))
    assert refusal.code == "too_many_columns"
    assert refusal.sentence.startswith("Lembar “Data”, baris 2: ")


def test_a_table_that_begins_off_the_corner_keeps_its_row_numbers(tmp_path: Path) -> None:
    path = write(tmp_path / "x.xlsx", *[()] * 4, (None, None, *HEAD), (None, None, *ROW))
    reading = read(path)
    assert (reading.header_row, reading.rows) == (5, [(6, {2: ROW[0], 3: ROW[1]})])


def test_a_sheet_with_both_columns_is_taken_before_one_with_names_only(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "x.xlsx")
    first, second = book.add_worksheet("Petugas"), book.add_worksheet("Isi")
    for at, text in enumerate(("Nama", "Jabatan")):
        first.write(0, at, text)
        first.write(1, at, "Kepala")
    for at, text in enumerate(HEAD):
        second.write(0, at, text)
        second.write(1, at, ROW[at])
    book.close()
    reading = read(tmp_path / "x.xlsx")
    assert (reading.sheet, reading.missing) == ("Isi", [])
    assert reading.warnings == ["Lembar “Petugas” tidak dibaca."]


@pytest.mark.parametrize(
    ("text", "header_row"),
    [
        ('LAPAS KELAS I, MEDAN\n\nNo Register;Nama;Blok\nB.I 1/2026;Budi;A\nB.I 2/2026;"Siti; Ani";B\n', 3),
        ('sep=;\nNo Register;Nama\nB.I 1/2026;Budi\nB.I 2/2026;"Siti; Ani"\n', 2),
        ("No Register\tNama\nB.I 1/2026\tBudi\nB.I 2/2026\tSiti; Ani\n", 1),
        ("No Register|Nama\rB.I 1/2026|Budi\rB.I 2/2026|Siti; Ani\r", 1),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_text_files_are_read_with_any_title_delimiter_and_encoding(
    tmp_path: Path, text: str, header_row: int, encoding: str
) -> None:
    (tmp_path / "x.csv").write_bytes(text.encode(encoding))
    reading = read(tmp_path / "x.csv")
    assert reading.header_row == header_row
    assert [cells[1] for _row, cells in reading.rows] == ["Budi", "Siti; Ani"]


def test_many_rows_without_a_person_are_told_in_few_words(tmp_path: Path) -> None:
    lines = [f";;A-{number}" for number in range(50)]
    (tmp_path / "x.csv").write_text("\n".join(["No Register;Nama;Blok", "B.I 1/2026;Budi;A", *lines]))
    assert len(read(tmp_path / "x.csv").warnings) == 21


def test_only_what_has_lain_for_ten_minutes_is_swept(tmp_path: Path, settings: Any) -> None:
    settings.VAR_DIR = tmp_path
    old, young = (uploads.path_of(uploads.keep(SimpleUploadedFile("a.csv", b"x;y")).name) for _n in range(2))
    long_ago = old.stat().st_mtime - uploads.LONGEST_SECONDS - 1
    os.utime(old, (long_ago, long_ago))
    uploads.sweep()
    assert list((tmp_path / "uploads").iterdir()) == [young]
