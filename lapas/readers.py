"""*Siapa melihat orang ini*: who may open a person's record now, by role and place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from foundation import clock
from foundation.accounts.choices import Role
from foundation.accounts.models import NationPosting
from foundation.accounts.postings import role_permissions
from lapas.models import Inmate, PrisonPosting, RegionalPosting

PERMISSION = "lapas.view_inmate"


@dataclass(frozen=True)
class MayRead:
    """One role that opens the record, at which place, and who holds it now."""

    role: str
    place: str
    names: list[str]  # empty: whoever holds the role in the country


def who_may_read(inmate: Inmate) -> list[MayRead]:
    """Current postings whose role opens the record of the person, the prison's own first; two queries."""
    roles = [role for role, allowed in role_permissions().items() if PERMISSION in allowed]
    today = clock.today(inmate.prison.timezone)
    found: list[MayRead] = []
    own = Q(prison=inmate.prison_id) | Q(prison=inmate.destination_id)
    for rows, place in (
        (PrisonPosting.objects.current(today).filter(own).select_related("person", "prison"), "prison"),
        (
            RegionalPosting.objects.current(today)
            .filter(regional_office=inmate.prison.regional_office_id)
            .select_related("person", "regional_office"),
            "regional_office",
        ),
    ):
        found += _grouped(rows.filter(role__in=roles).order_by("role", "person__full_name"), place)
    # By role alone: whoever holds one of these gives a reason first, and the trail names them.
    national = [role for role in NationPosting.ROLES if role in roles]
    return [*found, *(MayRead(str(Role(role).label), "", []) for role in national)]


def _grouped(rows: Any, place: str) -> list[MayRead]:
    grouped: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        key = (str(Role(row.role).label), str(getattr(row, place)))
        grouped.setdefault(key, []).append(row.person.full_name)
    return [MayRead(role, where, people) for (role, where), people in grouped.items()]
