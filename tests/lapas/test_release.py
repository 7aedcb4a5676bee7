from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lapas import release
from lapas.choices import DateKind, ReleaseBasis

JAN, FEB, MAR, APR = (datetime.date(2027, month, 1) for month in (1, 2, 3, 4))
GIVEN = st.dictionaries(
    st.sampled_from([str(kind) for kind in DateKind]),
    st.dates(min_value=datetime.date(2020, 1, 1), max_value=datetime.date(2040, 1, 1)),
)


@pytest.mark.parametrize(
    ("given_dates", "date", "basis"),
    [
        ({"decision": MAR, "proposal": JAN, "two_thirds": JAN, "expiry": FEB}, MAR, ReleaseBasis.DECISION),
        ({"proposal": MAR, "two_thirds": JAN, "expiry": APR}, MAR, ReleaseBasis.PROPOSAL),
        ({"proposal": APR, "expiry": MAR}, MAR, ReleaseBasis.EXPIRY),
        ({"two_thirds": JAN, "expiry": APR}, JAN, ReleaseBasis.TWO_THIRDS),
        ({"two_thirds": JAN, "not_before": FEB, "expiry": APR}, FEB, ReleaseBasis.NOT_BEFORE),
        ({"two_thirds": FEB, "not_before": JAN, "expiry": APR}, FEB, ReleaseBasis.TWO_THIRDS),
        ({"one_third": JAN, "half": FEB, "expiry": APR}, APR, ReleaseBasis.EXPIRY),
        ({"one_third": JAN}, None, ReleaseBasis.UNKNOWN),
        ({}, None, ReleaseBasis.UNKNOWN),
    ],
)
def test_dates_are_trusted_in_order(given_dates, date, basis) -> None:
    chosen = release.choose(given_dates)
    assert (chosen.date, chosen.basis) == (date, basis)


def test_missing_two_thirds_is_said() -> None:
    assert release.choose({"expiry": APR}).two_thirds_unknown
    assert not release.choose({"two_thirds": JAN}).two_thirds_unknown


@given(GIVEN)
def test_chosen_date_is_always_a_given_one(given_dates) -> None:
    chosen = release.choose(given_dates)
    assert chosen.date is None or chosen.date in given_dates.values()
    assert (chosen.date is None) == (chosen.basis == ReleaseBasis.UNKNOWN)


@given(GIVEN)
def test_nobody_is_planned_past_the_expiry_without_a_decision(given_dates) -> None:
    chosen = release.choose(given_dates)
    if chosen.expiry and chosen.basis != ReleaseBasis.DECISION:
        assert chosen.date <= chosen.expiry


@pytest.mark.parametrize(
    ("basis", "any_day"),
    [("two_thirds", True), ("not_before", True), ("proposal", True), ("decision", False), ("expiry", False)],
)
def test_passed_date_reads_any_day_unless_it_was_a_promise(basis: str, any_day: bool) -> None:
    assert release.reads_any_day(JAN, basis, FEB) is any_day
    assert not release.reads_any_day(MAR, basis, FEB)
