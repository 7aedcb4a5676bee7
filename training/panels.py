"""Beside the home queue: the classes that run now, with attendance and progress."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from foundation import clock
from foundation.accounts.models import User
from foundation.collect import Panel
from training.choices import ClassStatus
from training.models import Attendance, ClassSession, TrainingClass

# Who works in classes day by day; for others a list of running classes says nothing that waits for them.
PERM = "training.take_attendance"
MOST = 8


@dataclass(frozen=True)
class Running:
    """One running class: days over and planned, entries present and counted."""

    training_class: TrainingClass
    days_over: int
    days: int
    present: int
    counted: int


def panels(user: User) -> Iterator[Panel]:
    if not user.has_perm(PERM):
        return
    classes = list(
        TrainingClass.objects.for_user(user, PERM)
        .filter(status=ClassStatus.RUNNING)
        .with_seats_taken()
        .select_related("module")
        .order_by("ends_on", "pk")[:MOST]
    )
    if not classes:
        return
    days = {
        row["training_class"]: (row["over"], row["days"])
        for row in ClassSession.objects.filter(training_class__in=classes)
        .order_by()
        .values("training_class")
        .annotate(days=Count("pk"), over=Count("pk", filter=Q(on__lt=clock.today())))
    }
    marks = {
        row["session__training_class"]: (row["present"], row["counted"])
        for row in Attendance.objects.filter(session__training_class__in=classes)
        .order_by()
        .values("session__training_class")
        .annotate(
            present=Count("pk", filter=Q(reason__counts_present=True)),
            counted=Count("pk", filter=Q(reason__cancels_session=False)),
        )
    }
    rows = [Running(course, *days.get(course.pk, (0, 0)), *marks.get(course.pk, (0, 0))) for course in classes]
    yield Panel(title=_("Kelas berjalan"), template="training/panel_running.html", data=rows)
