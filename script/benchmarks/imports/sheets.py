"""Invented sheets in the layout that prisons download: seeded, so that every run reads the same rows.

Everybody's NIK begins with 99, which no region has.
"""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xlsxwriter

from pojok_vokasi.demo.national import words

HEAD = (
    "no_register", "nama", "jenis_kelamin", "tempat_lahir", "tanggal_lahir", "nik", "agama", "pendidikan", "perkara",
    "pidana_tahun", "pidana_bulan", "pidana_hari", "tanggal_masuk", "tgl_1_3", "tgl_1_2", "tgl_2_3", "tgl_ekspirasi",
    "status", "blok", "kamar",
)  # fmt: skip
BLOCK = HEAD.index("blok")
PLACES = ("Mataram", "Pontianak", "Padang", "Ambon", "Medan", "Semarang", "Kupang", "Jambi", "Palu", "Cirebon")
SCHOOLS = ("SD", "SMP", "SMA", "SMK", "Tidak sekolah", "S1", "-")


@dataclass(frozen=True)
class Sheet:
    """One file of one prison, and how many rows it holds."""

    prison: str
    path: Path
    rows: int


def people(code: str, first: int, count: int, today: datetime.date) -> Iterator[list[Any]]:
    """So many rows for the prison; `first` counts over the country, so that no NIK comes twice."""
    draw = random.Random(f"bench:{code}")
    families = words.families()
    for at in range(count):
        woman = draw.random() < 0.06
        given = words.WOMEN if woman else words.MEN
        name = f"{draw.choice(given)} {draw.choice(given)} {draw.choice(families)}"
        if draw.random() < 0.7:
            name += f" {'binti' if woman else 'bin'} {draw.choice(words.FATHERS)}"
        born = today - datetime.timedelta(days=draw.randrange(20 * 365, 60 * 365))
        days = draw.randrange(400, 5000)
        began = today - datetime.timedelta(days=draw.randrange(20, days - 20))
        given_dates = [began + datetime.timedelta(days=days * part // 6) for part in (2, 3, 4, 6)]
        region, serial = divmod(first + at, 9999)
        day = born.day + (40 if woman else 0)
        nik = f"99{region:04d}{day:02d}{born:%m%y}{serial + 1:04d}" if draw.random() < 0.85 else None
        yield [
            f"B.I {at + 1:04d}/{began.year}", name.upper(), "P" if woman else "L", draw.choice(PLACES), _day(born), nik,
            "-", draw.choice(SCHOOLS), "-", days // 365, days % 365 // 30, days % 30, _day(began),
            *map(_day, given_dates), "aktif", f"{draw.choice('ABCDEFG')}-{draw.randrange(1, 9):02d}",
            str(draw.randrange(1, 25)),
        ]  # fmt: skip


def write(path: Path, rows: Iterator[list[Any]]) -> None:
    book = xlsxwriter.Workbook(path, {"constant_memory": True, "strings_to_numbers": False})
    page = book.add_worksheet("WBP")
    page.write_row(0, 0, HEAD)
    for number, cells in enumerate(rows, start=1):
        page.write_row(number, 0, cells)
    book.close()


def moved(rows: Iterator[list[Any]], every: int) -> Iterator[list[Any]]:
    """The same people, each so-many-th of them in another block."""
    for number, cells in enumerate(rows):
        if number % every == 0:
            cells[BLOCK] = "Z-99"
        yield cells


def _day(date: datetime.date) -> str:
    return f"{date:%d-%m-%Y}"
