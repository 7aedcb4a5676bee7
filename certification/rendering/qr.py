"""The QR of a certificate: the same modules as SVG for the layout engine and as rectangles for the stamp.

Error level M, byte mode, one fixed mask. A QR with a fixed version and mask is linear over its data bits: the drawing
of an address is the drawing of another one with some modules turned over, per bit that differs. So the encoder is
asked once per such bit, and after that a certificate costs a few exclusive-ors instead of half a millisecond.
"""

from __future__ import annotations

import re
from functools import cache

import segno
from django.utils.safestring import SafeString, mark_safe

BORDER = 4
DARK, LIGHT = "#13262a", "#ffffff"
_MASK = 4
_RUN = re.compile("1+")
# A path that no address gives: where it stands in a compiled page, the modules of a person go.
HOLLOW = "M0.5 0.25h0.125v0.125h-0.125z"


def _encoded(content: bytes) -> tuple[int, int]:
    """Modules per side, and all modules as one number, row after row, 1 for dark."""
    code = segno.make_qr(content, error="m", mode="byte", mask=_MASK, boost_error=False)
    rows = ["".join(map(str, row)) for row in code.matrix]
    return len(rows), int("".join(rows), 2)


class _Basis:
    """The drawing of one address, and what each bit that differs from it turns over in others of its length."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.side, self.drawn = _encoded(content)
        self.turned: dict[tuple[int, int], int] = {}

    def draw(self, content: bytes) -> int:
        drawn = self.drawn
        for place, (mine, known) in enumerate(zip(content, self.content, strict=True)):
            difference, bit = mine ^ known, 1
            while bit <= difference:
                if difference & bit:
                    drawn ^= self.turned.get((place, bit)) or self._turn(place, bit)
                bit <<= 1
        return drawn

    def _turn(self, place: int, bit: int) -> int:
        changed = bytearray(self.content)
        changed[place] ^= bit
        turned = self.turned[place, bit] = _encoded(bytes(changed))[1] ^ self.drawn
        return turned


_bases: dict[int, _Basis] = {}


def rows(address: str) -> list[str]:
    """The modules of an address of ASCII characters, one text of 0 and 1 per row, without the quiet zone."""
    content = address.encode("ascii")
    basis = _bases.get(len(content))
    if basis is None:
        basis = _bases.setdefault(len(content), _Basis(content))
    whole = f"{basis.draw(content):0{basis.side**2}b}"
    return [whole[start : start + basis.side] for start in range(0, basis.side**2, basis.side)]


def side(address: str) -> int:
    """Modules per side, with the quiet zone."""
    return len(rows(address)) + 2 * BORDER


def svg(address: str) -> SafeString:
    """The QR with its quiet zone, for a layout."""
    path = "".join(
        f"M{run.start() + BORDER} {y}h{run.end() - run.start()}v1h-{run.end() - run.start()}z"
        for y, row in enumerate(rows(address), start=BORDER)
        for run in _RUN.finditer(row)
    )
    return _drawing(side(address), path)


def hollow_svg(address: str) -> SafeString:
    """The same drawing without its modules, for compiling a layout."""
    return _drawing(side(address), HOLLOW)


def _drawing(size: int, path: str) -> SafeString:
    made = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}"><title>QR</title>'
        f'<path fill="{LIGHT}" d="M0 0h{size}v{size}h-{size}z"/><path fill="{DARK}" d="{path}"/></svg>'
    )
    # Numbers of ours only, no text of a person in it.
    return mark_safe(made)  # noqa: S308  # see the line above


def operators(address: str) -> bytes:
    """The dark modules as PDF rectangles in module units, y down, quiet zone left free; the caller fills them."""
    return b"\n".join(
        [
            _rectangle(run.start(), run.end(), y)
            for y, row in enumerate(rows(address), start=BORDER)
            for run in _RUN.finditer(row)
        ]
    )


@cache
def _rectangle(start: int, end: int, y: int) -> bytes:
    return b"%d %d %d 1 re" % (start + BORDER, y, end - start)
