"""What cannot be printed is refused before anything is laid out, with a sentence that names the text and the fault."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from urllib.parse import urlsplit

from certification.rendering import codes, fit
from certification.rendering.facts import CertificateFacts, Facts
from certification.rendering.forms import Form, Mark
from certification.rendering.press import RenderRefused

MOST_UNITS, MOST_YEARS, MOST_HOURS = 25, 99, 9999
SERIAL = re.compile(r"[0-9A-Za-z./-]{0,20}")
# Field → (what the clerk calls it, most characters). As long as the columns that they come from.
_SHARED = {
    "name": ("Nama sertifikat", 150),
    "number": ("Nomor sertifikat", 60),
    "city": ("Kota penerbit", 80),
    "phone": ("Telepon penerbit", 40),
    "code": ("Kode pemeriksaan", 26),
    "verify_base_url": ("Alamat pemeriksaan", 200),
}
_COMPETENCY = _SHARED | {
    "registration_number": ("Nomor registrasi", 60),
    "field_id": ("Bidang", 120),
    "field_en": ("Bidang dalam bahasa Inggris", 120),
    "scheme_id": ("Judul skema", 200),
    "scheme_en": ("Judul skema dalam bahasa Inggris", 200),
    "lsp_id": ("Nama LSP", 150),
    "lsp_en": ("Nama LSP dalam bahasa Inggris", 150),
    "licence": ("Lisensi LSP", 30),
    "chairman": ("Nama Ketua", 120),
    "certification_manager": ("Nama Manajer Sertifikasi", 120),
}
_TRAINING = _SHARED | {
    "programme_id": ("Program pelatihan", 200),
    "programme_en": ("Program pelatihan dalam bahasa Inggris", 200),
    "centre_id": ("Nama balai", 150),
    "centre_en": ("Nama balai dalam bahasa Inggris", 150),
    "signatory": ("Nama penandatangan", 150),
    "signatory_title_id": ("Jabatan penandatangan", 120),
    "signatory_title_en": ("Jabatan penandatangan dalam bahasa Inggris", 120),
}
_UNIT = {
    "code": ("Kode unit", 40),
    "title_id": ("Judul unit", 300),
    "title_en": ("Judul unit dalam bahasa Inggris", 300),
}
# May be empty: a translation that nobody made, and what is not on the paper.
_MAY_BE_EMPTY = {"phone", "licence"}
_MISSING_IN_PREVIEW = {"number", "registration_number", "code", "verify_base_url"}


def refuse_unprintable(facts: Facts, form: Form, mark: Mark) -> None:
    """Raise RenderRefused with the first text that has no characters, too many, or one that the font cannot print."""
    labels = _COMPETENCY if isinstance(facts, CertificateFacts) else _TRAINING
    for field, (label, most) in labels.items():
        text = getattr(facts, field)
        if not text and form is Form.PREVIEW and field in _MISSING_IN_PREVIEW:
            continue
        refuse_text(text, label, most, empty=field in _MAY_BE_EMPTY or field.endswith("_en"))
    if not 1 <= len(facts.units) <= MOST_UNITS:
        raise RenderRefused(f"Daftar unit harus berisi 1 sampai {MOST_UNITS} unit.")
    for at, unit in enumerate(facts.units, start=1):
        for field, (label, most) in _UNIT.items():
            refuse_text(getattr(unit, field), f"{label} {at}", most, empty=field.endswith("_en"))
    _refuse_numbers(facts, mark)
    if form is not Form.PREVIEW or facts.code:
        _refuse_address(facts)


def refuse_text(text: str, label: str, most: int, *, empty: bool = False) -> None:
    """Raise RenderRefused when the text is empty, longer than `most` or holds a character that cannot be printed."""
    if not text and not empty:
        raise RenderRefused(f"{label} masih kosong; isi dahulu.")
    if len(text) > most:
        raise RenderRefused(f"{label} terlalu panjang: {len(text)} huruf, paling banyak {most}.")
    if missing := sorted(set(text) - _printed()):
        shown = " ".join(f"U+{ord(character):04X}" for character in missing[:5])
        raise RenderRefused(f"{label} berisi huruf yang tidak dapat dicetak ({shown}); perbaiki dahulu.")


@cache
def _printed() -> frozenset[str]:
    """What the fonts have and stands for itself: no control, no invisible sign, no mark without a letter."""
    characters = map(chr, fit.printable())
    return frozenset(character for character in characters if unicodedata.category(character)[0] not in "CM")


def _refuse_numbers(facts: Facts, mark: Mark) -> None:
    if isinstance(facts, CertificateFacts):
        if not 1 <= facts.validity_years <= MOST_YEARS:
            raise RenderRefused(f"Masa berlaku harus 1 sampai {MOST_YEARS} tahun.")
    elif not 1 <= facts.total_hours <= MOST_HOURS or any(not 0 <= unit.hours <= MOST_HOURS for unit in facts.units):
        raise RenderRefused(f"Lama pelatihan harus 1 sampai {MOST_HOURS} JP.")
    if not SERIAL.fullmatch(mark.sheet_serial):
        raise RenderRefused("Nomor blangko hanya boleh berisi angka dan huruf, paling banyak 20.")
    if not 1 <= mark.copy_number <= 999:
        raise RenderRefused("Nomor salinan harus 1 sampai 999.")


def _refuse_address(facts: Facts) -> None:
    if len(facts.code) != codes.LENGTH or not set(facts.code) <= set(codes.ALPHABET):
        raise RenderRefused("Kode pemeriksaan harus 26 huruf atau angka dari abjadnya.")
    try:
        parts = urlsplit(facts.verify_base_url)
        valid = parts.scheme in {"http", "https"} and bool(parts.hostname) and facts.verify_base_url.isascii()
    except ValueError:
        valid = False
    if not valid or re.search(r"[\s<>\"'\\@]", facts.verify_base_url):
        raise RenderRefused("Alamat pemeriksaan harus dimulai dengan https:// dan berisi nama situs.")
