"""Badges of the side menu."""

from __future__ import annotations

from foundation.accounts.models import User
from foundation.accounts.postings import reads_widely
from foundation.ui.counting import MOST_COUNTED, counted_up_to
from foundation.ui.templatetags.ui import angka
from lapas.models import Inmate

VIEW = "lapas.view_inmate"


def present(user: User) -> int | str:
    """How many people are in the prisons that the user reads; "1.000+" for whoever reads a region or the country."""
    rows = Inmate.objects.for_user(user, VIEW).present().order_by()
    if not reads_widely(user, VIEW):
        count: int = rows.count()
        return count
    (counted,) = counted_up_to([(rows, MOST_COUNTED)])
    return f"{angka(MOST_COUNTED)}+" if counted > MOST_COUNTED else counted


def arriving(user: User) -> int | None:
    """How many are on their way here; no badge for none."""
    return Inmate.objects.arriving_for(user, "lapas.record_event").count() or None
