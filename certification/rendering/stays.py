"""*Jangan dipindahkan s.d.* as PDF, for those who decide on transfers: an internal paper of one prison."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from certification.rendering import words
from certification.rendering.press import press


@dataclass(frozen=True)
class StayRow:
    """One person: until when, what is waited for, and in which class; `until` is empty without a day of the exam."""

    name: str
    register_number: str
    until: str
    waits_for: str
    training_class: str


@dataclass(frozen=True)
class StaysFacts:
    sheet_number: str
    prison: str
    made_on: datetime.date
    rows: Sequence[StayRow]


def render_stays(facts: StaysFacts) -> bytes:
    """A4, over as many pages as it needs, each with the sheet number's count; raises RenderRefused."""
    context = {"facts": facts, "made_on": words.long_date(facts.made_on), "count": len(facts.rows)}
    return press("stays.html", context, identifier=f"stays {facts.sheet_number}")
