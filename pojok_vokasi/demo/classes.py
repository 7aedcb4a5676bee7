"""Classes of the demo world: planned, proposed, heard, taught day by day, judged and finished, by the services."""

from __future__ import annotations

import datetime
import random
from collections.abc import Sequence
from dataclasses import dataclass

from foundation import clock
from foundation.accounts.models import User
from lapas.models import Inmate
from lapas.services import confirm_certificate_names
from pojok_vokasi.demo.registry import free_people
from pojok_vokasi.demo.replay import Story
from pojok_vokasi.demo.world import World
from training.candidates import assess_all
from training.choices import FindingLevel, TrainingOutcome, UnitOutcome
from training.models import ClassSession, Enrolment, TrainingClass
from training.roster import of_class, on_day
from training.services.attendance import record_attendance, sheet_version
from training.services.classes import finish_class, plan_class
from training.services.enrolment import propose_inmates
from training.services.hearing import Ruling, record_hearing
from training.services.results import record_unit_results
from training.services.sessions import plan_sessions
from training.services.staffing import assign_instructor

WORK_DESKS = {"lapas": "kerja", "rutan": "kerja2", "kecil": "kecil"}
REASONS = (
    "Dibutuhkan untuk bengkel produksi; sanggup mengikuti sampai selesai.",
    "Sudah berpengalaman sebelum masuk, disetujui wali pemasyarakatan.",
    "Bersedia menunda usulan integrasi sampai uji selesai.",
)
ABSENCES = ("sick", "visit", "hearing_out", "partial", "other_task", "not_allowed")
ABSENT = 0.07
MOST_WARNED = 4


@dataclass(frozen=True)
class Plan:
    """One class: where, what, days from today, whom it takes, and who teaches it."""

    corner: str
    module: str
    centre: str
    starts: int
    ends: int
    seats: int
    instructors: tuple[str, ...]
    proposed: int
    reserve: int = 0
    rejected: int = 0

    @property
    def key(self) -> str:
        return f"{self.corner}:{self.module}:{self.starts}"


def prison_of(world: World, plan: Plan) -> str:
    prison = world.corners[plan.corner].prison_id
    return next(key for key, row in world.prisons.items() if row.pk == prison)


def planned(world: World, plan: Plan) -> Story:
    """Planned by Kemnaker five weeks ahead, with instructors of the centre; returns the class."""
    yield world.day(plan.starts - 36)
    course = plan_class(
        module=world.modules[plan.module],
        corner=world.corners[plan.corner],
        centre=world.centres[plan.centre],
        starts_on=world.day(plan.starts),
        ends_on=world.day(plan.ends),
        seats=plan.seats,
        registration_closes_on=world.day(plan.starts - 2),
        actor=world.acting("kemnaker"),
    )
    yield world.day(min(plan.starts - 30, 0))
    for key in plan.instructors:
        assign_instructor(training_class=course, person=world.people[key], actor=world.acting("balai"))
    plan_sessions(training_class=course, actor=world.acting("balai"))
    return course


def proposed(world: World, plan: Plan, course: TrainingClass, day: int) -> Story:
    """People whose findings allow it are proposed, a few with a warning and a reason; returns their enrolments."""
    yield world.day(day)
    chance, key = world.chance(f"propose:{plan.key}"), prison_of(world, plan)
    chosen: list[Inmate] = []
    reasons: dict[int, str] = {}
    free = free_people(world, key)
    assessments = assess_all(course, free, clock.today(world.prisons[key].timezone))
    chance.shuffle(free)
    for one in free:
        assessment = assessments[one.pk]
        if assessment.level == FindingLevel.BLOCK or len(chosen) == plan.proposed:
            continue
        if assessment.needs_reason:
            if len(reasons) == MOST_WARNED:
                continue
            reasons[one.pk] = chance.choice(REASONS)
        chosen.append(one)
    return propose_inmates(training_class=course, inmates=chosen, reasons=reasons, actor=world.acting(WORK_DESKS[key]))


def heard(world: World, plan: Plan, course: TrainingClass, proposals: Sequence[Enrolment], day: int) -> Story:
    """The hearing: most are approved, the last ones wait in reserve or are not approved."""
    yield world.day(day)
    approved = len(proposals) - plan.reserve - plan.rejected
    rulings = {}
    for number, row in enumerate(proposals):
        decision = "approved" if number < approved else "reserve" if number < approved + plan.reserve else "rejected"
        rulings[row.pk] = Ruling(decision, "Diprioritaskan pada angkatan berikutnya." if decision == "rejected" else "")
    number = world.chance(f"hearing:{plan.key}").randrange(10, 90)
    record_hearing(
        training_class=course,
        held_on=world.day(day),
        minutes_number=f"BA-TPP/{number}/{world.day(day).year}",
        decree_number=f"SK-{number + 7}/PK.01.04/{world.day(day).year}",
        decree_date=world.day(day),
        rulings=rulings,
        actor=world.acting(WORK_DESKS[prison_of(world, plan)]),
    )


def seated(world: World, plan: Plan) -> Story:
    """From the plan to the hearing; returns the class."""
    course = yield from planned(world, plan)
    proposals = yield from proposed(world, plan, course, plan.starts - 24)
    yield from heard(world, plan, course, proposals, plan.starts - 14)
    return course


def taught(world: World, plan: Plan, course: TrainingClass, skipped: Sequence[int] = ()) -> Story:
    """Attendance of every working day until today; days whose place from the end is in `skipped` stay unfilled."""
    chance = world.chance(f"attendance:{plan.key}")
    days = [
        world.day(offset) for offset in range(plan.starts, min(plan.ends, 0) + 1) if world.day(offset).weekday() < 5
    ]
    for number, day in enumerate(days):
        if len(days) - number in skipped:
            continue
        yield day
        _mark(world, plan, course, day, chance)


def _mark(world: World, plan: Plan, course: TrainingClass, day: datetime.date, chance: random.Random) -> None:
    session = ClassSession.objects.select_related("training_class").get(training_class=course, on=day)
    entries = {row.pk: chance.choice(ABSENCES) if chance.random() < ABSENT else "present" for row in on_day(session)}
    record_attendance(
        session=session,
        entries=entries,
        version=sheet_version(session.entries.all()),
        judged_by=world.people[plan.instructors[0]],
        actor=writer(world, plan),
    )


def judged(world: World, plan: Plan, course: TrainingClass, failing: int = 1) -> Story:
    """Everybody judged in every unit on the last day; the last `failing` ones miss a unit."""
    yield world.day(plan.ends)
    course.refresh_from_db()
    units = [row.unit_id for row in course.module.scheme.scheme_units.all()]
    rows = list(of_class(course))
    cells = {
        (row.pk, unit): UnitOutcome.NOT_YET
        if number >= len(rows) - failing and unit == units[-1]
        else UnitOutcome.PASSED
        for number, row in enumerate(rows)
        for unit in units
    }
    judge = plan.instructors[0]
    record_unit_results(
        training_class=course,
        results=cells,
        version=course.results_version,
        judged_by=world.people[judge],
        judged_on=world.day(plan.ends),
        actor=writer(world, plan),
        conclude=True,
    )


def finished(world: World, plan: Plan, course: TrainingClass, unconfirmed: int = 1) -> Story:
    """Closed the day after; whoever passed confirms the certificate name, but for the last `unconfirmed` ones."""
    yield world.day(plan.ends + 1)
    desk = world.acting(WORK_DESKS[prison_of(world, plan)])
    finish_class(training_class=course, actor=desk)
    passed = of_class(course).filter(outcome=TrainingOutcome.PASSED)
    people: list[Inmate] = [row.inmate for row in passed]
    confirm = people[: len(people) - unconfirmed]
    confirm_certificate_names(confirmed=[(one, one.name) for one in confirm], on=world.day(plan.ends + 1), actor=desk)


def writer(world: World, plan: Plan) -> User:
    """Who types what the first instructor judges: himself, or the work desk where he has no account."""
    first = world.people[plan.instructors[0]]
    return world.acting(first.staff_number or WORK_DESKS[prison_of(world, plan)])
