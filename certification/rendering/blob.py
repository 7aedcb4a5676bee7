"""A compiled layout as plain data: objects, cut pages and fonts, which go to disk and come back as they were."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pikepdf

from certification.rendering import objects
from certification.rendering.cuts import QrSlot, Slot, TextSlot
from certification.rendering.objects import Item
from certification.rendering.shaping import Face

_MAGIC = b"pojok-vokasi blob 1\n"


class BlobSpoilt(ValueError):
    """What stands on disk is no whole blob."""


@dataclass(frozen=True)
class Page:
    """One page: the number of its object, and its content as numbers of constant streams with slots between.

    `media_box` and `resources` are its values for a page of a print file.
    """

    number: int
    media_box: bytes
    resources: bytes
    parts: tuple[int | Slot, ...]


@dataclass(frozen=True)
class Blob:
    """All that is the same for everyone on one layout. `items` are numbered from 1 without a gap; the root is 1.

    The catalogue has no metadata and the pages have no content yet: both come with a person. `xmp` and `info` hold the
    sample's words where a person's go.
    """

    items: dict[int, Item]
    pages: tuple[Page, ...]
    faces: dict[str, Face]
    xmp: bytes
    info: dict[str, str]

    def to_bytes(self) -> bytes:
        head = json.dumps(
            {
                "items": [
                    [item.value.decode("latin-1"), None if item.data is None else len(item.data)]
                    for _, item in sorted(self.items.items())
                ],
                "pages": [
                    [page.number, page.media_box.decode(), page.resources.decode("latin-1"), [*map(_part, page.parts)]]
                    for page in self.pages
                ],
                "faces": {
                    name: [face.file, list(face.texts.items()), list(face.widths.items())]
                    for name, face in self.faces.items()
                },
                "xmp": self.xmp.decode(),
                "info": self.info,
            }
        ).encode()
        body = b"".join(item.data for _, item in sorted(self.items.items()) if item.data is not None)
        whole = b"%d\n%b%b" % (len(head), head, body)
        return _MAGIC + hashlib.sha256(whole).hexdigest().encode() + b"\n" + whole

    @classmethod
    def from_bytes(cls, content: bytes) -> Blob:
        """Read back; raises BlobSpoilt when anything is missing or changed."""
        digest, found, whole = content.removeprefix(_MAGIC).partition(b"\n")
        if not (content.startswith(_MAGIC) and found) or hashlib.sha256(whole).hexdigest().encode() != digest:
            raise BlobSpoilt("not whole")
        length, _, rest = whole.partition(b"\n")
        head, body = json.loads(rest[: int(length)]), rest[int(length) :]
        items: dict[int, Item] = {}
        at = 0
        for number, (value, size) in enumerate(head["items"], start=1):
            items[number] = Item(value.encode("latin-1"), None if size is None else body[at : at + size])
            at += size or 0
        return cls(
            items=items,
            pages=tuple(
                Page(number, box.encode(), resources.encode("latin-1"), tuple(map(_read_part, parts)))
                for number, box, resources, parts in head["pages"]
            ),
            faces={
                name: Face(file, dict(texts), dict(widths)) for name, (file, texts, widths) in head["faces"].items()
            },
            xmp=head["xmp"].encode(),
            info=head["info"],
        )


def _part(part: int | Slot) -> int | list[object]:
    return part if isinstance(part, int) else list(dataclasses.astuple(part))


def _read_part(part: int | list[object]) -> int | Slot:
    if isinstance(part, int):
        return part
    return QrSlot(*part) if len(part) == len(dataclasses.fields(QrSlot)) else TextSlot(*part)  # type: ignore[arg-type]  # pack() wrote them


def pack(pdf: pikepdf.Pdf, pages: Sequence[Sequence[bytes | Slot]], faces: Mapping[str, Face]) -> Blob:
    """Take a compiled document apart; it is of no use afterwards."""
    xmp = pdf.Root.Metadata.read_bytes()
    info = {key: str(value) for key, value in pdf.trailer.Info.items()}
    del pdf.Root.Metadata
    for page in pdf.pages:
        del page.Contents
    numbers: dict[tuple[int, int], int] = {}
    items = objects.collect(pdf.Root, numbers)
    packed = []
    for page, parts in zip(pdf.pages, pages, strict=True):
        kept: list[int | Slot] = []
        for part in parts:
            if not isinstance(part, bytes):
                kept.append(part)
            elif part.strip():
                items[len(items) + 1] = objects.stream(part.strip())
                kept.append(len(items))
        number = numbers[page.obj.objgen]
        value = items[number].value
        packed.append(
            Page(
                number, _entry(value, b"MediaBox", rb"\[[^]]*\]"), _entry(value, b"Resources", rb"\d+ 0 R"), tuple(kept)
            )
        )
    return Blob(items, tuple(packed), dict(faces), xmp, info)


def _entry(value: bytes, key: bytes, pattern: bytes) -> bytes:
    found = re.search(rb"/" + key + rb" (" + pattern + rb")", value)
    if found is None:
        raise ValueError(f"a page without {key.decode()}")
    return found[1]
