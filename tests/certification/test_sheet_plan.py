"""Serials under the places of a run: gaps jumped over, jams, refusals; places as a clerk types them; the sample."""

import pytest
from django.core.exceptions import ValidationError

from certification.places import read_places
from certification.sheet_plan import Segment, in_ranges, missing_between, plan, sample

LOT = [f"{n:08d}" for n in range(13562541, 13562561) if n not in {13562544, 13562550}]
TOP = "13562541"


def numbers(made):
    return [int(serial) % 100 for serial in made.serials.values()]


def test_places_follow_the_pile_and_jump_over_what_is_not_free():
    made = plan(LOT, [Segment(1, TOP)], 5)
    assert numbers(made) == [41, 42, 43, 45, 46]
    assert missing_between(made.first, made.last, LOT) == ["13562544"]
    assert (made.eaten, made.left_over) == ((), ())


def test_a_jam_shifts_the_rest_and_gives_up_the_sheets_between():
    made = plan(LOT, [Segment(1, TOP), Segment(3, "13562546")], 5)
    assert numbers(made) == [41, 42, 46, 47, 48]
    assert made.eaten == ("13562543", "13562545")


def test_a_second_jam_and_one_at_the_first_place():
    made = plan(LOT, [Segment(1, TOP), Segment(1, "13562542"), Segment(3, "13562546")], 4)
    assert numbers(made) == [42, 43, 46, 47]
    assert made.eaten == ("13562541", "13562545")


def test_a_jam_at_the_end_of_the_lot_leaves_places_over():
    made = plan(LOT[:5], [Segment(1, TOP), Segment(4, LOT[4])], 5)
    assert numbers(made) == [41, 42, 43, 46]
    assert made.left_over == (5,)
    assert made.eaten == ("13562545",)


def test_a_printer_that_draws_the_highest_first_counts_down_within_the_counted_pile():
    made = plan(LOT, [Segment(1, TOP), Segment(2, "13562543")], 4, highest_first=True)
    assert numbers(made) == [45, 43, 42, 41]
    assert plan(LOT, [Segment(1, TOP), Segment(2, "13562542")], 4, highest_first=True).left_over == (4,)


@pytest.mark.parametrize(
    ("segments", "places", "code"),
    [
        ([Segment(1, "13562544")], 3, "not_free"),
        ([Segment(1, "99999999")], 3, "not_free"),
        ([Segment(1, "13562558")], 4, "too_few"),
        ([Segment(1, TOP), Segment(3, "13562544")], 5, "not_free"),
        ([Segment(1, TOP), Segment(3, "13562542")], 5, "backwards"),
        ([Segment(1, "13562543"), Segment(2, TOP)], 5, "backwards"),
    ],
)
def test_the_plan_refuses(segments, places, code):
    with pytest.raises(ValidationError) as refused:
        plan(LOT, segments, places)
    assert refused.value.code == code


def test_many_serials_are_written_as_ranges():
    assert in_ranges(LOT[:5]) == "13562541–13562543, 13562545–13562546"
    assert in_ranges([]) == ""


@pytest.mark.parametrize(
    ("text", "places"),
    [("3, 7–9", [3, 7, 8, 9]), ("", []), ("10;2", [2, 10]), ("2 dan 4 - 5", [2, 4, 5]), ("1 s/d 2,", [1, 2])],
)
def test_places_are_read_as_clerks_write_them(text, places):
    assert read_places(text, 10) == places


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("3, tujuh", "place_unreadable"),
        ("3 7", "place_unreadable"),
        ("9-7", "place_backwards"),
        ("0", "place_outside"),
        ("8-11", "place_outside"),
        ("3, 2-4", "place_twice"),
    ],
)
def test_places_refuse(text, code):
    with pytest.raises(ValidationError) as refused:
        read_places(text, 10)
    assert refused.value.code == code


def test_the_sample_is_settled_and_holds_the_last():
    places = list(range(1, 21))
    assert sample(places, "7") == sample(places, "7")
    assert {tuple(sample(places, str(seed))) for seed in range(20)} != {tuple(sample(places, "7"))}
    assert all(20 in sample(places, str(seed)) and len(sample(places, str(seed))) == 3 for seed in range(20))
    assert sample([4], "7") == [4]
