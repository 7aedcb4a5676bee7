"""Where in a compiled page a person's text and QR go."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class TextSlot:
    """One line of a person's text. CSS pixels, y down; `x` is the left edge, the centre or the right edge."""

    key: str
    font: str
    size: float
    x: float
    y: float
    align: str


@dataclass(frozen=True)
class QrSlot:
    """Where the modules of the QR go: in module units, since the page's own content has moved and scaled to there.

    `left`, `top`, `width` say in CSS pixels where the whole drawing with its quiet zone stands on the page.
    """

    left: float
    top: float
    width: float


Slot = TextSlot | QrSlot
