"""Places that a transfer ended, when it never arrived and the person is back: which come back too, and why not.

Read before (the page that undoes a transfer), while it is done behind locks (`training.services.custody`), and after.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from training.choices import HOLDING_A_SEAT, ClassStatus, EnrolmentStatus
from training.models import Enrolment, TrainingClass
from training.querysets import STANDING

NEEDS_A_SEAT = frozenset({EnrolmentStatus.ENROLLED, EnrolmentStatus.RUNNING})


@dataclass(frozen=True)
class Return:
    """One place: whether it comes back, else why not, in a sentence without the name of the class."""

    place: Enrolment
    why: str = ""

    @property
    def back(self) -> bool:
        return not self.why


def of_people(inmates: Sequence[int]) -> tuple[list[Enrolment], list[Return]]:
    """The places of these people that stand, and what becomes of those that a departure ended when they come back now.

    `inmates` in the order in which their returns are worked off; with what was said before of a place; two queries.
    """
    rows = _with_classes(Enrolment.objects.open_or_left().filter(inmate__in=inmates))
    standing = [row for row in rows if row.status != EnrolmentStatus.ENDED]
    at = {pk: number for number, pk in enumerate(inmates)}
    waiting = [row for row in rows if row.status == EnrolmentStatus.ENDED and not row.end_note]
    waiting.sort(key=lambda row: at[row.inmate_id])
    said = [Return(row, row.end_note) for row in rows if row.status == EnrolmentStatus.ENDED and row.end_note]
    return standing, [*_judge(waiting, standing), *said]


def judge_places(places: QuerySet[Enrolment]) -> list[Return]:
    """What becomes of these ended places of people who are back, as everything stands now."""
    rows = _with_classes(places)
    others = Enrolment.objects.filter(inmate__in={row.inmate_id for row in rows}, status__in=STANDING)
    return _judge(rows, _with_classes(others)) if rows else []


def _with_classes(places: QuerySet[Enrolment]) -> list[Enrolment]:
    rows = places.select_related("training_class__module__scheme", "training_class__corner__prison", "inmate")
    return list(rows.order_by("training_class__starts_on", "training_class_id", "pk"))


def _judge(rows: Sequence[Enrolment], standing: Sequence[Enrolment]) -> list[Return]:
    """Seats are counted together: who comes first takes one from who comes after."""
    taken = _taken({row.training_class_id for row in rows})
    others: dict[int, list[TrainingClass]] = defaultdict(list)
    for other in standing:
        others[other.inmate_id].append(other.training_class)
    told = []
    for row in rows:
        why = _why_not(row, taken[row.training_class_id], others[row.inmate_id])
        if not why and row.ended_from in NEEDS_A_SEAT:
            taken[row.training_class_id] += 1
        told.append(Return(row, why))
    return told


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
    if not classes:
        return {}
    seated = Enrolment.objects.filter(training_class__in=classes, status__in=HOLDING_A_SEAT)
    return defaultdict(int, seated.order_by().values_list("training_class").annotate(n=Count("pk")))
