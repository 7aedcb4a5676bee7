"""Working days from the end of a class to the certificate in hand."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.fit import (
    Fit,
    PipelineDays,
    add_working_days,
    certificate_after_exam,
    certificate_in_hand,
    expected_certificate,
    is_working_day,
    months_after,
    working_days_between,
)

FRIDAY = datetime.date(2027, 2, 19)
days = st.dates(datetime.date(2020, 1, 1), datetime.date(2040, 1, 1))


def test_certificate_is_counted_in_working_days_from_the_end_of_the_class():
    assert certificate_in_hand(FRIDAY) == datetime.date(2027, 4, 7)


def test_certificate_follows_the_exam_once_it_has_a_date():
    exam = datetime.date(2027, 2, 24)

    assert certificate_after_exam(exam) == certificate_in_hand(FRIDAY)
    assert expected_certificate(FRIDAY, exam_on=datetime.date(2027, 3, 10)) > certificate_in_hand(FRIDAY)


def test_a_planned_day_wins_over_counting():
    planned = datetime.date(2027, 3, 1)

    assert expected_certificate(FRIDAY, exam_on=datetime.date(2027, 3, 10), planned=planned) == planned


def test_step_lengths_are_data():
    assert certificate_in_hand(FRIDAY, PipelineDays(1, 0, 0, 0, 0, 0)) == datetime.date(2027, 2, 22)


@pytest.mark.parametrize("month_day", [(1, 1), (5, 1), (6, 1), (8, 17), (12, 25)])
def test_fixed_national_holidays_are_no_working_days(month_day):
    assert not is_working_day(datetime.date(2029, *month_day))


def test_a_holiday_pushes_the_day():
    assert add_working_days(datetime.date(2026, 8, 14), 1) == datetime.date(2026, 8, 18)


def test_months_after_stops_at_the_last_day():
    assert months_after(datetime.date(2027, 1, 31), 1) == datetime.date(2027, 2, 28)
    assert months_after(datetime.date(2026, 11, 24), 24) == datetime.date(2028, 11, 24)


@given(days, st.integers(0, 60))
def test_adding_working_days_lands_on_one_and_counts_back(day, number):
    later = add_working_days(day, number)

    assert working_days_between(day + datetime.timedelta(days=1), later) == number
    assert number == 0 or is_working_day(later)


@pytest.mark.parametrize(
    ("tone", "late", "changes"),
    [
        ("ok", False, {"days_left": 14}),
        ("warn", False, {"days_left": 13}),
        ("bad", False, {"days_left": 6}),
        ("bad", True, {"days_left": -1}),
        ("warn", False, {"days_left": None, "any_day": True}),
        ("mut", False, {"days_left": None}),
        ("bad", True, {"days_left": None, "any_day": True, "expiry": FRIDAY}),
    ],
)
def test_tone_tells_margin_tight_late_and_unknown(tone, late, changes):
    facts = {"any_day": False, "expiry": None, "release_on": None, "days_left": None, **changes}
    fit = Fit(
        class_starts_on=FRIDAY, class_ends_on=FRIDAY, certificate_on=FRIDAY + datetime.timedelta(days=40), **facts
    )

    assert (fit.tone(7), fit.is_late) == (tone, late)
