"""The classes behind the home tasks: seats, hearings, instructors, first days and results, read in one statement."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Exists, IntegerField, OuterRef, Q, QuerySet, Value

from foundation import clock
from foundation.accounts.models import User
from foundation.reading import counted
from training.choices import HOLDING_A_SEAT, ClassStatus, EnrolmentStatus
from training.models import ClassInstructor, Enrolment, TrainingClass

PROPOSE, HEAR, STAFF, CHANGE = (
    "training.add_enrolment",
    "training.record_hearing",
    "training.staff_class",
    "training.change_class",
)
JUDGE, TYPE = "training.judge_result", "training.type_result"
SOON_DAYS = 45
MOST_CLASSES, MOST_RESULTS = 8, 20

# By the kind of task, in the order in which they are told; each class with its numbers of people.
Found = Mapping[str, Sequence[Any]]


def looked_at(user: User) -> Found:
    """The classes that some task of the hat worn may be about, each list no longer than it is shown; one query."""
    kinds = [(name, rows(user)) for name, perms, rows in KINDS if any(user.has_perm(perm) for perm in perms)]
    parts = [
        _counted(TrainingClass.objects.filter(pk__in=rows.values("pk"))).annotate(
            kind=Value(number, output_field=IntegerField())
        )
        for number, (_name, rows) in enumerate(kinds)
    ]
    found: dict[str, list[Any]] = {name: [] for name, _perms, _rows in KINDS}
    if parts:
        statement = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
        for course in statement:
            found[kinds[course.kind][0]].append(course)
    for name, courses in found.items():
        courses.sort(key=lambda course: (course.ends_on if name == "results" else course.starts_on, course.pk))
    return found


def _counted(rows: QuerySet[TrainingClass]) -> QuerySet[TrainingClass]:
    without = Enrolment.objects.filter(training_class=OuterRef("pk")).filter(WITHOUT_OUTCOME)
    found: QuerySet[TrainingClass] = rows.with_seats_taken()  # type: ignore[attr-defined]
    return found.annotate(without=counted(without, "training_class")).select_related("module").order_by()


WITHOUT_OUTCOME = Q(outcome="", status__in=HOLDING_A_SEAT)


def _seats(user: User) -> QuerySet[TrainingClass]:
    today = clock.today()
    soon = TrainingClass.objects.for_user(user, PROPOSE).open().filter(_starts_soon(today), ends_on__gte=today)
    return _first(soon)


def _hearings(user: User) -> QuerySet[TrainingClass]:
    proposed = Enrolment.objects.filter(training_class=OuterRef("pk"), status=EnrolmentStatus.PROPOSED)
    waiting: QuerySet[TrainingClass] = TrainingClass.objects.for_user(user, HEAR).open().filter(Exists(proposed))
    return waiting


def _without_instructor(user: User) -> QuerySet[TrainingClass]:
    teaching = ClassInstructor.objects.filter(training_class=OuterRef("pk"), until_date__gte=OuterRef("ends_on"))
    open_ones = TrainingClass.objects.for_user(user, STAFF).open()
    return _first(open_ones.filter(~Exists(teaching), _starts_soon(clock.today())))


def _not_started(user: User) -> QuerySet[TrainingClass]:
    rows = TrainingClass.objects.for_user(user, CHANGE)
    return _first(rows.filter(status=ClassStatus.PLANNED, starts_on__lte=clock.today()))


def _results(user: User) -> QuerySet[TrainingClass]:
    without = Enrolment.objects.filter(training_class=OuterRef("pk")).filter(WITHOUT_OUTCOME)
    rows = TrainingClass.objects.for_user(user, JUDGE if user.has_perm(JUDGE) else TYPE)
    over = rows.filter(
        Exists(without), ends_on__lt=clock.today(), status__in=[ClassStatus.RUNNING, ClassStatus.FINISHED]
    )
    found: QuerySet[TrainingClass] = over.order_by("ends_on", "pk")[:MOST_RESULTS]
    return found


def _starts_soon(today: datetime.date) -> Q:
    return Q(starts_on__lte=today + datetime.timedelta(days=SOON_DAYS))


def _first(rows: QuerySet[TrainingClass]) -> QuerySet[TrainingClass]:
    return rows.order_by("starts_on", "pk")[:MOST_CLASSES]


KINDS = (
    ("seats", (PROPOSE,), _seats),
    ("hearings", (HEAR,), _hearings),
    ("unstaffed", (STAFF,), _without_instructor),
    ("not_started", (CHANGE,), _not_started),
    ("results", (JUDGE, TYPE), _results),
)
