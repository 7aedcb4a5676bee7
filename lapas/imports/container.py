"""What a file really is, by content, and whether it is safe to open. Runs in the child process, without Django.

Imports little: the child starts anew for every file, and modules such as dataclasses take longer than a small sheet.
"""

from __future__ import annotations

import os
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator

from lapas.imports import limits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO

ZIP_MAGIC = b"PK"
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Pictures, PDF, archives and web pages that travel under a sheet's name.
OTHER_MAGIC = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"%PDF", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"{\\rtf", b"BM")
WORKBOOK = re.compile(r"xl/workbook\d*\.(xml|bin)")
DELIMITERS = ";,\t|"
PIECE = 64 * 1024
# Lines of a text file that say by which sign its columns are cut.
TELLING_LINES = 60
# Excel writes this line first where the sign is not the one of the country.
SAID_DELIMITER = re.compile(r"sep=(.)\r?\n?", re.IGNORECASE)
# Excel itself saves such pages under .xls, alone or in a mail-like wrapping.
WEB_PAGE = re.compile(r"\s*(MIME-Version:|<!DOCTYPE html|<html|<table)", re.IGNORECASE)


class Unreadable(Exception):
    """The file is refused whole; `code` names the sentence in `lapas.imports.refusals`, `row` where it was seen."""

    def __init__(self, code: str, *, row: int | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.row = row


class Container:
    """`kind` is "workbook" (zip or OLE) or "text"; `text` holds a text file decoded, `delimiter` its columns' sign."""

    def __init__(self, kind: str, *, text: str = "", delimiter: str = "", epoch_1904: bool = False) -> None:
        self.kind = kind
        self.text = text
        self.delimiter = delimiter
        self.epoch_1904 = epoch_1904


def inspect(path: str | Path) -> Container:
    """Say what the file is. Raises `Unreadable` for whatever is not a plain, whole, harmless sheet."""
    size = os.stat(path).st_size
    if size == 0:
        raise Unreadable("empty")
    if size > limits.MAX_FILE_BYTES:
        raise Unreadable("too_big")
    with open(path, "rb") as file:
        head = file.read(8)
        if head.startswith(ZIP_MAGIC):
            return _inspect_zip(file)
        file.seek(0)
        data = file.read()
    if head == OLE_MAGIC:
        return _inspect_ole(data)
    return _inspect_text(data)


def _inspect_zip(file: BinaryIO) -> Container:
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error) as error:
        raise Unreadable("truncated") from error
    names = [part.filename for part in parts]
    if len(parts) > limits.MAX_PARTS or sum(part.file_size for part in parts) > limits.MAX_UNPACKED_BYTES:
        raise Unreadable("bomb")
    if any(part.flag_bits & 0x1 for part in parts):
        raise Unreadable("password")
    if any(_leaves_the_folder(name) for name in names) or len(set(names)) != len(names):
        raise Unreadable("unsafe")
    if any(name.lower().endswith("vbaproject.bin") or name.startswith(("Basic/", "Scripts/")) for name in names):
        raise Unreadable("macro")
    if not any(WORKBOOK.fullmatch(name) for name in names) and not {"mimetype", "content.xml"} <= set(names):
        raise Unreadable("not_a_sheet")
    unpacked, epoch_1904 = 0, False
    for part in parts:
        tail = b""
        for piece in _unpack(file, part):
            unpacked += len(piece)
            if unpacked > limits.MAX_UNPACKED_BYTES:
                raise Unreadable("bomb")
            seen = (tail + piece).replace(b"\0", b"")
            if b"<!DOCTYPE" in seen or b"<!ENTITY" in seen:
                raise Unreadable("unsafe")
            if part.filename == "xl/workbook.xml" and re.search(rb'date1904\s*=\s*"(1|true)"', seen):
                epoch_1904 = True
            tail = piece[-64:]
    return Container("workbook", epoch_1904=epoch_1904)


def _leaves_the_folder(name: str) -> bool:
    return name.startswith(("/", "\\")) or ":" in name or ".." in re.split(r"[/\\]", name)


def _unpack(file: BinaryIO, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """Unpack one part from its raw bytes, so that a lie about its size in the directory is of no use."""
    file.seek(part.header_offset)
    header = file.read(30)
    if len(header) < 30 or header[:4] != b"PK\x03\x04":
        raise Unreadable("truncated")
    name_length, extra_length = struct.unpack("<HH", header[26:30])
    file.seek(name_length + extra_length, 1)
    left = part.compress_size
    if part.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise Unreadable("damaged")
    inflate = zlib.decompressobj(-zlib.MAX_WBITS) if part.compress_type == zipfile.ZIP_DEFLATED else None
    while left > 0:
        packed = file.read(min(PIECE, left))
        if not packed:
            raise Unreadable("truncated")
        left -= len(packed)
        if inflate is None:
            yield packed
            continue
        while packed:
            try:
                piece = inflate.decompress(packed, PIECE)
            except zlib.error as error:
                raise Unreadable("damaged") from error
            if piece:
                yield piece
            packed = inflate.unconsumed_tail


def _inspect_ole(data: bytes) -> Container:
    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    # Where the directory of streams would begin, in sectors of 2 ** shift bytes: a cut file does not reach it.
    shift, directory = struct.unpack_from("<H", data, 30)[0], struct.unpack_from("<I", data, 48)[0]
    if shift in {9, 12} and (directory + 2) << shift > len(data) + (1 << shift):
        raise Unreadable("truncated")
    if holds("EncryptedPackage"):
        raise Unreadable("password")
    if holds("_VBA_PROJECT"):
        raise Unreadable("macro")
    if not holds("Workbook") and not holds("Book"):
        raise Unreadable("not_a_sheet")
    return Container("workbook")


def _inspect_text(data: bytes) -> Container:
    if data.startswith(OTHER_MAGIC):
        raise Unreadable("not_a_sheet")
    text = _decoded(data)
    if not text.strip():
        raise Unreadable("empty")
    if WEB_PAGE.match(text):
        raise Unreadable("web_page")
    if "\0" in text or text.lstrip().startswith("<"):
        raise Unreadable("not_a_sheet")
    said = SAID_DELIMITER.match(text)
    if said and said[1] in DELIMITERS:
        # The line stays, emptied, so that rows keep their numbers.
        return Container("text", text="\n" + text[said.end() :], delimiter=said[1])
    delimiter = _delimiter(text)
    if not delimiter:
        raise Unreadable("not_a_sheet")
    return Container("text", text=text, delimiter=delimiter)


def _delimiter(text: str) -> str:
    """The sign that cuts most of the first lines into columns, however many titles stand above; empty for none."""
    lines = [line for line in text.splitlines()[:TELLING_LINES] if line.strip()]
    cut = {sign: sorted((line.count(sign) for line in lines), reverse=True) for sign in DELIMITERS}
    # A title with one comma does not outvote fifty rows with five semicolons.
    votes = {sign: (sum(1 for count in counts if count), sum(counts)) for sign, counts in cut.items()}
    best = max(DELIMITERS, key=votes.__getitem__)
    return best if votes[best][0] else ""


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Excel on Indonesian Windows saves CSV as cp1252; its five unused bytes become a mark that no name may hold.
        return data.decode("cp1252", errors="replace")
