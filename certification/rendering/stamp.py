"""A person stamped on to a compiled layout: a few small streams between constant ones, no parse and no layout."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from certification.rendering import objects, qr, sample
from certification.rendering.bare import bare
from certification.rendering.blob import Blob
from certification.rendering.cuts import QrSlot, TextSlot
from certification.rendering.fit import Slot
from certification.rendering.objects import Item
from certification.rendering.shaping import OddText, Shaped, shape

PX_PER_PT = 4 / 3


@dataclass(frozen=True)
class Person:
    """What one certificate says where others say something else.

    `slots` by key, `address` for the QR, `words` from the sample's words in title and dates to this person's.
    """

    slots: Mapping[str, Slot]
    address: str
    words: Mapping[str, str]


class Stamp:
    """A blob made ready: stamping is a join of bytes. Used by one thread at a time."""

    def __init__(self, blob: Blob) -> None:
        self.blob = blob
        constant = len(blob.items)
        # Numbers after the constant objects: their container, each slot in order, metadata, information.
        first = constant + 2
        slots = sum(not isinstance(part, int) for page in blob.pages for part in page.parts)
        self._metadata, self._info = first + slots, first + slots + 1
        self.static, self._rows = self._assemble(self.blob.items, constant + 1, first)
        self._bare = b""
        self._xmp = re.split(b"(" + "|".join(sample.WORDS).encode() + b")", blob.xmp)
        self._key = hashlib.sha256(self.static).digest()

    @property
    def bare(self) -> bytes:
        """As long as `static`, with all fonts, states and marks, but drawing nothing: what the check reads instead."""
        if not self._bare:
            parts = {part for page in self.blob.pages for part in page.parts if isinstance(part, int)}
            constant = len(self.blob.items)
            items = {number: bare(item) if number in parts else item for number, item in self.blob.items.items()}
            self._bare, rows = self._assemble(items, constant + 1, constant + 2)
            if rows != self._rows:
                raise RuntimeError("The twin of the constant part is not as long as it.")
        return self._bare

    def _assemble(self, constant: Mapping[int, Item], container: int, first: int) -> tuple[bytes, bytes]:
        """The constant objects as they stand at the start of every file, and their rows of the cross-reference."""
        items = dict(constant)
        number = first
        for page in self.blob.pages:
            contents = []
            for part in page.parts:
                contents.append(part if isinstance(part, int) else number)
                number += not isinstance(part, int)
            items[page.number] = _with(items[page.number], b"/Contents[%b]" % objects.references(contents))
        items[1] = _with(items[1], b"/Metadata %d 0 R" % self._metadata)
        rows = [objects.FREE_ROW] * (container + 1)
        loose = [(number, item) for number, item in items.items() if item.data is None]
        for index, (number, _item) in enumerate(loose):
            rows[number] = objects.row_in_container(container, index)
        parts, position = [objects.HEADER], len(objects.HEADER)
        streams = [(number, item) for number, item in items.items() if item.data is not None]
        for number, item in [*streams, (container, objects.container(loose))]:
            rows[number] = objects.row(position)
            written = item.written(number)
            parts.append(written)
            position += len(written)
        return b"".join(parts), b"".join(rows)

    def file(self, person: Person) -> bytes:
        """A whole PDF; the same person gives the same bytes. Raises OddText when it must be rendered in full."""
        items = [*self.slot_items(person), objects.stream(self._xmp_of(person), _XMP_TYPE, compress=False)]
        items.append(Item(self._info_of(person)))
        number, position = len(self.blob.items) + 2, len(self.static)
        parts, rows, digest = [self.static], [self._rows], hashlib.sha256(self._key)
        for item in items:
            written = item.written(number)
            rows.append(objects.row(position))
            parts.append(written)
            digest.update(written)
            number += 1
            position += len(written)
        name = digest.digest()[:16]
        parts.append(objects.ending(b"".join(rows), position, b"/Root 1 0 R/Info %d 0 R" % self._info, name))
        return b"".join(parts)

    def slot_items(self, person: Person) -> list[Item]:
        """The streams of all slots in the order of pages and content."""
        shaped: dict[tuple[str, Slot], Shaped] = {}
        return [
            _qr_item(person.address) if isinstance(part, QrSlot) else self._text_item(part, person, shaped)
            for page in self.blob.pages
            for part in page.parts
            if not isinstance(part, int)
        ]

    def _text_item(self, place: TextSlot, person: Person, shaped: dict[tuple[str, Slot], Shaped]) -> Item:
        slot = person.slots[place.key]
        if not slot.fits:
            raise OddText("wider than its line")
        known = shaped.get((place.font, slot))
        if known is None:
            known = shape(slot.text, self.blob.faces[place.font], slot.size * PX_PER_PT)
            shaped[place.font, slot] = known
        font, left = place.font.encode(), place.x - known.width * _BEFORE[place.align]
        after = b"" if abs(known.size - place.size) < 1e-5 else b"\n/%b %.6f Tf" % (font, place.size)
        return objects.stream(
            b"1 0 0 -1 %.6f %.6f Tm\n/%b %.6f Tf\n[%b] TJ%b" % (left, place.y, font, known.size, known.shown, after),
            compress=False,
        )

    def _xmp_of(self, person: Person) -> bytes:
        words = {word.encode(): escape(own, quote=False).encode() for word, own in person.words.items()}
        return b"".join(words.get(part, part) for part in self._xmp)

    def _info_of(self, person: Person) -> bytes:
        entries = []
        for key, value in self.blob.info.items():
            for word, own in person.words.items():
                value = value.replace(word, own)
            entries.append(
                key.encode() + (b"(%b)" % value.encode() if value.startswith("D:") else objects.text_string(value))
            )
        return b"<<" + b"".join(entries) + b">>"


_BEFORE = {"left": 0.0, "center": 0.5, "right": 1.0}
_XMP_TYPE = b"/Type/Metadata/Subtype/XML"


def _qr_item(address: str) -> Item:
    return objects.stream(qr.operators(address))


def _with(item: Item, entry: bytes) -> Item:
    return Item(item.value[:-2] + entry + b">>", item.data)
