"""Broken files, seeded: each is refused with a sentence or read, never more than that."""

from __future__ import annotations

import dataclasses
import io
import random
import zipfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from lapas.imports.reader import Reading, read
from lapas.imports.refusals import FileRefused
from lapas.imports.values import judge
from lapas.models import Prison
from lapas.services.imports import check_batch, open_batch
from tests.factories.lapas import PrisonFactory
from tests.sheets import AS_OF, LAYOUT_A, LAYOUT_B, LAYOUT_C, SAMPLES

LAYOUTS = [path.read_bytes() for path in (LAYOUT_A, LAYOUT_B, LAYOUT_C, SAMPLES / "old.xls")]
CSV = "No Register;Nama;NIK;Tgl Lahir;Pendidikan\n" + "".join(
    f"B.I {n}/2026;Orang {n} bin Ali;990101010190{n:04d};0{n % 9 + 1}/05/1990;SMA\n" for n in range(1, 40)
)
SPLINTERS = [b"<", b'"9"', b"&amp;", b"999999999999", b"\0", b'<c r="XFD1048576"><v>1</v></c>', b"</row>", b'r="A1"']
LETTERS = 'No Register;Nama\n\r\t",;=B.I/0123\x00<\xff'
# Rows of each readable file that also go to the registry; all of them are judged.
CHECKED = 12


def broken(chance: random.Random) -> bytes:
    """A sample cut off, with bytes changed, or with a part spoilt; spoilt text; noise in a sheet's letters."""
    data = chance.choice(LAYOUTS)
    way = chance.randrange(5)
    if way == 0:
        return data[: chance.randrange(len(data))]
    if way == 1:
        return _spoilt(data, chance, 40)
    if way == 2:
        return "".join(chance.choice(LETTERS) for _n in range(chance.randrange(2000))).encode("latin-1")
    if way == 3:
        return _spoilt(CSV.encode(chance.choice(["utf-8", "utf-16", "cp1252"])), chance, 30)
    if not data.startswith(b"PK"):
        return _spoilt(data, chance, 8)
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        victim = chance.choice(old.namelist())
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, _spoilt(part, chance, 30) if name == victim else part)
    return target.getvalue()


def _spoilt(data: bytes, chance: random.Random, times: int) -> bytes:
    spoilt = bytearray(data)
    for _n in range(chance.randrange(1, times)):
        at = chance.randrange(len(spoilt)) if spoilt else 0
        splinter = chance.choice(SPLINTERS)
        spoilt[at : at + chance.choice([0, 1, 20])] = splinter if chance.random() < 0.5 else bytes([splinter[0] ^ 0x55])
    return bytes(spoilt)


def read_or_refused(path: Path, seed: int) -> Reading | str:
    """The table, or the code of the refusal; whatever else comes out fails the test."""
    path.write_bytes(broken(random.Random(seed)))
    try:
        return read(path)
    except FileRefused as refusal:
        return str(refusal.code) if refusal.sentence else "no sentence"
    finally:
        path.unlink()


def survive(folder: Path, seeds: Sequence[int], prison: Prison) -> set[str]:
    """Read two files at a time, judge every row, and hold some against the registry; gives how the files ended."""
    endings = set()
    with ThreadPoolExecutor(2) as pool:
        for outcome in pool.map(lambda seed: read_or_refused(folder / f"{seed}.xlsx", seed), seeds):
            endings.add(outcome if isinstance(outcome, str) else "read")
            if isinstance(outcome, Reading):
                _hold_against_the_registry(outcome, prison)
    return endings


def _hold_against_the_registry(reading: Reading, prison: Prison) -> None:
    for _row, cells in reading.rows:
        judge({name: cells.get(position) for position, name in reading.mapping.items()}, as_of=AS_OF)
    if not reading.missing:
        some = dataclasses.replace(reading, rows=reading.rows[:CHECKED])
        batch = open_batch(prison=prison, reading=some, file_name="x", data_as_of=AS_OF, actor=None)
        check_batch(batch=batch)


@pytest.mark.django_db
@pytest.mark.sqlite  # reading knows no database; once is enough
def test_two_hundred_broken_files_are_refused_or_read(tmp_path: Path) -> None:
    endings = survive(tmp_path, range(200), PrisonFactory())
    assert {"read", "truncated", "damaged", "not_a_sheet"} <= endings
    assert "no sentence" not in endings


@pytest.mark.django_db
@pytest.mark.long
@pytest.mark.parametrize("start", range(200, 5200, 250))
def test_five_thousand_broken_files_are_refused_or_read(tmp_path: Path, start: int) -> None:
    survive(tmp_path, range(start, start + 250), PrisonFactory())
