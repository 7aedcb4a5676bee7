"""Who is meant by a row of a list, and what it is told when nobody is."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from certification.letters import columns, reading
from certification.letters.matching import Given, Group, Waiting, match
from certification.letters.reading import LetterRow
from tests.sheets import write

BUDI = Waiting(1, "BUDI SANTOSO", "Juru Las", 3, "Budi Santosa")
POOL = (
    BUDI,
    Waiting(2, "MOCHAMAD YUSUF", "Juru Las", 4),
    Waiting(3, "SITI AMINAH", "Juru Las", 5),
    Waiting(4, "SITI AMINAH", "Operator Jahit", 5),
    Waiting(5, "AGUS", "Juru Las", 6, blocked="Nama belum dikonfirmasi."),
)
GOOD = {"name": "Budi Santoso", "number": "N-1", "registration": "R-1"}


def verdict(given: Given | None = None, **cells: str):
    row = LetterRow(7, {key: value for key, value in (GOOD | cells).items() if value})
    (only,) = match([row], POOL, given or Given({}))
    return only


@pytest.mark.parametrize(
    ("cells", "key"),
    [
        ({}, 1),
        ({"candidate": "3"}, 1),
        ({"name": "budi  santosa"}, 1),
        ({"name": "Budi Santoso bin Karto"}, 1),
        ({"name": "Moh. Yusup", "candidate": "4"}, None),
        ({"name": "Muhammad Yusuf"}, 2),
        ({"name": "Siti Aminah", "title": "operator jahit"}, 4),
    ],
)
def test_match_finds_the_one_person(cells, key):
    found = verdict(**cells)
    assert (found.waiting.key if found.waiting else None) == key
    assert found.group == (Group.MATCHED if key else Group.REFUSED)


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        ({"name": ""}, "name", "Nama kosong"),
        ({"name": "Joko"}, "name", "Tidak ada orang dengan nama ini"),
        ({"name": "Joko", "candidate": "3"}, "name", "Asesi nomor 3 bernama BUDI SANTOSO"),
        ({"candidate": "4"}, "candidate", "tidak cocok"),
        ({"candidate": "tiga"}, "candidate", "harus angka"),
        ({"title": "Barista"}, "title", "Juru Las"),
        ({"name": "Siti Aminah"}, "name", "2 orang dengan nama ini"),
        ({"name": "Siti Aminah", "candidate": "5"}, "name", "2 orang dengan nama ini"),
        ({"name": "Agus"}, "name", "belum dikonfirmasi"),
        ({"number": ""}, "number", "Nomor sertifikat kosong"),
        ({"number": "9" * 61}, "number", "60 huruf"),
        ({"registration": ""}, "registration", "Nomor registrasi kosong"),
        ({"registration": "9" * 61}, "registration", "60 huruf"),
        ({"sheet": "123"}, "sheet", "8 angka"),
        ({"sheet": "13562548"}, "sheet", "catat dulu lotnya"),
    ],
)
def test_match_refuses_and_says_what_to_do(cells, column, words):
    found = verdict(Given({}, free_sheets={"13562547"}), **cells)
    assert (found.group, found.column) == (Group.REFUSED, column)
    assert words in found.sentence


def test_match_takes_a_sheet_that_lies_blank():
    assert verdict(Given({}, free_sheets={"13562547"}), sheet="13562547").group == Group.MATCHED


def test_match_knows_what_is_numbered_already_and_what_was_voided():
    assert verdict(Given({"N-1": "Budi Santoso"})).group == Group.NUMBERED
    assert "sudah dipakai untuk JOKO" in verdict(Given({"N-1": "JOKO"})).sentence
    assert "sudah dibatalkan" in verdict(Given({"N-1": "Budi Santoso"}, voided={"N-1"})).sentence


def test_match_needs_no_registration_at_a_centre():
    assert verdict(Given({}, needs_registration=False), registration="").group == Group.MATCHED


def test_match_refuses_both_rows_that_say_the_same():
    rows = [LetterRow(2, GOOD), LetterRow(3, GOOD | {"number": "N-2"})]
    assert [found.column for found in match(rows, POOL, Given({}))] == ["name", "name"]
    rows = [LetterRow(2, GOOD), LetterRow(3, GOOD | {"name": "Mochamad Yusuf"})]
    assert [found.column for found in match(rows, POOL, Given({}))] == ["number", "number"]
    sheet = {"sheet": "13562547"}
    rows = [LetterRow(2, GOOD | sheet), LetterRow(3, GOOD | sheet | {"number": "N-2", "name": "Mochamad Yusuf"})]
    assert [found.column for found in match(rows, POOL, Given({}))] == ["sheet", "sheet"]


HEAD = ("No", "No Asesi", "Nama Asesi", "Nomor Sertifikat", "No. Reg.", "No. Seri Blanko", "Keterangan")


def test_list_is_read_under_its_title_rows_with_numbers_as_text(tmp_path):
    path = write(
        tmp_path / "daftar.xlsx",
        ("Daftar nomor sertifikat",),
        HEAD,
        (1, 3, "Budi Santoso", "61929 2166 3 0169986 2026", "TIK 1565 54675 2026", 1356254, "x"),
        (None, None, None, None, None, None, "Jakarta, 1 November 2026"),
        HEAD,
        (2, 4, "Mochamad Yusuf", 170, "R-2", None, None),
    )
    first, second = reading.read(path).rows
    assert first.row == 3
    assert first.cells == {
        columns.CANDIDATE: "3",
        columns.NAME: "Budi Santoso",
        columns.NUMBER: "61929 2166 3 0169986 2026",
        columns.REGISTRATION: "TIK 1565 54675 2026",
        columns.SHEET: "01356254",
    }
    assert second.get(columns.NUMBER) == "170"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("nomor;orang\n1;Budi\n", "no_header"),
        ("nama;nomor sertifikat\n;\n", "no_rows"),
        ("", "no_rows"),
        ("<html>", "web_page"),
        ("nama;nomor sertifikat\n" + "Budi;1\n" * 1001, "too_many_rows"),
    ],
)
def test_list_that_cannot_be_read_is_refused_with_a_sentence(tmp_path, content, code):
    path = tmp_path / "daftar.csv"
    path.write_text(content)
    with pytest.raises(ValidationError) as refused:
        reading.read(path)
    assert refused.value.code == code
    assert "SDP" not in refused.value.messages[0]
