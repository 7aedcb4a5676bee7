"""The shrink rule: how large a line of text may stand in a given width.

Widths come from the advance widths of the very font that is embedded, so that every path gives the same size.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

FONTS = Path(__file__).resolve().parent.parent / "fonts"
# Points; the same steps stand in the style sheets as `.size-0` (largest) to `.size-8`.
NAME_SIZES = (24.0, 22.0, 20.0, 18.0, 16.0, 14.0, 12.5, 11.0, 10.0)


@cache
def _advances(font: str) -> tuple[dict[int, int], int]:
    with TTFont(FONTS / font, lazy=True) as opened:
        metrics, cmap = opened["hmtx"].metrics, opened.getBestCmap()
        return {char: metrics[glyph][0] for char, glyph in cmap.items()}, opened["head"].unitsPerEm


def missing_characters(text: str, font: str = "SourceSerif4-Bold.ttf") -> set[str]:
    """Characters that the font cannot print."""
    known, _ = _advances(font)
    return {character for character in text if ord(character) not in known}


def width_pt(text: str, size_pt: float, font: str = "SourceSerif4-Bold.ttf") -> float:
    known, per_em = _advances(font)
    return sum(known.get(ord(character), per_em) for character in text) * size_pt / per_em


def name_step(text: str, width: float) -> int:
    """The step of the largest size at which the name fits `width` points on one line; the last step may wrap."""
    fitting = (step for step, size in enumerate(NAME_SIZES) if width_pt(text, size) <= width)
    return next(fitting, len(NAME_SIZES) - 1)
