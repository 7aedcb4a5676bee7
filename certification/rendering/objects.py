"""PDF objects written by hand: one object at a time as bytes, so that a finished file is a join and no parse.

Every string is written as hexadecimal digits, so that `7 0 R` in an object is always a reference and can be numbered
anew by a search.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pikepdf

HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
_REFERENCE = re.compile(rb"(\d+) 0 R")


@dataclass(frozen=True)
class Item:
    """One object: its value or dictionary as bytes, and for a stream its data as stored."""

    value: bytes
    data: bytes | None = None

    def written(self, number: int) -> bytes:
        """As it stands in a file."""
        if self.data is None:
            return b"%d 0 obj\n%b\nendobj\n" % (number, self.value)
        return b"%d 0 obj\n%b\nstream\n%b\nendstream\nendobj\n" % (number, self.value, self.data)

    def references(self) -> list[int]:
        return [int(number) for number in _REFERENCE.findall(self.value)]

    def renumbered(self, numbers: Mapping[int, int]) -> Item:
        return Item(_REFERENCE.sub(lambda match: b"%d 0 R" % numbers[int(match[1])], self.value), self.data)


def stream(data: bytes, extra: bytes = b"", *, compress: bool = True) -> Item:
    """A stream object; small ones are not worth compressing."""
    if compress:
        packed = zlib.compress(data, 6)
        return Item(b"<</Filter/FlateDecode/Length %d%b>>" % (len(packed), extra), packed)
    return Item(b"<</Length %d%b>>" % (len(data), extra), data)


def references(numbers: Sequence[int]) -> bytes:
    return b" ".join([b"%d 0 R" % number for number in numbers])


def text_string(text: str) -> bytes:
    return b"<FEFF" + text.encode("utf-16-be").hex().upper().encode() + b">"


def collect(root: pikepdf.Object, numbers: dict[tuple[int, int], int]) -> dict[int, Item]:
    """Everything reachable from `root`, numbered from 1 in order of discovery; `numbers` is filled by objgen."""
    waiting: list[pikepdf.Object] = []

    def reference(thing: pikepdf.Object) -> bytes:
        if thing.objgen not in numbers:
            numbers[thing.objgen] = len(numbers) + 1
            waiting.append(thing)
        return b"%d 0 R" % numbers[thing.objgen]

    reference(root)
    items: dict[int, Item] = {}
    while waiting:
        thing = waiting.pop(0)
        items[numbers[thing.objgen]] = _item(thing, reference)
    return items


def _item(thing: pikepdf.Object, reference: Callable[[pikepdf.Object], bytes]) -> Item:
    if not isinstance(thing, pikepdf.Stream):
        return Item(_value(thing, reference, top=True))
    data = thing.read_raw_bytes()
    entries = {**dict(thing.stream_dict.items()), "/Length": len(data)}
    return Item(_dictionary(entries, reference), data)


def _value(thing: Any, reference: Callable[[pikepdf.Object], bytes], *, top: bool = False) -> bytes:
    if isinstance(thing, bool):
        return b"true" if thing else b"false"
    if isinstance(thing, int | Decimal):
        return str(thing).encode()
    if thing is None:
        return b"null"
    if thing.is_indirect and not top:
        return reference(thing)
    if isinstance(thing, pikepdf.Name):
        return bytes(thing.unparse())
    if isinstance(thing, pikepdf.String):
        return b"<" + bytes(thing).hex().upper().encode() + b">"
    if isinstance(thing, pikepdf.Array):
        return b"[" + b" ".join(_value(each, reference) for each in thing) + b"]"
    if isinstance(thing, pikepdf.Dictionary):
        return _dictionary(dict(thing.items()), reference)
    raise TypeError(f"no way to write {type(thing).__name__}")


def _dictionary(entries: Mapping[str, Any], reference: Callable[[pikepdf.Object], bytes]) -> bytes:
    inner = b"".join(pikepdf.Name(key).unparse() + b" " + _value(value, reference) for key, value in entries.items())
    return b"<<" + inner + b">>"


def row(position: int) -> bytes:
    """A row of a cross-reference stream with widths 1, 4, 2: an object of the file itself."""
    return b"\x01%b\x00\x00" % position.to_bytes(4)


def row_in_container(container: int, index: int) -> bytes:
    return b"\x02%b%b" % (container.to_bytes(4), index.to_bytes(2))


FREE_ROW = b"\x00\x00\x00\x00\x00\xff\xff"


def container(items: Sequence[tuple[int, Item]]) -> Item:
    """An object stream of these objects, none of them a stream."""
    offsets, bodies, position = [], [], 0
    for number, item in items:
        offsets.append(b"%d %d" % (number, position))
        bodies.append(item.value)
        position += len(item.value) + 1
    head = b" ".join(offsets) + b"\n"
    return stream(head + b"\n".join(bodies), b"/Type/ObjStm/N %d/First %d" % (len(items), len(head)))


def ending(rows: bytes, position: int, trailer: bytes, identifier: bytes) -> bytes:
    """The cross-reference stream behind all objects, which counts itself, and the pointer to it."""
    number = len(rows) // len(FREE_ROW)
    table = rows + row(position)
    value = b"<</Type/XRef/Size %d/W[1 4 2]/ID[<%b><%b>]%b/Length %d>>" % (
        number + 1,
        *(identifier.hex().encode(),) * 2,
        trailer,
        len(table),
    )
    return Item(value, table).written(number) + b"startxref\n%d\n%%%%EOF\n" % position
