"""Home tasks about classes: seats to fill, proposals to hear, reserves to promote, people who leave too early."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from foundation import clock
from foundation.accounts.models import User
from foundation.collect import Task
from training.candidates import fit_all, today_at
from training.choices import HOLDING_A_SEAT, ClassStatus
from training.models import ClassInstructor, Enrolment, TrainingClass

PROPOSE, HEAR, STAFF, CHANGE = (
    "training.add_enrolment",
    "training.record_hearing",
    "training.staff_class",
    "training.change_class",
)
SOON_DAYS, URGENT_DAYS = 45, 14
MOST_CLASSES = 8


def class_tasks(user: User) -> Iterator[Task]:
    """Tasks of the hat worn; each kind is one or two queries whatever the count."""
    if user.has_perm(PROPOSE):
        yield from _leaving_too_early(user)
        yield from _seats(user)
    if user.has_perm(HEAR):
        yield from _hearings(user)
    if user.has_perm(STAFF):
        yield from _without_instructor(user)
    if user.has_perm(CHANGE):
        yield from _not_started(user)


def _page(name: str, course: TrainingClass) -> str:
    return reverse(f"training:{name}", args=[course.pk])


def _starts(course: TrainingClass) -> str:
    return _("%(course)s, mulai %(day)s") % {"course": course, "day": f"{course.starts_on:%d-%m-%Y}"}


def _seats(user: User) -> Iterator[Task]:
    """Empty seats of classes that start soon: the reserve list first, then new proposals."""
    today = clock.today()
    soon = (
        TrainingClass.objects.for_user(user, PROPOSE)
        .open()
        .filter(starts_on__lte=today + datetime.timedelta(days=SOON_DAYS), ends_on__gte=today)
        .with_seats_taken()
        .select_related("module")
        .order_by("starts_on", "pk")[:MOST_CLASSES]
    )
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


def _hearings(user: User) -> Iterator[Task]:
    waiting = list(
        TrainingClass.objects.for_user(user, HEAR)
        .open()
        .with_seats_taken()
        .filter(proposed_count__gt=0)
        .select_related("module")
        .order_by("starts_on", "pk")
    )
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


def _without_instructor(user: User) -> Iterator[Task]:
    today = clock.today()
    teaching = ClassInstructor.objects.filter(training_class=OuterRef("pk"), until_date__gte=OuterRef("ends_on"))
    for course in (
        TrainingClass.objects.for_user(user, STAFF)
        .open()
        .filter(~Exists(teaching), starts_on__lte=today + datetime.timedelta(days=SOON_DAYS))
        .select_related("module")
        .order_by("starts_on", "pk")[:MOST_CLASSES]
    ):
        yield Task(
            count=1,
            title=_("Kelas belum mempunyai instruktur"),
            reason=_starts(course),
            button=_("Tugaskan instruktur"),
            url=_page("class-staff", course),
            urgency=1 if (course.starts_on - today).days <= URGENT_DAYS else 2,
        )


def _not_started(user: User) -> Iterator[Task]:
    for course in (
        TrainingClass.objects.for_user(user, CHANGE)
        .filter(status=ClassStatus.PLANNED, starts_on__lte=clock.today())
        .select_related("module")
        .order_by("starts_on", "pk")[:MOST_CLASSES]
    ):
        yield Task(
            count=1,
            title=_("Kelas sudah waktunya dimulai"),
            reason=_starts(course),
            button=_("Buka kelas"),
            url=_page("class-detail", course),
            urgency=1,
        )
