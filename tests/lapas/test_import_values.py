from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from lapas.choices import NikStatus
from lapas.imports import fields
from lapas.imports.dates import read_date
from lapas.imports.values import Judged, judge

DAY = datetime.date(2030, 9, 12)


def judged(**cells: Any) -> Judged:
    base = {"register_number": "B.I 0001/2026", "name": "Budi Sinaga"}
    return judge(base | cells, as_of=datetime.date(2026, 11, 24), synthetic_allowed=True)


def problem(row: Judged) -> str:
    assert len(row.problems) == 1, row.problems
    return row.problems[0].message


@pytest.mark.parametrize(
    "cell",
    [
        {"date": "2030-09-12"},
        47738,
        47738.0,
        "47738",
        "12/09/2030",
        "12-09-2030",
        "12.9.2030",
        "12 09 2030",
        "2030-09-12",
        "2030/09/12",
        "12 September 2030",
        "12 Sept 2030",
        "12-Sep-2030",
        "Kamis, 12 September 2030",
        "12-09-2030 00:00:00",
        "'12/09/2030",
    ],
)
def test_dates_read_in_every_form_that_offices_type(cell: Any) -> None:
    assert read_date(cell) == DAY


@pytest.mark.parametrize("cell", ["-", "--", "00/00/0000", "0000-00-00", "00-00-0000", 0, "seumur hidup", "?", " "])
def test_dates_that_say_there_is_none_read_as_none(cell: Any) -> None:
    assert read_date(cell) is None


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("12/25/2030", "date_unreadable"),
        ("31-02-2030", "date_unreadable"),
        ("12 Brumaire 2030", "date_unreadable"),
        ("besok", "date_unreadable"),
        (True, "date_unreadable"),
        (12092030, "date_unreadable"),
        ("12/09/30", "date_short_year"),
        ("12-Sep-30", "date_short_year"),
        ({"date": "1899-12-31"}, "date_range"),
        ("01-01-3026", "date_range"),
        (2024, "date_range"),
    ],
)
def test_doubtful_dates_are_refused_not_guessed(cell: Any, code: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        read_date(cell)
    assert refusal.value.code == code


@given(st.dates(datetime.date(1911, 1, 1), datetime.date(2099, 12, 31)))
def test_dates_survive_every_way_of_writing_them(day: datetime.date) -> None:
    serial = (day - datetime.date(1899, 12, 30)).days
    assert {read_date(day.strftime(form)) for form in ("%d/%m/%Y", "%d-%m-%Y", "%Y-%m-%d")} == {day}
    assert read_date(serial) == day


@given(st.one_of(st.text(), st.integers(), st.floats(), st.booleans()))
def test_any_cell_gives_a_value_or_a_sentence_never_an_error(cell: Any) -> None:
    for name in fields.FIELDS:
        row = judged(**{name: cell})
        assert all(one.message for one in row.problems)


def test_names_are_taken_apart() -> None:
    row = judged(name="SYAMSUL DEDEN BIN DEDEN alias Ucok")
    assert (row.values["name"], row.values["patronymic"], row.values["alias"]) == ("SYAMSUL DEDEN", "DEDEN", "Ucok")


@pytest.mark.parametrize(
    "name",
    ["=HYPERLINK(1)", "+6281", "-Budi", "@SUM(A1)", "<b>Budi</b>", "Budi\u202eidub", "Budi\ufffd", "12345", "A" * 300],
)
def test_hostile_names_are_refused(name: str) -> None:
    row = judged(name=name)
    assert [one.field for one in row.problems] == ["name"]
    assert "name" not in row.values


@pytest.mark.parametrize(
    "name", ["Ma'ruf", "Siti (alm.) Aminah", "Nguyễn Văn Á", "王小明", "Петр", "Sutrisno 2", "D’Angelo-Ali"]
)
def test_odd_but_honest_names_are_taken(name: str) -> None:
    assert judged(name=name).values["name"] == name


@pytest.mark.parametrize("missing", ["register_number", "name"])
def test_a_row_without_name_or_register_number_is_refused(missing: str) -> None:
    assert [one.field for one in judged(**{missing: "-"}).problems] == [missing]


def test_nik_as_a_number_is_refused_not_guessed() -> None:
    assert "ketik ulang sebagai teks" in problem(judged(nik=9.98905151270993e15))
    assert "ketik ulang sebagai teks" in problem(judged(nik="9,98905E+15"))


def test_nik_of_wrong_length_is_refused() -> None:
    assert "16 angka" in problem(judged(nik="998905151270993"))


def test_nik_with_noise_is_read() -> None:
    row = judged(nik=" '9989 0515 1270 9930")
    assert row.nik is not None
    assert row.nik.digits == "9989051512709930"


@pytest.mark.parametrize("cell", ["-", "tidak ada", None, "belum ada"])
def test_a_missing_nik_says_nothing(cell: Any) -> None:
    row = judged(nik=cell)
    assert row.nik is None
    assert not row.problems


def test_a_placeholder_nik_blocks_nothing() -> None:
    row = judged(nik="0000000000000000")
    assert row.nik is not None
    assert row.nik.status == NikStatus.PLACEHOLDER
    assert not row.problems


def test_nik_of_a_foreigner_blocks_nothing() -> None:
    row = judged(nik="WNA")
    assert row.nik is not None
    assert row.nik.status == NikStatus.FOREIGN


def test_nik_that_does_not_match_the_birth_date_only_warns() -> None:
    row = judged(nik="9989051512709930", birth_date="16-12-1970", sex="L")
    assert not row.problems
    assert [one.field for one in row.warnings] == ["nik"]


@pytest.mark.parametrize(
    ("field", "cell", "value"),
    [
        ("sex", "Laki-laki", "L"),
        ("sex", "PEREMPUAN", "P"),
        ("education", "S1", "s1"),
        ("education", "SLTA Sederajat", "sma"),
        ("education", "Tidak Sekolah", "none"),
        ("education", "D.III", "diploma"),
        ("legal_status", "Tahanan", "tahanan"),
        ("legal_status", "NAPI", "narapidana"),
        ("sentence_years", 5.0, 5),
        ("sentence_days", "12 hari", 12),
        ("cell", 8.0, "8"),
        ("birth_place", "  Kota   Bandung ", "Kota Bandung"),
    ],
)
def test_words_are_understood(field: str, cell: Any, value: Any) -> None:
    assert judged(**{field: cell}).values[field] == value


def test_status_active_says_nothing_about_the_status() -> None:
    row = judged(legal_status="aktif")
    assert "legal_status" not in row.values
    assert not row.warnings


def test_status_of_somebody_who_left_refuses_the_row() -> None:
    assert "tidak lagi di UPT" in problem(judged(legal_status="bebas"))


@pytest.mark.parametrize(("field", "cell"), [("education", "Pesantren kilat"), ("legal_status", "entah")])
def test_unknown_words_are_left_out_with_a_warning(field: str, cell: str) -> None:
    row = judged(**{field: cell})
    assert field not in row.values
    assert [one.field for one in row.warnings] == [field]


def test_an_unknown_sex_is_refused() -> None:
    assert problem(judged(sex="X")) == "Tulis L atau P."


def test_a_sentence_in_words_becomes_years_months_days() -> None:
    values = judged(sentence="5 Tahun 10 bln 12 hari").values
    assert (values["sentence_years"], values["sentence_months"], values["sentence_days"]) == (5, 10, 12)


def test_a_block_that_excel_made_a_date_is_refused() -> None:
    assert "tanggal" in problem(judged(block={"date": "2026-03-02"}))


def test_a_failed_formula_is_refused() -> None:
    assert "17" not in problem(judged(nik="9901011512801021.0"))
    assert "Rumus" in problem(judged(block="#REF!"))


def test_a_birth_after_admission_is_refused() -> None:
    assert [one.field for one in judged(birth_date="01-01-2025", admitted_on="01-01-2024").problems] == ["birth_date"]


def test_an_admission_after_the_date_of_the_data_only_warns() -> None:
    row = judged(admitted_on="01-01-2027")
    assert not row.problems
    assert [one.field for one in row.warnings] == ["admitted_on"]


def test_an_expiry_before_admission_is_refused() -> None:
    assert [one.field for one in judged(admitted_on="01-01-2024", expiry="01-01-2023").problems] == ["expiry"]


def test_steps_of_a_sentence_out_of_order_only_warn() -> None:
    row = judged(half="01-01-2028", two_thirds="01-01-2027")
    assert not row.problems
    assert [one.field for one in row.warnings] == ["two_thirds"]


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("No Registrasi", "register_number"),
        ("no_register", "register_number"),
        ("NOMOR REGISTER", "register_number"),
        ("Nama Lengkap", "name"),
        ("Tgl Msk UPT", "admitted_on"),
        ("Tgl. Ekspirasi", "expiry"),
        ("tgl_2_3", "two_thirds"),
        ("2/3", "two_thirds"),
        ("Lokasi Sel", "cell"),
        ("L/P", "sex"),
        ("Agama", ""),
        ("Alamat", ""),
        ("Jenis Kejahatan", ""),
        ("Nama Penjamin", ""),
        ("Keterangan", ""),
    ],
)
def test_headers_are_recognised(header: str, field: str) -> None:
    assert fields.by_header(header) == field


def test_a_register_and_a_nik_column_are_recognised_by_content() -> None:
    rows = [[f"B.I 000{n}/2026", f"Orang {n}", f"990101010190000{n}"] for n in range(1, 6)]
    assert fields.guess(["Kode", "Nama", "Angka"], rows) == {0: "register_number", 1: "name", 2: "nik"}


def test_a_forbidden_column_is_never_guessed_by_content() -> None:
    rows = [["B.I 0001/2026", "x", f"990101010190000{n}"] for n in range(1, 6)]
    assert 2 not in fields.guess(["No Register", "Nama", "Alamat"], rows)
