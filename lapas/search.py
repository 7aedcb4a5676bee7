"""Finding people from the search box: by folded name, register number without punctuation, or the whole NIK."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from foundation.accounts.models import User
from foundation.accounts.postings import nationwide
from foundation.collect import Hit
from lapas import register
from lapas.models import Inmate, RegisterNumber
from lapas.nik import LENGTH
from lapas.querysets import InmateQuerySet
from lapas.services.identity import find_by_nik

MOST = 51
# What people write between the digits of a NIK.
_BETWEEN_DIGITS = re.compile(r"[\s.\-/]")


def hits(user: User, words: str) -> Iterator[Hit]:
    """People in reach whose name, alias or register number holds every word; a NIK only when typed in full."""
    if not user.has_perm("lapas.view_inmate"):
        return
    reach = Inmate.objects.for_user(user, "lapas.view_inmate").select_related("prison")
    digits = _BETWEEN_DIGITS.sub("", words)
    if len(digits) == LENGTH and digits.isascii() and digits.isdigit():
        yield from _by_nik(user, reach, digits)
        return
    # Of the country few are expected to match; who reads one place finds them among its people.
    found = reach.matching_few(words) if nationwide(user, "lapas.view_inmate") else reach.matching(words)
    if ids := _by_any_number(words):
        found = found | reach.filter(pk__in=ids)
    for inmate in found.order_by("name", "pk")[:MOST]:
        yield _hit(inmate)


def _by_nik(user: User, reach: InmateQuerySet, digits: str) -> Iterator[Hit]:
    other_way = _("Cari dengan nama atau nomor register.")
    if not user.has_perm("lapas.view_nik"):
        yield Hit(title=_("Peran Anda tidak mencari dengan NIK."), detail=other_way, url="")
        return
    try:
        found = find_by_nik(people=reach, digits=digits, actor=user)
    except ValidationError as refusal:
        yield Hit(title=refusal.messages[0], detail=other_way, url="")
        return
    if found is not None:
        yield _hit(found)


def _hit(inmate: Inmate) -> Hit:
    detail = f"{inmate.register_number} · {inmate.prison} · {inmate.get_custody_state_display()}"
    return Hit(title=inmate.display_name, detail=detail, url=inmate.get_absolute_url())


def _by_any_number(words: str) -> list[int]:
    """Ids of people who have or had exactly this register number, also as that of a row that was merged."""
    number = register.normalise(words)
    if not any(sign.isdigit() for sign in number):
        return []
    # Ids instead of a subquery: beside an OR with one the index on the search key would not be used.
    return list(RegisterNumber.objects.filter(normalised=number).values_list("inmate_id", flat=True)[:MOST])
