"""Home tasks about classes: seats to fill, proposals to hear, reserves to promote, people who leave too early."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from foundation import clock
from foundation.accounts.models import User
from foundation.collect import Task
from training.candidates import fit_all, today_at
from training.choices import HOLDING_A_SEAT, ClassStatus
from training.models import Enrolment, TrainingClass
from training.queue_reads import PROPOSE, Found

URGENT_DAYS = 14


def class_tasks(user: User, found: Found) -> Iterator[Task]:
    """Tasks of the hat worn about the classes `found` for it; one query whatever their number."""
    if user.has_perm(PROPOSE):
        yield from _leaving_too_early(user)
    yield from _seats(found["seats"])
    yield from _hearings(found["hearings"])
    yield from _without_instructor(found["unstaffed"])
    yield from _not_started(found["not_started"])


def _page(name: str, course: TrainingClass) -> str:
    return reverse(f"training:{name}", args=[course.pk])


def _starts(course: TrainingClass) -> str:
    return _("%(course)s, mulai %(day)s") % {"course": course, "day": f"{course.starts_on:%d-%m-%Y}"}


def _seats(soon: Sequence[Any]) -> Iterator[Task]:
    """Empty seats of classes that start soon: the reserve list first, then new proposals."""
    today = clock.today()
    for course in soon:
        free = course.seats - course.seats_taken
        near = (course.starts_on - today).days <= URGENT_DAYS
        if free > 0 and course.reserve_count:
            yield Task(
                count=min(free, course.reserve_count),
                title=_("Cadangan dapat dinaikkan"),
                reason=_starts(course),
                button=_("Lihat cadangan"),
                url=_page("class-detail", course),
                urgency=1,
            )
        elif free - course.proposed_count > 0 and course.status == ClassStatus.PLANNED:
            yield Task(
                count=free - course.proposed_count,
                title=_("Kursi belum terisi"),
                reason=_starts(course),
                button=_("Usulkan peserta"),
                url=_page("class-propose", course),
                urgency=1 if near else 2,
            )


def _hearings(waiting: Sequence[Any]) -> Iterator[Task]:
    if not waiting:
        return
    first = waiting[0]
    yield Task(
        count=sum(course.proposed_count for course in waiting),
        title=_("Usulan menunggu hasil sidang TPP"),
        reason=_starts(first) if len(waiting) == 1 else _("%(count)d kelas") % {"count": len(waiting)},
        button=_("Catat hasil sidang"),
        url=_page("hearing-record", first) if len(waiting) == 1 else reverse("training:hearing-list"),
        urgency=1 if (first.starts_on - clock.today()).days <= URGENT_DAYS else 2,
    )


def _leaving_too_early(user: User) -> Iterator[Task]:
    """People in a seat whose release now lies before the certificate: dates move after somebody was seated."""
    rows = (
        Enrolment.objects.for_user(user, PROPOSE)
        .filter(status__in=HOLDING_A_SEAT, training_class__status__in=[ClassStatus.PLANNED, ClassStatus.RUNNING])
        .select_related("inmate", "training_class__module", "training_class__corner__prison")
        .order_by("training_class__starts_on", "pk")
    )
    by_class: dict[int, list[Enrolment]] = defaultdict(list)
    for row in rows:
        by_class[row.training_class_id].append(row)
    for places in by_class.values():
        course = places[0].training_class
        fits = fit_all(course, [place.inmate for place in places], today_at(course))
        early = sum(fit.is_late for fit in fits.values())
        if early:
            yield Task(
                count=early,
                title=_("Peserta kini bebas sebelum sertifikat di tangan"),
                reason=str(course),
                button=_("Lihat kelas"),
                url=_page("class-detail", course),
                urgency=1,
            )


def _without_instructor(classes: Sequence[Any]) -> Iterator[Task]:
    today = clock.today()
    for course in classes:
        yield Task(
            count=1,
            title=_("Kelas belum mempunyai instruktur"),
            reason=_starts(course),
            button=_("Tugaskan instruktur"),
            url=_page("class-staff", course),
            urgency=1 if (course.starts_on - today).days <= URGENT_DAYS else 2,
        )


def _not_started(classes: Sequence[Any]) -> Iterator[Task]:
    for course in classes:
        yield Task(
            count=1,
            title=_("Kelas sudah waktunya dimulai"),
            reason=_starts(course),
            button=_("Buka kelas"),
            url=_page("class-detail", course),
            urgency=1,
        )
