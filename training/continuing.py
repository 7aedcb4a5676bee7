"""*Dapat dilanjutkan di sini*: people who arrived with an unfinished training, and where they can go on."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from lapas.choices import CustodyState
from lapas.models import Inmate, Prison
from training.choices import OPEN_ENROLMENT, AttainmentSource, ClassStatus, EndReason, EnrolmentStatus, TrainingOutcome
from training.models import Attainment, Attendance, Enrolment, SchemeUnit, TrainingClass


@dataclass
class Arrival:
    """One person with what is done of a scheme (`units_done` of `units_total`) and the local classes that teach it."""

    inmate: Inmate
    enrolment: Enrolment
    units_done: int
    units_total: int
    classes: list[TrainingClass] = field(default_factory=list)


def unfinished(prisons: QuerySet[Prison]) -> QuerySet[Enrolment]:
    """Seats ended by transfer whose person is now in custody in one of `prisons` and has not gone on since."""
    scheme = OuterRef("training_class__module__scheme")
    going_on = Enrolment.objects.filter(
        Q(status__in=OPEN_ENROLMENT) | Q(outcome=TrainingOutcome.PASSED),
        inmate=OuterRef("inmate"),
        training_class__module__scheme=scheme,
    )
    holds = Attainment.objects.filter(inmate=OuterRef("inmate"), scheme=scheme, unit__isnull=True)
    # The newest one only: somebody moved twice in the same scheme is one person to deal with.
    newer = Enrolment.objects.filter(
        inmate=OuterRef("inmate"),
        training_class__module__scheme=scheme,
        end_reason=EndReason.TRANSFERRED,
        attendance__isnull=False,
        pk__gt=OuterRef("pk"),
    )
    taught = Attendance.objects.filter(enrolment=OuterRef("pk"))
    return Enrolment.objects.filter(
        status=EnrolmentStatus.ENDED,
        end_reason=EndReason.TRANSFERRED,
        inmate__prison__in=prisons,
        inmate__custody_state=CustodyState.IN_CUSTODY,
    ).filter(Exists(taught), ~Exists(going_on), ~Exists(holds), ~Exists(newer))


def can_go_on(prisons: QuerySet[Prison]) -> Q:
    """The condition on a row of `unfinished` that a class with a free seat teaches its scheme where the person is."""
    local: Any = TrainingClass.objects.open().filter(
        corner__prison__in=prisons,
        corner__prison=OuterRef("inmate__prison"),
        module__scheme=OuterRef("training_class__module__scheme"),
    )
    return Q(Exists(local.with_seats_taken().filter(seats_taken__lt=F("seats"))))


def arrivals(prisons: QuerySet[Prison]) -> list[Arrival]:
    """Everybody of `unfinished`, those who can go on first; four queries whatever the count."""
    rows = list(unfinished(prisons).select_related("inmate__prison", "training_class__module__scheme"))
    schemes = {row.training_class.module.scheme_id for row in rows}
    done = {
        (inmate, scheme): count
        for inmate, scheme, count in Attainment.objects.filter(
            inmate__in={row.inmate_id for row in rows}, scheme__in=schemes, unit__isnull=False
        )
        .exclude(source=AttainmentSource.PAPER)
        .values_list("inmate_id", "scheme_id")
        .annotate(count=Count("unit", distinct=True))
        .order_by()
    }
    totals = dict(
        SchemeUnit.objects.filter(scheme__in=schemes).values_list("scheme_id").annotate(count=Count("pk")).order_by()
    )
    local: dict[tuple[int, int], list[TrainingClass]] = defaultdict(list)
    for found in (
        TrainingClass.objects.filter(
            corner__prison__in=prisons,
            module__scheme__in=schemes,
            status__in=[ClassStatus.PLANNED, ClassStatus.RUNNING],
        )
        .with_seats_taken()
        .select_related("module", "corner")
        .order_by("starts_on")
    ):
        if found.seats_taken < found.seats:
            local[found.corner.prison_id, found.module.scheme_id].append(found)
    made = [
        Arrival(
            inmate=row.inmate,
            enrolment=row,
            units_done=done.get((row.inmate_id, row.training_class.module.scheme_id), 0),
            units_total=totals.get(row.training_class.module.scheme_id, 0),
            classes=local[row.inmate.prison_id, row.training_class.module.scheme_id],
        )
        for row in rows
    ]
    return sorted(made, key=lambda arrival: (not arrival.classes, arrival.inmate.name))
