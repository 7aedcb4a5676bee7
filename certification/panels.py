"""Beside the home queue: who left with the certificate in hand."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.cache import cache
from django.core.exceptions import EmptyResultSet
from django.utils.translation import gettext as _

from certification.figures import InHand, left_in_hand
from foundation import clock
from foundation.accounts.models import User
from foundation.collect import Panel
from lapas.models import Inmate
from lapas.querysets import InmateQuerySet

# Any of these shows the figure for its own reach; the first one held is taken.
PERMISSIONS = ("certification.hand_over", "lapas.view_prison", "certification.view_figures")
# Of more people than these a year's share hardly moves within minutes: it is counted anew every ten, and says when.
MANY = 1000
KEPT_SECONDS = 600


@dataclass(frozen=True)
class Shown:
    """The figures, and when they were counted if that may be a while ago."""

    figures: InHand
    counted_at: datetime.datetime | None = None


def panels(user: User) -> Iterator[Panel]:
    perm = next((each for each in PERMISSIONS if user.has_perm(each)), "")
    if perm:
        shown = kept_if_many(Inmate.objects.once_at(user, perm), clock.today())
        yield Panel(_("Bebas dengan sertifikat di tangan, 12 bulan"), "certification/panel_in_hand.html", shown)


def kept_if_many(inmates: InmateQuerySet, today: datetime.date) -> Shown:
    """The figures for the people in reach; kept some minutes, for all who reach the same, where more than MANY left."""
    try:
        sql, given = inmates.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:
        return Shown(left_in_hand(inmates, today))
    key = "in_hand:" + hashlib.sha256(f"{today} {sql} {given}".encode()).hexdigest()
    kept: Shown | None = cache.get(key)
    if kept is not None:
        return kept
    figures = left_in_hand(inmates, today)
    if figures.left <= MANY:
        return Shown(figures)
    shown = Shown(figures, clock.now())
    cache.set(key, shown, KEPT_SECONDS)
    return shown
