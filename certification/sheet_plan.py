"""Which serial lies under which place of a print run: from the pile's top, over gaps, and again after each jam.

Pure: serials in, serials out. A serial is eight digits as text, so that order of text is order of numbers.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

SAMPLE = 3


@dataclass(frozen=True)
class Segment:
    """From place `start` on the printer draws `serial` next; of the first segment it is the top of the pile."""

    start: int
    serial: str


@dataclass(frozen=True)
class Plan:
    """Serials by place; `left_over` places got none, `eaten` sheets were drawn and belong to nobody."""

    serials: dict[int, str]
    left_over: tuple[int, ...]
    eaten: tuple[str, ...]

    @property
    def first(self) -> str:
        """The lowest serial that the run uses."""
        return min(self.serials.values())

    @property
    def last(self) -> str:
        return max(self.serials.values())


def plan(available: Iterable[str], segments: Sequence[Segment], places: int, *, highest_first: bool = False) -> Plan:
    """Lay `places` places on the sheets of a lot that are free or set aside for this run (`available`).

    Raises ValidationError `not_free` (a typed serial is not available), `too_few` (the pile is shorter than the run),
    `backwards` (a jam cannot bring back a sheet that is printed already).
    """
    pile = sorted(available)
    top = segments[0].serial
    if top not in pile:
        raise _not_free(top)
    counted = [serial for serial in pile if serial >= top]
    if len(counted) < places:
        raise ValidationError(
            _(
                "Dari %(top)s lot ini hanya punya %(count)d lembar kosong untuk %(places)d sertifikat. Satu cetakan "
                "memakai blangko satu lot: batalkan cetakan ini, cetak %(count)d sertifikat dari lot ini, lalu sisanya "
                "dalam cetakan kedua dengan lot berikutnya."
            )
            % {"top": top, "count": len(counted), "places": places},
            code="too_few",
        )
    # Turned over, the pile ends where it was counted off; else more sheets may follow after a jam.
    drawn = list(reversed(counted[:places])) if highest_first else counted
    laid: list[str] = drawn[:places]
    for segment in segments[1:]:
        if segment.serial not in pile:
            raise _not_free(segment.serial)
        if segment.serial not in drawn or segment.serial in laid[: segment.start - 1]:
            raise _backwards(segment)
        rest = drawn[drawn.index(segment.serial) :]
        if segment.start > 1 and drawn.index(segment.serial) <= drawn.index(laid[segment.start - 2]):
            raise _backwards(segment)
        laid = [*laid[: segment.start - 1], *rest[: places - segment.start + 1]]
    serials = dict(enumerate(laid, start=1))
    touched = drawn if highest_first else drawn[: drawn.index(laid[-1]) + 1]
    return Plan(
        serials=serials,
        left_over=tuple(range(len(laid) + 1, places + 1)),
        eaten=tuple(sorted(set(touched) - set(laid))),
    )


def _not_free(serial: str) -> ValidationError:
    return ValidationError(
        _("Blangko %(serial)s tidak kosong di lot mana pun; periksa angka di lembar itu.") % {"serial": serial},
        code="not_free",
    )


def _backwards(segment: Segment) -> ValidationError:
    return ValidationError(
        _("Blangko %(serial)s sudah lewat sebelum urutan %(place)d; ketik nomor lembar yang akan ditarik berikutnya.")
        % {"serial": segment.serial, "place": segment.start},
        code="backwards",
    )


def missing_between(first: str, last: str, available: Iterable[str]) -> list[str]:
    """Serials between first and last that are not available: gaps of the lot, and sheets used or spoiled before."""
    known = set(available)
    return [serial for n in range(int(first), int(last) + 1) if (serial := f"{n:08d}") not in known]


def in_ranges(serials: Iterable[str]) -> str:
    """`13562541–13562544, 13562549`: how people write many serials."""
    parts: list[list[int]] = []
    for number in sorted(int(serial) for serial in serials):
        if parts and parts[-1][1] == number - 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    return ", ".join(f"{a:08d}" if a == b else f"{a:08d}–{b:08d}" for a, b in parts)


def sample(places: Sequence[int], seed: str) -> list[int]:
    """The places whose sheets are read back: the last, where every shift shows, and two more; the same for one seed."""
    if len(places) <= SAMPLE:
        return list(places)
    # Not secret, only settled: the clerk must not get other places by asking again.
    chance = random.Random(hashlib.sha256(seed.encode()).digest())  # noqa: S311  # see the line above
    return sorted([*chance.sample(list(places[:-1]), SAMPLE - 1), places[-1]])
