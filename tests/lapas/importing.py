"""Sheets brought into a prison, for the tests of the import."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

from lapas.imports.reader import read
from lapas.models import ImportBatch, Prison
from lapas.services.imports import (
    Outcome,
    apply_batch,
    check_batch,
    open_batch,
)
from tests.sheets import AS_OF, write

HEAD = ("No Register", "Nama", "NIK", "Tgl Ekspirasi", "Blok")
NIK, OTHER_NIK = "9901011708900001", "9901011708900002"
# Two people, and a row that is refused.
ROWS = (("B.I 1/2026", "Budi", NIK, "01-01-2030"), ("B.I 2/2026", "Cecep"), ("B.I 2/2026", "Dedi"))


def opened(prison: Prison, path: Path, as_of: datetime.date = AS_OF) -> ImportBatch:
    return open_batch(prison=prison, reading=read(path), file_name=path.name, data_as_of=as_of, actor=None)


def bring(prison: Prison, path: Path, as_of: datetime.date = AS_OF) -> Outcome:
    batch = opened(prison, path, as_of)
    check_batch(batch=batch)
    return apply_batch(batch=batch, actor=None, apply_good=True)


def counts(outcome: Outcome) -> tuple[int, int, int, int]:
    return outcome.created, outcome.updated, outcome.unchanged, len(outcome.refused)


def sheet(tmp_path: Path, *rows: tuple[Any, ...], head: tuple[str, ...] = HEAD) -> Path:
    return write(tmp_path / "data.xlsx", head, *rows)


def checked(prison: Prison, tmp_path: Path, *rows: tuple[Any, ...], as_of: datetime.date = AS_OF) -> ImportBatch:
    batch = opened(prison, sheet(tmp_path, *(rows or ROWS)), as_of)
    check_batch(batch=batch)
    return batch


def applied(prison: Prison, tmp_path: Path, *rows: tuple[Any, ...], as_of: datetime.date = AS_OF) -> ImportBatch:
    batch = checked(prison, tmp_path, *rows, as_of=as_of)
    apply_batch(batch=batch, actor=None, apply_good=True)
    batch.refresh_from_db()
    return batch


def aged(batch: ImportBatch, days: float) -> ImportBatch:
    """The batch, brought and applied so many days earlier."""
    by = datetime.timedelta(days=days)
    batch.uploaded_at -= by
    if batch.applied_at:
        batch.applied_at -= by
    batch.save(update_fields=["uploaded_at", "applied_at"])
    return batch
