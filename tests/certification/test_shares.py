"""Splitting candidates over assessors: even, in runs, never across a tie."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certification import shares


def test_split_gives_runs_of_the_sheet_and_the_first_takes_the_rest():
    assert shares.split([1, 2, 3, 4, 5], [70, 71], ties=set()) == {1: 70, 2: 70, 3: 70, 4: 71, 5: 71}


def test_split_leaves_a_tied_candidate_to_the_other_assessor():
    assert shares.split([1, 2, 3, 4], [70, 71], ties={(1, 70)}) == {1: 71, 2: 70, 3: 70, 4: 71}


def test_split_keeps_whom_an_assessor_has_begun_with():
    assert shares.split([1, 2, 3, 4], [70, 71], ties=set(), kept={1: 71}) == {1: 71, 2: 70, 3: 70, 4: 71}


def test_split_refuses_when_every_assessor_has_a_tie():
    with pytest.raises(shares.NoOneLeft) as refused:
        shares.split([1, 2, 3], [70, 71], ties={(2, 70), (2, 71)})
    assert refused.value.candidates == [2]


@given(st.data())
def test_split_never_crosses_a_tie_and_leaves_nobody_out(data):
    candidates = list(range(data.draw(st.integers(1, 20))))
    assessors = list(range(100, 100 + data.draw(st.integers(1, 4))))
    pairs = [(candidate, assessor) for candidate in candidates for assessor in assessors]
    ties = set(data.draw(st.lists(st.sampled_from(pairs))))
    stuck = [candidate for candidate in candidates if all((candidate, a) in ties for a in assessors)]
    if stuck:
        with pytest.raises(shares.NoOneLeft) as refused:
            shares.split(candidates, assessors, ties)
        assert refused.value.candidates == stuck
        return
    chosen = shares.split(candidates, assessors, ties)
    assert sorted(chosen) == candidates
    assert not ties & set(chosen.items())


@given(st.integers(1, 40), st.integers(1, 5))
def test_split_without_ties_is_even(candidates, assessors):
    chosen = shares.split(list(range(candidates)), list(range(assessors)), ties=set())
    loads = [list(chosen.values()).count(assessor) for assessor in range(assessors)]
    assert max(loads) - min(loads) <= 1
