"""Places that a transfer ended, when it never arrived and the person is back: which come back too, and why not.

Read before (the page that undoes a transfer), while it is done behind locks (`training.services.custody`), and after.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from training.choices import HOLDING_A_SEAT, OPEN_ENROLMENT, ClassStatus, EnrolmentStatus
from training.models import Enrolment, TrainingClass

NEEDS_A_SEAT = frozenset({EnrolmentStatus.ENROLLED, EnrolmentStatus.RUNNING})


@dataclass(frozen=True)
class Return:
    """One place: whether it comes back, else why not, in a sentence without the name of the class."""

    place: Enrolment
    why: str = ""

    @property
    def back(self) -> bool:
        return not self.why


def judge_places(places: QuerySet[Enrolment], turn: Sequence[int] = ()) -> list[Return]:
    """What becomes of these ended places of people who are back, seats counted together; three queries.

    `turn`: ids of people in the order in which their returns are worked off, where there is one.
    """
    rows = list(
        places.select_related("training_class__module__scheme", "training_class__corner__prison", "inmate").order_by(
            "training_class_id", "pk"
        )
    )
    if not rows:
        return []
    at = {pk: number for number, pk in enumerate(turn)}
    rows.sort(key=lambda row: at.get(row.inmate_id, len(at)))
    taken = _taken({row.training_class_id for row in rows})
    others = _others({row.inmate_id for row in rows})
    told = []
    for row in rows:
        why = _why_not(row, taken[row.training_class_id], others[row.inmate_id])
        if not why and row.ended_from in NEEDS_A_SEAT:
            taken[row.training_class_id] += 1
        told.append(Return(row, why))
    return told


def of_people(inmates: Sequence[int]) -> list[Return]:
    """What would become of the places that these people left by a departure, when they came back now in this order."""
    return judge_places(Enrolment.objects.to_come_back().filter(inmate__in=inmates), inmates)


def _why_not(row: Enrolment, taken: int, others: Sequence[TrainingClass]) -> str:
    course = row.training_class
    if course.status == ClassStatus.FINISHED:
        return _("tidak kembali sesudah batal pindah: kelasnya sudah selesai.")
    if course.status == ClassStatus.CANCELLED:
        return _("tidak kembali sesudah batal pindah: kelasnya dibatalkan.")
    if course.corner.prison_id != row.inmate.prison_id:
        return _("tidak kembali sesudah batal pindah: kelasnya di UPT lain.")
    clash = next(
        (one for one in others if one.starts_on <= course.ends_on and course.starts_on <= one.ends_on),
        None,
    )
    if clash is not None:
        return _("tidak kembali sesudah batal pindah: sudah tercatat di %(name)s pada hari yang sama.") % {
            "name": clash
        }
    if row.ended_from in NEEDS_A_SEAT and taken >= course.seats:
        return _("tidak kembali sesudah batal pindah: kursinya sudah terisi.")
    return ""


def _taken(classes: Collection[int]) -> dict[int, int]:
    seated = Enrolment.objects.filter(training_class__in=classes, status__in=HOLDING_A_SEAT)
    return defaultdict(int, seated.order_by().values_list("training_class").annotate(n=Count("pk")))


def _others(people: Collection[int]) -> dict[int, list[TrainingClass]]:
    """Classes in which these people have an open place now; a finished one keeps nobody from another."""
    found: dict[int, list[TrainingClass]] = defaultdict(list)
    standing = Enrolment.objects.filter(inmate__in=people, status__in=OPEN_ENROLMENT - {EnrolmentStatus.FINISHED})
    for row in standing.select_related("training_class__module"):
        found[row.inmate_id].append(row.training_class)
    return found
