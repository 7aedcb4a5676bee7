"""What training promises about its rows, for `check_invariants`."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.db.models import Exists, F, OuterRef, Q

from foundation import clock
from foundation.collect import Invariant
from lapas.choices import EventKind
from lapas.models import CustodyEvent
from training.choices import HOLDING_A_SEAT, Capacity
from training.models import ClassInstructor, Enrolment, Involvement, TrainingClass, UnitTrainingResult

JOB_DONE_WITHIN = datetime.timedelta(hours=1)


def checks() -> Iterable[Invariant]:
    return [
        Invariant("training.seats", "Peserta sebuah kelas tidak lebih banyak daripada kursinya.", crowded),
        Invariant("training.returned", "Tempat kembali, atau tercatat mengapa tidak, bila pindahnya batal.", forgotten),
        Invariant("training.trained", "Setiap peserta terikat pada instruktur yang melatihnya.", untied),
        Invariant("training.trained_source", "Setiap ikatan melatih berasal dari kelas atau penilaian.", unfounded),
    ]


def crowded() -> Iterator[str]:
    """A class with more people in seats than seats."""
    for course in TrainingClass.objects.with_seats_taken().filter(seats_taken__gt=F("seats")):
        yield f"class {course.pk}: {course.seats_taken} people in {course.seats} seats"


def forgotten() -> Iterator[str]:
    """A place ended by a departure whose person was back an hour ago, neither restored nor with a note why not."""
    back = CustodyEvent.objects.filter(
        inmate=OuterRef("inmate"),
        kind=EventKind.RETURNED,
        pk__gt=OuterRef("ended_with"),
        recorded_at__lt=clock.now() - JOB_DONE_WITHIN,
    )
    for place in Enrolment.objects.to_come_back().filter(Exists(back)).order_by("pk"):
        yield f"enrolment {place.pk}: inmate {place.inmate_id} is back, and the place was not looked at"


def untied() -> Iterator[str]:
    """Somebody in a seat, and an instructor who stays to the end of the class, without a row that says "trained"."""
    stays = Q(until_date__isnull=True) | Q(until_date__gte=F("training_class__ends_on"))
    staff: dict[int, list[int]] = defaultdict(list)
    for course, person in ClassInstructor.objects.filter(stays).values_list("training_class_id", "person_id"):
        staff[course].append(person)
    tied = set(Involvement.objects.filter(capacity=Capacity.TRAINED).values_list("inmate_id", "scheme_id", "person_id"))
    seated = Enrolment.objects.filter(status__in=HOLDING_A_SEAT, training_class__in=staff)
    for course, inmate, scheme in seated.values_list(
        "training_class_id", "inmate_id", "training_class__module__scheme_id"
    ):
        for person in staff[course]:
            if (inmate, scheme, person) not in tied:
                yield f"class {course}: person {person} trains inmate {inmate} without a tie"


def unfounded() -> Iterator[str]:
    """A row that says "trained" without a class of the scheme in which the person taught the inmate."""
    taught = Enrolment.objects.filter(
        inmate=OuterRef("inmate"),
        training_class__module__scheme=OuterRef("scheme"),
        training_class__instructors__person=OuterRef("person"),
    )
    judged = UnitTrainingResult.objects.filter(
        enrolment__inmate=OuterRef("inmate"),
        enrolment__training_class__module__scheme=OuterRef("scheme"),
        judged_by=OuterRef("person"),
    )
    # What a merge left behind is said by the row of the person who is kept.
    rows = Involvement.objects.filter(
        ~Exists(taught), ~Exists(judged), capacity=Capacity.TRAINED, inmate__merged_into__isnull=True
    )
    for row in rows:
        yield f"involvement {row.pk}: person {row.person_id} never taught inmate {row.inmate_id} in this scheme"
