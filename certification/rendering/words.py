"""Dates and numbers in words, in both languages of the paper."""

import datetime

MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip
MONTHS_EN = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
NUMBERS_ID = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh")
NUMBERS_EN = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def long_date(day: datetime.date) -> str:
    """13 Maret 2027."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def long_date_en(day: datetime.date) -> str:
    """13 March 2027."""
    return f"{day.day} {MONTHS_EN[day.month - 1]} {day.year}"


def years_id(years: int) -> str:
    """3 (tiga) tahun; a number without a word in the list stands alone."""
    return f"{years}{_in_words(years, NUMBERS_ID)} tahun"


def years_en(years: int) -> str:
    return f"{years}{_in_words(years, NUMBERS_EN)} {'year' if years == 1 else 'years'}"


def _in_words(number: int, names: tuple[str, ...]) -> str:
    return f" ({names[number]})" if 0 <= number < len(names) else ""
