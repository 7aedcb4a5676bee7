"""Backwards from a remission day: by when each step must be done so that the certificate is in hand before it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from training.fit import USUAL_PIPELINE, PipelineDays, is_working_day

# From so many days before a remission day it stands on the home pages of the prisons.
ANNOUNCED_DAYS = 45
USUAL_MARGIN = 7


@dataclass(frozen=True)
class Deadlines:
    """The last day for each step; `in_hand` lies the prison's margin before the remission day."""

    training_ends: datetime.date
    exam: datetime.date
    proposal: datetime.date
    print: datetime.date
    dispatch: datetime.date
    in_hand: datetime.date

    def in_order(self) -> list[datetime.date]:
        return [self.training_ends, self.exam, self.proposal, self.print, self.dispatch, self.in_hand]


def working_days_before(day: datetime.date, number: int) -> datetime.date:
    """The last working day from which `number` further working days fit before or on `day`."""
    while not is_working_day(day):
        day -= datetime.timedelta(days=1)
    while number > 0:
        day -= datetime.timedelta(days=1)
        if is_working_day(day):
            number -= 1
    return day


def deadlines(day: datetime.date, margin_days: int = USUAL_MARGIN, steps: PipelineDays = USUAL_PIPELINE) -> Deadlines:
    """Counted with the same working days as the planning of classes, from the remission day backwards."""
    in_hand = day - datetime.timedelta(days=margin_days)
    dispatch = working_days_before(in_hand, steps.courier)
    printing = working_days_before(dispatch, steps.signature + steps.printing)
    proposal = working_days_before(printing, steps.numbers_and_blanks)
    exam = working_days_before(proposal, steps.decision)
    return Deadlines(working_days_before(exam, steps.exam), exam, proposal, printing, dispatch, in_hand)
