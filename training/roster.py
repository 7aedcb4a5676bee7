"""Who is on the sheet of a class: the people in its seats, and those whose seat ended after they had begun."""

from __future__ import annotations

import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from training.choices import HOLDING_A_SEAT, EnrolmentStatus
from training.models import Attendance, ClassSession, Enrolment, TrainingClass


def on_day(session: ClassSession) -> QuerySet[Enrolment]:
    """People to be marked on the day of `session`: seated ones, and those who left on that day or later."""
    return _sheet(session.training_class_id, Q(ended_on__gte=session.on) | Q(_marked(session=session)))


def in_days(training_class: TrainingClass, first: datetime.date) -> QuerySet[Enrolment]:
    """People on the sheets from the day `first` on."""
    return _sheet(training_class.pk, Q(ended_on__gte=first))


def of_class(training_class: TrainingClass) -> QuerySet[Enrolment]:
    """Everybody who was taught in the class, however it ended for him."""
    return _sheet(training_class.pk, Q())


def _sheet(class_id: int, left: Q) -> QuerySet[Enrolment]:
    # Somebody whose proposal was withdrawn has ended too, but never sat in the class: only attendance tells.
    gone = Q(status=EnrolmentStatus.ENDED) & Q(_marked()) & left
    return (
        Enrolment.objects.filter(training_class=class_id)
        .filter(Q(status__in=HOLDING_A_SEAT) | gone)
        .select_related("inmate")
        .order_by("inmate__name", "pk")
    )


def _marked(**where: ClassSession) -> Exists:
    return Exists(Attendance.objects.filter(enrolment=OuterRef("pk"), **where))
