"""The three forms of one certificate, and what a form says beside the facts."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Form(enum.Enum):
    """COPY is the whole page with its band; PREVIEW the same while a number is missing; BLANK goes onto the original.

    A certificate of competence is printed onto BNSP's sheet, so its BLANK holds the variable text alone. A training
    certificate has no such sheet: its BLANK is the whole page for the centre's own paper, without band, to be signed.
    """

    COPY = "copy"
    BLANK = "blank"
    PREVIEW = "preview"


@dataclass(frozen=True)
class Mark:
    """What a copy says about its original (the sheet's serial, empty while there is none) and about itself.

    `qr_on_sheet`: whether BNSP's sheet carries the QR, a setting of each LSP.
    """

    sheet_serial: str = ""
    copy_number: int = 1
    qr_on_sheet: bool = False


@dataclass(frozen=True)
class Offsets:
    """How far a printer shifts the print, in millimetres per side: right and down are positive."""

    front_x_mm: float = 0.0
    front_y_mm: float = 0.0
    back_x_mm: float = 0.0
    back_y_mm: float = 0.0


NO_MARK, NO_OFFSETS = Mark(), Offsets()
