"""Reading an upload: a child process extracts the cells, here the table is found and unwanted columns are dropped."""

from __future__ import annotations

import hashlib
import json
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, groupby, islice
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from lapas.imports import fields, headers, limits
from lapas.imports.refusals import FileRefused

ROOT = Path(__file__).resolve().parent.parent.parent
CHILD = "import sys; from lapas.imports.extract import main; main(sys.argv[1])"
SAMPLE = 40
# Skipped rows that are told one by one.
MOST_WARNINGS = 20
# Rows between two words about the progress.
TOLD_EVERY = 250
# Days between Excel's two calendars: serial numbers of a 1904 workbook are moved to the common one.
DAYS_1904 = 1462

Line = dict[str, Any]


@dataclass(frozen=True)
class Reading:
    """The table of one file. `rows` hold only the cells of mapped columns, by position; nothing else was kept."""

    sha256: str
    sheet: str
    header_row: int
    headers: list[str]
    mapping: dict[int, str]
    rows: list[tuple[int, dict[int, Any]]]
    warnings: list[str]

    @property
    def missing(self) -> list[str]:
        """Required fields that no column is mapped to."""
        return [name for name in fields.REQUIRED if name not in self.mapping.values()]


def read(
    path: Path,
    mapping: Mapping[int, str] | None = None,
    *,
    remembered: Mapping[str, str] | None = None,
    told: Callable[[int], None] | None = None,
) -> Reading:
    """Read the first visible sheet with a name and a register column; failing that, with one of the two.

    Columns by `mapping`; when none is given they are guessed, and what is `remembered` (folded header → field, empty
    for none) goes before the guess. `told` hears how many rows came out of the file so far. Raises FileRefused, with a
    sentence, when the file cannot be taken at all.
    """
    sha256 = digest(path)
    tables: list[Reading] = []
    passed: list[str] = []
    unread: list[str] = []
    warnings: list[str] = []
    with extraction(path) as lines:
        for _number, group in groupby(_numbered(_counted(lines, told)), key=lambda numbered: numbered[0]):
            opening, *head = [line for _nth, line in islice(group, 1 + headers.WITHIN + SAMPLE)]
            if "skipped" in opening:
                warnings.append(_("Lembar tersembunyi “%(sheet)s” dilewati.") % {"sheet": opening["skipped"]})
                continue
            table = None
            if not any(table.rows and not table.missing for table in tables):
                table = _table(sha256, opening, head, (line for _nth, line in group), mapping, remembered)
            if table is not None:
                tables.append(table)
            elif head:
                (unread if tables else passed).append(opening["sheet"])
    if not tables:
        raise FileRefused("no_header", sheet=passed[0]) if passed else FileRefused("empty")
    # The best of those that have a header; max() keeps the first among equals.
    chosen = max(tables, key=lambda table: (bool(table.rows), -len(table.missing)))
    if not chosen.rows:
        raise FileRefused("no_rows", sheet=chosen.sheet, row=chosen.header_row)
    for sheet in [table.sheet for table in tables if table is not chosen] + unread:
        chosen.warnings.append(_("Lembar “%(sheet)s” tidak dibaca.") % {"sheet": sheet})
    chosen.warnings.extend(warnings)
    return chosen


def _table(
    sha256: str,
    opening: Line,
    head: list[Line],
    rest: Iterator[Line],
    mapping: Mapping[int, str] | None,
    remembered: Mapping[str, str] | None,
) -> Reading | None:
    rows = [(line["row"], line["cells"]) for line in head]
    header = headers.find(rows)
    if header is None:
        return None
    below = rows[header.position :]
    if mapping is not None:
        chosen = dict(mapping)
    else:
        chosen = fields.guess(header.texts, [cells for _row, cells in below], remembered or {})
    days = DAYS_1904 if opening["epoch_1904"] else 0
    kept, warnings = [], []
    required = {position for position, name in chosen.items() if name in fields.REQUIRED}
    for number, raw in chain(below, ((line["row"], line["cells"]) for line in rest)):
        cells = {} if headers.is_repeated(raw, header.texts) else _wanted(raw, chosen, days)
        if not required.isdisjoint(cells):
            kept.append((number, cells))
        elif cells:
            warnings.append(_("Baris %(row)s dilewati: tanpa nama dan nomor register.") % {"row": number})
    if len(warnings) > MOST_WARNINGS:
        more = _("%(count)d baris lain dilewati: tanpa nama dan nomor register.")
        warnings[MOST_WARNINGS:] = [more % {"count": len(warnings) - MOST_WARNINGS}]
    return Reading(sha256, opening["sheet"], header.row, header.texts, chosen, kept, warnings)


def _wanted(raw: list[Any], mapping: Mapping[int, str], days: int) -> dict[int, Any]:
    cells = {}
    for position, name in mapping.items():
        if position < len(raw) and raw[position] is not None:
            value = raw[position]
            moved = days and name in fields.DATES and isinstance(value, int | float)
            cells[position] = value + days if moved else value
    return cells


def _counted(lines: Iterator[Line], told: Callable[[int], None] | None) -> Iterator[Line]:
    """The same lines; after every so many rows `told` hears how many there were."""
    count = 0
    for line in lines:
        yield line
        if told is not None and "row" in line:
            count += 1
            if count % TOLD_EVERY == 0:
                told(count)


def _numbered(lines: Iterator[Line]) -> Iterator[tuple[int, Line]]:
    """Each line with the number of the sheet that it belongs to."""
    number = 0
    for line in lines:
        if "row" not in line:
            number += 1
        yield number, line


def digest(path: Path) -> str:
    """SHA-256 of the file: all that stays of it."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def extraction(path: Path) -> Iterator[Iterator[Line]]:
    """Run the child on `path` and hand out its lines; it is gone at the end, whatever happened."""
    # The child gets no environment of ours: no key and no database address is within reach of a broken parser.
    child = subprocess.Popen(  # noqa: S603  # our own interpreter and module, no shell
        [sys.executable, "-c", CHILD, str(path.resolve())],
        cwd=ROOT,
        env={"PYTHONIOENCODING": "utf-8", "PYTHONDONTWRITEBYTECODE": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    watch = threading.Timer(limits.WALL_SECONDS, child.kill)
    watch.start()
    try:
        yield _lines(child)
    finally:
        watch.cancel()
        child.kill()
        if child.stdout is not None:
            child.stdout.close()
        child.wait()


def _lines(child: subprocess.Popen[bytes]) -> Iterator[Line]:
    sheet = ""
    for text in child.stdout or ():
        try:
            line: Line = json.loads(text)
        except json.JSONDecodeError:
            break
        if "refused" in line:
            raise FileRefused(line["refused"], sheet=sheet, row=line.get("row"))
        if "end" in line:
            return
        sheet = line.get("sheet", sheet)
        yield line
    # The child ended without a last word: stopped for time, out of memory, or its parser broke.
    code = child.wait()
    if code in {-signal.SIGKILL, -signal.SIGXCPU}:
        raise FileRefused("too_slow", sheet=sheet)
    raise FileRefused("too_big" if code == -signal.SIGABRT else "damaged", sheet=sheet)
