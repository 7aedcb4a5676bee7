"""Text shaped by HarfBuzz, as the layout engine would write it into a page; whatever is odd about it is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

import uharfbuzz

from certification.rendering.fit import FONTS


class OddText(ValueError):
    """This text cannot be stamped, only rendered in full; the message says why, without the text."""


@dataclass(frozen=True)
class Face:
    """A font as it is embedded in a compiled layout: its file, and per glyph its text and width in thousandths."""

    file: str
    texts: Mapping[int, str]
    widths: Mapping[int, int]


# The layout engine measures in this part of a pixel.
_PARTS = 1024


@lru_cache(maxsize=256)
def _font(file: str, parts: int) -> uharfbuzz.Font:
    font = uharfbuzz.Font(_face(file))
    font.scale = (parts, parts)
    return font


@cache
def _face(file: str) -> uharfbuzz.Face:
    return uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(FONTS / file)))


@dataclass(frozen=True)
class Shaped:
    """A line as it is drawn: `shown` is the operand of TJ; `size` and `width` in pixels, as the engine rounds them."""

    shown: bytes
    size: float
    width: float


def shape(text: str, face: Face, size: float) -> Shaped:
    """One line of text at `size` pixels.

    Raises OddText: a glyph that the font lacks (glyph 0 included) or that the layout does not embed, a glyph that
    stands for other text there, an offset, a direction other than left to right.
    """
    parts = int(size * _PARTS)
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    if buffer.direction != "ltr":
        raise OddText("not left to right")
    uharfbuzz.shape(_font(face.file, parts), buffer)
    infos, positions = buffer.glyph_infos, buffer.glyph_positions
    starts = [info.cluster for info in infos] + [len(text)]
    shown, total = "<", 0
    for index, (info, position) in enumerate(zip(infos, positions, strict=True)):
        glyph, advance = info.codepoint, position.x_advance
        if glyph == 0:
            raise OddText("a character that the font lacks")
        if position.x_offset or position.y_offset:
            raise OddText("a glyph with an offset")
        if face.texts.get(glyph) != text[starts[index] : starts[index + 1]]:
            raise OddText("a glyph that the layout does not embed")
        shown += f"{glyph:04x}"
        total += advance
        # Cut, not rounded, as the engine does.
        if kerning := int(face.widths[glyph] - advance * 1000 / parts):
            shown += f">{kerning}<"
    return Shaped(f"{shown}>".replace("<>", "").encode(), parts / _PARTS, total / _PARTS)
