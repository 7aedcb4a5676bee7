"""Which columns a list of numbers may have, and how lists call them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lapas.imports.fields import fold

# Rows above the table, at most.
WITHIN = 25

CANDIDATE, NAME, TITLE, NUMBER, REGISTRATION, SHEET = (
    "candidate",
    "name",
    "title",
    "number",
    "registration",
    "sheet",
)
WORDS: dict[str, frozenset[str]] = {
    CANDIDATE: frozenset({"no asesi", "nomor asesi", "nomor peserta", "no peserta", "nomor urut asesi", "asesi"}),
    NAME: frozenset(
        {"nama", "nama asesi", "nama peserta", "nama lengkap", "nama pemegang", "nama lengkap asesi", "nama sertifikat"}
    ),
    TITLE: frozenset(
        {"skema", "skema sertifikasi", "judul skema", "program", "program pelatihan", "pelatihan", "nama program"}
    ),
    NUMBER: frozenset({"nomor sertifikat", "no sertifikat", "nomor sertifikat kompetensi", "no sertifikat pelatihan"})
    | {"nomor sertifikat pelatihan", "nomor", "no sertifikat kompetensi"},
    REGISTRATION: frozenset({"nomor registrasi", "no registrasi", "no reg", "nomor reg", "registrasi", "noreg"}),
    SHEET: frozenset({"nomor blangko", "nomor blanko", "no blangko", "no blanko", "blangko", "blanko"})
    | {"nomor seri blangko", "nomor seri blanko", "no seri blangko", "no seri blanko", "seri blangko", "nomor lembar"},
}


def found_in(cells: Sequence[Any]) -> dict[int, str] | None:
    """Position → column when the row names both the holder and the certificate number."""
    columns: dict[int, str] = {}
    for place, cell in enumerate(cells):
        name = by_header(cell)
        if name and name not in columns.values():
            columns[place] = name
    return columns if {NAME, NUMBER} <= set(columns.values()) else None


def by_header(cell: Any) -> str:
    words = fold(cell) if isinstance(cell, str) else ""
    return next((name for name, known in WORDS.items() if words and words in known), "")
