"""The identity number (NIK): 16 digits, PPKKCC DDMMYY SSSS. A wrong shape is refused, an odd look is a warning."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lapas.choices import NikStatus, Sex

LENGTH = 16
WOMEN_DAY_OFFSET = 40
# Invented people carry this prefix, which no region has.
SYNTHETIC_REGION = "99"
# Kemendagri's province codes, as in reference/provinces.csv; the NIK starts with one of them.
REGIONS = frozenset(
    {
        "11",
        "12",
        "13",
        "14",
        "15",
        "16",
        "17",
        "18",
        "19",
        "21",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "51",
        "52",
        "53",
        "61",
        "62",
        "63",
        "64",
        "65",
        "71",
        "72",
        "73",
        "74",
        "75",
        "76",
        "81",
        "82",
        "91",
        "92",
        "93",
        "94",
        "95",
        "96",
    }
)
_IGNORED = re.compile(r"[\s.'’-]+")
_HIDDEN = "•" * 8

_IN_ONE_PIECE = re.compile(r"(?<!\d)\d{16}(?!\d)")
# Digits broken by one sign or two, as a NIK is read off a card aloud.
_GROUPED = re.compile(r"\d+(?:[ .\-/]{1,2}\d+)+")
_BREAK = re.compile(r"[ .\-/]+")


@dataclass(frozen=True)
class NikReading:
    """A NIK as read: the digits (empty unless the shape is right), its status, and what a person should look at."""

    digits: str
    status: NikStatus
    warnings: tuple[str, ...] = ()


def read(
    text: str, *, birth_date: datetime.date | None = None, sex: str = "", synthetic_allowed: bool = False
) -> NikReading:
    """Read what was typed or stood in a cell; raises ValidationError for a wrong shape.

    Nothing or a dash reads as none, one repeated digit ("00000") as a placeholder.
    """
    digits = _IGNORED.sub("", text)
    if not digits:
        return NikReading("", NikStatus.NONE)
    if not (digits.isascii() and digits.isdigit()):
        raise ValidationError(_("NIK hanya berisi angka; hapus huruf dan tanda lain."), code="nik_not_digits")
    if len(set(digits)) == 1:
        return NikReading("", NikStatus.PLACEHOLDER)
    if len(digits) != LENGTH:
        raise ValidationError(
            _("NIK harus 16 angka; yang diisi %(count)d angka."), code="nik_length", params={"count": len(digits)}
        )
    day, month = int(digits[6:8]), int(digits[8:10])
    if not (1 <= day <= 31 or 1 + WOMEN_DAY_OFFSET <= day <= 31 + WOMEN_DAY_OFFSET) or not 1 <= month <= 12:
        raise ValidationError(
            _("Angka ke-7 sampai ke-12 NIK bukan tanggal lahir; periksa kembali pada kartu."), code="nik_date_shape"
        )
    if digits[12:] == "0000":
        raise ValidationError(_("Empat angka terakhir NIK tidak boleh 0000."), code="nik_serial")
    return NikReading(digits, NikStatus.FORMAT_OK, tuple(_oddities(digits, birth_date, sex, synthetic_allowed)))


def _oddities(digits: str, birth_date: datetime.date | None, sex: str, synthetic_allowed: bool) -> list[str]:
    found = []
    region = digits[:2]
    if region not in REGIONS and not (synthetic_allowed and region == SYNTHETIC_REGION):
        found.append(_("Kode wilayah NIK tidak dikenal."))
    day = int(digits[6:8])
    woman = day > WOMEN_DAY_OFFSET
    if sex and woman != (sex == Sex.FEMALE):
        found.append(_("NIK tidak cocok dengan jenis kelamin."))
    if birth_date is not None:
        written = f"{day - WOMEN_DAY_OFFSET if woman else day:02d}{digits[8:12]}"
        if written != birth_date.strftime("%d%m%y"):
            found.append(_("NIK tidak cocok dengan tanggal lahir."))
    return found


def mask(digits: str) -> str:
    """The first and last four digits, the rest hidden: 3201••••••••0003; empty for no NIK."""
    return f"{digits[:4]}{_HIDDEN}{digits[-4:]}" if digits else ""


def stands_in(text: str) -> bool:
    """Whether a sentence holds an identity number: 16 digits in one piece, or in groups that read as a NIK together.

    Groups are told from dates, letters and telephone numbers by the date of birth inside and the region at the front.
    """
    if _IN_ONE_PIECE.search(text):
        return True
    for run in _GROUPED.findall(text):
        groups = _BREAK.split(run)
        for first in range(len(groups)):
            for last in range(first + 2, min(first + LENGTH, len(groups)) + 1):
                if _reads_as_nik("".join(groups[first:last])):
                    return True
    return False


def refuse_in(text: str, *, field: str = "reason") -> None:
    """Refuse what somebody writes freely when it holds a NIK; raises ValidationError at `field`."""
    if stands_in(text):
        raise ValidationError({field: ValidationError(_("Jangan menulis NIK di sini."), code="nik")})


def _reads_as_nik(digits: str) -> bool:
    if len(digits) != LENGTH or digits[:2] not in REGIONS | {SYNTHETIC_REGION}:
        return False
    try:
        return bool(read(digits).digits)
    except ValidationError:
        return False
