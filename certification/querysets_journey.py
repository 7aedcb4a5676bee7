"""Named reads of packages and pickup plans; `for_user` is the fence."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from certification.choices import DispatchState, PackedState, PlanState
from certification.querysets_fence import read_by_the_prison
from lapas.querysets import at_reached_prisons

if TYPE_CHECKING:
    from foundation.accounts.models import User

# A prison knows of a package once it is on its way.
NOT_ON_ITS_WAY = (DispatchState.PREPARED, DispatchState.CANCELLED)


def late_on(today: datetime.date) -> Q:
    """Sent longer ago than a package may take, and not received."""
    return Q(state=DispatchState.SENT, sent_on__lt=today - datetime.timedelta(days=settings.DISPATCH_DAYS))


class DispatchQuerySet(models.QuerySet):
    def for_user(self, user: User | AnonymousUser, perm: str) -> DispatchQuerySet:
        """Packages of an own LSP; at the prison, those that were sent to it."""
        lsps = apps.get_model("certification", "Lsp").objects.for_user(user, perm)
        return self.filter(Q(lsp__in=lsps) | at_reached_prisons(user, perm) & ~Q(state__in=NOT_ON_ITS_WAY))

    def late(self, today: datetime.date) -> DispatchQuerySet:
        return self.filter(late_on(today))


class DispatchItemQuerySet(models.QuerySet):
    def for_user(self, user: User | AnonymousUser, perm: str) -> DispatchItemQuerySet:
        """Sheets in packages in reach."""
        return self.filter(dispatch__in=apps.get_model("certification", "Dispatch").objects.for_user(user, perm))

    def missing(self) -> DispatchItemQuerySet:
        """On the list, not in the package, and not explained yet."""
        return self.filter(state=PackedState.MISSING)


class OfInmateQuerySet(models.QuerySet):
    """Rows with an `inmate`; reached as long as the prison reads the person's certificates."""

    def for_user(self, user: User | AnonymousUser, perm: str) -> OfInmateQuerySet:
        return self.filter(inmate__in=read_by_the_prison(user, perm))


class PickupPlanQuerySet(OfInmateQuerySet):
    def open(self) -> PickupPlanQuerySet:
        """Neither done nor changed for another; one for a person."""
        return self.filter(state=PlanState.OPEN)
