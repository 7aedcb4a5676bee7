"""Home tasks of teaching: sheets to fill, results that are missing, arrivals who can go on."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from foundation import clock
from foundation.accounts.models import User
from foundation.collect import Task
from lapas.models import Prison
from training.choices import HOLDING_A_SEAT, ClassStatus, EnrolmentStatus
from training.continuing import arrivals
from training.models import ClassSession, Enrolment, TrainingClass

TAKE = "training.take_attendance"
JUDGE, TYPE = "training.judge_result", "training.type_result"
PROPOSE = "training.add_enrolment"
MOST_CLASSES = 20


def teaching_tasks(user: User) -> Iterator[Task]:
    """Tasks of the hat worn; each kind is a few queries whatever the count."""
    if user.has_perm(TAKE):
        yield from _attendance(user)
    if user.has_perm(JUDGE) or user.has_perm(TYPE):
        yield from _results(user, JUDGE if user.has_perm(JUDGE) else TYPE)
    if user.has_perm(PROPOSE):
        yield from _arrivals(user)


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


def _results(user: User, perm: str) -> Iterator[Task]:
    """Classes past their last day with people who have no outcome, one line a class."""
    open_ones = (
        TrainingClass.objects.for_user(user, perm)
        .filter(ends_on__lt=clock.today(), status__in=[ClassStatus.RUNNING, ClassStatus.FINISHED])
        .annotate(without=Count("enrolments", filter=Q(enrolments__outcome="", enrolments__status__in=HOLDING_A_SEAT)))
        .filter(without__gt=0)
        .select_related("module")
        .order_by("ends_on")[:MOST_CLASSES]
    )
    page = "training:result-judge" if perm == JUDGE else "training:result-record"
    for course in open_ones:
        yield Task(
            count=course.without,
            title=_("Hasil pelatihan belum lengkap"),
            reason=_("%(course)s, selesai %(day)s") % {"course": course, "day": f"{course.ends_on:%d-%m-%Y}"},
            button=_("Isi hasil"),
            url=reverse(page, args=[course.pk]),
            urgency=1,
        )


def _arrivals(user: User) -> Iterator[Task]:
    found = arrivals(Prison.objects.for_user(user, PROPOSE))
    if not found:
        return
    fitting = sum(bool(arrival.classes) for arrival in found)
    reasons = []
    if fitting:
        reasons.append(_("%(count)d bisa lanjut di sini") % {"count": fitting})
    if fitting < len(found):
        reasons.append(_("%(count)d belum ada kelas yang cocok") % {"count": len(found) - fitting})
    yield Task(
        count=len(found),
        title=_("Pindah ke sini dengan pelatihan belum selesai"),
        reason="; ".join(reasons),
        button=_("Tindak lanjuti"),
        url=reverse("training:continuing-list"),
    )
