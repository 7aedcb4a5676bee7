from __future__ import annotations

import csv
import datetime

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from lapas import nik, reference_data
from lapas.choices import NikStatus

GOOD = "3201015705900003"


@pytest.mark.parametrize("text", ["", " ", "-", "--"])
def test_nothing_reads_as_none(text: str) -> None:
    assert nik.read(text) == nik.NikReading("", NikStatus.NONE)


@pytest.mark.parametrize("text", ["0", "00000", "0000000000000000", "9999999999999999"])
def test_one_repeated_digit_is_a_placeholder(text: str) -> None:
    assert nik.read(text) == nik.NikReading("", NikStatus.PLACEHOLDER)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("32010157059000A3", "nik_not_digits"),
        ("３２０１０１５７０５９０００１２", "nik_not_digits"),
        ("320101570590000", "nik_length"),
        ("32010157059000033", "nik_length"),
        ("3201013205900003", "nik_date_shape"),
        ("3201010005900003", "nik_date_shape"),
        ("3201017205900003", "nik_date_shape"),
        ("3201015713900003", "nik_date_shape"),
        ("3201015705900000", "nik_serial"),
    ],
)
def test_wrong_shape_is_refused(text: str, code: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        nik.read(text)
    assert refusal.value.code == code


def test_spaces_and_dots_are_forgiven() -> None:
    assert nik.read("3201.0157 0590-0003").digits == GOOD


def test_woman_born_on_that_day_gives_no_warning() -> None:
    assert nik.read(GOOD, birth_date=datetime.date(1990, 5, 17), sex="P").warnings == ()


def test_mismatches_are_only_warned_about() -> None:
    reading = nik.read("4001015705900003", birth_date=datetime.date(1990, 5, 18), sex="L")
    assert reading.status == NikStatus.FORMAT_OK
    assert len(reading.warnings) == 3


def test_synthetic_region_is_known_only_where_allowed() -> None:
    text = "99" + GOOD[2:]
    assert nik.read(text, synthetic_allowed=True).warnings == ()
    assert len(nik.read(text).warnings) == 1


@given(st.dates(min_value=datetime.date(1930, 1, 1), max_value=datetime.date(2020, 1, 1)), st.sampled_from("LP"))
def test_every_birth_date_makes_a_good_nik(birth_date: datetime.date, sex: str) -> None:
    day = birth_date.day + (40 if sex == "P" else 0)
    text = f"320101{day:02d}{birth_date:%m%y}0001"
    assert nik.read(text, birth_date=birth_date, sex=sex) == nik.NikReading(text, NikStatus.FORMAT_OK)


@given(st.text(max_size=24))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        reading = nik.read(text)
    except ValidationError as refusal:
        assert refusal.code in {"nik_not_digits", "nik_length", "nik_date_shape", "nik_serial"}  # noqa: PT017 - either end is right
    else:
        assert reading.digits == "" or len(reading.digits) == nik.LENGTH


def test_mask_hides_the_middle() -> None:
    assert nik.mask("3201015705900003") == "3201••••••••0003"
    assert nik.mask("") == ""


def test_regions_are_the_provinces_of_the_reference_file() -> None:
    with (reference_data.REFERENCE / "provinces.csv").open(encoding="utf-8") as file:
        assert {row["code"] for row in csv.DictReader(file)} == nik.REGIONS


@pytest.mark.parametrize(
    ("said", "found"),
    [
        (f"NIK{GOOD} diminta", True),
        ("3201 0157 0590 0003 menurut KTP", True),
        ("kartu 32.01.01.570590.0003", True),
        ("nomor 3201-0157 0590-0003", True),
        # No date of birth inside, but in one piece: nobody writes anything else so.
        ("1234567890123456", True),
        ("SK W13.PAS-PK.01.02-117 tanggal 12-03-2026, telepon 0812 3456 7890", False),
        ("surat 470/2026 tanggal 05-09-2026, sidang 06-09-2026 08.30", False),
        ("12345678901234567", False),
        ("diminta orangnya sendiri", False),
    ],
)
def test_a_sentence_is_searched_for_a_nik_by_one_rule(said: str, found: bool) -> None:
    assert nik.stands_in(said) is found
    if found:
        with pytest.raises(ValidationError, match="Jangan menulis NIK"):
            nik.refuse_in(said)
    else:
        nik.refuse_in(said)
