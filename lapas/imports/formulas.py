"""Cells whose formula has no value: the reader of cells says nothing of them, and a date in one would vanish unseen.

Runs in the child process, without Django. Seen in .xlsx and .ods; an .xls keeps its formulas in a way not read here.
"""

from __future__ import annotations

import html
import re
import zipfile
from collections import defaultdict
from xml.parsers import expat

from lapas.imports import limits
from lapas.imports.container import Unreadable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

# What stands for a formula that was written but never calculated, where Excel would say "#REF!" and the like.
UNCALCULATED = "#FORMULA?"
Valueless = dict[tuple[int, int], str]

# A cell with an error, or with a formula and an empty or no value. A text that is calculated and empty has t="str".
_CELL = re.compile(
    rb"<(?:\w+:)?c(?=\s)([^<>]*[^<>/])>"
    rb"(\s*<(?:\w+:)?f(?:\s[^<>]*)?(?:/>|>[^<]*</(?:\w+:)?f>))?"
    rb"\s*(?:<(?:\w+:)?v(?:\s[^<>]*)?(?:/>|>([^<]*)</(?:\w+:)?v>)\s*)?</(?:\w+:)?c>"
)
_ADDRESS = re.compile(rb'(?<!\S)r\s*=\s*"([A-Z]{1,3})(\d{1,7})"')
_TYPE = re.compile(rb'(?<!\S)t\s*=\s*"(\w+)"')
_MAYBE = re.compile(rb't\s*=\s*"e"|<(?:\w+:)?f[\s/>]')
_SHEET = re.compile(r"<(?:\w+:)?sheet\s([^<>]*)")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\s([^<>]*)")
_ATTRIBUTE = re.compile(r'([\w:]+)\s*=\s*"([^"]*)"')
_ODS_CELLS = frozenset({"table:table-cell", "table:covered-table-cell"})
PIECE = 1024 * 1024
# Longer than any cell of a formula is: so much is looked at again with the next piece.
OVERLAP = 32 * 1024


def valueless(path: str) -> dict[str, Valueless]:
    """By sheet the cells without a value, (row from 1, column from 0) → what stands for it. Raises `Unreadable`."""
    if not zipfile.is_zipfile(path):
        return {}
    with zipfile.ZipFile(path) as archive:
        if "content.xml" in archive.namelist():
            return _of_ods(archive)
        return _of_xlsx(archive)


def _of_xlsx(archive: zipfile.ZipFile) -> dict[str, Valueless]:
    found: dict[str, Valueless] = {}
    for name, part in _parts(archive):
        cells: Valueless = {}
        tail = b""
        with archive.open(part) as file:
            while piece := file.read(PIECE):
                seen = tail + piece
                if _MAYBE.search(seen):
                    cells |= _in_piece(seen)
                    _capped(cells)
                tail = seen[-OVERLAP:]
        found[name] = cells
    return found


def _in_piece(seen: bytes) -> Valueless:
    cells: Valueless = {}
    for cell in _CELL.finditer(seen):
        address, kind = _ADDRESS.search(cell[1]), _TYPE.search(cell[1])
        if address is None:
            continue
        at = (int(address[2]), _column(address[1]))
        has_value = bool(cell[3] and cell[3].strip())
        if kind is not None and kind[1] == b"e":
            cells[at] = html.unescape(cell[3].decode("utf-8", "replace"))[:10] if has_value else UNCALCULATED
        elif cell[2] and not has_value and (kind is None or kind[1] == b"n"):
            cells[at] = UNCALCULATED
    return cells


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Names of the sheets and the parts that hold them."""
    present = set(archive.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= present:
        return
    relations = {}
    for one in _RELATION.findall(archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")):
        attributes = dict(_ATTRIBUTE.findall(one))
        relations[attributes.get("Id")] = attributes.get("Target", "")
    for one in _SHEET.findall(archive.read("xl/workbook.xml").decode("utf-8", "replace")):
        attributes = dict(_ATTRIBUTE.findall(one))
        key = next((value for name, value in attributes.items() if name == "id" or name.endswith(":id")), None)
        target = relations.get(key, "")
        part = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
        if part in present:
            yield html.unescape(attributes.get("name", "")), part


def _of_ods(archive: zipfile.ZipFile) -> dict[str, Valueless]:
    with archive.open("content.xml") as file:
        tail, any_doubt = b"", False
        while not any_doubt and (piece := file.read(PIECE)):
            any_doubt = b'value-type="error"' in tail + piece or b"table:formula=" in tail + piece
            tail = piece[-64:]
    if not any_doubt:
        return {}
    reader = _OdsReader()
    with archive.open("content.xml") as file:
        reader.parser.ParseFile(file)
    return reader.found


class _OdsReader:
    """Counts rows and cells, which have no addresses there, and keeps the text of those that failed."""

    def __init__(self) -> None:
        self.found: dict[str, Valueless] = defaultdict(dict)
        self.sheet, self.row, self.rows, self.column = "", 0, 1, 0
        self.at: tuple[int, int] | None = None
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text

    def start(self, name: str, attributes: dict[str, Any]) -> None:
        if name == "table:table":
            self.sheet, self.row = str(attributes.get("table:name", "")), 1
        elif name == "table:table-row":
            self.rows, self.column = int(attributes.get("table:number-rows-repeated", 1)), 0
        elif name in _ODS_CELLS:
            calculated = "table:formula" not in attributes or "office:value-type" in attributes
            if attributes.get("calcext:value-type") == "error" or not calculated:
                self.at = (self.row, self.column)
                self.found[self.sheet][self.at] = ""
                _capped(self.found[self.sheet])
            self.column += int(attributes.get("table:number-columns-repeated", 1))

    def end(self, name: str) -> None:
        if name == "table:table-row":
            self.row += self.rows
        elif name in _ODS_CELLS and self.at is not None:
            cells = self.found[self.sheet]
            cells[self.at] = cells[self.at].strip()[:10] or UNCALCULATED
            self.at = None

    def text(self, words: str) -> None:
        if self.at is not None:
            self.found[self.sheet][self.at] += words


def _capped(cells: Valueless) -> None:
    if len(cells) > limits.MAX_VALUELESS:
        raise Unreadable("formulas")
