"""What an act of the registry means for classes, exams and certificates: each floor that knows tells by itself.

An app offers `release_effects.py` with `effects(moved)` and `transfer_effects.py` with `effects(leaving)`; each answers
inmate id → (tone, sentence).
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.collect import offered

TONE_WORDS = {"bad": _("terganggu"), "warn": _("masih bisa"), "ok": _("aman")}

Told = dict[int, list[tuple[str, str]]]


def of_releases(moved: Mapping[int, datetime.date]) -> Told:
    """What follows when these people leave on these days."""
    return _gathered(offered("release_effects", "effects"), moved)


def of_transfers(leaving: Collection[int]) -> Told:
    """What these people leave behind when they are sent to another prison, and what to do about it."""
    return _gathered(offered("transfer_effects", "effects"), leaving)


def _gathered(tellers: Iterable[Callable[[Any], Told]], about: Any) -> Told:
    found: Told = defaultdict(list)
    for tell in tellers if about else ():
        for inmate_id, told in tell(about).items():
            found[inmate_id] += told
    return found
