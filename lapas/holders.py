"""Who else holds something about a person and tells it itself: asked with a clock of its own, heard before the answer.

An app offers `subject_parts.py` with `ask(request, now, due_at)`, `states(request)` and `sections(request)`.

A holder whose first row about the person comes while the request is open is asked then, with as many hours of its own;
the prison's answer waits for it no longer than for the others.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace

from foundation.collect import offered
from lapas.models import SubjectRequest
from lapas.subject_data import Section

# What a holder has, from when it is asked.
ASKED_FOR = datetime.timedelta(hours=48)
# Left of the 3 × 24 hours for the prison's own desks when a holder has used all of its time.
LEFT_FOR_THE_PRISON = datetime.timedelta(hours=24)


@dataclass(frozen=True)
class Held:
    """One holder's part of a request: until when it is asked for, when it was given."""

    holder: str
    due_at: datetime.datetime
    given_at: datetime.datetime | None
    note: str

    def is_late_at(self, now: datetime.datetime) -> bool:
        return self.given_at is None and self.due_at <= now


def ask_holders(request: SubjectRequest, now: datetime.datetime) -> int:
    """Ask everybody who holds something about the person and was not asked yet; answers how many that are."""
    asked: int = sum(ask(request, now, now + ASKED_FOR) for ask in offered("subject_parts", "ask"))
    return asked


def holders_of(request: SubjectRequest) -> list[Held]:
    return [held for states in offered("subject_parts", "states") for held in states(request)]


def awaited_holders(request: SubjectRequest, now: datetime.datetime) -> list[Held]:
    """Whom the answer waits for, and until when: its own hours, but never into the prison's last day."""
    last = request.due_at - LEFT_FOR_THE_PRISON
    waits = [replace(held, due_at=min(held.due_at, last)) for held in holders_of(request) if held.given_at is None]
    return [held for held in waits if held.due_at > now]


def their_sections(request: SubjectRequest) -> list[Section]:
    """What was given; for a holder that gave nothing a section that says where it is to be asked for."""
    return [section for sections in offered("subject_parts", "sections") for section in sections(request)]
