"""What an act of the registry means for classes, exams and certificates: each floor that knows tells by itself.

An app offers `release_effects.py` with `effects(moved)`, `transfer_effects.py` with `effects(leaving)`,
`arrival_effects.py` with `effects(arriving)` and `return_effects.py` with `effects(returning)`; each answers inmate
id → (tone, sentence). `change_effects.py` tells the same by the id of a notice; see `lapas.services.notices`.
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


def of_arrivals(arriving: Collection[int]) -> Told:
    """What follows when the prison where these people are going accepts them, and what to ask for from elsewhere."""
    return _gathered(offered("arrival_effects", "effects"), arriving)


def of_returns(returning: Collection[int]) -> Told:
    """What these people get back, and what not, when the transfer they left with never arrives; also afterwards."""
    return _gathered(offered("return_effects", "effects"), returning)


def gravest_first(told: Told, inmate: int) -> list[tuple[str, Any, str]]:
    """What is told of one person, for a page: tone, its word, sentence."""
    found = sorted(told.get(inmate, ()), key=lambda each: list(TONE_WORDS).index(each[0]))
    return [(tone, TONE_WORDS[tone], sentence) for tone, sentence in found]


def of_changes(notices: Collection[Any]) -> Told:
    """What each change means as of now, by the id of its notice."""
    return _gathered(offered("change_effects", "effects"), notices)


def _gathered(tellers: Iterable[Callable[[Any], Told]], about: Any) -> Told:
    found: Told = defaultdict(list)
    for tell in tellers if about else ():
        for pk, told in tell(about).items():
            found[pk] += told
    # A template that asks a defaultdict for its items would make a key of it.
    return dict(found)
