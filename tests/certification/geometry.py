"""Where the text of a finished PDF stands, and whether any of it meets other text or leaves the paper."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as raw

MM = 72 / 25.4
PAGE = (595.28, 841.89)
# The watermark lies behind the text on purpose; it is the only text set as large.
WATERMARK = 60
# Ascenders and descenders of neighbouring lines may share this much, in points.
TOUCH = 1.2


@dataclass(frozen=True)
class Piece:
    """A run of text with its box in points from the upper left corner."""

    page: int
    text: str
    left: float
    top: float
    right: float
    bottom: float


def pieces(pdf: bytes) -> list[Piece]:
    """All text objects but the watermark."""
    document = pypdfium2.PdfDocument(pdf)
    found = []
    try:
        for number, page in enumerate(document):
            text = page.get_textpage()
            for thing in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT]):
                left, bottom, right, top = thing.get_bounds()
                if top - bottom > WATERMARK:
                    continue
                written = _text(thing, text)
                found.append(Piece(number, written, left, PAGE[1] - top, right, PAGE[1] - bottom))
    finally:
        document.close()
    return [piece for piece in found if piece.text.strip()]


def _text(thing: pypdfium2.PdfObject, page: pypdfium2.PdfTextPage) -> str:
    size = raw.FPDFTextObj_GetText(thing.raw, page.raw, None, 0)
    buffer = ctypes.create_string_buffer(size)
    raw.FPDFTextObj_GetText(thing.raw, page.raw, ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), size)
    return buffer.raw[: size - 2].decode("utf-16-le")


def find(pdf: bytes, page: int, text: str) -> Piece:
    """The first piece of a page that holds the text."""
    return next(piece for piece in pieces(pdf) if piece.page == page and text in piece.text)


def outside(pdf: bytes) -> list[Piece]:
    """Text nearer than 10 mm to the edge of the paper."""
    edge = 10 * MM
    return [
        piece
        for piece in pieces(pdf)
        if piece.left < edge or piece.top < edge or piece.right > PAGE[0] - edge or piece.bottom > PAGE[1] - edge
    ]


def colliding(pdf: bytes) -> list[tuple[Piece, Piece]]:
    """Pairs of pieces whose boxes overlap."""
    all_of = pieces(pdf)
    return [
        (one, other)
        for at, one in enumerate(all_of)
        for other in all_of[at + 1 :]
        if one.page == other.page
        and min(one.right, other.right) - max(one.left, other.left) > TOUCH
        and min(one.bottom, other.bottom) - max(one.top, other.top) > TOUCH
    ]
