"""Broken files, seeded: each is refused with a sentence or read, never more than that."""

from __future__ import annotations

import io
import random
import zipfile
from pathlib import Path

import pytest

from lapas.imports.reader import read
from lapas.imports.refusals import FileRefused
from lapas.services.imports import check_batch, open_batch
from tests.factories.lapas import PrisonFactory
from tests.sheets import AS_OF, LAYOUT_A, LAYOUT_B, LAYOUT_C

LAYOUTS = [path.read_bytes() for path in (LAYOUT_A, LAYOUT_B, LAYOUT_C)]
SPLINTERS = [b"<", b'"9"', b"&amp;", b"999999999999", b"\0", b'<c r="XFD1048576"><v>1</v></c>', b"</row>", b'r="A1"']
LETTERS = 'No Register;Nama\n\r\t",;=B.I/0123\x00<\xff'


def broken(chance: random.Random) -> bytes:
    """A sample cut off, with bytes changed, or with one of its parts spoilt; or noise in a sheet's letters."""
    data = chance.choice(LAYOUTS)
    way = chance.randrange(4)
    if way == 0:
        return data[: chance.randrange(len(data))]
    if way == 1:
        return _spoilt(data, chance, 40)
    if way == 2:
        return "".join(chance.choice(LETTERS) for _n in range(chance.randrange(2000))).encode("latin-1")
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


def survive(path: Path, seed: int) -> str:
    path.write_bytes(broken(random.Random(seed)))
    try:
        reading = read(path)
    except FileRefused as refusal:
        return refusal.sentence and str(refusal.code)
    batch = open_batch(prison=PrisonFactory(), reading=reading, file_name="x", data_as_of=AS_OF, actor=None)
    if not reading.missing:
        check_batch(batch=batch)
    return "read"


@pytest.mark.django_db
def test_forty_broken_files_are_refused_or_read(tmp_path: Path) -> None:
    endings = {survive(tmp_path / "x.xlsx", seed) for seed in range(40)}
    assert {"read", "truncated"} <= endings


@pytest.mark.django_db
@pytest.mark.long
@pytest.mark.parametrize("start", range(0, 5000, 500))
def test_five_thousand_broken_files_are_refused_or_read(tmp_path: Path, start: int) -> None:
    for seed in range(start, start + 500):
        survive(tmp_path / "x.xlsx", seed)
