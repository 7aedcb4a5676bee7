"""The shrink rules: how large a line or a paragraph of text may stand in a given room.

Widths come from the advance widths of the very font that is embedded, so that every path gives the same size.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

FONTS = Path(__file__).resolve().parent.parent / "fonts"
REGULAR, ITALIC = "SourceSerif4-Regular.ttf", "SourceSerif4-It.ttf"
SEMIBOLD, BOLD = "SourceSerif4-Semibold.ttf", "SourceSerif4-Bold.ttf"
FAMILY = (REGULAR, ITALIC, SEMIBOLD, BOLD)
MM = 72 / 25.4
# Kerning moves letters a little; a line is never planned to its last hair.
SAFE = 0.99


@dataclass(frozen=True)
class Line:
    """Room for one line of text: width in points, font, sizes in points to try, largest first.

    A text that is too long even for the smallest stands on two lines at the first of `wrapped` that fits, or on more
    at the last.
    """

    width: float
    sizes: tuple[float, ...]
    font: str = REGULAR
    wrapped: tuple[float, ...] = (7, 6, 5)


@dataclass(frozen=True)
class Slot:
    """A line of text as it is set: `size` in points, and the text itself, or its pieces where it is too long."""

    text: str
    size: float
    lines: tuple[str, ...]

    @property
    def fits(self) -> bool:
        """Whether it stands on one line, as nearly every text does."""
        return len(self.lines) == 1

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Paragraph:
    """Room for a text of several lines: width and sizes in points, and how many lines there may be."""

    width: float
    sizes: tuple[float, ...]
    lines: int
    font: str = REGULAR


@cache
def _advances(font: str) -> tuple[dict[int, int], int]:
    with TTFont(FONTS / font, lazy=True) as opened:
        metrics, cmap = opened["hmtx"].metrics, opened.getBestCmap()
        return {char: metrics[glyph][0] for char, glyph in cmap.items()}, opened["head"].unitsPerEm


@cache
def printable() -> frozenset[int]:
    """The characters that every font of the family has."""
    return frozenset.intersection(*(frozenset(_advances(font)[0]) for font in FAMILY))


def width_pt(text: str, size_pt: float, font: str = BOLD) -> float:
    known, per_em = _advances(font)
    return sum(known.get(ord(character), per_em) for character in text) * size_pt / per_em


def fitted(text: str, line: Line) -> Slot:
    """The text at the largest size at which it stands on one line, else on as few lines as hold it."""
    per_point, width = width_pt(text, 1, line.font), line.width * SAFE
    for size in line.sizes:
        if per_point * size <= width:
            return Slot(text, size, (text,))
    for count, sizes in ((2, line.wrapped), (3, line.wrapped[-1:])):
        pieces = _pieces(text, count, line.font)
        widest = max(width_pt(piece, 1, line.font) for piece in pieces)
        for size in sizes:
            if widest * size <= width:
                return Slot(text, size, pieces)
    size = line.wrapped[-1]
    return Slot(text, size, tuple(_broken(text, width / size, line.font)))


def _pieces(text: str, count: int, font: str) -> tuple[str, ...]:
    """The words on `count` lines, the widest as narrow as can be."""
    words = text.split(" ")
    if count == 1 or len(words) < count:
        return (text,)
    ways = (
        (" ".join(words[:at]), *_pieces(" ".join(words[at:]), count - 1, font))
        for at in range(1, len(words) - count + 2)
    )
    return min(ways, key=lambda pieces: max(width_pt(piece, 1, font) for piece in pieces))


def _broken(text: str, width: float, font: str) -> list[str]:
    """The text cut wherever a line of that width (at 1 pt) is full, between words or inside one."""
    lines, used = [""], 0.0
    for character in text:
        wide = width_pt(character, 1, font)
        if used + wide > width:
            lines.append("")
            used = 0.0
        lines[-1] += character
        used += wide
    return lines


def lines_of(text: str, width: float, size: float, font: str = REGULAR) -> int:
    """On how many lines of that width in points the text stands at most; a word wider than a line is cut."""
    width = width * SAFE / size
    lines, used, blank = 1, 0.0, width_pt(" ", 1, font)
    for word in text.split():
        wide = width_pt(word, 1, font)
        if used and used + blank + wide <= width:
            used += blank + wide
            continue
        if used:
            lines += 1
        cut = _broken(word, width, font) if wide > width else [word]
        lines += len(cut) - 1
        used = width_pt(cut[-1], 1, font)
    return lines


def paragraph_size(text: str, room: Paragraph) -> float | None:
    """The largest size at which the text stands on the allowed number of lines; None where none does."""
    return next((size for size in room.sizes if lines_of(text, room.width, size, room.font) <= room.lines), None)
