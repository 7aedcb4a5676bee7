"""Splitting the candidates of an exam over its assessors, so that nobody assesses a person whom he trained."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence


class NoOneLeft(Exception):
    """Some candidates have a tie with every assessor; `candidates` are their ids."""

    def __init__(self, candidates: Sequence[int]) -> None:
        super().__init__(f"{len(candidates)} candidates have no assessor without a tie")
        self.candidates = candidates


def split(
    candidates: Sequence[int],
    assessors: Sequence[int],
    ties: Collection[tuple[int, int]],
    kept: Mapping[int, int] | None = None,
) -> dict[int, int]:
    """Candidate → assessor: as even as the ties allow, in runs, so that each assessor's sheet is a run of numbers.

    `candidates` come in the order of the sheet, `ties` are pairs (candidate, assessor) that must not meet, `kept`
    are candidates who stay with the assessor who has begun with them. Raises NoOneLeft.
    """
    chosen = dict(kept or {})
    open_to = {
        candidate: [assessor for assessor in assessors if (candidate, assessor) not in ties]
        for candidate in candidates
        if candidate not in chosen
    }
    if stuck := [candidate for candidate, free in open_to.items() if not free]:
        raise NoOneLeft(stuck)
    load = {assessor: 0 for assessor in assessors}
    for assessor in chosen.values():
        load[assessor] = load.get(assessor, 0) + 1
    # Whoever has fewest choices first; among those who can go to anybody the order of the sheet decides.
    tied = sorted((c for c, free in open_to.items() if len(free) < len(assessors)), key=lambda c: len(open_to[c]))
    for candidate in tied:
        chosen[candidate] = min(open_to[candidate], key=lambda assessor: (load[assessor], assessors.index(assessor)))
        load[chosen[candidate]] += 1
    free = [candidate for candidate in open_to if candidate not in chosen]
    for assessor, number in zip(assessors, _even(free, [load[assessor] for assessor in assessors]), strict=True):
        for candidate in free[:number]:
            chosen[candidate] = assessor
        free = free[number:]
    return chosen


def _even(free: Iterable[int], load: Sequence[int]) -> list[int]:
    """How many more each assessor takes, so that the totals end as even as possible; the first ones take the rest."""
    more = [0] * len(load)
    for _candidate in free:
        least = min(range(len(load)), key=lambda number: (load[number] + more[number], number))
        more[least] += 1
    return more
