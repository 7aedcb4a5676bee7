"""The same document by our own fast way: laid out once, then stamped."""

from __future__ import annotations

from pathlib import Path

from benchmarks.document import Person
from certification.rendering.blobs import Blobs, Order
from certification.rendering.forms import Form
from certification.rendering.room import Room, Sheetful

# So many alike are announced that compiling is worth it from the first on, as a job announces its batch.
ALIKE = 500


class Stamped:
    """From facts to PDF without the check."""

    def __init__(self, folder: Path) -> None:
        self.blobs = Blobs(folder)
        self.is_announced = False

    def __call__(self, person: Person) -> bytes:
        order = Order(person.facts, Form.COPY, person.mark)
        if not self.is_announced:
            for _one in range(ALIKE):
                self.blobs.expect(order)
            self.is_announced = True
        made: bytes = self.blobs.stamp_for(order).file(order.person())
        return made


class Checked:
    """What a job calls: stamped, and checked as every file that leaves."""

    def __init__(self, folder: Path) -> None:
        self.room = Room(folder)
        self.is_announced = False

    def __call__(self, person: Person) -> bytes:
        if not self.is_announced:
            self.room.expect([Sheetful(person.facts, Form.COPY, person.mark)] * ALIKE)
            self.is_announced = True
        made = self.room.render(person.facts, Form.COPY, person.mark)
        if made.way != "stamped":
            raise RuntimeError(f"Not stamped: {made.reason}")
        return made.pdf
