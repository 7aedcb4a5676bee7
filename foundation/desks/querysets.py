"""Named reads of requests and of the people who work here; `for_user` and `people_for` are the fence."""

from __future__ import annotations

import datetime

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from foundation.accounts import postings
from foundation.accounts.models import Person, Posting, User
from foundation.desks.choices import WAITING, RequestState

# An account that nobody used for so long is asked about.
UNUSED = datetime.timedelta(days=90)
# A posting that ends within this is to be asked for again, if the person stays.
SOON = datetime.timedelta(days=30)


def kinds() -> tuple[type[Posting], ...]:
    """The posting models that are given by request; the others are given by staffing a class or an exam."""
    return tuple(model for model in postings.posting_models() if model.WHERE)


class PostingRequestQuerySet(models.QuerySet):
    def for_user(self, user: User | AnonymousUser, perm: str) -> PostingRequestQuerySet:
        """Requests about the places that a current posting with `perm` reaches; all of them if nationwide."""
        if postings.nationwide(user, perm):
            return self.all()
        reach = Q(pk__in=[])
        for model in kinds():
            if model.PLACE and (places := postings.places(user, perm, model)):
                reach |= Q(kind=model._meta.label_lower, place__in=places)
        return self.filter(reach)

    def waiting(self) -> PostingRequestQuerySet:
        """Neither executed nor given up."""
        return self.filter(state__in=WAITING)

    def proposed(self) -> PostingRequestQuerySet:
        return self.filter(state=RequestState.PROPOSED)

    def approved(self) -> PostingRequestQuerySet:
        return self.filter(state=RequestState.APPROVED)

    def about(self, person: Person) -> PostingRequestQuerySet:
        """Requests about this person, also those made before the person was known here."""
        same = Q(person=person)
        if person.staff_number:
            same |= Q(person__isnull=True, staff_number=person.staff_number)
        return self.filter(same)

    def without_part(self, person: Person) -> PostingRequestQuerySet:
        """Requests that the person may decide or execute: not proposed or approved by it, and not about it."""
        mine = Q(proposed_by=person) | Q(decided_by=person) | Q(person=person)
        if person.staff_number:
            mine |= Q(staff_number=person.staff_number)
        return self.exclude(pk__in=self.model._default_manager.filter(mine).values("pk"))


def people_for(user: User | AnonymousUser, perm: str) -> models.QuerySet[Person]:
    """People with a posting, now or once, at a place that the user reaches with `perm`; everybody if nationwide."""
    if postings.nationwide(user, perm):
        return Person.objects.all()
    reach = Q(pk__in=[])
    for model in kinds():
        if model.PLACE and (places := postings.places(user, perm, model)):
            reach |= Q(pk__in=model.objects.filter(**{f"{model.PLACE}__in": places}).values("person_id"))
    return Person.objects.filter(reach)


def with_role(role: str) -> Q:
    """The condition of having had a posting with `role`, given by request."""
    found = Q(pk__in=[])
    for model in kinds():
        if role in model.ROLES:
            found |= Q(pk__in=model.objects.filter(role=role).values("person_id"))
    return found


def ending_in(first: datetime.date, last: datetime.date) -> Q:
    """The condition of having a posting that holds on the day `first` and ends by the day `last`."""
    found = Q(pk__in=[])
    for model in kinds():
        soon = model.objects.filter(from_date__lte=first, until_date__range=(first, last))
        found |= Q(pk__in=soon.values("person_id"))
    return found


def unused_on(now: datetime.datetime) -> Q:
    """The condition of a person whose open account was not used for 90 days, or never since it was made then."""
    since = now - UNUSED
    return Q(user__is_active=True) & (
        Q(user__last_login__lt=since) | Q(user__last_login__isnull=True, user__date_joined__lt=since)
    )


class PasswordSlipQuerySet(models.QuerySet):
    def open(self, now: datetime.datetime) -> PasswordSlipQuerySet:
        """Slips that may still lead to a password."""
        return self.filter(closed_at__isnull=True, expires_at__gt=now)

    def half(self, now: datetime.datetime) -> PasswordSlipQuerySet:
        """Open slips whose second code was not printed yet."""
        return self.open(now).filter(second_hash="")
