"""Named reads of classes and what hangs on them; `for_user` is the fence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q

from foundation import clock
from foundation.accounts.choices import Role
from foundation.accounts.postings import nationwide, places
from foundation.reading import counted
from lapas.choices import EventKind
from lapas.models import CustodyEvent
from lapas.querysets import at_reached_prisons, not_long_gone
from training.choices import HOLDING_A_SEAT, OPEN_ENROLMENT, SYSTEM_END_REASONS, ClassStatus, EnrolmentStatus

# Events after which somebody is not where the departure before them left from.
GOING = (EventKind.TRANSFER_OUT, EventKind.TRANSFER_IN, EventKind.RELEASED, EventKind.DECEASED, EventKind.ESCAPED)

# Somebody with such a place is expected in the class; a finished one keeps nobody from another.
STANDING = OPEN_ENROLMENT - {EnrolmentStatus.FINISHED}

if TYPE_CHECKING:
    from foundation.accounts.models import User


def _reached_classes(user: User | AnonymousUser, perm: str, prefix: str, at_prison: Q | None = None) -> Q | None:
    """Condition on classes below `prefix`: at a reached prison, of an own centre, or taught; None = every class.

    `at_prison` narrows what is reached through the prison alone.
    """
    if nationwide(user, perm):
        return None
    centres = places(user, perm, apps.get_model("training", "CentrePosting"), among=[Role.CENTRE_OFFICER])
    taught = places(user, perm, apps.get_model("training", "ClassInstructor"))
    return (
        at_reached_prisons(user, perm, f"{prefix}corner__prison") & (at_prison or Q())
        | Q(**{f"{prefix}centre_id__in": centres})
        | Q(**{f"{prefix}pk__in": taught})
    )


class SharedQuerySet(models.QuerySet):
    """Reference rows of the catalogue: everybody with the permission sees all of them."""

    def for_user(self, user: User | AnonymousUser, perm: str) -> SharedQuerySet:
        return self.all() if isinstance(user, AnonymousUser) is False and user.has_perm(perm) else self.none()


class CentreQuerySet(models.QuerySet):
    def for_user(self, user: User | AnonymousUser, perm: str) -> CentreQuerySet:
        if nationwide(user, perm):
            return self.all()
        return self.filter(pk__in=places(user, perm, apps.get_model("training", "CentrePosting")))

    def offered_to(self, user: User | AnonymousUser, perm: str, kept: int | None = None) -> CentreQuerySet:
        """Active centres, and the one `kept`, for whoever plans classes with `perm`: a prison may ask any of them."""
        return self.filter(Q(is_active=True) | Q(pk=kept)) if user.has_perm(perm) else self.none()


class CornerQuerySet(models.QuerySet):
    def for_user(self, user: User | AnonymousUser, perm: str) -> CornerQuerySet:
        return self.filter(at_reached_prisons(user, perm))


class TrainingClassQuerySet(models.QuerySet):
    def for_user(self, user: User | AnonymousUser, perm: str) -> TrainingClassQuerySet:
        """Classes in a reached prison, of an own centre (its officer), or taught by the user (while posted)."""
        reached = _reached_classes(user, perm, "")
        return self.all() if reached is None else self.filter(reached)

    def with_seats_taken(self) -> TrainingClassQuerySet:
        """Adds `seats_taken`, `proposed_count` and `reserve_count`; counted for the rows shown, not for all."""
        places = apps.get_model("training", "Enrolment").objects.filter(training_class=OuterRef("pk"))
        return self.annotate(
            seats_taken=counted(places.filter(status__in=HOLDING_A_SEAT), "training_class"),
            proposed_count=counted(places.filter(status=EnrolmentStatus.PROPOSED), "training_class"),
            reserve_count=counted(places.filter(status=EnrolmentStatus.RESERVE), "training_class"),
        )

    def open(self) -> TrainingClassQuerySet:
        return self.filter(status__in=[ClassStatus.PLANNED, ClassStatus.RUNNING])


class OfClassQuerySet(models.QuerySet):
    """Rows with a `training_class`; reached like the class itself."""

    def for_user(self, user: User | AnonymousUser, perm: str) -> OfClassQuerySet:
        reached = _reached_classes(user, perm, "training_class__")
        return self.all() if reached is None else self.filter(reached)


def _left_by_departure() -> Q:
    later = CustodyEvent.objects.filter(inmate=OuterRef("inmate"), kind__in=GOING, pk__gt=OuterRef("ended_with"))
    return Q(~Exists(later), status=EnrolmentStatus.ENDED, ended_with__kind=EventKind.TRANSFER_OUT)


class EnrolmentQuerySet(OfClassQuerySet):
    def for_user(self, user: User | AnonymousUser, perm: str) -> EnrolmentQuerySet:
        """Places in classes in reach; the prison's reach ends with that to the person."""
        kept = not_long_gone(clock.today(), "inmate")
        reached = _reached_classes(user, perm, "training_class__", kept)
        return self.all() if reached is None else self.filter(reached)

    def seated(self) -> EnrolmentQuerySet:
        return self.filter(status__in=HOLDING_A_SEAT)

    def open(self) -> EnrolmentQuerySet:
        return self.filter(status__in=OPEN_ENROLMENT)

    def ended_by_custody(self) -> EnrolmentQuerySet:
        """Places that ended by themselves when the person left and came to no outcome: open to be proposed again."""
        return self.filter(status=EnrolmentStatus.ENDED, end_reason__in=SYSTEM_END_REASONS, outcome="")

    def left_by_departure(self) -> EnrolmentQuerySet:
        """Places ended by a transfer after which the person went nowhere else."""
        return self.filter(_left_by_departure())

    def open_or_left(self) -> EnrolmentQuerySet:
        """Places that stand, and those ended by such a transfer."""
        return self.filter(Q(status__in=STANDING) | _left_by_departure())

    def to_come_back(self) -> EnrolmentQuerySet:
        """Of those, the ones to look at when the person returns; one that could not come back has a note since then."""
        return self.left_by_departure().filter(end_note="")
