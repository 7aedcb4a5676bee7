"""Badges of the side menu."""

from __future__ import annotations

from foundation.accounts.models import User
from lapas.models import Inmate

MOST = 10_000


def present(user: User) -> int:
    """How many people are in the prisons that the user reads, counted up to 10,000."""
    count: int = Inmate.objects.for_user(user, "lapas.view_inmate").present().order_by()[:MOST].count()
    return count


def arriving(user: User) -> int | None:
    """How many are on their way here; no badge for none."""
    return Inmate.objects.arriving_for(user, "lapas.record_event").count() or None
