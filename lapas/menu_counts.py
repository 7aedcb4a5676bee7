"""Badges of the side menu."""

from __future__ import annotations

from foundation.accounts.models import User
from lapas.models import ChangeNotice, Inmate, SubjectRequest

MOST = 10_000


def present(user: User) -> int:
    """How many people are in the prisons that the user reads, counted up to 10,000."""
    count: int = Inmate.objects.for_user(user, "lapas.view_inmate").present().order_by()[:MOST].count()
    return count


def arriving(user: User) -> int | None:
    """How many are on their way here; no badge for none."""
    return Inmate.objects.arriving_for(user, "lapas.record_event").count() or None


def unread_changes(user: User) -> int | None:
    """How many changes about people of classes and certificates nobody at the desk has read; no badge for none."""
    return ChangeNotice.objects.unread().for_user(user, "lapas.read_changes").count() or None


def open_requests(user: User) -> int | None:
    """Requests about own data that nobody has decided; no badge for none."""
    rows = SubjectRequest.objects.for_user(user, "lapas.view_requests")
    return rows.filter(decided_at__isnull=True).count() or None
