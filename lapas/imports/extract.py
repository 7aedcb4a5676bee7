"""The child process: `main(FILE)` prints the cells of every visible sheet, a line each.

Output is JSON lines: {"sheet": name, "epoch_1904": bool}, then {"row": n, "cells": [...]} per row that holds anything,
{"skipped": name} for a hidden sheet, {"refused": code, "row": n or null}, and at last {"end": true}.
A date is {"date": "YYYY-MM-DD"}. Without Django and with limits of its own on memory and time: a file that breaks the
parser breaks only this process.
"""

from __future__ import annotations

import csv
import datetime
import io
import json
import math
import resource
import sys
import unicodedata
from collections.abc import Iterable, Iterator

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from lapas.imports import formulas, limits
from lapas.imports.container import Container, Unreadable, inspect

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# What the one sheet of a text file is called.
TEXT_SHEET = "CSV"
REPLACED = "�"


def lines(path: str) -> Iterator[dict[str, Any]]:
    """Everything that can be said about the file. Raises `Unreadable`."""
    container = inspect(path)
    if container.kind == "text":
        # Not the file's name: while it is read it has one of ours.
        yield {"sheet": TEXT_SHEET, "epoch_1904": False}
        try:
            yield from _rows(_csv_rows(container))
        except csv.Error as error:
            raise Unreadable("damaged") from error
        return
    try:
        yield from _workbook(path, container)
    except PasswordError as error:
        raise Unreadable("password") from error
    except CalamineError as error:
        raise Unreadable("damaged") from error


def _workbook(path: str, container: Container) -> Iterator[dict[str, Any]]:
    failed = formulas.valueless(path)
    with CalamineWorkbook.from_path(path) as workbook:
        sheets = [meta for meta in workbook.sheets_metadata if meta.typ is SheetTypeEnum.WorkSheet]
        if sheets and all(meta.visible is not SheetVisibleEnum.Visible for meta in sheets):
            raise Unreadable("hidden")
        for meta in workbook.sheets_metadata:
            if meta.typ is SheetTypeEnum.MacroSheet:
                raise Unreadable("macro")
            if meta.typ is not SheetTypeEnum.WorkSheet:
                continue
            if meta.visible is not SheetVisibleEnum.Visible:
                yield {"skipped": _text(meta.name)}
                continue
            sheet = workbook.get_sheet_by_name(meta.name)
            if sheet.start is None:
                continue
            if sheet.end is not None and sheet.end[1] >= 16_384:
                raise Unreadable("too_big")
            yield {"sheet": _text(meta.name), "epoch_1904": container.epoch_1904}
            # Row by row, from the first row but from the first filled column on: a single cell far below costs no list
            # of a million rows.
            yield from _rows(sheet.iter_rows(), left=sheet.start[1], failed=failed.get(meta.name))


def _csv_rows(container: Container) -> Iterator[list[str]]:
    csv.field_size_limit(limits.MAX_FILE_BYTES)
    yield from csv.reader(io.StringIO(container.text, newline=""), delimiter=container.delimiter)


def _rows(
    rows: Iterable[list[Any]], left: int = 0, failed: formulas.Valueless | None = None
) -> Iterator[dict[str, Any]]:
    """Rows that hold anything, with their number in the sheet; caps count only cells that hold something.

    In place of a formula that `failed` stands what is told of it.
    """
    told: dict[int, list[tuple[int, str]]] = {}
    for (row, column), words in (failed or {}).items():
        told.setdefault(row, []).append((column, words))
    count = letters = 0
    for number, values in enumerate(rows, start=1):
        missing = told.get(number, ())
        if not missing and not any(value != "" and value is not None for value in values):
            continue
        cells: list[Any] = [None] * left + [_cell(value) for value in values]
        while cells and cells[-1] is None:
            cells.pop()
        for column, words in missing:
            cells += [None] * (column + 1 - len(cells))
            if cells[column] is None:
                cells[column] = _text(words)
        if not cells:
            continue
        count += 1
        if count > limits.MAX_ROWS:
            raise Unreadable("too_many_rows", row=number)
        if len(cells) > limits.MAX_COLUMNS:
            raise Unreadable("too_many_columns", row=number)
        letters += sum(len(cell) for cell in cells if isinstance(cell, str))
        if letters > limits.MAX_LETTERS:
            raise Unreadable("too_big", row=number)
        yield {"row": number, "cells": cells}


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return _text(value) or None
    if isinstance(value, datetime.datetime | datetime.date):
        return {"date": f"{value.year:04d}-{value.month:02d}-{value.day:02d}"}
    if isinstance(value, bool) or (isinstance(value, int | float) and math.isfinite(value)):
        return value
    return _text(str(value)) or None


def _text(value: str) -> str:
    """The text without edges; characters that no database or name should hold become one visible mark."""
    kept = value[: limits.MAX_CELL_LETTERS + 1]
    if kept.isprintable():
        # None of the categories below is.
        return kept.strip()
    return "".join(
        letter if letter in "\t\n\r" or unicodedata.category(letter) not in {"Cc", "Cs", "Cn"} else REPLACED
        for letter in kept
    ).strip()


def main(path: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (limits.MEMORY_BYTES, limits.MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.CPU_SECONDS, limits.CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    out = sys.stdout
    try:
        for line in lines(path):
            out.write(json.dumps(line) + "\n")
        out.write('{"end": true}\n')
    except Unreadable as refusal:
        out.write(json.dumps({"refused": refusal.code, "row": refusal.row}) + "\n")
    except MemoryError:
        out.write('{"refused": "too_big"}\n')
