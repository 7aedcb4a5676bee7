"""Reading postings of every app at once: one query, whatever the kinds."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import CharField, F, IntegerField, Value
from django.utils.translation import gettext as _

from foundation.accounts import postings
from foundation.accounts.choices import Role
from foundation.accounts.models import Posting, User
from foundation.desks.querysets import kinds

ZERO = Value(0, output_field=IntegerField())


@dataclass(frozen=True)
class Desk:
    """One posting given by request, with the name of its place."""

    kind: str
    pk: int
    person: int
    role: str
    from_date: datetime.date
    until_date: datetime.date | None
    place: int
    place_name: str

    @property
    def role_name(self) -> str:
        return str(Role(self.role).label)

    @property
    def where(self) -> str:
        return self.place_name or _("seluruh Indonesia")

    def holds_on(self, day: datetime.date) -> bool:
        return self.from_date <= day and (self.until_date is None or day <= self.until_date)

    def is_to_come(self, day: datetime.date) -> bool:
        return self.from_date > day and (self.until_date is None or self.until_date >= self.from_date)


def kind_of(label: str) -> type[Posting] | None:
    """The posting model with this lower-case label, if it is given by request."""
    return next((model for model in kinds() if model._meta.label_lower == label), None)


def places_of(model: type[Posting]) -> models.QuerySet[Any]:
    """The open places that a posting of this kind may stand at."""
    related: Any = model._meta.get_field(model.PLACE).related_model
    rows: models.QuerySet[Any] = related._default_manager.all()
    has_end = any(field.name == "is_active" for field in related._meta.get_fields())
    return rows.filter(is_active=True) if has_end else rows


def places_for(user: User, perm: str, model: type[Posting]) -> models.QuerySet[Any]:
    """The open places of this kind that the user reaches with `perm`."""
    rows = places_of(model)
    return rows if postings.nationwide(user, perm) else rows.filter(pk__in=postings.places(user, perm, model))


def kinds_for(user: User, perm: str) -> list[type[Posting]]:
    """The kinds of desks that the user may ask for somewhere."""
    if postings.nationwide(user, perm):
        return list(kinds())
    return [model for model in kinds() if model.PLACE and postings.places(user, perm, model)]


def postings_for(user: User, perm: str, model: type[Posting]) -> models.QuerySet[Any]:
    """The postings of this kind at places that the user reaches with `perm`, open or closed."""
    rows = model.objects.select_related("person", *([model.PLACE] if model.PLACE else []))
    if postings.nationwide(user, perm):
        return rows
    here = {f"{model.PLACE}__in": postings.places(user, perm, model)} if model.PLACE else {"pk__in": []}
    return rows.filter(**here)


def desks(where: models.Q, *, user: User | None = None, perm: str = "") -> list[Desk]:
    """The postings that satisfy `where`, newest first; with a user only those at places reached with `perm`."""
    parts = []
    every = user is None or postings.nationwide(user, perm)
    for number, model in enumerate(kinds()):
        rows = model.objects.filter(where)
        if not every and user is not None:
            reached = postings.places(user, perm, model) if model.PLACE else []
            if not reached:
                continue
            rows = rows.filter(**{f"{model.PLACE}__in": reached})
        parts.append(
            rows.order_by()
            .annotate(
                which=Value(number, output_field=IntegerField()),
                at=F(f"{model.PLACE}_id") if model.PLACE else ZERO,
                named=F(f"{model.PLACE}__{model.PLACE_NAME}") if model.PLACE else Value("", output_field=CharField()),
            )
            .values_list("which", "pk", "person_id", "role", "from_date", "until_date", "at", "named")
        )
    if not parts:
        return []
    found: Any = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    labels = [model._meta.label_lower for model in kinds()]
    rows_found = [Desk(labels[which], *rest) for which, *rest in found]
    return sorted(rows_found, key=lambda desk: (desk.from_date, desk.pk), reverse=True)


def desks_of(people: Iterable[int], *, user: User | None = None, perm: str = "") -> dict[int, list[Desk]]:
    """The postings of each person, newest first."""
    found: dict[int, list[Desk]] = {}
    for desk in desks(models.Q(person_id__in=list(people)), user=user, perm=perm):
        found.setdefault(desk.person, []).append(desk)
    return found
