"""Working lists for those who open blocks and decide on transfers: who is called today, who should stay until when."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from lapas.models import Inmate, Prison
from training.choices import ClassStatus, EnrolmentStatus, TrainingOutcome
from training.models import Attainment, ClassSession, Enrolment, TrainingClass

# After the class, without a date of the exam: as long as an exam is still to be expected.
EXAM_EXPECTED_WITHIN = datetime.timedelta(days=120)
WAITS = {
    "class": _("sedang pelatihan"),
    "exam": _("menunggu uji kompetensi"),
    "certificate": _("menunggu sertifikat"),
}


@dataclass(frozen=True)
class Stay:
    """One line of *jangan dipindahkan*: until which day, and what the person is waiting for."""

    enrolment: Enrolment
    until: datetime.date | None
    waits_for: str


@dataclass(frozen=True)
class Call:
    """One class of the day with the people to be let out of their blocks."""

    session: ClassSession
    people: list[Enrolment]


def sheet_number(prison: Prison, today: datetime.date) -> str:
    """The number of the day's list, the same on screen and on paper."""
    return f"JD-{prison.code}-{today:%Y%m%d}"


def stays(prison: Prison, people: QuerySet[Inmate], today: datetime.date) -> list[Stay]:
    """Everybody among `people` of the prison in class, or waiting for exam or certificate; the longest stay last."""
    seats = (
        Enrolment.objects.filter(inmate__in=people.filter(prison=prison), training_class__corner__prison=prison)
        .exclude(inmate__custody_state__in=["released", "deceased", "escaped"])
        .select_related("inmate", "training_class__module", "training_class__corner")
    )
    holds = Attainment.objects.filter(
        inmate=OuterRef("inmate"), scheme=OuterRef("training_class__module__scheme"), unit__isnull=True
    )
    in_class = Q(
        status__in=[EnrolmentStatus.ENROLLED, EnrolmentStatus.RUNNING],
        training_class__status__in=[ClassStatus.PLANNED, ClassStatus.RUNNING],
    )
    waiting = Q(status=EnrolmentStatus.FINISHED) & (
        Q(training_class__exam_on__gte=today)
        | Q(training_class__certificate_expected_on__gte=today)
        | (
            Q(training_class__exam_on__isnull=True)
            & Q(training_class__ends_on__gte=today - EXAM_EXPECTED_WITHIN)
            & ~Q(outcome=TrainingOutcome.NOT_PASSED)
            & ~Exists(holds)
        )
    )
    made = [_stay(row, today) for row in seats.filter(in_class | waiting)]
    return sorted(made, key=lambda stay: (stay.until or datetime.date.max, stay.enrolment.inmate.name))


def _stay(enrolment: Enrolment, today: datetime.date) -> Stay:
    course = enrolment.training_class
    dates = [day for day in (course.ends_on, course.exam_on, course.certificate_expected_on) if day is not None]
    until = max(dates)
    if enrolment.status != EnrolmentStatus.FINISHED:
        return Stay(enrolment, until, "class")
    if course.exam_on is not None and course.exam_on < today:
        return Stay(enrolment, until, "certificate")
    # Without a date of the exam nobody can say a day, so the list says that instead of a day that has passed.
    return Stay(enrolment, until if course.exam_on is not None else None, "exam")


def calls(classes: QuerySet[TrainingClass], on: datetime.date) -> list[Call]:
    """The classes of the day, each with its seated people who are in the prison now; two queries."""
    sessions = list(
        ClassSession.objects.filter(
            training_class__in=classes, on=on, training_class__status__in=[ClassStatus.PLANNED, ClassStatus.RUNNING]
        )
        .select_related("training_class__module", "training_class__corner__prison")
        .order_by("training_class__corner__prison__name", "training_class__corner__name", "pk")
    )
    seated = (
        Enrolment.objects.filter(training_class__in=[session.training_class_id for session in sessions])
        .filter(
            status__in=[EnrolmentStatus.ENROLLED, EnrolmentStatus.RUNNING],
            inmate__custody_state="in_custody",
            inmate__prison=F("training_class__corner__prison"),
        )
        .select_related("inmate")
        .order_by("training_class", "inmate__block", "inmate__name")
    )
    by_class = {key: list(rows) for key, rows in groupby(seated, key=lambda row: row.training_class_id)}
    return [Call(session, by_class.get(session.training_class_id, [])) for session in sessions]
