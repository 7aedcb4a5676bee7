"""Badges of the side menu."""

from __future__ import annotations

from foundation.accounts.models import User
from lapas.models import Inmate


def present(user: User) -> int:
    """How many people are in the prisons that the user reads."""
    count: int = Inmate.objects.for_user(user, "lapas.view_inmate").present().count()
    return count


def arriving(user: User) -> int | None:
    """How many are on their way here; no badge for none."""
    return Inmate.objects.arriving_for(user, "lapas.record_event").count() or None
