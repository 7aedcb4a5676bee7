"""One file of many sheets, straight from the blobs: the constant parts stand in it once, each sheet adds its words."""

from __future__ import annotations

import enum
import hashlib
import io

import pikepdf
import pypdfium2

from certification.rendering import objects
from certification.rendering.blob import Blob, Page, pack
from certification.rendering.check import FileRefused, check_page
from certification.rendering.forms import Form, Offsets
from certification.rendering.full import shifts
from certification.rendering.objects import Item
from certification.rendering.stamp import Person, Stamp

PT_PER_MM = 72 / 25.4
_CATALOGUE, _PAGES = 1, 2


class Side(enum.Enum):
    """Which pages a print file holds: all, or one side for a printer that cannot turn the paper."""

    BOTH = "both"
    FRONTS = "fronts"
    BACKS = "backs"


class PrintFile:
    """Takes sheets in their order and gives one PDF; no sheet is parsed or laid out again."""

    def __init__(self, side: Side) -> None:
        self._sides = {Side.BOTH: (0, 1), Side.FRONTS: (0,), Side.BACKS: (1,)}[side]
        # Catalogue and page tree come first in number and last in time.
        self._items: dict[int, Item] = {}
        self._kept: dict[int, tuple[Blob, dict[int, int]]] = {}
        self._shifts: dict[tuple[float, float], int] = {}
        self._pages: list[int] = []
        self._wanted: list[tuple[Page, Person] | None] = []

    def add_stamped(self, stamp: Stamp, person: Person, form: Form, offsets: Offsets) -> None:
        """One sheet from a blob, moved by the printer's offsets. Raises OddText and RenderRefused."""
        own = iter(stamp.slot_items(person))
        moves = shifts(form, offsets)
        for at, page in enumerate(stamp.blob.pages):
            items = {place: next(own) for place, part in enumerate(page.parts) if not isinstance(part, int)}
            if at in self._sides:
                numbers = self._constants(stamp.blob)
                contents = [
                    numbers[part] if isinstance(part, int) else self._add(items[place])
                    for place, part in enumerate(page.parts)
                ]
                self._add_page(page, numbers, [*self._shift(*moves[at]), *contents])
                self._wanted.append((page, person))

    def add_pdf(self, pdf: bytes) -> None:
        """One sheet from a finished file of two pages, whose content has been checked."""
        opened = pikepdf.open(io.BytesIO(pdf))
        blob = pack(opened, [[page.Contents.read_bytes()] for page in opened.pages], {})
        numbers = self._constants(blob)
        for at in self._sides:
            page = blob.pages[at]
            self._add_page(page, numbers, [numbers[part] for part in page.parts if isinstance(part, int)])
            self._wanted.append(None)

    def _add(self, item: Item) -> int:
        number = len(self._items) + _PAGES + 1
        self._items[number] = item
        return number

    def _add_page(self, page: Page, numbers: dict[int, int], contents: list[int]) -> None:
        resources = Item(page.resources).renumbered(numbers).value
        value = b"<</Type/Page/Parent %d 0 R/MediaBox%b/Resources %b/Contents[%b]>>" % (
            _PAGES,
            page.media_box,
            resources,
            objects.references(contents),
        )
        self._pages.append(self._add(Item(value)))

    def _constants(self, blob: Blob) -> dict[int, int]:
        """Old number → new of all that the pages of a blob need; taken over at its first sheet."""
        # The blob is kept beside its numbers, so that no other one gets its id.
        kept = self._kept.get(id(blob))
        if kept is not None:
            return kept[1]
        needed: list[int] = []
        waiting = [number for page in blob.pages for number in Item(page.resources).references()]
        waiting += [part for page in blob.pages for part in page.parts if isinstance(part, int)]
        while waiting:
            number = waiting.pop()
            if number not in needed:
                needed.append(number)
                waiting += blob.items[number].references()
        first = len(self._items) + _PAGES + 1
        numbers = {old: first + at for at, old in enumerate(needed)}
        for old in needed:
            self._add(blob.items[old].renumbered(numbers))
        self._kept[id(blob)] = blob, numbers
        return numbers

    def _shift(self, right: float, down: float) -> list[int]:
        """The stream that moves a page, if it is moved."""
        if not right and not down:
            return []
        if (right, down) not in self._shifts:
            moved = b"1 0 0 1 %.4f %.4f cm" % (right * PT_PER_MM, -down * PT_PER_MM)
            self._shifts[right, down] = self._add(objects.stream(moved, compress=False))
        return [self._shifts[right, down]]

    def to_bytes(self) -> bytes:
        """The whole file; the same sheets give the same bytes."""
        kids = objects.references(self._pages)
        fixed = {
            _CATALOGUE: Item(b"<</Type/Catalog/Pages %d 0 R>>" % _PAGES),
            _PAGES: Item(b"<</Type/Pages/Count %d/Kids[%b]>>" % (len(self._pages), kids)),
        }
        parts, position, rows = [objects.HEADER], len(objects.HEADER), [objects.FREE_ROW]
        digest = hashlib.sha256()
        for number, item in (fixed | self._items).items():
            written = item.written(number)
            rows.append(objects.row(position))
            parts.append(written)
            digest.update(written)
            position += len(written)
        ending = objects.ending(b"".join(rows), position, b"/Root %d 0 R" % _CATALOGUE, digest.digest()[:16])
        return b"".join([*parts, ending])

    def check(self, pdf: bytes) -> None:
        """Raise FileRefused unless every page of the finished file says what its person's must say."""
        document = pypdfium2.PdfDocument(pdf)
        try:
            if len(document) != len(self._wanted):
                raise FileRefused(f"{len(document)} pages instead of {len(self._wanted)}")
            for number, wanted in enumerate(self._wanted):
                if wanted is not None:
                    opened = document[number]
                    check_page(opened, *wanted)
                    opened.close()
        finally:
            document.close()
