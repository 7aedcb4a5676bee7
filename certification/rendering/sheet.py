"""BNSP's sheet: where the variable text goes, in millimetres from the upper left corner of the paper.

The places are those of the copy. Whoever has measured a sheet of another print changes them here: the layout and the
calibration page both read them.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """The box of one text: `top` of its first line, `line` the height of a line; `align` as CSS says it."""

    left: float
    top: float
    width: float
    line: float
    align: str = "center"

    @property
    def css(self) -> str:
        return (
            f"left: {self.left}mm; top: {self.top}mm; width: {self.width}mm; "
            f"line-height: {self.line}mm; text-align: {self.align}"
        )

    @property
    def middle(self) -> tuple[float, float]:
        """The middle of the first line, where the calibration page has its cross."""
        across = {"left": self.left, "center": self.left + self.width / 2, "right": self.left + self.width}
        return across[self.align], self.top + self.line / 2


FRONT = {
    "number": Place(24, 81.9, 162, 5),
    "name": Place(24, 108.7, 162, 10),
    "registration": Place(24, 122.4, 162, 5),
    "field": Place(24, 145.5, 162, 6.4),
    "scheme": Place(24, 174.7, 162, 6.4),
    "years_id": Place(118, 193.1, 60, 4.9, "left"),
    "years_en": Place(115.5, 197.9, 60, 4.4, "left"),
    "qr": Place(24, 231.2, 60, 3.6, "left"),
    "issued": Place(91, 226.9, 92, 4.8),
    "issuer": Place(91, 240.7, 92, 4.8),
    "signatory": Place(91, 267.0, 92, 4.8),
}
BACK = {
    "holder": Place(24, 52.4, 162, 5),
    "units": Place(24, 79.1, 162, 5, "left"),
    "issued": Place(91, 226.9, 92, 4.8),
    "issuer": Place(91, 240.7, 92, 4.8),
    "signatory": Place(91, 267.0, 92, 4.8),
}
