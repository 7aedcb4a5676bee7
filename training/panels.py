"""Beside the home queue: the classes that run now, with attendance and progress."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import OuterRef
from django.utils.translation import gettext as _

from foundation import clock
from foundation.accounts.models import User
from foundation.collect import Panel
from foundation.reading import counted
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
    days = ClassSession.objects.filter(training_class=OuterRef("pk"))
    marks = Attendance.objects.filter(session__training_class=OuterRef("pk"))
    classes = (
        TrainingClass.objects.for_user(user, PERM)
        .filter(status=ClassStatus.RUNNING)
        .with_seats_taken()
        .annotate(
            days=counted(days, "training_class"),
            days_over=counted(days.filter(on__lt=clock.today()), "training_class"),
            present=counted(marks.filter(reason__counts_present=True), "session__training_class"),
            marked=counted(marks.filter(reason__cancels_session=False), "session__training_class"),
        )
        .select_related("module")
        .order_by("ends_on", "pk")[:MOST]
    )
    rows = [Running(course, course.days_over, course.days, course.present, course.marked) for course in classes]
    if rows:
        yield Panel(title=_("Kelas berjalan"), template="training/panel_running.html", data=rows)
