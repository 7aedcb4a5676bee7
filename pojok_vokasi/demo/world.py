"""What the parts of the demo world share: its day, its places, its people who work there."""

from __future__ import annotations

import datetime
import random
from dataclasses import dataclass, field

from certification.models import Assessor, Lsp
from foundation import clock
from foundation.accounts.models import Person, User
from lapas.models import Prison
from training.models import Module, TrainingCentre, TrainingCorner

SEED = "pojok-2026"


@dataclass
class World:
    """The demo world while it is being made; everything is found by a short key."""

    today: datetime.date
    prisons: dict[str, Prison] = field(default_factory=dict)
    corners: dict[str, TrainingCorner] = field(default_factory=dict)
    centres: dict[str, TrainingCentre] = field(default_factory=dict)
    modules: dict[str, Module] = field(default_factory=dict)
    lsps: dict[str, Lsp] = field(default_factory=dict)
    assessors: dict[str, Assessor] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    _acting: dict[tuple[str, datetime.date], User] = field(default_factory=dict)

    def day(self, offset: int) -> datetime.date:
        """The day `offset` days from today; negative is past."""
        return self.today + datetime.timedelta(days=offset)

    @staticmethod
    def chance(part: str) -> random.Random:
        """Randomness of one part, so that a change in one part moves no other."""
        return random.Random(f"{SEED}:{part}")  # noqa: S311  invented people, no secret

    def acting(self, staff_number: str) -> User:
        """The account as it stands on the day that is played; not kept longer, because postings begin and end."""
        key = (staff_number, clock.today())
        if key not in self._acting:
            self._acting = {kept: user for kept, user in self._acting.items() if kept[1] == key[1]}
            self._acting[key] = User.objects.select_related("person").get(staff_number=staff_number)
        return self._acting[key]
