"""How the list of units is set: over 10 in smaller type, over 15 in two columns, and smaller still until it fits."""

from __future__ import annotations

from dataclasses import dataclass

from certification.rendering import fit
from certification.rendering.facts import Facts, TrainedUnitFact, UnitFact
from certification.rendering.fit import MM
from certification.rendering.press import RenderRefused

TIGHT_FROM, TWO_COLUMNS_FROM = 11, 16
ONE_COLUMN = (10, 9.2, 8.6, 8, 7.4, 6.8, 6.2, 5.6, 5)
TWO_COLUMNS = (7.8, 7.4, 7, 6.6, 6.2, 5.8, 5.4, 5)
TIGHT = 8.6
# Of the type size: the English line's size, the height of a line, the room above and below a row.
ENGLISH, LEADING, PADDING = 1.0, 1.22, 0.47
# Millimetres: the page between its margins, the room between two columns, the blanks left and right in a cell.
WIDTH, WIDE, GAP, CELL = 162.0, 180.0, 4.0, 3.0
Unit = UnitFact | TrainedUnitFact


@dataclass(frozen=True)
class UnitList:
    """The list as it is set; widths in millimetres, `size` and `english` in points, `padding` in points per side."""

    columns: tuple[tuple[tuple[int, Unit], ...], ...]
    size: float
    english: float
    padding: float
    width: float
    number_width: float
    code_width: float
    hours_width: float

    @property
    def head_padding(self) -> float:
        return round(self.padding * 1.3, 2)

    @property
    def wide(self) -> bool:
        """Whether it needs more than the width of the other lines."""
        return len(self.columns) > 1


def unit_list(facts: Facts, room: float) -> UnitList:
    """The units set as large as the room of so many millimetres allows; raises RenderRefused if they never fit."""
    numbered: tuple[tuple[int, Unit], ...] = tuple(enumerate(facts.units, start=1))
    two = len(numbered) >= TWO_COLUMNS_FROM
    half = (len(numbered) + 1) // 2
    columns: tuple[tuple[tuple[int, Unit], ...], ...] = (numbered[:half], numbered[half:]) if two else (numbered,)
    hours = any(getattr(unit, "hours", 0) for unit in facts.units)
    sizes = TWO_COLUMNS if two else tuple(size for size in ONE_COLUMN if len(numbered) < TIGHT_FROM or size <= TIGHT)
    for size in sizes:
        made = UnitList(
            columns=columns,
            size=size,
            english=round(size * ENGLISH, 2),
            padding=round(size * PADDING, 2),
            width=(WIDE - GAP) / 2 if two else WIDTH,
            number_width=size * 0.9 if two else 10.5,
            code_width=size * 4.1 if two else 42.0,
            hours_width=size * 1.5 if hours else 0,
        )
        if max(_height(column, made) for column in columns) <= room:
            return made
    raise RenderRefused("Daftar unit tidak muat pada satu halaman; pendekkan judul unit.")


def _height(column: tuple[tuple[int, Unit], ...], made: UnitList) -> float:
    """Millimetres that the column takes with its head (and a line for the sum) at most."""
    code = (made.code_width - CELL) * MM
    title = (made.width - made.number_width - made.code_width - made.hours_width - CELL) * MM
    points = 0.0
    for _, unit in column:
        right = fit.lines_of(unit.title_id, title, made.size, fit.SEMIBOLD) * made.size
        right += fit.lines_of(unit.title_en, title, made.english, fit.ITALIC) * made.english if unit.title_en else 0
        left = fit.lines_of(unit.code, code, made.size) * made.size
        points += max(left, right) * LEADING + 2 * made.padding + 0.5
    # Head: two lines in each language at most; foot: the sum of the hours.
    points += 2 * (made.size + made.english) * LEADING + 4 * made.padding
    points += made.size * LEADING + 2 * made.padding if made.hours_width else 0
    return points / MM
