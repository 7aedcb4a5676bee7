"""One row of cells judged: what it says, what it cannot say, and why."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lapas import names, nik, register
from lapas.choices import NikStatus
from lapas.imports import fields, formulas, limits, words
from lapas.imports.dates import NO_END, read_date
from lapas.imports.places import Places

LENGTHS = {"name": 150, "patronymic": 150, "alias": 150, "birth_place": 80, "block": 30, "cell": 30}
SPANS = {"sentence_years": 99, "sentence_months": 999, "sentence_days": 9999}
_NAME_SIGNS = frozenset(" .,'’‘`´ʼ-/()")
# Most names; the others are looked at sign by sign.
_COMMON_NAME = re.compile("[A-Za-z0-9 .,']*")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_EXCEL_ERROR = re.compile(r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!)", re.IGNORECASE)
# "5 tahun", "5th", "5 (lima) tahun"; the 5 of "1,5 tahun" is no whole number.
_SPAN = re.compile(r"(?<!\d)(?<!\d[.,])(\d+)\s*(?:\([a-z\s]*\)\s*)?(tahun|thn|th|bulan|bln|bl|hari|hr)(?![a-z])")
# What stands behind is the time instead of a fine.
_INSTEAD = re.compile(r"\bsub")
_SPAN_FIELD = {"t": "sentence_years", "b": "sentence_months", "h": "sentence_days"}
# A cell that begins with another letter or a digit says something, whatever follows.
_NOTHING_BEGINS = frozenset(word[:1] for word in words.NOTHING)
_DECIMAL = re.compile(r"\d{13,}[.,]0+")
_SCIENTIFIC = re.compile(r"\d[.,]\d+\s*e\s*\+?\s*\d+", re.IGNORECASE)


@dataclass(frozen=True)
class Problem:
    """What is wrong with one cell: the field, and a sentence that says what to do."""

    field: str
    message: str


@dataclass
class Judged:
    """What a row says. `values` and `dates` hold only what was said; a problem refuses the row, a warning does not."""

    values: dict[str, Any] = field(default_factory=dict)
    dates: dict[str, datetime.date] = field(default_factory=dict)
    nik: nik.NikReading | None = None
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    # What the prison says that its own words mean: (column, folded word) → meaning.
    own_words: Mapping[tuple[str, str], str] = field(default_factory=dict)
    # To find the prison that a sheet's own column names.
    places: Places | None = None

    @property
    def normalised(self) -> str:
        """The register number as numbers are compared; empty when there is none."""
        return register.normalise(self.values.get("register_number", ""))


def judge(
    cells: Mapping[str, Any],
    *,
    as_of: datetime.date,
    synthetic_allowed: bool = False,
    own_words: Mapping[tuple[str, str], str] | None = None,
    places: Places | None = None,
) -> Judged:
    """Judge the cells of one row, by field name; `own_words` and `places` as in `Judged`."""
    row = Judged(own_words=own_words or {}, places=places)
    for name, cell in cells.items():
        try:
            if name in PLAIN:
                value = _remembered(name, cell) if isinstance(cell, str) else _plain_value(name, cell)
                if value is not None:
                    (row.dates if name in fields.DATE_FACTS else row.values)[name] = value
            elif name != "nik":
                READERS[name](row, name, cell)
        except ValidationError as error:
            row.problems.append(Problem(name, error.messages[0]))
    for name in fields.REQUIRED:
        if name not in row.values and all(problem.field != name for problem in row.problems):
            row.problems.append(Problem(name, _("Isi nama.") if name == "name" else _("Isi nomor register.")))
    _take_nik(row, cells.get("nik"), synthetic_allowed)
    _compare_dates(row, as_of)
    return row


def says_nothing(cell: Any) -> bool:
    """Whether a cell is empty or only says that there is nothing: a dash, "tidak ada"."""
    if cell is None or not isinstance(cell, str):
        return cell is None
    first = cell[:1]
    if first.isalnum() and first.casefold() not in _NOTHING_BEGINS:
        return False
    if first == "#" and _EXCEL_ERROR.match(cell):
        # "#N/A" of a formula that found nothing is not the "n/a" that a hand writes.
        return False
    return fields.fold(cell) in words.NOTHING


def plain_text(cell: Any, name: str = "") -> str:
    """The cell as one line of text; raises ValidationError for what a text column cannot hold."""
    text = cell if isinstance(cell, str) else _typed(cell)
    text = names.tidy(text if text.isascii() else _INVISIBLE.sub("", text))
    if text == formulas.UNCALCULATED:
        raise ValidationError(
            _("Rumus di sel ini belum dihitung; buka dan simpan berkasnya di Excel, atau ketik nilainya.")
        )
    if text[:1] == "#" and _EXCEL_ERROR.match(text):
        raise ValidationError(_("Rumus di sel ini gagal (%(text)s); ketik nilainya.") % {"text": text[:10]})
    if not text.isprintable() or "\ufffd" in text:
        raise ValidationError(_("Ada tanda yang tidak terbaca; ketik ulang isinya."))
    most = LENGTHS.get(name, limits.MAX_CELL_LETTERS)
    if len(text) > most:
        raise ValidationError(_("Isi terlalu panjang, paling banyak %(length)s huruf.") % {"length": most})
    return text


def _typed(cell: Any) -> str:
    """The text of a cell that is none in the file."""
    if isinstance(cell, dict):
        raise ValidationError(
            _("Excel mengubah isi ini menjadi tanggal; atur kolomnya sebagai teks, lalu ketik ulang.")
        )
    if isinstance(cell, bool):
        raise ValidationError(_("Isi ini benar/salah, bukan teks; ketik ulang sebagai teks."))
    if isinstance(cell, int | float) and float(cell).is_integer():
        return str(int(cell))
    return str(cell)


def _take_register(row: Judged, name: str, cell: Any) -> None:
    if says_nothing(cell):
        return
    text = plain_text(cell)
    if text[:1] in "=+@<" or not any(sign.isalnum() for sign in text):
        raise ValidationError(_("Bukan nomor register; ketik ulang nomornya."))
    row.values[name] = register.read(text)


def _take_name(row: Judged, name: str, cell: Any) -> None:
    if says_nothing(cell):
        return
    parts = names.split(_person_text(cell))
    for key, value in (("patronymic", parts.patronymic), ("alias", parts.alias)):
        if value:
            row.values.setdefault(key, _person(value, key))
    row.values[name] = _person(parts.name, name)


def _take_part_of_name(row: Judged, name: str, cell: Any) -> None:
    if not says_nothing(cell):
        row.values[name] = _person(cell, name)


def _person(cell: Any, name: str) -> str:
    """A name: letters of any script with the few signs that names have."""
    text = _person_text(cell)
    if len(text) > LENGTHS[name]:
        raise ValidationError(_("Nama terlalu panjang, paling banyak %(length)s huruf.") % {"length": LENGTHS[name]})
    for sign in () if _COMMON_NAME.fullmatch(text) else text:
        if sign not in _NAME_SIGNS and unicodedata.category(sign)[0] not in {"L", "M"} and not sign.isdecimal():
            raise ValidationError(_("Tanda %(sign)s tidak dipakai di nama; hapus tanda itu.") % {"sign": sign})
    return text


def _person_text(cell: Any) -> str:
    if not isinstance(cell, str):
        raise ValidationError(_("Isi ini bukan nama; ketik namanya."))
    text = plain_text(cell)
    if not any(sign.isalpha() for sign in text) or text[:1] in "=+-@":
        raise ValidationError(_("Isi ini bukan nama; ketik namanya tanpa tanda di depan."))
    return text


def _plain_value(name: str, cell: Any) -> Any:
    """The value of a column that is read for itself; None where the cell says nothing."""
    return None if says_nothing(cell) else PLAIN[name](name, cell)


# A sheet says the same places, blocks, numbers and days again and again.
_remembered = lru_cache(maxsize=32_768)(_plain_value)


def _text(name: str, cell: Any) -> str:
    text = plain_text(cell, name)
    if text[:1] in "=+@<" or "<" in text:
        raise ValidationError(_("Isi memuat rumus atau tanda “<”; ketik isinya saja."))
    return text


def _date(name: str, cell: Any) -> datetime.date | None:
    return read_date(plain_text(cell) if isinstance(cell, str) else cell)


def _sex(name: str, cell: Any) -> str:
    known = words.SEX_OF.get(fields.fold(plain_text(cell)))
    if known is None:
        raise ValidationError(_("Tulis L atau P."))
    return known


def _number(name: str, cell: Any) -> int:
    digits = re.match(r"\d+", plain_text(cell).removesuffix(".0"))
    if digits is None or int(digits[0]) > SPANS[name]:
        raise ValidationError(_("Tulis angka bulat dari 0 sampai %(most)s.") % {"most": SPANS[name]})
    return int(digits[0])


def _folded(cell: Any) -> str:
    return _remembered_fold(cell) if isinstance(cell, str) else fields.fold(plain_text(cell))


@lru_cache(maxsize=1_024)
def _remembered_fold(cell: str) -> str:
    return fields.fold(plain_text(cell))


def _take_education(row: Judged, name: str, cell: Any) -> None:
    if says_nothing(cell):
        return
    folded = _folded(cell)
    known = (
        row.own_words.get((name, folded))
        or words.EDUCATION_OF.get(folded)
        or words.EDUCATION_OF.get(folded.removesuffix(" sederajat"))
    )
    if known is None:
        row.warnings.append(
            Problem(
                name,
                _("Pendidikan “%(word)s” tidak dikenal dan dilewati; beri arti di daftar kata.")
                % {"word": folded[:40]},
            )
        )
        return
    row.values[name] = known


def _take_status(row: Judged, name: str, cell: Any) -> None:
    if says_nothing(cell):
        return
    folded = _folded(cell)
    own = row.own_words.get((name, folded))
    if own == words.GONE or (own is None and folded in words.STATUS_GONE):
        raise ValidationError(
            _("Menurut berkas orang ini tidak lagi di UPT; catat peristiwanya pada penghuni, lalu hapus baris ini.")
        )
    known = own or words.STATUS_OF.get(folded)
    if known and known != words.PRESENT:
        row.values[name] = known
    elif not known and folded not in words.STATUS_PRESENT:
        row.warnings.append(
            Problem(
                name,
                _("Status “%(word)s” tidak dikenal dan dilewati; beri arti di daftar kata.") % {"word": folded[:40]},
            )
        )


def _take_sentence(row: Judged, name: str, cell: Any) -> None:
    if says_nothing(cell):
        return
    text = _INSTEAD.split(plain_text(cell).casefold())[0]
    if " ".join(text.split()) in NO_END:
        return
    spans = _SPAN.findall(text)
    if not spans or len({unit[0] for _count, unit in spans}) < len(spans):
        row.warnings.append(Problem(name, _("Lama pidana tidak terbaca dan dilewati; tulis misalnya 5 tahun 6 bulan.")))
        return
    for count, unit in spans:
        key = _SPAN_FIELD[unit[0]]
        if int(count) > SPANS[key]:
            raise ValidationError(_("Lama pidana tidak masuk akal; periksa angkanya."))
        row.values.setdefault(key, int(count))


def _take_nik(row: Judged, cell: Any, synthetic_allowed: bool) -> None:
    if says_nothing(cell):
        return
    try:
        if isinstance(cell, int | float | dict) and cell != 0:
            raise ValidationError(
                _("NIK berubah menjadi angka di Excel sehingga angkanya hilang; ketik ulang sebagai teks.")
            )
        text = plain_text(cell)
        if _SCIENTIFIC.fullmatch(text) or _DECIMAL.fullmatch(text):
            raise ValidationError(
                _("NIK berubah menjadi angka di Excel sehingga angkanya hilang; ketik ulang sebagai teks.")
            )
        if fields.fold(text) in {"wna", "asing", "foreign", "warga negara asing"}:
            row.nik = nik.NikReading("", NikStatus.FOREIGN)
            return
        row.nik = nik.read(
            text,
            birth_date=row.values.get("birth_date"),
            sex=row.values.get("sex", ""),
            synthetic_allowed=synthetic_allowed,
        )
    except ValidationError as error:
        row.problems.append(Problem("nik", error.messages[0]))
        return
    row.warnings.extend(Problem("nik", warning) for warning in row.nik.warnings)


def _compare_dates(row: Judged, as_of: datetime.date) -> None:
    born, admitted, expiry = row.values.get("birth_date"), row.values.get("admitted_on"), row.dates.get("expiry")
    if born is not None and born >= (admitted or as_of):
        row.problems.append(
            Problem("birth_date", _("Tanggal lahir sesudah tanggal masuk atau di masa depan; perbaiki."))
        )
    if admitted is not None and admitted > as_of:
        row.warnings.append(Problem("admitted_on", _("Tanggal masuk sesudah tanggal data; periksa keduanya.")))
    if admitted is not None and expiry is not None and expiry < admitted:
        row.problems.append(Problem("expiry", _("Ekspirasi sebelum tanggal masuk; periksa kedua tanggal.")))
    order = [(name, row.dates[name]) for name in fields.DATE_FACTS if name in row.dates]
    for (_earlier, before), (later, date) in pairwise(order):
        if date < before:
            row.warnings.append(
                Problem(later, _("Tanggal ini mendahului tanggal tahap sebelumnya; periksa urutannya."))
            )


# Columns that are read for themselves: what a cell says depends on nothing else.
PLAIN: dict[str, Callable[[str, Any], Any]] = {
    "sex": _sex,
    "birth_place": _text,
    "block": _text,
    "cell": _text,
    **dict.fromkeys(SPANS, _number),
    **dict.fromkeys(fields.DATES, _date),
}


def _take_prison(row: Judged, name: str, cell: Any) -> None:
    """Refuses a row of another prison, and warns of a name that nobody has at its first row; the cell is not kept."""
    if says_nothing(cell) or row.places is None:
        return
    text = plain_text(cell)
    is_new = row.places.is_new(text)
    meant = row.places.meant(text)
    if not meant and is_new:
        warning = _("UPT “%(text)s” tidak dikenal; pastikan baris-baris dengan sebutan ini milik UPT sendiri.")
        row.warnings.append(Problem(name, warning % {"text": text[:60]}))
    elif meant and row.places.own not in meant:
        other = row.places.names[min(meant)] if len(meant) == 1 else _("UPT lain")
        raise ValidationError(
            _("Menurut berkas orang ini di %(other)s; unggah di UPT itu, atau betulkan selnya bila sudah di sini.")
            % {"other": other}
        )


READERS: dict[str, Callable[[Judged, str, Any], None]] = {
    "register_number": _take_register,
    "name": _take_name,
    "patronymic": _take_part_of_name,
    "alias": _take_part_of_name,
    "education": _take_education,
    "legal_status": _take_status,
    "sentence": _take_sentence,
    "prison": _take_prison,
}
