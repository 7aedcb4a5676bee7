"""Which columns may be taken, how sheets call them, and which are never kept."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True)
class Field:
    """A field that a column may be mapped to. `words` are headers as sheets write them, folded by `fold`."""

    name: str
    label: _StrPromise
    words: tuple[str, ...]


FIELDS: dict[str, Field] = {
    field.name: field
    for field in (
        Field(
            "register_number",
            _("nomor register"),
            ("no register", "no registrasi", "no reg", "nomor register", "nomor registrasi", "nomor reg", "register")
            + ("noreg", "no register wbp", "nomor register wbp", "registrasi", "no regis"),
        ),
        Field(
            "name",
            _("nama"),
            ("nama", "nama lengkap", "nama wbp", "nama penghuni", "nama warga binaan", "nama narapidana", "nama lgkp")
            + ("nama napi", "nama tahanan", "nama anak", "nama lengkap wbp", "nama wbp lengkap"),
        ),
        Field("patronymic", _("bin/binti"), ("bin", "binti", "bin binti", "nama ayah", "nama bin binti")),
        Field("alias", _("alias"), ("alias", "nama alias", "nama panggilan")),
        Field("nik", _("NIK"), ("nik", "no nik", "nomor nik", "nik ktp", "no ktp", "nomor induk kependudukan", "ktp")),
        Field("sex", _("jenis kelamin"), ("jenis kelamin", "jk", "l p", "kelamin", "sex", "gender", "jns kelamin")),
        Field("birth_place", _("tempat lahir"), ("tempat lahir", "tmp lahir", "tmpt lahir", "kota lahir")),
        Field("birth_date", _("tanggal lahir"), ("tanggal lahir", "tgl lahir", "tg lahir", "lahir")),
        Field(
            "education",
            _("pendidikan"),
            ("pendidikan", "pendidikan terakhir", "pend", "pend terakhir", "tingkat pendidikan", "ijazah terakhir"),
        ),
        Field(
            "legal_status",
            _("golongan"),
            ("status", "golongan", "status wbp", "status hukum", "status tahanan", "jenis penghuni", "gol"),
        ),
        Field(
            "admitted_on",
            _("tanggal masuk"),
            ("tanggal masuk", "tgl masuk", "tgl msk", "tgl msk upt", "tanggal masuk upt", "tgl masuk upt")
            + ("tgl masuk lapas", "tanggal masuk lapas", "tgl masuk rutan", "tanggal masuk rutan"),
        ),
        Field(
            "prison",
            _("UPT"),
            ("upt", "nama upt", "lapas", "rutan", "lapas rutan", "lapas rutan lpka", "nama lapas", "nama rutan")
            + ("satker", "nama satker", "satuan kerja", "unit pelaksana teknis"),
        ),
        Field("block", _("blok"), ("blok", "blok hunian", "hunian blok", "nama blok", "lokasi blok", "wisma")),
        Field("cell", _("kamar"), ("kamar", "sel", "lokasi sel", "no sel", "no kamar", "hunian sel", "hunian kamar")),
        Field("sentence_years", _("tahun pidana"), ("pidana tahun", "lama pidana tahun", "hukuman tahun")),
        Field("sentence_months", _("bulan pidana"), ("pidana bulan", "lama pidana bulan", "hukuman bulan")),
        Field("sentence_days", _("hari pidana"), ("pidana hari", "lama pidana hari", "hukuman hari")),
        Field(
            "sentence",
            _("lama pidana"),
            ("pidana", "lama pidana", "hukuman", "lama hukuman", "masa pidana", "putusan", "vonis"),
        ),
        Field("one_third", _("1/3 masa pidana"), ("tgl 1 3", "tanggal 1 3", "1 3", "1 3 masa pidana", "1 3 mp")),
        Field("half", _("1/2 masa pidana"), ("tgl 1 2", "tanggal 1 2", "1 2", "1 2 masa pidana", "1 2 mp")),
        Field("two_thirds", _("2/3 masa pidana"), ("tgl 2 3", "tanggal 2 3", "2 3", "2 3 masa pidana", "2 3 mp")),
        Field(
            "expiry",
            _("ekspirasi"),
            ("tgl ekspirasi", "tanggal ekspirasi", "ekspirasi", "expirasi", "tgl expirasi", "tanggal expirasi")
            + ("tgl exp", "tgl bebas murni", "bebas murni", "tgl ekspirasi akhir", "ekspirasi akhir"),
        ),
    )
}
REQUIRED = ("register_number", "name")
DATE_FACTS = ("one_third", "half", "two_thirds", "expiry")
DATES = ("birth_date", "admitted_on", *DATE_FACTS)

# Words of columns whose content is not kept, whatever anybody maps (DOMAIN: offence, address, religion, guarantor…).
NEVER_KEPT = frozenset(
    ("agama", "kepercayaan", "perkara", "kejahatan", "pasal", "kasus", "tindak", "delik", "uu", "alamat", "domisili")
    + ("penjamin", "wali", "foto", "photo", "telepon", "telp", "hp", "suku", "kesehatan", "penyakit", "diagnosa")
    + ("istri", "suami", "ibu", "keluarga", "kejaksaan", "jaksa", "hakim", "korban", "email", "residivis")
)

_BROKEN = re.compile(r"[\W_]+")
_NIK = re.compile(r"\d{16}")
_REGISTER = re.compile(r"[AB]\s*\.?\s*(I{1,3}|IV|V)[ab]?\b.*\d", re.IGNORECASE)


def fold(header: str) -> str:
    """A header as headers are compared: lower case, words apart by one space, no punctuation, no number sign."""
    words = _BROKEN.sub(" ", header.casefold().replace("nomer", "nomor")).split()
    return " ".join(words)


def is_never_kept(header: str) -> bool:
    """Whether the column holds something that is not stored on purpose."""
    return not NEVER_KEPT.isdisjoint(fold(header).split())


def by_header(header: str) -> str:
    """The field that the header names, or an empty string."""
    words = fold(header)
    if not words or is_never_kept(header):
        return ""
    return next((field.name for field in FIELDS.values() if words in field.words), "")


def guess(
    headers: Sequence[str], sample: Sequence[Sequence[Any]], remembered: Mapping[str, str] | None = None
) -> dict[int, str]:
    """Column position → field: as remembered, then by header names, then by the contents of the first rows; once each.

    A two-row header arrives joined as "Hunian / Blok"; its last part alone is tried too. `remembered` holds folded
    header → field, an empty one for a column that is not wanted; it never leaves a file without its required columns.
    """
    remembered = remembered or {}
    mapping: dict[int, str] = {}
    for position, header in enumerate(headers):
        name = remembered.get(fold(header), "")
        if name in FIELDS and name not in mapping.values() and not is_never_kept(header):
            mapping[position] = name
    for wanted_after_all in (False, True):
        for position, header in enumerate(headers):
            if position in mapping or (fold(header) in remembered and not wanted_after_all):
                continue
            name = by_header(header) or by_header(header.rpartition(" / ")[2])
            wanted = bool(name) and name not in mapping.values() and not is_never_kept(header)
            if wanted and (not wanted_after_all or name in REQUIRED):
                mapping[position] = name
    for name, pattern in (("register_number", _REGISTER), ("nik", _NIK)):
        if name in mapping.values():
            continue
        for position, header in enumerate(headers):
            taken = position in mapping or fold(header) in remembered
            if not taken and not is_never_kept(header) and _mostly(pattern, sample, position):
                mapping[position] = name
                break
    return dict(sorted(mapping.items()))


def _mostly(pattern: re.Pattern[str], sample: Sequence[Sequence[Any]], position: int) -> bool:
    cells = [row[position] for row in sample if position < len(row) and row[position] is not None]
    hits = sum(1 for cell in cells if isinstance(cell, str) and pattern.fullmatch(cell.strip()))
    return hits >= 3 and hits * 5 >= len(cells) * 3
