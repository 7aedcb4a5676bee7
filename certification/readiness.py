"""Which people of which class can be proposed for an exam: reads over training's rows."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from certification.choices import OPEN_EXAM, ExamStatus
from certification.models import Assessment, Exam
from lapas.choices import CustodyState
from training.choices import HOLDING_A_SEAT, AttainmentSource, TrainingOutcome, UnitOutcome
from training.models import Attainment, Enrolment, SchemeUnit, TrainingClass, UnitTrainingResult


def _number(rows: QuerySet[Any], by: str) -> Coalesce:
    return Coalesce(Subquery(rows.order_by().values(by).annotate(n=Count("pk")).values("n")), 0)


def candidates(enrolments: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    """Those among the `enrolments` who passed training, are still there, do not hold the scheme, wait for no exam."""
    held = Attainment.objects.filter(
        inmate=OuterRef("inmate"),
        scheme=OuterRef("training_class__module__scheme"),
        unit__isnull=True,
        source__in=[AttainmentSource.DECISION, AttainmentSource.PAPER],
    )
    waiting = Assessment.objects.filter(
        inmate=OuterRef("inmate"),
        exam__scheme=OuterRef("training_class__module__scheme"),
        exam__status__in=OPEN_EXAM,
    )
    passed = UnitTrainingResult.objects.filter(enrolment=OuterRef("pk"), outcome=UnitOutcome.PASSED)
    units = SchemeUnit.objects.filter(scheme=OuterRef("training_class__module__scheme"))
    # Said first: nobody without a passed unit needs counting, and those are nearly all of the classes that run.
    begun = Q(Exists(passed), outcome="")
    every_unit = Q(units_needed__gt=0, units_passed=F("units_needed"))
    return (
        enrolments.filter(status__in=HOLDING_A_SEAT, inmate__custody_state=CustodyState.IN_CUSTODY)
        .annotate(units_passed=_number(passed, "enrolment"), units_needed=_number(units, "scheme"))
        .filter(Q(outcome=TrainingOutcome.PASSED) | begun & every_unit)
        .filter(~Exists(held), ~Exists(waiting))
    )


def with_candidates(classes: QuerySet[TrainingClass]) -> QuerySet[Any]:
    """Adds how many could be proposed now (`candidate_count`), and `has_exam` (not cancelled).

    Filter by `ready`: it looks for one person, the number asks about everybody who was ever in a class.
    """
    return classes.annotate(
        candidate_count=_number(_of_the_class(), "training_class"),
        has_exam=Exists(_exams()),
    )


def without_exam(classes: QuerySet[TrainingClass]) -> QuerySet[TrainingClass]:
    return classes.filter(~Exists(_exams()))


def ready(classes: QuerySet[TrainingClass]) -> QuerySet[TrainingClass]:
    """Classes of whom somebody could be proposed now."""
    return classes.filter(Exists(_of_the_class()))


def unready(classes: QuerySet[TrainingClass]) -> QuerySet[TrainingClass]:
    return classes.filter(~Exists(_of_the_class()))


def _of_the_class() -> QuerySet[Enrolment]:
    return candidates(Enrolment.objects.filter(training_class=OuterRef("pk")))


def _exams() -> QuerySet[Exam]:
    return Exam.objects.filter(training_class=OuterRef("pk")).exclude(status=ExamStatus.CANCELLED)
