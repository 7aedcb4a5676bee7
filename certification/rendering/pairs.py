"""A title in both languages, Indonesian above English, set as large as its room allows."""

from __future__ import annotations

from dataclasses import dataclass

from certification.rendering import fit
from certification.rendering.fit import MM
from certification.rendering.press import RenderRefused

LEADING, LEADING_EN = 1.2, 1.25
MOST_LINES = 3
# A title shrinks to this part of its size rather than leave one word on a second line.
ONE_LINE = 0.8


@dataclass(frozen=True)
class Room:
    """Where a pair stands: width and height in millimetres, the sizes in points to try, the English line's largest."""

    label: str
    width: float
    height: float
    sizes: tuple[float, ...]
    english: float


@dataclass(frozen=True)
class Pair:
    """Both lines as they are set, sizes in points; `height` in millimetres is what they take at most."""

    text_id: str
    text_en: str
    size: float
    english: float
    height: float


def pair(text_id: str, text_en: str, room: Room) -> Pair:
    """One line where that costs little size, else the largest size that fits; raises RenderRefused where none does."""
    one_line = (size for size in room.sizes if size >= room.sizes[0] * ONE_LINE and _lines(text_id, size, room) == 1)
    for size in (*one_line, *room.sizes):
        english = round(min(room.english, size * 0.9), 2)
        lines = _lines(text_id, size, room)
        lines_en = fit.lines_of(text_en, room.width * MM, english, fit.ITALIC) if text_en else 0
        height = (lines * size * LEADING + lines_en * english * LEADING_EN) / MM
        if height <= room.height and max(lines, lines_en) <= MOST_LINES:
            return Pair(text_id, text_en, size, english, height)
    raise RenderRefused(f"{room.label} tidak muat pada sertifikat; pendekkan tulisannya.")


def _lines(text_id: str, size: float, room: Room) -> int:
    return fit.lines_of(text_id, room.width * MM, size, fit.SEMIBOLD)
