"""Where the one page about a row stands, for rows that lower floors link to without knowing what is above them."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.urls import get_script_prefix, reverse

_ANY = 987_654_321


def inmate(row: Any) -> str:
    before, after = _around_inmate(get_script_prefix())
    return f"{before}{row.pk}{after}"


@cache
def _around_inmate(prefix: str) -> tuple[str, str]:
    """The address before and after the key: reversed for each of fifty rows it is a twentieth of a list's time."""
    before, _key, after = reverse("certification:inmate-record", args=[_ANY]).partition(str(_ANY))
    return before, after
