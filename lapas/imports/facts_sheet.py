"""The sheet of facts that no SDP sheet holds: what goes out, and how its cells are read when it comes back filled."""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import xlsxwriter
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lapas.choices import Education, SecurityLevel
from lapas.imports import words
from lapas.imports.dates import read_date
from lapas.imports.fields import by_header, fold
from lapas.imports.returning import in_words
from lapas.imports.values import plain_text, says_nothing
from lapas.models import Inmate

NUMBER, NAME = gettext_lazy("No Register"), gettext_lazy("Nama")
# Field → header of its column, in the order of the sheet.
COLUMNS = {
    "education": gettext_lazy("Pendidikan"),
    "security_level": gettext_lazy("Tingkat pengamanan"),
    "fit_for_work": gettext_lazy("Layak bekerja"),
    "fit_for_work_on": gettext_lazy("Diperiksa pada"),
    "interests": gettext_lazy("Minat"),
    "guardian_consent_on": gettext_lazy("Persetujuan wali"),
}
YES, NO = gettext_lazy("ya"), gettext_lazy("tidak")
_YES = frozenset({"ya", "y", "layak", "bisa", "1"})
_NO = frozenset({"tidak", "t", "tdk", "tidak layak", "belum", "0"})
# Rows for which the sheet offers its lists of choices.
OFFERED_ROWS = 5000


@dataclass
class FactLine:
    """One row as it came back: what was said, the cells as written, and the sentences by header."""

    row: int
    number: str
    values: dict[str, Any] = field(default_factory=dict)
    cells: dict[str, Any] = field(default_factory=dict)
    problems: list[tuple[str, str]] = field(default_factory=list)


def sheet_of(people: Iterable[Inmate]) -> bytes:
    """An .xlsx with a row per person and what is known; choices are offered as lists within the cells."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(
        target, {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    sheet = book.add_worksheet(_("Isi fakta"))
    bold, text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
    headers = [NUMBER, NAME, *COLUMNS.values()]
    for at, header in enumerate(headers):
        sheet.write_string(0, at, str(header), bold)
    for number, inmate in enumerate(people, start=1):
        known = [shown(inmate, name) for name in COLUMNS]
        for at, value in enumerate([inmate.register_number, inmate.display_name, *known]):
            sheet.write_string(number, at, value, text)
    offered = {
        "education": [str(level.label) for level in Education],
        "security_level": [str(level.label) for level in SecurityLevel],
        "fit_for_work": [str(YES), str(NO)],
    }
    for name, choices in offered.items():
        at = 2 + list(COLUMNS).index(name)
        sheet.data_validation(1, at, OFFERED_ROWS, at, {"validate": "list", "source": choices})
    sheet.set_column(0, 1, 26)
    sheet.set_column(2, len(headers) - 1, 20, text)
    sheet.freeze_panes(1, 2)
    book.close()
    return target.getvalue()


def read_lines(rows: Sequence[tuple[int, Sequence[Any]]], own_words: Mapping[str, str]) -> list[FactLine]:
    """The rows below the header, each judged; an empty cell says nothing. Raises ValidationError without a header."""
    for at, (_number, header) in enumerate(rows):
        columns = _columns(header)
        if "number" in columns:
            lines = [_line(number, cells, columns, own_words) for number, cells in rows[at + 1 :]]
            return [line for line in lines if line.number or line.values or line.problems]
    raise ValidationError(
        _("Tidak ada baris judul dengan “No Register”; unduh lembarnya dari sini, isi, lalu unggah lagi."),
        code="no_header",
    )


def _columns(header: Sequence[Any]) -> dict[str, int]:
    by_words = {fold(str(title)): name for name, title in COLUMNS.items()}
    found: dict[str, int] = {}
    for position, cell in enumerate(header):
        if isinstance(cell, str):
            number = "number" if by_header(cell) == "register_number" else ""
            if name := by_words.get(fold(cell)) or number:
                found.setdefault(name, position)
    return found


def _line(row: int, cells: Sequence[Any], columns: dict[str, int], own_words: Mapping[str, str]) -> FactLine:
    def cell(name: str) -> Any:
        position = columns.get(name)
        return cells[position] if position is not None and position < len(cells) else None

    line = FactLine(row, " ".join(in_words(cell("number")).split())[:60])
    line.cells[str(NUMBER)] = line.number
    for name, header in COLUMNS.items():
        said = cell(name)
        line.cells[str(header)] = said
        if says_nothing(said):
            continue
        try:
            line.values[name] = _READERS[name](said, own_words)
        except ValidationError as refusal:
            line.problems.append((str(header), refusal.messages[0]))
    return line


def _education(cell: Any, own_words: Mapping[str, str]) -> str:
    folded = fold(plain_text(cell))
    labels = {fold(str(level.label)): level.value for level in Education}
    known = labels.get(folded) or own_words.get(folded) or words.EDUCATION_OF.get(folded)
    if known is None:
        raise ValidationError(_("Pilih pendidikan dari daftar di sel, misalnya SMP."))
    return str(known)


def _security(cell: Any, own_words: Mapping[str, str]) -> str:
    known = {fold(str(level.label)): level.value for level in SecurityLevel}.get(fold(plain_text(cell)))
    if known is None:
        raise ValidationError(_("Pilih tingkat dari daftar di sel, misalnya Medium."))
    return known


def _fit(cell: Any, own_words: Mapping[str, str]) -> bool:
    folded = ("ya" if cell else "tidak") if isinstance(cell, bool) else fold(plain_text(cell))
    if folded not in _YES | _NO:
        raise ValidationError(_("Tulis ya atau tidak; penyakitnya tidak dicatat di sini."))
    return folded in _YES


def _date(cell: Any, own_words: Mapping[str, str]) -> datetime.date | None:
    return read_date(cell)


def _interests(cell: Any, own_words: Mapping[str, str]) -> str:
    text = plain_text(cell)
    if len(text) > 200:
        raise ValidationError(_("Minat paling banyak 200 huruf."))
    return text


_READERS: dict[str, Callable[[Any, Mapping[str, str]], Any]] = {
    "education": _education,
    "security_level": _security,
    "fit_for_work": _fit,
    "fit_for_work_on": _date,
    "interests": _interests,
    "guardian_consent_on": _date,
}


def shown(inmate: Inmate, name: str) -> str:
    """What is known of one fact, as the sheet says it; "" for nothing."""
    value = getattr(inmate, name)
    if isinstance(value, bool):
        return str(YES if value else NO)
    if isinstance(value, datetime.date):
        return f"{value:%d-%m-%Y}"
    if name in {"education", "security_level"} and value:
        return str(getattr(inmate, f"get_{name}_display")())
    return str(value or "")
