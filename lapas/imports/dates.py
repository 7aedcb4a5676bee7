"""Dates as sheets hold them: real dates, serial numbers, and text in the forms that offices type."""

from __future__ import annotations

import datetime
import re
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Excel counts days from here; the two days of difference to 1-1-1900 are its famous leap year error.
EPOCH = datetime.date(1899, 12, 30)
FIRST, LAST = datetime.date(1910, 1, 1), datetime.date(2100, 12, 31)
NO_END = frozenset({"seumur hidup", "sh", "pidana seumur hidup", "pidana mati", "hukuman mati", "mati"})
MONTHS = {
    word: number
    for number, words in enumerate(
        (
            "januari jan january",
            "februari pebruari feb peb february",
            "maret mar mrt march",
            "april apr",
            "mei may",
            "juni jun june",
            "juli jul july",
            "agustus agu agt ags agst aug august",
            "september sept sep",
            "oktober okt oct october",
            "november nopember nov nop",
            "desember des dec december",
        ),
        start=1,
    )
    for word in words.split()
}
_DAY_FIRST = re.compile(r"(\d{1,2})\s*[/.\-\s]\s*(\d{1,2})\s*[/.\-\s]\s*(\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{1,2})")
_WITH_MONTH = re.compile(r"(\d{1,2})[\s.\-/]*([a-z]+)[\s.\-/]*(\d{4})")
_SHORT_YEAR = re.compile(r"\d{1,2}[\s./\-]+(\d{1,2}|[a-z]+)[\s./\-]+\d{2}")
_WEEKDAY = re.compile(r"^(senin|selasa|rabu|kamis|jum'?at|sabtu|minggu)\s*,?\s+")
_TIME = re.compile(r"[\st]\d{1,2}[:.]\d{2}([:.]\d{2}(\.\d+)?)?$")


def read_date(cell: Any) -> datetime.date | None:
    """The date in the cell; None when it says that there is none. Raises ValidationError for anything doubtful."""
    if isinstance(cell, dict):
        return _within(datetime.date.fromisoformat(cell["date"]))
    if isinstance(cell, bool):
        raise _unreadable()
    if isinstance(cell, int | float):
        if cell == 0:
            return None
        if not 0 < cell < 100_000:
            raise _unreadable()
        return _within(EPOCH + datetime.timedelta(days=int(cell)))
    return _from_text(str(cell))


# A sheet says the same few thousand days again and again.
@lru_cache(maxsize=16_384)
def _from_text(text: str) -> datetime.date | None:
    words = _TIME.sub("", _WEEKDAY.sub("", " ".join(text.casefold().split()).strip("'’ ")))
    if not words.strip("-–—/.0? ") or words in NO_END:
        return None
    if words.replace(".", "", 1).isdigit() and len(words.partition(".")[0]) == 5:
        return _within(EPOCH + datetime.timedelta(days=int(words.partition(".")[0])))
    if match := _DAY_FIRST.fullmatch(words):
        day, month, year = (int(part) for part in match.groups())
    elif match := _YEAR_FIRST.fullmatch(words):
        year, month, day = (int(part) for part in match.groups())
    elif (match := _WITH_MONTH.fullmatch(words)) and match[2] in MONTHS:
        day, month, year = int(match[1]), MONTHS[match[2]], int(match[3])
    elif _SHORT_YEAR.fullmatch(words):
        raise ValidationError(_("Tulis tahun dengan empat angka, misalnya 12-09-2030."), code="date_short_year")
    else:
        raise _unreadable()
    try:
        return _within(datetime.date(year, month, day))
    except ValueError as error:
        raise _unreadable() from error


def _within(date: datetime.date) -> datetime.date:
    if not FIRST <= date <= LAST:
        raise ValidationError(
            _("Tahun %(year)s tidak masuk akal; periksa tanggalnya."), code="date_range", params={"year": date.year}
        )
    return date


def _unreadable() -> ValidationError:
    return ValidationError(
        _("Bukan tanggal yang dikenali; tulis hari-bulan-tahun, misalnya 12-09-2030."), code="date_unreadable"
    )
