"""Reading what a clerk types about places of a list: "3, 7–9"."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

_PART = re.compile(r"(\d{1,4})(?:\s*(?:-|–|—|s/d|sd|sampai)\s*(\d{1,4}))?")


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
