"""Where a page of a prison stands: the prison or prisons in reach, and their day. For pages of this floor and above."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from foundation import clock
from foundation.accounts.models import User
from foundation.accounts.postings import place, places, reads_widely
from foundation.ui.pages import Reach
from lapas.models import Prison, PrisonPosting


def first_prison(user: User, perm: str) -> Prison | None:
    """The prison that the user reaches with `perm`, the first of several; the own one is read once for the page."""
    label = PrisonPosting._meta.label
    if not reads_widely(user, perm):
        own = places(user, perm, PrisonPosting)
        return place(user, label, min(own)) if own else None
    found: Prison | None = Prison.objects.for_user(user, perm).order_by("pk").first()
    return found


def prisons_of(user: User, perm: str) -> Iterable[Prison]:
    """The prisons that the user reaches with `perm`, by name; a single own one is read once for the page."""
    if not reads_widely(user, perm) and len(set(places(user, perm, PrisonPosting))) == 1:
        prison = first_prison(user, perm)
        return [prison] if prison else []
    rows: Iterable[Prison] = Prison.objects.for_user(user, perm)
    return rows


def today_for(user: User, perm: str) -> datetime.date:
    """Today at that prison."""
    prison = first_prison(user, perm)
    return clock.today(prison.timezone if prison else "")


class AtPlace(Reach, abstract=True):
    """Knows the one prison in reach (None when there are several) and today at that prison."""

    @cached_property
    def prison(self) -> Prison | None:
        if not reads_widely(self.user, self.permission_required):
            own = set(places(self.user, self.permission_required, PrisonPosting))
            return first_prison(self.user, self.permission_required) if len(own) == 1 else None
        found = list(self.reach(Prison).order_by("pk")[:2])
        return found[0] if len(found) == 1 else None

    @cached_property
    def today(self) -> datetime.date:
        return clock.today(self.prison.timezone if self.prison else "")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"today": self.today, "prison": self.prison, **kwargs})

    def get_lead(self) -> Any:
        return self.lead or (self.prison.name if self.prison else _("Semua UPT dalam jangkauan Anda"))
