"""What happened in a class: its days, who was there, results per unit, and whom that ties to whom."""

from __future__ import annotations

import datetime
import random
from typing import TYPE_CHECKING

from pojok_vokasi.demo.national.nation import Nation
from pojok_vokasi.demo.national.sizes import chance
from training.choices import (
    HOLDING_A_SEAT,
    AttainmentSource,
    Capacity,
    EndReason,
    EnrolmentStatus,
    TrainingOutcome,
    UnitOutcome,
)
from training.models import Attainment, Attendance, AttendanceChange, ClassSession, Involvement, UnitTrainingResult

if TYPE_CHECKING:
    from pojok_vokasi.demo.national.classes import Course, Place

# Attendance is kept for the last year; older sheets lie on paper.
KEPT_DAYS = 365
ABSENT, CORRECTED_LATE = 0.07, 0.003
ABSENCES = ("sick", "visit", "hearing_out", "partial", "other_task", "not_allowed")


class Teaching:
    def __init__(self, nation: Nation) -> None:
        self.nation = nation
        self.sessions = nation.table(ClassSession, "id", "training_class_id", "on", "hours_jp", "first_entered_at")
        self.attendance = nation.table(
            Attendance, "id", "session_id", "enrolment_id", "reason_id", "judged_by_id", "entered_by_id", "entered_at"
        )
        self.changes = nation.table(
            AttendanceChange, "attendance_id", "before_id", "after_id", "why", "changed_by_id", "changed_at"
        )
        self.results = nation.table(
            UnitTrainingResult, "enrolment_id", "unit_id", "outcome", "judged_by_id", "typed_by_id", "judged_on"
        )
        self.ties = nation.table(Involvement, "inmate_id", "scheme_id", "person_id", "capacity", "on")
        self.attained = nation.table(Attainment, "inmate_id", "scheme_id", "unit_id", "on", "source", "reference")

    def write(self, course: Course) -> None:
        draw = chance(f"teaching:{course.key}")
        seated = [place for place in course.places if _sat(place)]
        officer = self.nation.office(course.prison.code).users[0]
        for at, day in enumerate(course.days):
            self._day(draw, course, seated, day, officer, is_forgotten=at % 11 == 7)
        for place in seated:
            for person in course.instructors:
                self.ties.add(place.one.key, course.module.scheme_id, person, Capacity.TRAINED, course.starts_on)
            if place.outcome:
                self._judge(course, place, officer)

    def _day(
        self,
        draw: random.Random,
        course: Course,
        seated: list[Place],
        day: datetime.date,
        officer: int,
        *,
        is_forgotten: bool,
    ) -> None:
        nation, key = self.nation, self.sessions.key()
        # Of a class that still runs a day here and there is not filled in.
        forgotten = is_forgotten and course.ends_on >= nation.today
        kept = nation.day(-KEPT_DAYS) <= day < nation.today and not forgotten
        moment = nation.at(day)
        self.sessions.add(key, course.key, day, 8, moment if kept else None)
        if not kept:
            return
        judge = course.instructors[0]
        for place in seated:
            if place.ended_on is None or place.ended_on > day:
                reason = draw.choice(ABSENCES) if draw.random() < ABSENT else "present"
                entry = self.attendance.key()
                self.attendance.add(entry, key, place.key, reason, judge, officer, moment)
                if draw.random() < CORRECTED_LATE:
                    self._corrected(entry, reason, officer, moment + datetime.timedelta(days=9))

    def _corrected(self, entry: int, reason: str, officer: int, at: datetime.datetime) -> None:
        """More than a week later the sheet on paper was found to say otherwise."""
        if at.date() < self.nation.today:
            before = "sick" if reason == "present" else "present"
            self.changes.add(entry, before, reason, "Daftar hadir kertas baru ditemukan.", officer, at)

    def _judge(self, course: Course, place: Place, officer: int) -> None:
        units, judge = self.nation.units[course.module.scheme_id], course.instructors[0]
        for unit in units:
            failed = place.outcome == TrainingOutcome.NOT_PASSED and unit is units[-1]
            outcome = UnitOutcome.NOT_YET if failed else UnitOutcome.PASSED
            self.results.add(place.key, unit.pk, outcome, judge, officer, course.ends_on)
            if not failed:
                self.attained.add(
                    place.one.key, course.module.scheme_id, unit.pk, course.ends_on, AttainmentSource.TRAINING, ""
                )


def _sat(place: Place) -> bool:
    """Whether the person was in a seat: holds one, or left it before the end."""
    return place.status in HOLDING_A_SEAT or (
        place.status == EnrolmentStatus.ENDED and place.end_reason not in {EndReason.OTHER, EndReason.CLASS_CANCELLED}
    )
