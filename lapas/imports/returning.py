"""Refused rows handed back as a spreadsheet: cells as they came, what is wrong marked, what to do beside."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# The last column of a sheet that was handed back; a sheet with it is known to hold but a part of the prison.
ADVICE = gettext_lazy("Yang harus diperbaiki")


@dataclass(frozen=True)
class Returned:
    """One row: its number in the file, cells by header, and the sentences by header ("" where none is meant)."""

    row: int
    cells: dict[str, Any]
    problems: list[tuple[str, str]] = field(default_factory=list)


def marked(headers: Sequence[str], rows: Iterable[Returned], *, withheld: Sequence[str] = ()) -> bytes:
    """An .xlsx that can be corrected and uploaded again; columns in `withheld` stay empty, with a note why."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(
        target, {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    sheet = book.add_worksheet(_("Ditolak"))
    bold = book.add_format({"bold": True, "text_wrap": True})
    text = book.add_format({"num_format": "@"})
    wrong = book.add_format({"num_format": "@", "bg_color": "#FBD5D5", "border": 1})
    advice = book.add_format({"text_wrap": True, "valign": "top"})
    titles = [_("Baris"), *headers, str(ADVICE)]
    for at, title in enumerate(titles):
        sheet.write_string(0, at, title, bold)
    for at, header in enumerate(headers, start=1):
        if header in withheld:
            sheet.write_comment(0, at, _("Tidak dikirim balik; salin lagi dari berkas asli."))
    for number, row in enumerate(rows, start=1):
        sheet.write_number(number, 0, row.row)
        said = dict(reversed(row.problems))
        for at, header in enumerate(headers, start=1):
            words = in_words(row.cells.get(header))
            sheet.write_string(number, at, words, wrong if header in said else text)
            if header in said:
                sheet.write_comment(number, at, said[header])
        sentences = [f"{header}: {sentence}" if header else sentence for header, sentence in row.problems]
        sheet.write_string(number, len(titles) - 1, "\n".join(sentences), advice)
    sheet.set_column(0, 0, 7)
    sheet.set_column(1, len(titles) - 2, 20)
    sheet.set_column(len(titles) - 1, len(titles) - 1, 70)
    sheet.freeze_panes(1, 0)
    book.close()
    return target.getvalue()


def in_words(cell: Any) -> str:
    """A staged cell as a person reads it."""
    if isinstance(cell, dict):
        year, month, day = cell.get("date", "--").split("-")
        return f"{day}-{month}-{year}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)
