"""The shrink rule: how large a line of text may stand in a given width.

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
MM = 72 / 25.4


@dataclass(frozen=True)
class Line:
    """Room for one line of text: its width in points, its font, and the sizes in points to try, largest first."""

    width: float
    sizes: tuple[float, ...]
    font: str = REGULAR


@dataclass(frozen=True)
class Slot:
    """A line of text as it is set: `size` in points; `fits` is false where even the smallest size needs two lines."""

    text: str
    size: float
    fits: bool

    def __str__(self) -> str:
        return self.text


@cache
def _advances(font: str) -> tuple[dict[int, int], int]:
    with TTFont(FONTS / font, lazy=True) as opened:
        metrics, cmap = opened["hmtx"].metrics, opened.getBestCmap()
        return {char: metrics[glyph][0] for char, glyph in cmap.items()}, opened["head"].unitsPerEm


def missing_characters(text: str, font: str = BOLD) -> set[str]:
    """Characters that the font cannot print."""
    known, _ = _advances(font)
    return {character for character in text if ord(character) not in known}


def width_pt(text: str, size_pt: float, font: str = BOLD) -> float:
    known, per_em = _advances(font)
    return sum(known.get(ord(character), per_em) for character in text) * size_pt / per_em


def fitted(text: str, line: Line) -> Slot:
    """The text at the largest size at which it stands on one line; at the smallest it may wrap."""
    per_point = width_pt(text, 1, line.font)
    fitting = next((size for size in line.sizes if per_point * size <= line.width), None)
    return Slot(text, fitting or line.sizes[-1], fitting is not None)
