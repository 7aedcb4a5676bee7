"""Properties of what cells may say: dates, sentences, NIK and names in every way of writing them."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from lapas.imports import dates
from lapas.imports.dates import MONTHS, read_date
from lapas.imports.reader import DAYS_1904
from lapas.imports.values import Judged, judge

DAYS = st.dates(datetime.date(1911, 1, 1), datetime.date(2099, 12, 31))
EPOCH_1904 = datetime.date(1904, 1, 1)
WORDS = st.lists(
    st.sampled_from(["Budi", "SITI", "moh.", "Ma'ruf", "Nur", "Àgung", "王小明", "D'Angelo", "Al-Amin"]),
    min_size=1,
    max_size=3,
).map(" ".join)
BIN = st.sampled_from(["bin", "BIN", "Binti", "bt.", "bt"])
ALIAS = st.sampled_from(["alias", "ALIAS", "als.", "als", "a.k.a", "@"])
SPACE = st.sampled_from([" ", "  ", " \t", "\n"])


def judged(**cells: Any) -> Judged:
    base = {"register_number": "B.I 0001/2026", "name": "Budi Sinaga"}
    return judge(base | cells, as_of=datetime.date(2026, 11, 24), synthetic_allowed=True)


@given(
    DAYS, st.sampled_from(sorted(MONTHS)), st.sampled_from(["{} {} {}", "{}-{}-{}", "{}/{}/{}", "{} {}, {}", "{}{}{}"])
)
def test_a_month_in_words_is_that_month_however_it_is_cut(day: datetime.date, word: str, form: str) -> None:
    there = day.replace(month=MONTHS[word], day=min(day.day, 28))
    for written in (word, word.upper(), word.capitalize()):
        if form == "{} {}, {}":
            with pytest.raises(ValidationError):
                read_date(form.format(there.day, written, there.year))
        else:
            assert read_date(form.format(there.day, written, there.year)) == there


@given(DAYS, st.floats(0, 0.999))
def test_a_serial_of_either_calendar_is_that_day_whatever_the_hour(day: datetime.date, hour: float) -> None:
    serial = (day - dates.EPOCH).days
    assert read_date(serial + hour) == day
    if serial >= 10_000:
        # Four digits in a text are rather a year.
        assert read_date(f"{serial}") == day
    # What the reader makes of a serial in a workbook of 1904.
    assert read_date((day - EPOCH_1904).days + DAYS_1904) == day


@given(DAYS, st.sampled_from(["%d/%m/%y", "%d-%m-%y", "%d %b %y", "%d.%m.%y"]))
def test_a_year_of_two_digits_is_never_guessed(day: datetime.date, form: str) -> None:
    with pytest.raises(ValidationError):
        read_date(day.strftime(form))


@given(DAYS.filter(lambda day: day.day > 12), st.sampled_from("/-. "))
def test_month_before_day_is_refused_not_turned_round(day: datetime.date, cut: str) -> None:
    with pytest.raises(ValidationError):
        read_date(day.strftime(f"%m{cut}%d{cut}%Y"))


@given(st.text(alphabet="0-/. –—", max_size=12))
def test_zeros_dashes_and_slashes_say_that_there_is_none(text: str) -> None:
    assert read_date(text) is None


@given(
    st.integers(0, 30),
    st.integers(0, 30),
    st.integers(0, 99),
    st.sampled_from(
        [("tahun", "bulan", "hari"), ("Thn", "Bln", "Hr"), ("TH", "BL", "HR"), ("(x) tahun", "(y z) bulan", "hari")]
    ),
    st.sampled_from(["", " "]),
    st.sampled_from([" ", ", ", " dan "]),
    st.sampled_from(["", " subsider 3 bulan", " subs. 6 bln kurungan"]),
)
def test_a_sentence_is_years_months_and_days(
    years: int, months: int, days: int, units: tuple[str, str, str], gap: str, cut: str, fine: str
) -> None:
    parts = [f"{count}{gap}{unit}" for count, unit in zip((years, months, days), units, strict=True)]
    row = judged(sentence=cut.join(parts) + fine)
    assert not row.warnings
    kept = [row.values[f"sentence_{unit}"] for unit in ("years", "months", "days")]
    assert kept == [years, months, days]


@pytest.mark.parametrize("text", ["1,5 tahun", "1.5 tahun", "5 tahun 3 tahun", "lima tahun", "nihil sekali"])
def test_a_sentence_that_is_no_whole_numbers_is_left_out_with_a_warning(text: str) -> None:
    row = judged(sentence=text)
    assert [one.field for one in row.warnings] == ["sentence"]
    assert not [name for name in row.values if name.startswith("sentence")]


@pytest.mark.parametrize("text", ["seumur hidup", "Pidana Mati", "-"])
def test_a_sentence_without_end_says_nothing(text: str) -> None:
    assert not judged(sentence=text).warnings


@given(
    DAYS.filter(lambda day: day.year > 1930),
    st.integers(1, 9999),
    st.lists(st.tuples(st.integers(0, 16), st.sampled_from(" .-'’")), max_size=6),
)
def test_noise_round_a_nik_is_forgiven_and_a_number_never(
    born: datetime.date, serial: int, noise: list[tuple[int, str]]
) -> None:
    digits = f"990101{born:%d%m%y}{serial:04d}"
    written = digits
    for at, sign in noise:
        written = written[:at] + sign + written[at:]
    row = judged(nik=written)
    assert row.nik is not None
    assert row.nik.digits == digits
    for lost in (int(digits), float(digits), f"{float(digits):.5E}", f"{float(digits):.5E}".replace(".", ",")):
        row = judged(nik=lost)
        assert [one.field for one in row.problems] == ["nik"]
        assert "ketik ulang sebagai teks" in row.problems[0].message


@given(WORDS, WORDS, WORDS, BIN, ALIAS, SPACE, st.booleans())
def test_a_written_name_is_taken_apart_in_either_order(
    name: str, father: str, nick: str, bin_: str, alias: str, space: str, alias_first: bool
) -> None:
    first, second = (bin_, father), (alias, nick)
    text = space.join([name, *second, *first] if alias_first else [name, *first, *second])
    row = judged(name=text)
    assert not row.problems, text
    assert [row.values[key] for key in ("name", "patronymic", "alias")] == [name, father, nick]
