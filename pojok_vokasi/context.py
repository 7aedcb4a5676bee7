"""What every signed-in page shows round its content: the menu, the hat worn, the clock."""

from __future__ import annotations

import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certification.models import Exam
from foundation import clock
from foundation.accounts import postings
from foundation.accounts.choices import Role
from pojok_vokasi import menu

SEARCH_PERMISSION = "lapas.view_inmate"


class House:
    """Read only when a template asks, so that pages for the public look at neither user nor session."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def menu(self) -> list[dict[str, Any]]:
        return menu.shown(self._request)

    @cached_property
    def can_search(self) -> bool:
        return SEARCH_PERMISSION in postings.permissions(self._request.user)

    @cached_property
    def _place(self) -> Any:
        """The place of the first posting under the hat worn; None for the whole country."""
        held = postings.held(self._request.user)
        return postings.place(self._request.user, held[0].model, held[0].place) if held else None

    @cached_property
    def worn(self) -> list[str]:
        """The lines under the user's name: roles, then the place (or how many)."""
        held = postings.held(self._request.user)
        roles = ", ".join(str(Role(role).label) for role in postings.roles(self._request.user))
        lines = [roles or _("Tanpa penugasan")]
        if self._place is not None:
            # The classes of an instructor are no further places beside the centre.
            more = len({each.place for each in held if each.model == held[0].model}) - 1
            place = self._place
            if isinstance(place, Exam):
                words = ngettext("%(lsp)s, %(n)s uji", "%(lsp)s, %(n)s uji", more + 1)
                lines.append(words % {"lsp": place.lsp, "n": more + 1})
            elif more:
                lines.append(_("%(place)s dan %(more)s lainnya") % {"place": place, "more": more})
            else:
                lines.append(str(place))
        return lines

    @cached_property
    def other_hats(self) -> list[dict[str, Any]]:
        """The hats that the user could put on instead, each with its words for the button."""
        worn = {postings.hat_of(each.role) for each in postings.held(self._request.user)}
        found: dict[int, list[str]] = {}
        for each in postings.all_held(self._request.user):
            number = postings.hat_of(each.role)
            if number not in worn and each.role not in found.setdefault(number, []):
                found[number].append(each.role)
        return [
            {"number": number, "label": _("Sebagai %(role)s") % {"role": str(Role(roles[0]).label).lower()}}
            for number, roles in sorted(found.items())
        ]

    @cached_property
    def zone(self) -> str:
        return str(getattr(self._place, "timezone", "") or settings.TIME_ZONE)

    @property
    def tzinfo(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @cached_property
    def now(self) -> datetime.datetime:
        return clock.now()

    @property
    def moved_to(self) -> datetime.date | None:
        """The day that the demo world pretends; None in the real one."""
        moved: datetime.date | None = settings.POJOK_TODAY
        return moved


def house(request: HttpRequest) -> dict[str, Any]:
    return {"house": House(request)}
