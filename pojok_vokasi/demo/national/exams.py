"""Exams of the classes: proposed, dated, assessed, decided; what was decided goes on to certificates."""

from __future__ import annotations

import datetime
import random
from dataclasses import dataclass, field

from certification.choices import CandidateStatus, Competence, ExamStatus, SheetState
from certification.models import (
    Assessment,
    Decider,
    Decision,
    DecisionMeeting,
    Exam,
    ExamAssessor,
    MeetingMember,
    UnitResult,
)
from certification.services.freezing import NAME_NOT_CONFIRMED
from pojok_vokasi.demo.national.classes import Course, Place
from pojok_vokasi.demo.national.nation import Nation
from pojok_vokasi.demo.national.places import numbers_here
from pojok_vokasi.demo.national.sizes import chance
from training.choices import AttainmentSource, Capacity, ClassStatus
from training.models import Attainment, Involvement

# Of the finished classes so many are examined; the others stay with the training certificate.
EXAMINED = 0.52
PROPOSED_AFTER, EXAM_AFTER, DECIDED_AFTER = 6, 16, 26
ABSENT, NOT_YET = 0.04, 0.07
# Of the exams held lately so many are still being typed; of these in so many one assessor has handed in.
TYPING, HANDED_IN = 0.75, 0.3
REACH = datetime.timedelta(days=30)


@dataclass(slots=True)
class Typing:
    """How far the results of an exam that was held have been typed: the candidates up to `last`, and half of one."""

    last: int
    handed_in: bool

    def units(self, number: int, units: int) -> int:
        """How many units of the candidate stand there; of the assessor who has handed in, all."""
        if number <= self.last or self.is_handed_in(number):
            return units
        return units // 2 if number == self.last + 1 else 0

    def is_handed_in(self, number: int) -> bool:
        # The first candidate is the other assessor's, so that something always waits.
        return self.handed_in and number % 2 == 0


@dataclass(slots=True)
class Decided:
    """A candidate found competent."""

    key: int
    place: Place
    number: int


@dataclass(slots=True)
class Meeting:
    """A decided exam: who gets certificates from which LSP, by the letter of which day."""

    course: Course
    exam: int
    lsp: int
    on: datetime.date
    letter: str
    competent: list[Decided] = field(default_factory=list)


class Exams:
    def __init__(self, nation: Nation) -> None:
        self.nation = nation
        self.exams = nation.table(
            Exam, "id", "training_class_id", "scheme_id", "lsp_id", "status", "proposed_for", "proposed_by_id",
            "proposed_on", "exam_on", "tuk_name", "tuk_document_name", "assignment_letter",
        )  # fmt: skip
        self.assessors = nation.table(ExamAssessor, "person_id", "role", "from_date", "until_date", "exam_id")
        self.assessments = nation.table(
            Assessment, "id", "exam_id", "inmate_id", "candidate_number", "assessor_id", "status", "status_reason",
            "sheet", "recommendation", "submitted_at", "judged_by_id",
        )  # fmt: skip
        self.results = nation.table(UnitResult, "assessment_id", "unit_id", "position", "outcome", "recorded_at")
        self.meetings = nation.table(
            DecisionMeeting, "id", "exam_id", "held_on", "letter_number", "letter_date", "recorded_by_id", "recorded_at"
        )
        self.members = nation.table(MeetingMember, "meeting_id", "person_id")
        self.decisions = nation.table(Decision, "id", "assessment_id", "meeting_id", "outcome", "is_held", "note")
        self.deciders = nation.table(Decider, "decision_id", "person_id")
        self.ties = nation.table(Involvement)
        self.attained = nation.table(Attainment)

    def write(self, course: Course) -> Meeting | None:
        """The exam of the class, as far as the days have come; the meeting when it was decided."""
        draw = chance(f"exam:{course.key}")
        age = (self.nation.today - course.ends_on).days
        examined = draw.random() < EXAMINED
        if course.status != ClassStatus.FINISHED or age < PROPOSED_AFTER or not course.passed:
            return None
        # Young classes wait for their exam, whatever becomes of them.
        if not examined and age > EXAM_AFTER + DECIDED_AFTER:
            return None
        status, on = self._stage(draw, course, age)
        present = [place for place in course.passed if not place.one.released_on or place.one.released_on > on]
        if not present:
            return None
        course.exam_on, course.expected_on = on, on + datetime.timedelta(days=45)
        return self._exam(draw, course, present, status, on)

    def _stage(self, draw: random.Random, course: Course, age: int) -> tuple[str, datetime.date]:
        """How far the exam has come, and its day."""
        if age < EXAM_AFTER:
            return (ExamStatus.PROPOSED if draw.random() < 0.5 else ExamStatus.DATED), self.nation.day(
                draw.randrange(0, 15)
            )
        on = course.ends_on + datetime.timedelta(days=draw.randrange(8, EXAM_AFTER))
        if age < DECIDED_AFTER:
            held = chance(f"typing:{course.key}")
            return (ExamStatus.DATED if held.random() < TYPING else ExamStatus.SUBMITTED), on
        return ExamStatus.DECIDED, on

    def _exam(
        self, draw: random.Random, course: Course, present: list[Place], status: str, on: datetime.date
    ) -> Meeting | None:
        nation, key = self.nation, self.exams.key()
        lsp = self._examiner(draw, course)
        row, dated = nation.lsps[lsp], status != ExamStatus.PROPOSED
        proposed_on = course.ends_on + datetime.timedelta(days=2)
        self.exams.add(
            key, course.key, course.module.scheme_id, row.pk, status, on, nation.office("").users[0], proposed_on,
            on if dated else None, f"Bengkel, {course.prison}"[:150] if dated else "",
            f"TUK Sewaktu {row.name_id.removeprefix('LSP ')} – {row.city}" if dated else "",
            f"ST-{key % 170 + 20}/LSP/{on.year}" if dated else "",
        )  # fmt: skip
        pool = nation.office(f"lsp:{lsp}:assessors").persons
        assessors = draw.sample(pool, 2) if dated else []
        if lsp == 0 and dated and status != ExamStatus.DECIDED and pool[0] not in assessors:
            # The known assessor has work.
            assessors[0] = pool[0]
        for person in assessors:
            until = None if status != ExamStatus.DECIDED else on + REACH
            self.assessors.add(person, "assessor", on - REACH, until, key)
        typing = self._typing(course, len(present)) if status == ExamStatus.DATED and on < nation.today else None
        meeting = self._meeting(course, key, lsp, on) if status == ExamStatus.DECIDED else None
        for number, place in enumerate(present, start=1):
            nation.examined.setdefault(place.one.key, set()).add(lsp)
            self._candidate(draw, course, key, status, on, place, number, assessors, meeting, typing)
        return meeting[1] if meeting else None

    def _typing(self, course: Course, candidates: int) -> Typing:
        """Somewhere between nothing and all but the last candidate."""
        draw = chance(f"typed:{course.key}")
        return Typing(draw.randrange(0, candidates), draw.random() < HANDED_IN)

    def _examiner(self, draw: random.Random, course: Course) -> int:
        """Any LSP with the scheme; for the biggest prison the known accounts' one, when it has it."""
        able = [at for at, schemes in enumerate(self.nation.lsp_schemes) if course.module.scheme_id in schemes]
        return 0 if course.prison == self.nation.biggest and 0 in able else draw.choice(able)

    def _meeting(self, course: Course, exam: int, lsp: int, on: datetime.date) -> tuple[int, Meeting]:
        nation, key = self.nation, self.meetings.key()
        held_on = on + datetime.timedelta(days=min(7, (nation.today - on).days))
        letter = f"SK-{key % 400 + 11}/{nation.lsps[lsp].sector_code}/{held_on.year}"
        desk = nation.office(f"lsp:{lsp}").users[0]
        self.meetings.add(key, exam, held_on, letter, held_on, desk, nation.at(held_on))
        for person in nation.office(f"lsp:{lsp}:meeting").persons:
            self.members.add(key, person)
        return key, Meeting(course, exam, lsp, held_on, letter)

    def _candidate(
        self,
        draw: random.Random,
        course: Course,
        exam: int,
        status: str,
        on: datetime.date,
        place: Place,
        number: int,
        assessors: list[int],
        meeting: tuple[int, Meeting] | None,
        typing: Typing | None,
    ) -> None:
        nation, key, scheme = self.nation, self.assessments.key(), course.module.scheme_id
        units = nation.units[scheme]
        assessor = assessors[number % 2] if assessors else None
        # Those of whom something is written: all, once an exam is handed in.
        done = typing.units(number, len(units)) if typing else len(units)
        judged = status in {ExamStatus.SUBMITTED, ExamStatus.DECIDED} or (typing is not None and done > 0)
        absent, not_yet = draw.random() < ABSENT, draw.random() < NOT_YET
        attended = judged and not absent
        outcome = Competence.NOT_YET if not_yet else Competence.COMPETENT
        sheet = {ExamStatus.SUBMITTED: SheetState.SUBMITTED, ExamStatus.DECIDED: SheetState.DECIDED}.get(
            ExamStatus(status), SheetState.DRAFT
        )
        if (judged and absent and status == ExamStatus.DECIDED) or (typing and typing.is_handed_in(number)):
            sheet = SheetState.SUBMITTED
        self.assessments.add(
            key, exam, place.one.key, number, assessor,
            CandidateStatus.ASSESSED if attended else CandidateStatus.ABSENT if judged else CandidateStatus.READY,
            "Sakit pada hari uji." if judged and absent else "", sheet,
            outcome if attended and done == len(units) else "",
            nation.at(on) if sheet != SheetState.DRAFT else None, assessor if judged else None,
        )  # fmt: skip
        if assessor is not None:
            self.ties.add(place.one.key, scheme, assessor, Capacity.ASSESSED, on)
        if not attended:
            return
        moment = nation.at(on)
        for at, unit in enumerate(units[:done], start=1):
            failed = not_yet and at == len(units)
            self.results.add(key, unit.pk, at, Competence.NOT_YET if failed else Competence.COMPETENT, moment)
        if meeting is not None:
            self._decision(course, place, number, key, outcome, meeting)

    def _decision(
        self, course: Course, place: Place, number: int, assessment: int, outcome: str, meeting: tuple[int, Meeting]
    ) -> None:
        nation, (meeting_key, met), key = self.nation, meeting, self.decisions.key()
        scheme = course.module.scheme_id
        competent = outcome == Competence.COMPETENT
        held = competent and numbers_here(met.lsp) and place.one.confirmed_on is None
        self.decisions.add(key, assessment, meeting_key, outcome, held, NAME_NOT_CONFIRMED if held else "")
        for person in nation.office(f"lsp:{met.lsp}:meeting").persons:
            self.deciders.add(key, person)
            self.ties.add(place.one.key, scheme, person, Capacity.DECIDED, met.on)
        units = nation.units[scheme]
        for unit in units if competent else units[:-1]:
            self.attained.add(place.one.key, scheme, unit.pk, met.on, AttainmentSource.DECISION, met.letter)
        if competent:
            self.attained.add(place.one.key, scheme, None, met.on, AttainmentSource.DECISION, met.letter)
            if place.one.confirmed_on is not None:
                met.competent.append(Decided(key, place, number))
