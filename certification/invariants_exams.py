"""What certification promises about exams: ties agree with who assessed and decided, outcomes with units."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from certification.choices import OPEN_SHEET, CandidateStatus, Competence, ExamStatus
from certification.models import Assessment, Decider, Decision, Exam
from foundation.collect import Invariant
from training.choices import AttainmentSource, Capacity
from training.models import Attainment, Involvement


def exam_checks() -> list[Invariant]:
    return [
        Invariant("exams.assessed", "Setiap asesor tercatat menguji tepat asesi yang dibagikan kepadanya.", _assessed),
        Invariant("exams.decided", "Setiap anggota pleno yang memutuskan tercatat, dan hanya mereka.", _decided),
        Invariant("exams.outcomes", "Keputusan mengikuti hasil per unit.", _outcomes),
        Invariant("exams.attained", "Setiap keputusan kompeten tercatat sebagai capaian skema.", _attained),
        Invariant("exams.closed", "Uji yang diajukan atau diputuskan tidak punya lembar terbuka.", _closed),
    ]


def _assessed() -> Iterator[str]:
    given = Assessment.objects.exclude(exam__status=ExamStatus.CANCELLED).filter(assessor__isnull=False)
    known = Involvement.objects.filter(
        inmate=OuterRef("inmate"),
        scheme=OuterRef("exam__scheme"),
        person=OuterRef("assessor"),
        capacity=Capacity.ASSESSED,
    )
    for pk in given.filter(~Exists(known)).values_list("pk", flat=True):
        yield f"assessment {pk} has an assessor who is not known as involved"
    source = given.filter(inmate=OuterRef("inmate"), exam__scheme=OuterRef("scheme"), assessor=OuterRef("person"))
    for pk in _involved(Capacity.ASSESSED).filter(~Exists(source)).values_list("pk", flat=True):
        yield f"involvement {pk} says assessed, and no assessment says so"


def _decided() -> Iterator[str]:
    known = Involvement.objects.filter(
        inmate=OuterRef("decision__assessment__inmate"),
        scheme=OuterRef("decision__assessment__exam__scheme"),
        person=OuterRef("person"),
        capacity=Capacity.DECIDED,
    )
    for pk in Decider.objects.filter(~Exists(known)).values_list("pk", flat=True):
        yield f"decider {pk} is not known as involved"
    source = Decider.objects.filter(
        decision__assessment__inmate=OuterRef("inmate"),
        decision__assessment__exam__scheme=OuterRef("scheme"),
        person=OuterRef("person"),
    )
    for pk in _involved(Capacity.DECIDED).filter(~Exists(source)).values_list("pk", flat=True):
        yield f"involvement {pk} says decided, and no decision says so"


def _involved(capacity: Capacity) -> QuerySet[Involvement]:
    return Involvement.objects.filter(capacity=capacity)


def _outcomes() -> Iterator[str]:
    counted = Decision.objects.annotate(
        competent_units=Count(
            "assessment__unit_results", filter=Q(assessment__unit_results__outcome=Competence.COMPETENT), distinct=True
        ),
        needed=Count("assessment__exam__scheme__scheme_units", distinct=True),
    )
    wrong = counted.filter(
        Q(outcome=Competence.COMPETENT, competent_units__lt=F("needed"))
        | Q(outcome=Competence.NOT_YET, competent_units__gte=F("needed"))
    )
    for pk in wrong.values_list("pk", flat=True):
        yield f"decision {pk} does not follow its units"
    unassessed = Decision.objects.exclude(assessment__status=CandidateStatus.ASSESSED)
    for pk in unassessed.values_list("pk", flat=True):
        yield f"decision {pk} is about somebody who was not assessed"


def _attained() -> Iterator[str]:
    held = Attainment.objects.filter(
        inmate=OuterRef("assessment__inmate"),
        scheme=OuterRef("assessment__exam__scheme"),
        unit__isnull=True,
        source=AttainmentSource.DECISION,
    )
    for pk in Decision.objects.filter(~Exists(held), outcome=Competence.COMPETENT).values_list("pk", flat=True):
        yield f"decision {pk} is competent, and the person does not hold the scheme"


def _closed() -> Iterator[str]:
    still_open = Assessment.objects.filter(exam=OuterRef("pk"), sheet__in=OPEN_SHEET)
    exams = Exam.objects.filter(Exists(still_open), status__in=[ExamStatus.SUBMITTED, ExamStatus.DECIDED])
    for pk in exams.values_list("pk", flat=True):
        yield f"exam {pk} is handed in and has an open sheet"
