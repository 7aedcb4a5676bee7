"""A list of register numbers as officers paste it: one person a line, what the letter says besides beside it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lapas import register
from lapas.imports.dates import read_date
from lapas.imports.fields import by_header, fold
from lapas.imports.returning import in_words

MOST_LINES = 1000
LONGEST_REMISSION = 30
_BETWEEN = re.compile(r"\s*[;\t|]\s*")
# Where a sheet names no column, and in a pasted list: number, remission, new expiry, new 2/3.
ORDER = ("number", "remission", "expiry", "two_thirds")
_COLUMNS = {"register_number": "number", "expiry": "expiry", "two_thirds": "two_thirds"}


@dataclass(frozen=True)
class Line:
    """One line: its number in the list, the register number as written, and what was given for this person."""

    line: int
    number: str
    remission: str = ""
    expiry: datetime.date | None = None
    two_thirds: datetime.date | None = None


def from_text(text: str) -> list[Line]:
    """Lines of a pasted list; cells between semicolons, bars or tabs. Raises ValidationError naming the line."""
    rows = ((nth, _BETWEEN.split(line.strip())) for nth, line in enumerate(text.splitlines(), start=1) if line.strip())
    return from_rows(rows)


def from_rows(rows: Iterable[tuple[int, Sequence[Any]]]) -> list[Line]:
    """Lines of a sheet: columns by their header where it names a register number, else in the order of `ORDER`."""
    found: list[Line] = []
    columns = {name: position for position, name in enumerate(ORDER)}
    for nth, cells in rows:
        named = _header(cells)
        if named and not found:
            columns = named
            continue
        line = _line(nth, cells, columns)
        if line is not None:
            found.append(line)
        if len(found) > MOST_LINES:
            raise ValidationError(
                _("Daftar lebih dari %(most)d baris; bagi menjadi beberapa daftar."),
                code="list_too_long",
                params={"most": MOST_LINES},
            )
    if not found:
        raise ValidationError(_("Isi paling sedikit satu nomor register."), code="list_empty")
    return found


def _header(cells: Sequence[Any]) -> dict[str, int]:
    """Column by name, when the row is a header with a register column; else nothing."""
    found: dict[str, int] = {}
    for position, cell in enumerate(cells):
        if isinstance(cell, str):
            name = _COLUMNS.get(by_header(cell) or "", "remission" if "remisi" in fold(cell) else "")
            if name:
                found.setdefault(name, position)
    return found if "number" in found else {}


def _line(nth: int, cells: Sequence[Any], columns: dict[str, int]) -> Line | None:
    def cell(name: str) -> Any:
        position = columns.get(name)
        return cells[position] if position is not None and position < len(cells) else None

    number = " ".join(in_words(cell("number")).split())
    if not number:
        return None
    try:
        if not register.normalise(number) or len(number) > register.LENGTH:
            raise ValidationError(_("bukan nomor register."), code="list_number")
        remission = " ".join(in_words(cell("remission")).split())
        if len(remission) > LONGEST_REMISSION:
            raise ValidationError(_("lama remisi terlalu panjang; tulis misalnya 2 bulan."), code="list_remission")
        return Line(nth, number, remission, _date(cell("expiry")), _date(cell("two_thirds")))
    except ValidationError as error:
        raise ValidationError(
            _("Baris %(line)d (%(number)s): %(problem)s"),
            code="list_line",
            params={"line": nth, "number": number[:60], "problem": error.messages[0]},
        ) from error


def _date(cell: Any) -> datetime.date | None:
    return None if cell is None or cell == "" else read_date(cell)
