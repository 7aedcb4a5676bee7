"""How a centre writes the number of a training certificate: a text of its own with a few places to fill."""

from __future__ import annotations

import datetime
import re

ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
PLACES = ("{nomor}", "{bulan}", "{tahun}")
DEFAULT = "{nomor}/{bulan}/{tahun}"
LONGEST = 60


class FormatRefused(ValueError):
    """The text cannot make numbers; the reason is one of "no_number", "unknown_place", "too_long"."""


def refuse_format(text: str) -> None:
    """Raise FormatRefused unless the text holds `{nomor}` and no other places than the known ones."""
    if "{nomor}" not in text:
        raise FormatRefused("no_number")
    if set(re.findall(r"\{[^{}]*\}", text)) - set(PLACES) or re.search(r"[{}]", re.sub(r"\{[a-z]+\}", "", text)):
        raise FormatRefused("unknown_place")
    if len(written(text, serial=9_999_999, on=datetime.date(2028, 8, 1))) > LONGEST:
        raise FormatRefused("too_long")


def written(text: str, *, serial: int, on: datetime.date) -> str:
    """The number with `serial` on at least five digits, the month in Roman numerals and the year."""
    # Replaced word by word: a text that people type is never a format string.
    filled = {"{nomor}": f"{serial:05d}", "{bulan}": ROMAN[on.month - 1], "{tahun}": str(on.year)}
    for place, value in filled.items():
        text = text.replace(place, value)
    return text
