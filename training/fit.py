"""When the certificate will be in hand, and how that lies against the day somebody leaves."""

from __future__ import annotations

import calendar
import datetime
from dataclasses import dataclass, fields

SATURDAY = 5

# National holidays with a fixed date (month, day): Tahun Baru, Hari Buruh, Hari Lahir Pancasila (Keppres 24/2016),
# Proklamasi Kemerdekaan, Natal. The moving feasts (Idul Fitri, Nyepi, Waisak, …) are set year by year in a joint
# decree of three ministers and are not counted: the margin of the prison has to carry them.
FIXED_HOLIDAYS = frozenset({(1, 1), (5, 1), (6, 1), (8, 17), (12, 25)})


@dataclass(frozen=True)
class PipelineDays:
    """Working days of each step from the last day of a class to the certificate in hand."""

    exam: int = 3
    decision: int = 5
    numbers_and_blanks: int = 12
    printing: int = 3
    signature: int = 5
    courier: int = 5

    @property
    def after_exam(self) -> int:
        return sum(getattr(self, field.name) for field in fields(self)) - self.exam


USUAL_PIPELINE = PipelineDays()


def is_working_day(day: datetime.date) -> bool:
    return day.weekday() < SATURDAY and (day.month, day.day) not in FIXED_HOLIDAYS


def add_working_days(day: datetime.date, number: int) -> datetime.date:
    """The `number`-th working day after `day`; `day` itself when the number is 0."""
    while number > 0:
        day += datetime.timedelta(days=1)
        if is_working_day(day):
            number -= 1
    return day


def working_days_between(first: datetime.date, last: datetime.date) -> int:
    """Working days from `first` to `last`, both counted; 0 when `last` lies before."""
    span = (last - first).days + 1
    return sum(is_working_day(first + datetime.timedelta(days=number)) for number in range(max(span, 0)))


def certificate_in_hand(class_ends_on: datetime.date, steps: PipelineDays = USUAL_PIPELINE) -> datetime.date:
    """Exam, decision, numbers and blanks, printing, signature and courier, counted from the last day of the class."""
    return certificate_after_exam(add_working_days(class_ends_on, steps.exam), steps)


def certificate_after_exam(exam_on: datetime.date, steps: PipelineDays = USUAL_PIPELINE) -> datetime.date:
    """The same once the exam has a date."""
    return add_working_days(exam_on, steps.after_exam)


def expected_certificate(
    class_ends_on: datetime.date,
    exam_on: datetime.date | None = None,
    planned: datetime.date | None = None,
    steps: PipelineDays = USUAL_PIPELINE,
) -> datetime.date:
    """The day that planning counts on: the planned one, else counted from the exam, else from the end of the class."""
    if planned is not None:
        return planned
    if exam_on is not None:
        return certificate_after_exam(exam_on, steps)
    return certificate_in_hand(class_ends_on, steps)


def months_after(day: datetime.date, months: int) -> datetime.date:
    """The same day of the month `months` later, or that month's last day."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return datetime.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


@dataclass(frozen=True)
class Fit:
    """What the fit line draws for one person. `days_left` is from the certificate to the earliest release.

    `any_day`: the earliest release has passed without a note, so that the person may leave on any day; `days_left` is
    then unknown, as it is without a date.
    """

    class_starts_on: datetime.date
    class_ends_on: datetime.date
    certificate_on: datetime.date
    release_on: datetime.date | None
    expiry: datetime.date | None
    any_day: bool
    days_left: int | None

    @property
    def is_late(self) -> bool:
        """Whether the person has certainly left before the certificate is in hand."""
        expired = self.expiry is not None and self.expiry < self.certificate_on
        return expired or (self.days_left is not None and self.days_left < 0)

    def tone(self, margin_days: int) -> str:
        """How the release is drawn: ok with margin, warn when tight or any day, bad too late, mut when nobody knows."""
        if self.is_late:
            return "bad"
        if self.any_day:
            return "warn"
        if self.days_left is None:
            return "mut"
        if self.days_left < margin_days:
            return "bad"
        return "warn" if self.days_left < 2 * margin_days else "ok"
