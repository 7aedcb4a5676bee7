"""A prison with its head, two Kemnaker administrators and two system administrators."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from foundation import clock
from foundation.accounts.choices import Role
from foundation.accounts.models import User
from foundation.desks.models import PostingRequest
from foundation.desks.services import requests
from lapas.models import Prison
from tests.factories.accounts import NationPostingFactory, UserFactory
from tests.factories.lapas import PrisonFactory, officer_at

KIND, NATION = "lapas.prisonposting", "accounts.nationposting"
REASON = "Menggantikan rekan yang pindah."
LETTER = "W13.PAS-KP.04.01-12"


@dataclass
class Desks:
    prison: Prison
    head: User
    kemnaker: User
    kemnaker2: User
    system: User
    system2: User


def national(role: Role) -> User:
    user = UserFactory()
    NationPostingFactory(person=user.person, role=role)
    return user


def desks_world() -> Desks:
    prison = PrisonFactory()
    return Desks(
        prison,
        officer_at(prison, Role.PRISON_HEAD),
        national(Role.KEMNAKER_ADMIN),
        national(Role.KEMNAKER_ADMIN),
        national(Role.SYSTEM_ADMIN),
        national(Role.SYSTEM_ADMIN),
    )


def again(user: User) -> User:
    """The same account as the next request finds it, without what was held before."""
    return User.objects.select_related("person").get(pk=user.pk)


def propose(world: Desks, actor: User | None = None, **changes: Any) -> PostingRequest:
    """A registry officer for the prison, asked by its head unless told otherwise."""
    given: dict[str, Any] = {
        "full_name": "Tirta Wangsadipa",
        "staff_number": "991985",
        "kind": KIND,
        "place": world.prison.pk,
        "role": Role.REGISTRY_OFFICER,
        "from_date": clock.today(),
        "reason": REASON,
        "letter": LETTER,
    }
    return requests.propose_posting(actor=actor or world.head, **{**given, **changes})


def executed(world: Desks, **changes: Any) -> PostingRequest:
    """A request gone all the way."""
    request = propose(world, **changes)
    requests.approve_posting(request=request, actor=world.kemnaker)
    return requests.execute_posting(request=request, actor=world.system)


def days(count: int) -> datetime.date:
    return clock.today() + datetime.timedelta(days=count)
