"""Spreadsheets for tests: written on the spot, or the sample layouts."""

from __future__ import annotations

import datetime
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

SAMPLES = Path(__file__).parent / "samples"
LAYOUT_A, LAYOUT_B, LAYOUT_C = (SAMPLES / f"layout_{letter}.xlsx" for letter in "abc")
# One invented row behind a password, as Excel itself would write it.
PASSWORD = SAMPLES / "password.xlsx"
AS_OF = datetime.date(2026, 11, 20)
# What the samples hold in columns that must never be stored.
CANARY = "tidak boleh tersimpan"


def write(path: Path, *rows: Sequence[Any], sheet: str = "Data") -> Path:
    """An .xlsx with the rows; dates become real dates, None stays empty, text stays text."""
    book = xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False})
    page = book.add_worksheet(sheet)
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for number, cells in enumerate(rows):
        for position, cell in enumerate(cells):
            if isinstance(cell, datetime.date):
                page.write_datetime(number, position, datetime.datetime.combine(cell, datetime.time()), day)
            elif cell is not None:
                page.write(number, position, cell)
    book.close()
    return path


def repacked(path: Path, target: Path, **parts: bytes) -> Path:
    """The workbook with parts added or replaced; `__` in a keyword stands for a slash, `_dot_` for a dot."""
    extra = {name.replace("__", "/").replace("_dot_", "."): data for name, data in parts.items()}
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            if part.filename not in extra:
                new.writestr(part.filename, old.read(part))
        for name, data in extra.items():
            new.writestr(name, data)
    return target
