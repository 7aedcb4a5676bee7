"""One print file of many sheets, beside stamping the same people into files of their own."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.document import Person
from certification.rendering.blobs import Blobs, Order
from certification.rendering.forms import NO_MARK, Form
from certification.rendering.room import Room, Sheetful


def run(folder: Path, crowd: Iterator[Person], *, sheets: int, rounds: int) -> dict[str, Any]:
    """Stamp `sheets` blanks and put the same into one file, in turns; seconds of processor, medians of the rounds."""
    room, blobs = Room(folder), Blobs(folder)
    stamped, assembled, checked, size = [], [], [], 0
    for number in range(rounds + 1):
        orders = [Order(person.facts, Form.BLANK, NO_MARK) for person in islice(crowd, sheets)]
        pages = [Sheetful(order.facts, order.form, order.mark) for order in orders]
        for order in orders:
            blobs.expect(order)
        began = time.process_time()
        for order in orders:
            blobs.stamp_for(order).file(order.person())
        between = time.process_time()
        file = room.assemble(pages)
        pdf = file.to_bytes()
        written = time.process_time()
        file.check(pdf)
        # The first round compiles.
        if number:
            stamped.append(between - began)
            assembled.append(written - between)
            checked.append(time.process_time() - written)
        size = len(pdf)
    return {
        "sheets": sheets,
        "rounds": rounds,
        "bytes": size,
        "stamping_seconds": round(statistics.median(stamped), 3),
        "seconds": round(statistics.median(assembled), 3),
        "check_seconds": round(statistics.median(checked), 3),
        "vs_stamping": round(statistics.median(a / b for a, b in zip(assembled, stamped, strict=True)), 2),
    }


def table(found: dict[str, Any]) -> list[str]:
    """The figures as lines of Markdown."""
    return [
        "| one print file from the blobs | sheets | s | s for its check | MB | × the time of stamping as many files |",
        "|---|--:|--:|--:|--:|--:|",
        f"| blanks, both sides | {found['sheets']} | {found['seconds']:.2f} | {found['check_seconds']:.2f} "
        f"| {found['bytes'] / 1e6:.1f} | {found['vs_stamping']:.1f} |",
    ]
