"""Reading what a clerk types: places of a list ("3, 7–9"), serials of sheets ("13562544, 13562550–13562552")."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

_TO = r"\s*(?:-|–|—|s/d|sd|sampai)\s*"
_PART = re.compile(rf"(\d{{1,4}})(?:{_TO}(\d{{1,4}}))?")
_SERIALS = re.compile(rf"(\d{{8}})(?:{_TO}(\d{{8}}))?")
MOST_SERIALS = 5000


def read_places(text: str, last: int) -> list[int]:
    """The places in order, each once; empty text is none.

    Raises ValidationError: `place_unreadable`, `place_backwards` ("9-7"), `place_outside` (not 1 … last),
    `place_twice`.
    """
    found: list[int] = []
    for part in re.split(r"[,;]|\bdan\b", text):
        words = part.strip()
        if not words:
            continue
        match = _PART.fullmatch(words)
        if match is None:
            raise ValidationError(
                _("“%(words)s” tidak terbaca; tulis urutan seperti 3, 7–9.") % {"words": words[:20]},
                code="place_unreadable",
            )
        start, end = int(match[1]), int(match[2] or match[1])
        if end < start:
            raise ValidationError(
                _("“%(words)s” terbalik; tulis urutan kecil dahulu.") % {"words": words}, code="place_backwards"
            )
        if start < 1 or end > last:
            raise ValidationError(
                _("Urutan %(words)s tidak ada; daftar ini berisi 1 sampai %(last)d.") % {"words": words, "last": last},
                code="place_outside",
            )
        found.extend(range(start, end + 1))
    twice = {place for place in found if found.count(place) > 1}
    if twice:
        raise ValidationError(_("Urutan %(place)d ditulis dua kali.") % {"place": min(twice)}, code="place_twice")
    return sorted(found)


def read_serials(text: str) -> list[str]:
    """Serials of eight digits, single or from–to, in order, each once; empty text is none.

    Raises ValidationError: `serial_unreadable`, `serial_backwards`, `serials_many` (over 5,000).
    """
    found: set[int] = set()
    for part in re.split(r"[,;\n]|\bdan\b", text):
        words = part.strip()
        if not words:
            continue
        match = _SERIALS.fullmatch(words)
        if match is None:
            raise ValidationError(
                _("“%(words)s” tidak terbaca; tulis nomor 8 angka seperti 13562544, 13562550–13562552.")
                % {"words": words[:30]},
                code="serial_unreadable",
            )
        start, end = int(match[1]), int(match[2] or match[1])
        if end < start:
            raise ValidationError(
                _("“%(words)s” terbalik; tulis nomor kecil dahulu.") % {"words": words}, code="serial_backwards"
            )
        if end - start + len(found) >= MOST_SERIALS:
            raise ValidationError(
                _("Terlalu banyak nomor; paling banyak %(most)d sekaligus.") % {"most": MOST_SERIALS},
                code="serials_many",
            )
        found.update(range(start, end + 1))
    return [f"{serial:08d}" for serial in sorted(found)]
