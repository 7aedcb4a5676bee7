"""The print room: where every certificate that leaves is made and checked, and print files are put together."""

from __future__ import annotations

import enum
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pikepdf

from certification.rendering.check import check
from certification.rendering.facts import Facts
from certification.rendering.forms import NO_MARK, NO_OFFSETS, Form, Mark, Offsets
from certification.rendering.full import render_full

Way = Literal["stamped", "full"]


class Side(enum.Enum):
    """Which pages a print file holds: all, or one side for a printer that cannot turn the paper."""

    BOTH = "both"
    FRONTS = "fronts"
    BACKS = "backs"


@dataclass(frozen=True)
class Made:
    """A checked PDF, the way it was made, and for a full render why it could not be stamped."""

    pdf: bytes
    way: Way
    reason: str = ""


@dataclass(frozen=True)
class Sheetful:
    """One sheet of a print file: front and back of one certificate."""

    facts: Facts
    form: Form = Form.BLANK
    mark: Mark = NO_MARK
    offsets: Offsets = NO_OFFSETS


class Room:
    """Makes certificates; `folder` is where compiled layouts are kept between two lives of a process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def render(self, facts: Facts, form: Form = Form.COPY, mark: Mark = NO_MARK, offsets: Offsets = NO_OFFSETS) -> Made:
        """One checked PDF of two pages. Raises RenderRefused (cannot be printed) and FileRefused (made, but wrong)."""
        pdf = render_full(facts, form, mark, offsets)
        check(pdf, facts, form, mark)
        return Made(pdf, "full", "not compiled")

    def print_file(self, pages: Sequence[Sheetful], side: Side = Side.BOTH) -> bytes:
        """One PDF of all sheets in the given order. Raises RenderRefused and FileRefused."""
        joined = pikepdf.new()
        for sheet in pages:
            made = self.render(sheet.facts, sheet.form, sheet.mark, sheet.offsets)
            with pikepdf.open(io.BytesIO(made.pdf)) as opened:
                for number, page in enumerate(opened.pages):
                    if side is Side.BOTH or (number == 0) is (side is Side.FRONTS):
                        joined.pages.append(page)
        file = io.BytesIO()
        joined.save(file, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return file.getvalue()
