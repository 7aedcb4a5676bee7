"""Three years of classes in the workshops of one prison: planned, filled, taught, judged."""

from __future__ import annotations

import datetime
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from lapas.choices import LegalStatus
from lapas.models import Prison
from pojok_vokasi.demo.national.nation import FIRST_DAY, Nation
from pojok_vokasi.demo.national.people import Someone
from pojok_vokasi.demo.national.sizes import chance
from pojok_vokasi.demo.national.teaching import Teaching
from training.choices import ClassStatus, EndReason, EnrolmentStatus, TrainingOutcome
from training.models import ClassInstructor, Enrolment, Hearing, Module, TrainingClass

USUAL_PROPOSALS, MOST_SEATS = 19, 20
LAST_START = 45
# Of the classes to come so many are called off.
CALLED_OFF = 0.1
# Of a hundred people in a seat: who leaves it early, and who does not pass.
LEAVE_EARLY, DO_NOT_PASS = 0.06, 0.07
EARLY = (EndReason.WITHDREW, EndReason.SICK, EndReason.DISCIPLINE, EndReason.OTHER_TASK, EndReason.ABSENT)
REACH_BEFORE, REACH_AFTER = datetime.timedelta(days=14), datetime.timedelta(days=30)


NOTES: dict[str, str] = {
    EndReason.OTHER: "Kelas selesai sebelum mendapat kursi.",
    EndReason.CLASS_CANCELLED: "Mesin jahit rusak dan belum diganti.",
}


@dataclass(slots=True)
class Place:
    """One enrolment."""

    key: int
    one: Someone
    status: str
    prison: str
    outcome: str = ""
    ended_on: datetime.date | None = None
    end_reason: str = ""


@dataclass(slots=True)
class Course:
    """One class with what came of it; exams and certificates go on from here."""

    key: int
    prison: Prison
    module: Module
    centre: int
    starts_on: datetime.date
    ends_on: datetime.date
    days: list[datetime.date]
    status: str
    instructors: list[int]
    places: list[Place] = field(default_factory=list)
    exam_on: datetime.date | None = None
    expected_on: datetime.date | None = None

    @property
    def passed(self) -> list[Place]:
        return [place for place in self.places if place.outcome == TrainingOutcome.PASSED]


class Classes:
    """Writes the classes of one prison after the other."""

    def __init__(self, nation: Nation) -> None:
        self.nation = nation
        self.classes = nation.table(
            TrainingClass, "id", "module_id", "corner_id", "centre_id", "batch", "starts_on", "ends_on",
            "registration_closes_on", "seats", "status", "exam_on", "certificate_expected_on", "results_version",
        )  # fmt: skip
        self.staff = nation.table(ClassInstructor, "person_id", "role", "from_date", "until_date", "training_class_id")
        self.hearings = nation.table(
            Hearing, "id", "training_class_id", "held_on", "minutes_number", "decree_number", "decree_date",
            "recorded_by_id", "recorded_at",
        )  # fmt: skip
        self.enrolments = nation.table(
            Enrolment, "id", "training_class_id", "inmate_id", "status", "reserve_position", "proposed_by_id",
            "proposed_on", "hearing_id", "end_reason", "end_note", "ended_on", "outcome", "outcome_on",
        )  # fmt: skip
        self.teaching = Teaching(nation)

    def make(self, prison: Prison, people: list[Someone]) -> list[Course]:
        """Lay the classes out and choose who goes; nothing is written yet, exams may still move a day."""
        draw = chance(f"classes:{prison.code}")
        wanted, courses = self.nation.enrolments[prison.code], []
        shares = _shares(wanted) if wanted else []
        free = [one for one in people if one.legal_status != LegalStatus.DETAINED and one.destination is None]
        draw.shuffle(free)
        free.sort(key=lambda one: one.admitted_on)
        planned = sorted(self._planned(draw, prison, len(shares)), key=lambda course: (course.starts_on, course.key))
        for course, share in zip(planned, shares, strict=True):
            free = self._fill(draw, course, free, share)
            courses.append(course)
        return courses

    def _planned(self, draw: random.Random, prison: Prison, count: int) -> Iterator[Course]:
        """So many classes, over the workshops in turn, none beside another in the same workshop."""
        nation = self.nation
        corners = nation.corners.get(prison.code, [])
        centre = nation.centre_of(prison)
        instructors = nation.office(f"centre:{centre}:instructors").persons
        batches: dict[tuple[int, int], int] = defaultdict(int)
        for at, corner in enumerate(corners):
            number = len(range(at, count, len(corners)))
            for starts_on in _starts(draw, nation, number):
                module = nation.modules[draw.choice(corner.taught)]
                days = list(_working_days(starts_on, module.days))
                batches[corner.key, module.pk] += 1
                staff = draw.sample(instructors, 2 if draw.random() < 0.25 else 1)
                status = _status(nation, days)
                if centre == 0 and days[-1] >= nation.day(-20) and instructors[0] not in staff:
                    # The known instructor teaches now.
                    staff[0] = instructors[0]
                if status == ClassStatus.PLANNED and draw.random() < CALLED_OFF:
                    status = ClassStatus.CANCELLED
                course = Course(self.classes.key(), prison, module, centre, days[0], days[-1], days, status, staff)
                nation.batches[course.key] = (corner, batches[corner.key, module.pk])
                yield course

    def _fill(self, draw: random.Random, course: Course, free: list[Someone], share: int) -> list[Someone]:
        """Seat people who were there on the first day, longest there first; the rest of the proposals do not come."""
        taken: list[Someone] = []
        left: list[Someone] = []
        for one in free:
            (taken if len(taken) < share and _may_join(one, course) else left).append(one)
        seats = min(len(taken) - len(taken) // 8, MOST_SEATS)
        for at, one in enumerate(taken):
            status = EnrolmentStatus.REJECTED if at % 2 else EnrolmentStatus.RESERVE
            place = Place(self.enrolments.key(), one, status, course.prison.code)
            if at < seats:
                self._seat(draw, course, place)
            elif course.status == ClassStatus.FINISHED and place.status == EnrolmentStatus.RESERVE:
                place.status, place.end_reason, place.ended_on = (
                    EnrolmentStatus.ENDED,
                    EndReason.OTHER,
                    course.ends_on,
                )
            course.places.append(place)
        return left

    def _seat(self, draw: random.Random, course: Course, place: Place) -> None:
        one = place.one
        if course.status == ClassStatus.CANCELLED:
            place.status, place.end_reason, place.ended_on = (
                EnrolmentStatus.ENDED,
                EndReason.CLASS_CANCELLED,
                self.nation.day(-1),
            )
            return
        if course.status == ClassStatus.PLANNED:
            soon = course.starts_on <= self.nation.day(14)
            place.status = EnrolmentStatus.ENROLLED if soon else EnrolmentStatus.PROPOSED
            return
        over = min(course.ends_on, self.nation.today)
        if one.released_on is not None and one.released_on <= over:
            place.status, place.end_reason, place.ended_on = (
                EnrolmentStatus.ENDED,
                EndReason.RELEASED,
                one.released_on,
            )
        elif draw.random() < LEAVE_EARLY:
            day = min(draw.choice(course.days[1:]), over)
            place.status, place.end_reason, place.ended_on = EnrolmentStatus.ENDED, draw.choice(EARLY), day
        elif course.status == ClassStatus.RUNNING:
            place.status = EnrolmentStatus.RUNNING
        else:
            place.status = EnrolmentStatus.FINISHED
            failed = draw.random() < DO_NOT_PASS
            place.outcome = TrainingOutcome.NOT_PASSED if failed else TrainingOutcome.PASSED
            if not failed and draw.random() < 0.985:
                one.confirmed_on = course.ends_on

    def write(self, course: Course) -> None:
        nation = self.nation
        corner, batch = nation.batches[course.key]
        officer = nation.office(course.prison.code).users[0]
        seats = max(16, sum(place.ended_on is None for place in course.places[:MOST_SEATS]))
        self.classes.add(
            course.key, course.module.pk, corner.key, nation.centres[course.centre].pk, batch, course.starts_on,
            course.ends_on, course.starts_on - datetime.timedelta(days=2), min(seats, MOST_SEATS), course.status,
            course.exam_on, course.expected_on, 1,
        )  # fmt: skip
        for person in course.instructors:
            from_date = course.starts_on - REACH_BEFORE
            self.staff.add(person, "instructor", from_date, course.ends_on + REACH_AFTER, course.key)
        hearing = self._hearing(course, officer)
        proposed_on = course.starts_on - datetime.timedelta(days=24)
        reserve = 0
        for place in course.places:
            waits = place.status == EnrolmentStatus.RESERVE
            reserve += waits
            self.enrolments.add(
                place.key, course.key, place.one.key, place.status, reserve if waits else None, officer, proposed_on,
                None if place.status == EnrolmentStatus.PROPOSED else hearing, place.end_reason,
                NOTES.get(place.end_reason, ""),
                place.ended_on, place.outcome, course.ends_on if place.outcome else None,
            )  # fmt: skip
        self.teaching.write(course)

    def _hearing(self, course: Course, officer: int) -> int | None:
        held_on = course.starts_on - datetime.timedelta(days=14)
        if held_on > self.nation.today:
            return None
        key = self.hearings.key()
        year = held_on.year
        self.hearings.add(
            key, course.key, held_on, f"BA-TPP/{key % 900 + 10}/{year}", f"SK-{key % 900 + 17}/PK.01.04/{year}",
            held_on, officer, self.nation.at(held_on),
        )  # fmt: skip
        return key


def _shares(wanted: int) -> list[int]:
    """The proposals of each class: as many classes of 19 as fit best, their sizes as even as can be."""
    count = max(round(wanted / USUAL_PROPOSALS), 1)
    return [wanted // count + (at < wanted % count) for at in range(count)]


def _starts(draw: random.Random, nation: Nation, count: int) -> list[datetime.date]:
    """Mondays, spread over three years and a little into the days to come; each workshop has a rhythm of its own."""
    span, phase = (LAST_START - FIRST_DAY) / max(count, 1), draw.random() * 0.95
    starts = []
    for at in range(count):
        day = nation.day(int(FIRST_DAY + span * (at + phase + draw.random() * 0.05)))
        starts.append(day - datetime.timedelta(days=day.weekday()))
    return starts


def _working_days(first: datetime.date, count: int) -> Iterator[datetime.date]:
    day = first
    while count:
        if day.weekday() < 5:
            yield day
            count -= 1
        day += datetime.timedelta(days=1)


def _status(nation: Nation, days: list[datetime.date]) -> str:
    if days[-1] < nation.today:
        return ClassStatus.FINISHED
    return ClassStatus.RUNNING if days[0] <= nation.today else ClassStatus.PLANNED


def _may_join(one: Someone, course: Course) -> bool:
    if course.status != ClassStatus.FINISHED:
        return one.is_present and one.admitted_on < course.starts_on
    return one.was_here(course.starts_on)
