"""What a user may do now: the current postings under the hat that the user wears.

Querysets of every floor build `for_user(user, perm)` from `places`: only the places whose posting's *own* role has the
permission, so that an officer at A who is a clerk at B is neither at both.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import F, IntegerField, Value
from django.utils.module_loading import import_string

from foundation import clock
from foundation.accounts.choices import Role
from foundation.accounts.models import NationPosting, Posting, User


@dataclass(frozen=True)
class Held:
    """One current posting: the posting model's label (`lapas.PrisonPosting`), the role, the id of the place."""

    model: str
    role: str
    place: int


@cache
def posting_models() -> tuple[type[Posting], ...]:
    return tuple(model for model in apps.get_models() if issubclass(model, Posting))


@cache
def role_permissions() -> Mapping[str, frozenset[str]]:
    """Role → permissions, from the roof's table."""
    table: Mapping[str, frozenset[str]] = import_string(settings.ROLE_PERMISSIONS)
    return table


@cache
def hats() -> tuple[frozenset[str], ...]:
    table: tuple[frozenset[str], ...] = import_string(settings.ROLE_HATS)
    return table


def hat_of(role: str) -> int:
    """The number of the hat that a role belongs to."""
    return next(number for number, roles in enumerate(hats()) if role in roles)


def all_held(user: User | AnonymousUser) -> tuple[Held, ...]:
    """Every current posting of the user, whatever hat is worn; one query, kept on the user object."""
    if not isinstance(user, User) or not user.is_active:
        return ()
    if not hasattr(user, "_held"):
        read_held([user])
    kept: tuple[Held, ...] = user._held  # type: ignore[attr-defined]  # kept for this request's user object only
    return kept


def read_held(users: Sequence[User]) -> None:
    """Read the current postings of all these users at once, for `all_held`; one query however many they are."""
    people = [user.person_id for user in users]
    if not people:
        return
    statement, params = _held_statement(connection.vendor, clock.today(), len(people))
    with connection.cursor() as cursor:
        cursor.execute(statement, [people[~value] if _stands_in(value) else value for value in params])
        rows = cursor.fetchall()
    labels = [model._meta.label for model in posting_models()]
    found: dict[int, list[Held]] = {person: [] for person in people}
    for person, which, role, place in rows:
        found[person].append(Held(labels[which], role, place))
    for user in users:
        user._held = tuple(sorted(found[user.person_id], key=_order))  # type: ignore[attr-defined]  # as above


@lru_cache(maxsize=8)
def _held_statement(vendor: str, today: datetime.date, people: int) -> tuple[str, tuple[Any, ...]]:
    """The statement of `read_held` with −1, −2, … for so many people: building it takes longer than asking it."""
    stand_ins = [~number for number in range(people)]
    parts = [
        model.objects.current(today)
        .filter(person_id__in=stand_ins, role__in=model.ROLES)
        .order_by()
        .annotate(
            which=Value(number, output_field=IntegerField()),
            place=F(f"{model.PLACE}_id") if model.PLACE else Value(0, output_field=IntegerField()),
        )
        .values_list("person_id", "which", "role", "place")
        for number, model in enumerate(posting_models())
    ]
    rows: Any = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    statement, params = rows.query.sql_with_params()
    return statement, tuple(params)


def _stands_in(value: Any) -> bool:
    return type(value) is int and value < 0


def place(user: User | AnonymousUser, model: str, pk: int) -> Any:
    """The row of the place of a posting of the user; None for the whole country. Read once, kept on the user object."""
    name = apps.get_model(model).PLACE
    if not name:
        return None
    kept: dict[tuple[str, int], Any] | None = getattr(user, "_places", None)
    if kept is None:
        kept = {}
        user._places = kept  # type: ignore[union-attr]  # kept for this request's user object only
    if (model, pk) not in kept:
        table = apps.get_model(model)._meta.get_field(name).related_model
        kept[model, pk] = table._default_manager.filter(pk=pk).first()
    return kept[model, pk]


def _order(held: Held) -> tuple[int, str, int]:
    return list(Role).index(Role(held.role)), held.model, held.place


def held(user: User | AnonymousUser) -> tuple[Held, ...]:
    """The current postings under the hat worn now (the first hat when none was chosen)."""
    every = all_held(user)
    if not every:
        return ()
    wearable = {hat_of(posting.role) for posting in every}
    worn = getattr(user, "hat", None)
    if worn not in wearable:
        worn = hat_of(every[0].role)
    return tuple(posting for posting in every if hat_of(posting.role) == worn)


def roles(user: User | AnonymousUser) -> list[str]:
    """The roles held under the hat worn now, in the order of `Role`, each once."""
    return list(dict.fromkeys(posting.role for posting in held(user)))


def permissions(user: User | AnonymousUser) -> frozenset[str]:
    table = role_permissions()
    return frozenset().union(*(table.get(role, frozenset()) for role in roles(user)))


def places(
    user: User | AnonymousUser, perm: str, model: type[Posting], among: Iterable[str] | None = None
) -> list[int]:
    """Ids of the places where a current posting of `model` gives `perm`; only through the roles `among`, if given."""
    label, table = model._meta.label, role_permissions()
    wanted = None if among is None else set(among)
    return [
        posting.place
        for posting in held(user)
        if posting.model == label
        and perm in table.get(posting.role, frozenset())
        and (wanted is None or posting.role in wanted)
    ]


def nationwide(user: User | AnonymousUser, perm: str) -> bool:
    """Whether a current posting for the whole country gives `perm`."""
    return bool(places(user, perm, NationPosting))


def reads_widely(user: User | AnonymousUser, perm: str) -> bool:
    """Whether a current posting for a region or the whole country gives `perm`."""
    return any(places(user, perm, model) for model in posting_models() if model.IS_WIDE)
