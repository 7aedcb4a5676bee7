"""The print room: where every certificate that leaves is made and checked, and print files are put together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from certification.rendering import libraries
from certification.rendering.blobs import Blobs, Order
from certification.rendering.check import check, check_stamped
from certification.rendering.facts import Facts
from certification.rendering.forms import NO_MARK, NO_OFFSETS, Form, Mark, Offsets
from certification.rendering.full import render_full
from certification.rendering.printfile import PrintFile, Side
from certification.rendering.refusals import refuse_unprintable
from certification.rendering.shaping import OddText

__all__ = ["Made", "Room", "Sheetful", "Side"]

Way = Literal["stamped", "full"]


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

    @property
    def order(self) -> Order:
        return Order(self.facts, self.form, self.mark)


class Room:
    """Makes certificates, by stamp where a layout is compiled or worth compiling, else by the full render.

    `folder` is where compiled layouts are kept between two lives of a process. Used by one thread at a time. Raises
    LibraryMissing where rendering would be slow in silence.
    """

    def __init__(self, folder: Path) -> None:
        libraries.require()
        self._blobs = Blobs(folder)

    def expect(self, sheets: Iterable[Sheetful]) -> None:
        """Say what will be asked for, so that many alike are stamped from the first on."""
        for sheet in sheets:
            self._blobs.expect(sheet.order)

    def render(self, facts: Facts, form: Form = Form.COPY, mark: Mark = NO_MARK, offsets: Offsets = NO_OFFSETS) -> Made:
        """One checked PDF of two pages. Raises RenderRefused (cannot be printed) and FileRefused (made, but wrong)."""
        refuse_unprintable(facts, form, mark)
        order = Order(facts, form, mark)
        person = order.person()
        try:
            if offsets != NO_OFFSETS:
                raise OddText("moved for a printer")
            stamp = self._blobs.stamp_for(order)
            pdf = stamp.file(person)
        except OddText as odd:
            pdf = render_full(facts, form, mark, offsets)
            check(pdf, facts, form, mark)
            return Made(pdf, "full", str(odd))
        check_stamped(pdf, stamp, person)
        return Made(pdf, "stamped")

    def print_file(self, pages: Sequence[Sheetful], side: Side = Side.BOTH) -> bytes:
        """One checked PDF of all sheets in the given order. Raises RenderRefused and FileRefused."""
        file = self.assemble(pages, side)
        pdf = file.to_bytes()
        file.check(pdf)
        return pdf

    def assemble(self, pages: Sequence[Sheetful], side: Side = Side.BOTH) -> PrintFile:
        """The print file before it is written and checked."""
        self.expect(pages)
        file = PrintFile(side)
        for sheet in pages:
            refuse_unprintable(sheet.facts, sheet.form, sheet.mark)
            try:
                stamp = self._blobs.stamp_for(sheet.order)
                file.add_stamped(stamp, sheet.order.person(), sheet.form, sheet.offsets)
            except OddText:
                pdf = render_full(sheet.facts, sheet.form, sheet.mark, sheet.offsets)
                check(pdf, sheet.facts, sheet.form, sheet.mark)
                file.add_pdf(pdf)
        return file
