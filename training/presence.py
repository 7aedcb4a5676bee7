"""Counting attendance: pure figures from entries, without database or request."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass
class Presence:
    """Days of one person: present, filled days that count (cancelled ones do not), and days still *belum diisi*."""

    present: int = 0
    counted: int = 0
    unfilled: int = 0

    @property
    def percent(self) -> int | None:
        """Whole percent of the counted days; None while none counts. Unfilled days are never taken as present."""
        return round(100 * self.present / self.counted) if self.counted else None


def presence_of(marks: Iterable[tuple[bool, bool] | None]) -> Presence:
    """Figures of one person from a mark per past day: (counts present, cancels the day), None where nobody filled."""
    figures = Presence()
    for mark in marks:
        if mark is None:
            figures.unfilled += 1
            continue
        present, cancelled = mark
        if cancelled:
            continue
        figures.counted += 1
        figures.present += present
    return figures
