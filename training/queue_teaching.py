"""Home tasks of teaching: sheets to fill, results that are missing, arrivals who can go on."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from foundation import clock
from foundation.accounts.models import User
from foundation.collect import Numbers, Task
from lapas.models import Prison
from training.choices import ClassStatus, EnrolmentStatus
from training.continuing import can_go_on, unfinished
from training.models import ClassSession, Enrolment
from training.queue_reads import JUDGE, PROPOSE, Found

TAKE = "training.take_attendance"
MOST_CLASSES = 20


def teaching_tasks(user: User, found: Found) -> Iterator[Task | Numbers]:
    """Tasks of the hat worn; each kind is a few queries whatever the count."""
    if user.has_perm(TAKE):
        yield from _attendance(user)
    yield from _results(user, found["results"])
    if user.has_perm(PROPOSE):
        yield _arrivals(user)


def _attendance(user: User) -> Iterator[Task]:
    """Sheets of past days that nobody filled, one line a class; then today's."""
    seated = Enrolment.objects.filter(
        training_class=OuterRef("training_class"), status__in=[EnrolmentStatus.ENROLLED, EnrolmentStatus.RUNNING]
    )
    unfilled = (
        ClassSession.objects.for_user(user, TAKE)
        .filter(Exists(seated), training_class__status__in=[ClassStatus.PLANNED, ClassStatus.RUNNING])
        # The day of the class's own zone decides below; in the east it begins before the portal's.
        .filter(first_entered_at__isnull=True, on__lte=clock.today() + datetime.timedelta(days=1))
        .select_related("training_class__module", "training_class__corner__prison")
        .order_by("on")
    )
    missed: dict[int, list[ClassSession]] = {}
    now: list[ClassSession] = []
    for session in unfilled:
        today = clock.today(session.training_class.corner.prison.timezone)
        if session.on < today:
            missed.setdefault(session.training_class_id, []).append(session)
        elif session.on == today:
            now.append(session)
    for sessions in list(missed.values())[:MOST_CLASSES]:
        oldest = sessions[0]
        yield Task(
            count=len(sessions),
            title=_("Absensi belum diisi"),
            reason=_("%(course)s, sejak %(day)s") % {"course": oldest.training_class, "day": f"{oldest.on:%d-%m-%Y}"},
            button=_("Isi absensi"),
            url=reverse("training:attendance-day", args=[oldest.training_class_id, oldest.on]),
            urgency=0,
        )
    for session in now[:MOST_CLASSES]:
        yield Task(
            count=1,
            title=_("Absensi hari ini"),
            reason=_("%(course)s, %(corner)s")
            % {"course": session.training_class, "corner": session.training_class.corner},
            button=_("Isi absensi"),
            url=reverse("training:attendance-day", args=[session.training_class_id, session.on]),
            urgency=1,
        )


def _results(user: User, open_ones: Sequence[Any]) -> Iterator[Task]:
    """Classes past their last day with people who have no outcome, one line a class."""
    page = "training:result-judge" if user.has_perm(JUDGE) else "training:result-record"
    for course in open_ones:
        yield Task(
            count=course.without,
            title=_("Hasil pelatihan belum lengkap"),
            reason=_("%(course)s, selesai %(day)s") % {"course": course, "day": f"{course.ends_on:%d-%m-%Y}"},
            button=_("Isi hasil"),
            url=reverse(page, args=[course.pk]),
            urgency=1,
        )


def _arrivals(user: User) -> Numbers:
    prisons = Prison.objects.for_user(user, PROPOSE)
    return Numbers(unfinished(prisons), {"all": Q(), "fitting": can_go_on(prisons)}, _to_go_on)


def _to_go_on(found: Mapping[str, int]) -> Iterator[Task]:
    if not found["all"]:
        return
    reasons = []
    if found["fitting"]:
        reasons.append(_("%(count)d bisa lanjut di sini") % {"count": found["fitting"]})
    if without := found["all"] - found["fitting"]:
        reasons.append(_("%(count)d belum ada kelas yang cocok") % {"count": without})
    yield Task(
        count=found["all"],
        title=_("Pindah ke sini dengan pelatihan belum selesai"),
        reason="; ".join(reasons),
        button=_("Tindak lanjuti"),
        url=reverse("training:continuing-list"),
    )
