"""Named reads of prisons and people; `for_user` is the fence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from foundation.accounts.postings import nationwide, places
from lapas.choices import CustodyState

if TYPE_CHECKING:
    from foundation.accounts.models import User


class PrisonQuerySet(models.QuerySet):
    def for_user(self, user: User | AnonymousUser, perm: str) -> PrisonQuerySet:
        """Prisons that a current posting of the user with `perm` reaches: at the prison, its kanwil, or the nation."""
        if nationwide(user, perm):
            return self.all()
        own = places(user, perm, apps.get_model("lapas", "PrisonPosting"))
        regional = places(user, perm, apps.get_model("lapas", "RegionalPosting"))
        return self.filter(Q(pk__in=own) | Q(regional_office_id__in=regional))

    def active(self) -> PrisonQuerySet:
        return self.filter(is_active=True)


class InmateQuerySet(models.QuerySet):
    def for_user(self, user: User | AnonymousUser, perm: str) -> InmateQuerySet:
        """People now placed in a prison that the user reaches; in transit, the receiving prison may only read."""
        if nationwide(user, perm):
            return self.all()
        own = places(user, perm, apps.get_model("lapas", "PrisonPosting"))
        regional = places(user, perm, apps.get_model("lapas", "RegionalPosting"))
        reach = Q(prison_id__in=own) | Q(prison__regional_office_id__in=regional)
        if perm == "lapas.view_inmate":
            reach |= Q(custody_state=CustodyState.IN_TRANSIT, destination_id__in=own)
        return self.filter(reach)

    def present(self) -> InmateQuerySet:
        """People in the hands of a prison: in custody or on the way to another one."""
        return self.filter(custody_state__in=[CustodyState.IN_CUSTODY, CustodyState.IN_TRANSIT])


class OfPrisonQuerySet(models.QuerySet):
    """Rows with a `prison`; reached like the prison itself."""

    def for_user(self, user: User | AnonymousUser, perm: str) -> OfPrisonQuerySet:
        prisons = apps.get_model("lapas", "Prison").objects.for_user(user, perm)
        return self.filter(prison__in=prisons)
