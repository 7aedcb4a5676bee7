"""Reading a list of numbers: the house's safe reader takes the file apart, here the columns are recognised."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from certification.letters import columns
from lapas.imports.reader import extraction
from lapas.imports.refusals import FileRefused

MOST_ROWS = 1_000
LONGEST = 80


@dataclass(frozen=True)
class LetterRow:
    """One row as the list wrote it: its number in the sheet, and text by column."""

    row: int
    cells: dict[str, str]

    def get(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass
class Listed:
    """What a list holds: the rows of its first sheet with a header, and what was passed over."""

    rows: list[LetterRow] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def read(path: Path) -> Listed:
    """Read the first visible sheet with a header. Raises ValidationError with a sentence for a file that cannot be."""
    try:
        with extraction(path) as lines:
            return _listed(lines)
    except FileRefused as refused:
        # Where the reader speaks of the registry's sheets, a list of numbers has its own words.
        if refused.code == "empty":
            raise _no_rows() from refused
        raise ValidationError(refused.messages[0], code=str(refused.code)) from refused


def _listed(lines: Iterator[dict[str, Any]]) -> Listed:
    listed = Listed()
    header: dict[int, str] | None = None
    above, over = 0, False
    for line in lines:
        if "skipped" in line:
            listed.warnings.append(_("Lembar tersembunyi “%(sheet)s” dilewati.") % {"sheet": line["skipped"]})
        elif "sheet" in line:
            above, over = 0, header is not None
            if over:
                listed.warnings.append(_("Lembar “%(sheet)s” tidak dibaca.") % {"sheet": line["sheet"]})
        elif header is None:
            above += 1
            header = columns.found_in(line["cells"]) if above <= columns.WITHIN else None
        elif not over and (row := _row(line["row"], line["cells"], header)) is not None:
            listed.rows.append(row)
    if header is None:
        raise ValidationError(
            _(
                "Tidak ada baris judul dengan kolom nama dan nomor sertifikat. "
                "Beri judul “Nama” dan “Nomor sertifikat” di atas datanya, lalu unggah lagi."
            ),
            code="no_header",
        )
    if not listed.rows:
        raise _no_rows()
    if len(listed.rows) > MOST_ROWS:
        raise ValidationError(
            _("Daftar ini lebih dari %(most)d baris; bagi menjadi beberapa berkas.") % {"most": MOST_ROWS},
            code="too_many_rows",
        )
    return listed


def _row(number: int, cells: list[Any], header: dict[int, str]) -> LetterRow | None:
    """The row's own columns; None for a row without name and number: a signature, a total, a repeated header."""
    taken = {name: text for place, name in header.items() if place < len(cells) and (text := _text(cells[place], name))}
    is_header = columns.found_in(cells) is not None
    return None if is_header or not taken.keys() & {columns.NAME, columns.NUMBER} else LetterRow(number, taken)


def _text(cell: Any, column: str) -> str:
    if cell is None or isinstance(cell, bool | dict):
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = " ".join(str(cell).split())
    # A spreadsheet drops the zeros in front of a number; a sheet's serial always has eight digits.
    return text.zfill(8) if column == columns.SHEET and isinstance(cell, int) else text[:LONGEST]


def _no_rows() -> ValidationError:
    return ValidationError(
        _("Di bawah baris judul tidak ada nama dan nomor; periksa berkasnya, lalu unggah lagi."), code="no_rows"
    )
