"""Finding the table in a sheet: under title rows, with a header of one or two rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lapas.imports import fields

# Rows above the table, at most.
WITHIN = 25
HEADER_LETTERS = 80
_COLUMN_NUMBER = re.compile(r"\(?\d{1,3}\)?")

Cells = list[Any]
Row = tuple[int, Cells]


@dataclass(frozen=True)
class Header:
    """`row` is the sheet's row of the (upper) header; data begin at `position` of the rows that were searched."""

    row: int
    texts: list[str]
    position: int


def find(rows: Sequence[Row]) -> Header | None:
    """The row that names most known columns, a name or a register column among them; None when there is none."""
    best: tuple[int, int] | None = None
    for position, (_number, cells) in enumerate(rows[:WITHIN]):
        known = _known(cells)
        if known & {"name", "register_number"}:
            score = len(known) + 100 * (len(known & {"name", "register_number"}) - 1)
            if best is None or score > best[0]:
                best = (score, position)
    if best is None:
        return None
    position = best[1]
    number, upper = rows[position]
    texts, used = [_label(cell) for cell in upper], 1
    if position + 1 < len(rows) and _continues(upper, rows[position + 1][1]):
        texts, used = _joined(upper, rows[position + 1][1]), 2
    return Header(number, texts, position + used)


def is_repeated(cells: Sequence[Any], texts: Sequence[str]) -> bool:
    """Whether a row below repeats the header (a printed page break) or only numbers the columns: 1, 2, 3 …"""
    filled = [(position, cell) for position, cell in enumerate(cells) if cell is not None]
    if all(position < len(texts) and _label(cell) == texts[position] for position, cell in filled):
        return True
    if len(filled) < 3 or not all(_COLUMN_NUMBER.fullmatch(_label(cell).removesuffix(".0")) for _p, cell in filled):
        return False
    numbers = [int(re.sub(r"\D", "", _label(cell).removesuffix(".0"))) for _position, cell in filled]
    return numbers == list(range(numbers[0], numbers[0] + len(numbers))) and numbers[0] in {1, 2}


def _known(cells: Sequence[Any]) -> set[str]:
    """Names of the fields that the cells are headers of; a column that is never kept counts by its words."""
    known = set()
    for cell in cells:
        if isinstance(cell, str) and len(cell) <= HEADER_LETTERS:
            known.add(fields.by_header(cell) or (fields.fold(cell) if fields.is_never_kept(cell) else ""))
    return known - {""}


def _continues(upper: Sequence[Any], lower: Sequence[Any]) -> bool:
    """Whether `lower` is the second row of a header: below the name and register headers it is empty."""
    for position, cell in enumerate(upper):
        named = isinstance(cell, str) and fields.by_header(cell) in {"name", "register_number"}
        if named and position < len(lower) and lower[position] is not None:
            return False
    return bool(_known(lower))


def _joined(upper: Sequence[Any], lower: Sequence[Any]) -> list[str]:
    """Both rows in one text per column; an upper header that spans several columns goes to each of them."""
    texts, above = [], ""
    for position in range(max(len(upper), len(lower))):
        high = _label(upper[position]) if position < len(upper) else ""
        low = _label(lower[position]) if position < len(lower) else ""
        above = high or (above if low else "")
        texts.append(f"{above} / {low}" if above and low else above or low)
    return texts


def _label(cell: Any) -> str:
    return "" if cell is None or isinstance(cell, dict) else " ".join(str(cell).split())[:HEADER_LETTERS]
