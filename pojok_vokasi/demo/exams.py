"""Exams of the demo world: proposed, dated, staffed, assessed, decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from certification.choices import CandidateStatus, Competence
from certification.models import Exam
from certification.services.decisions import decide
from certification.services.exams import date_exam, propose_exam
from certification.services.results import record_results, set_remarks, set_status, submit_results
from certification.services.staffing import assign_assessors
from pojok_vokasi.demo.replay import Story
from pojok_vokasi.demo.staff import PLENO
from pojok_vokasi.demo.world import World
from training.models import TrainingClass

LSP_DESKS = {"portal": "lsp", "letter": "lsp2"}


@dataclass(frozen=True)
class Visit:
    """One exam: of which LSP, days from today, who assesses."""

    lsp: str
    proposed: int
    on: int
    assessors: tuple[str, ...]
    place: str


def proposed_exam(world: World, visit: Visit, course: TrainingClass) -> Story:
    """Kemnaker proposes everybody who passed; returns the exam."""
    yield world.day(visit.proposed)
    return propose_exam(
        training_class=course,
        lsp=world.lsps[visit.lsp],
        proposed_for=world.day(visit.on),
        actor=world.acting("kemnaker"),
    )


def dated_exam(world: World, visit: Visit, course: TrainingClass) -> Story:
    """The LSP gives the exam its day, place, letter and assessors; returns the exam."""
    exam = yield from proposed_exam(world, visit, course)
    yield world.day(visit.proposed + 3)
    lsp = world.lsps[visit.lsp]
    desk = world.acting(LSP_DESKS[visit.lsp])
    number = world.chance(f"exam:{visit.lsp}:{visit.on}").randrange(20, 180)
    date_exam(
        exam=exam,
        exam_on=world.day(visit.on),
        tuk_name=f"{visit.place}, {course.corner.prison}",
        tuk_document_name=f"TUK Sewaktu {lsp.name_id.removeprefix('LSP ')} – {lsp.city}",
        assignment_letter=f"ST-{number}/LSP/{world.day(visit.on).year}",
        actor=desk,
    )
    assign_assessors(exam=exam, assessors=[world.assessors[key] for key in visit.assessors], actor=desk)
    return exam


def assessed(world: World, visit: Visit, exam: Exam, not_yet: Sequence[int] = (), absent: Sequence[int] = ()) -> Story:
    """On the day every candidate is assessed and the sheets are handed in; numbers of candidates say who fails."""
    yield world.day(visit.on)
    units = [row.unit_id for row in exam.scheme.scheme_units.order_by("position")]
    for sheet in exam.assessments.select_related("assessor"):
        actor = world.acting(_typist(visit, sheet.assessor.staff_number if sheet.assessor else ""))
        number = sheet.candidate_number
        if number in absent:
            set_status(
                assessment=sheet,
                status=CandidateStatus.ABSENT,
                reason="Sidang di luar pada hari uji",
                version=sheet.version,
                actor=actor,
            )
            continue
        outcomes = dict.fromkeys(units, Competence.COMPETENT)
        if number in not_yet:
            outcomes[units[-1]] = Competence.NOT_YET
        sheet = record_results(
            assessment=sheet, outcomes=outcomes, version=sheet.version, actor=actor, at_once=number not in not_yet
        )
        if number in not_yet:
            set_remarks(
                assessment=sheet,
                remarks="Perlu latihan tambahan pada unit terakhir sebelum uji ulang.",
                version=sheet.version,
                actor=actor,
            )
    submit_results(exam=exam, actor=world.acting(LSP_DESKS[visit.lsp]))


def _typist(visit: Visit, staff_number: str) -> str:
    """The assessor himself, or the LSP for one without an account."""
    return staff_number or LSP_DESKS[visit.lsp]


def decided(world: World, visit: Visit, exam: Exam, day: int) -> Story:
    """The pleno of the LSP decides by letter; returns the meeting."""
    yield world.day(day)
    number = world.chance(f"pleno:{visit.lsp}:{day}").randrange(10, 90)
    return decide(
        exam=exam,
        held_on=world.day(day),
        letter_number=f"SK-{number}/PLENO/LSP/{world.day(day).year}",
        letter_date=world.day(day),
        members=[world.people[key] for key in PLENO[visit.lsp]],
        actor=world.acting(LSP_DESKS[visit.lsp]),
    )
