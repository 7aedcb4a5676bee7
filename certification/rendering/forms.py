"""The three forms of one certificate, and what a form says beside the facts."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Form(enum.Enum):
    """COPY is the whole page; BLANK the variable text alone, for BNSP's sheet; PREVIEW while a number is missing."""

    COPY = "copy"
    BLANK = "blank"
    PREVIEW = "preview"


@dataclass(frozen=True)
class Mark:
    """What a copy says about its original (the sheet's serial, empty while there is none) and about itself."""

    sheet_serial: str = ""
    copy_number: int = 1


@dataclass(frozen=True)
class Offsets:
    """How far a printer shifts the print, in millimetres per side: right and down are positive."""

    front_x_mm: float = 0.0
    front_y_mm: float = 0.0
    back_x_mm: float = 0.0
    back_y_mm: float = 0.0


NO_MARK, NO_OFFSETS = Mark(), Offsets()
