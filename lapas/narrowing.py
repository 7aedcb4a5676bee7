"""Groups of people by which a list is narrowed and that a higher floor knows: each tells its own.

An app offers `people_groups.py` with `groups(prisons)`, e.g. the people of each open class of these prisons.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from foundation.collect import offered
from lapas.models import Prison


@dataclass(frozen=True)
class PeopleGroup:
    """One group: its word in the address, its name, and the ids of its people."""

    value: str
    label: str
    people: QuerySet[Any]


def people_groups(prisons: Collection[Prison]) -> list[PeopleGroup]:
    """All groups that the floors know of these prisons, in the order in which they are told."""
    return [group for groups in offered("people_groups", "groups") for group in groups(prisons)] if prisons else []
