"""Assigning assessors to an exam and candidates to assessors; independence is kept for every single pair."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from certification import independence, shares
from certification.choices import CandidateStatus, ExamStatus, SheetState
from certification.models import Assessment, Assessor, Exam, ExamAssessor
from certification.services.locks import DAY, lock_exam, refuse_closed
from foundation import clock
from foundation.accounts.choices import Role
from foundation.accounts.models import Person, User
from foundation.audit import services as audit
from lapas.models import Inmate
from lapas.services.holding import hold_owners
from training.choices import Capacity
from training.services.involvement import NotIndependent, involve, release_assessor, ties


@transaction.atomic
def assign_assessors(*, exam: Exam, assessors: Sequence[Assessor], actor: User | None) -> Exam:
    """Give the exam its assessors and split the candidates over them; the same again changes both.

    Somebody who trained, or decided on, a candidate assesses the others only; candidates whom an assessor has begun
    with stay with him. Refuses an exam without a day, an assessor who is not valid on that day, not of the LSP or not
    of the scheme, and (NotIndependent, in words) whoever has a tie with every candidate that is left to him.
    """
    locked = lock_exam(exam)
    refuse_closed(locked)
    exam_on = _day_of(locked)
    _refuse_assessors(locked, exam_on, assessors)
    hold_owners(locked.assessments.all())
    candidates = list(locked.assessments.select_related("inmate").order_by("candidate_number"))
    begun = {
        candidate.pk: candidate.assessor_id
        for candidate in candidates
        if candidate.assessor_id and _has_begun(candidate)
    }
    people = {assessor.person_id: assessor.person for assessor in assessors}
    if gone := set(begun.values()) - people.keys():
        names = Person.objects.filter(pk__in=gone).order_by("full_name")
        raise ValidationError(
            _("%(names)s sudah mulai mencatat hasil, jadi tidak dapat diganti.")
            % {"names": independence.enumerated([str(person) for person in names])},
            code="begun",
        )
    chosen = _split(locked, candidates, people, begun)
    before = {candidate.pk: candidate.assessor_id for candidate in candidates}
    for candidate in candidates:
        candidate.assessor_id = chosen[candidate.pk]
    _let_go(locked, candidates, before)
    Assessment.objects.bulk_update(candidates, ["assessor"])
    for person in people.values():
        involve(
            persons=[person],
            inmates=[candidate.inmate for candidate in candidates if candidate.assessor_id == person.pk],
            scheme=locked.scheme,
            capacity=Capacity.ASSESSED,
            on=exam_on,
        )
    _post(locked, people)
    audit.record(
        actor,
        "certification.assign_assessors",
        [locked, *people.values()],
        {"candidates": {str(pk): list(chosen.values()).count(pk) for pk in people}},
    )
    return locked


def _day_of(exam: Exam) -> datetime.date:
    if exam.exam_on is None:
        raise ValidationError(_("Tetapkan hari uji lebih dulu, baru asesornya."), code="not_dated")
    return exam.exam_on


def _refuse_assessors(exam: Exam, exam_on: datetime.date, assessors: Sequence[Assessor]) -> None:
    if exam.status == ExamStatus.SUBMITTED:
        raise ValidationError(_("Semua hasil sudah diajukan, jadi asesor tidak dapat diganti."), code="submitted")
    if not assessors:
        raise _about(_("Pilih paling sedikit satu asesor."), "required")
    for assessor in assessors:
        words = {
            "person": assessor.person,
            "lsp": exam.lsp,
            "scheme": exam.scheme,
            "until": assessor.valid_until.strftime(DAY),
            "day": exam_on.strftime(DAY),
        }
        if assessor.valid_until < exam_on:
            raise _about(
                _("MET %(person)s berlaku sampai %(until)s, tidak lagi pada hari uji %(day)s. Pilih asesor lain.")
                % words,
                "assessor_expired",
            )
        if not assessor.lsps.filter(pk=exam.lsp_id).exists():
            raise _about(
                _("%(person)s tidak terdaftar di %(lsp)s. Pilih asesor lain.") % words, "assessor_of_another_lsp"
            )
        if not assessor.schemes.filter(pk=exam.scheme_id).exists():
            raise _about(
                _("%(person)s bukan asesor skema %(scheme)s. Pilih asesor lain.") % words, "assessor_without_scheme"
            )
    if exam.lsp.licence_valid_until < exam_on:
        raise ValidationError(
            _("Lisensi %(lsp)s berlaku sampai %(until)s, tidak lagi pada hari uji %(day)s.")
            % {
                "lsp": exam.lsp,
                "until": exam.lsp.licence_valid_until.strftime(DAY),
                "day": exam_on.strftime(DAY),
            },
            code="licence",
        )


def _about(sentence: str, code: str) -> ValidationError:
    return ValidationError({"assessors": ValidationError(sentence, code=code)})


def _has_begun(candidate: Assessment) -> bool:
    return candidate.status != CandidateStatus.READY or candidate.sheet != SheetState.DRAFT


def _split(
    exam: Exam, candidates: Sequence[Assessment], people: dict[int, Person], begun: dict[int, int]
) -> dict[int, int]:
    inmates = {candidate.inmate_id: candidate.inmate for candidate in candidates}
    by_inmate = {candidate.inmate_id: candidate.pk for candidate in candidates}
    found = ties(people.values(), inmates.values(), exam.scheme, other_than=Capacity.ASSESSED)
    left = [candidate.inmate_id for candidate in candidates if candidate.pk not in begun]

    def refuse(pairs: Collection[tuple[int, int]]) -> NotIndependent:
        told = {pair: capacity for pair, capacity in found.items() if pair in pairs}
        return NotIndependent(
            independence.sentences(
                found=told,
                inmates=inmates,
                people=people,
                scheme=exam.scheme,
                consequence=_("tidak dapat menguji"),
            ),
            pairs,
        )

    # Whoever has a tie with everybody has nothing to do here: said at once, even when others could take them all.
    for person in people:
        own = {(person, inmate) for inmate in left}
        if own and own <= found.keys():
            raise refuse(own)
    try:
        return shares.split(
            [candidate.pk for candidate in candidates],
            list(people),
            {(by_inmate[inmate], person) for person, inmate in found},
            begun,
        )
    except shares.NoOneLeft as error:
        stuck = {candidate.inmate_id for candidate in candidates if candidate.pk in error.candidates}
        raise refuse({(person, inmate) for person in people for inmate in stuck}) from error


def _let_go(exam: Exam, candidates: Sequence[Assessment], before: dict[int, int | None]) -> None:
    """Take back the ties of assessors who do not assess a candidate any more."""
    moved = [candidate for candidate in candidates if before[candidate.pk] not in (None, candidate.assessor_id)]
    for person in Person.objects.filter(pk__in={before[candidate.pk] for candidate in moved}):
        release(exam, person, [candidate.inmate for candidate in moved if before[candidate.pk] == person.pk])


def release(exam: Exam, person: Person, inmates: Collection[Inmate] | None = None) -> None:
    """Take back that the person assesses these candidates (all of his when None), unless another exam says so too."""
    if inmates is None:
        inmates = Inmate.objects.filter(assessments__exam=exam, assessments__assessor=person)
    elsewhere = set(
        Assessment.objects.filter(assessor=person, exam__scheme=exam.scheme)
        .exclude(exam=exam)
        .values_list("inmate_id", flat=True)
    )
    release_assessor(
        person=person, inmates=[inmate for inmate in inmates if inmate.pk not in elsewhere], scheme=exam.scheme
    )


def _post(exam: Exam, people: Collection[int]) -> None:
    """Give the assessors their reach of the exam, and take it from those who are assigned no more."""
    exam.assessors.exclude(person__in=people).delete()
    there = set(exam.assessors.values_list("person_id", flat=True))
    ExamAssessor.objects.bulk_create(
        ExamAssessor(exam=exam, person_id=person, role=Role.ASSESSOR, from_date=clock.today())
        for person in people
        if person not in there
    )
