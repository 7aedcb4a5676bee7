"""What the parts of the national world share: the day, the prisons in it, the tables, and who and where by key."""

from __future__ import annotations

import datetime
import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import models

from certification.models import Lsp
from foundation import clock
from lapas.models import Prison
from pojok_vokasi.demo.national import sizes
from pojok_vokasi.demo.national.writing import Table
from training.models import CompetencyUnit, Module, TrainingCentre

FIRST_DAY = -3 * 365


@dataclass(frozen=True)
class Scope:
    """How much of the country: `people` in all its prisons, of which only `prisons` biggest ones are made."""

    people: int = sizes.NATION
    prisons: int | None = None


@dataclass
class Office:
    """Who works at one prison, LSP or centre: ids of persons and accounts, and the accounts by their role."""

    users: list[int] = field(default_factory=list)
    persons: list[int] = field(default_factory=list)
    desks: dict[str, list[int]] = field(default_factory=dict)

    def user(self, role: str, at: int = 0) -> int:
        """An account with the role, the next one for the next `at`; where nobody has it, anybody who works there."""
        held = self.desks.get(role) or self.users
        return held[at % len(held)]


@dataclass(frozen=True)
class Held:
    """A desk that somebody with an account holds: the posting's model and key, the place by id and by key."""

    kind: str
    posting: int
    place: int
    where: str
    role: str
    person: int
    name: str
    account: str


@dataclass(frozen=True)
class Corner:
    """A workshop: its id, seats and what is taught there (places in `Nation.modules`)."""

    key: int
    seats: int
    taught: tuple[int, ...]


class Nation:
    """The world while it is being made; places come in one order, so that two loads give the same keys."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.today = clock.today()
        # One moment of the day for every stamp, so that the hour of the load shows nowhere.
        self.moment = datetime.datetime.combine(self.today, datetime.time(1), datetime.UTC)
        everywhere = list(Prison.objects.select_related("regional_office").order_by("code"))
        national = sizes.national_sizes(everywhere)
        scaled = {code: size * scope.people / sizes.NATION for code, size in national.items()}
        people = sizes.apportioned(min(scope.people, sum(national.values())), scaled)
        weights = {code: sizes.enrolment_weight(size) for code, size in national.items()}
        enrolments = sizes.apportioned(sizes.ENROLMENTS * scope.people // sizes.NATION, weights)
        certificates = sizes.apportioned(sizes.CERTIFICATES * scope.people // sizes.NATION, weights)
        biggest = sorted(everywhere, key=lambda prison: (-national[prison.code], prison.code))
        self.biggest = biggest[0]
        made = {prison.code for prison in biggest[: scope.prisons]}
        self.prisons: list[Prison] = [prison for prison in everywhere if prison.code in made]
        self.people = {prison.code: people[prison.code] for prison in self.prisons}
        self.national_sizes = {prison.code: national[prison.code] for prison in self.prisons}
        self.enrolments = {prison.code: enrolments[prison.code] for prison in self.prisons}
        self.certificates = sum(certificates[prison.code] for prison in self.prisons)
        # Filled by `places`: key of a place (code of a prison, `lsp:3`, `centre:3`) → id, and the rows themselves.
        self.keys: dict[str, int] = {prison.code: prison.pk for prison in self.prisons}
        self.lsps: list[Lsp] = []
        self.lsp_schemes: list[list[int]] = []
        self.centres: list[TrainingCentre] = []
        self.modules: list[Module] = []
        self.units: dict[int, list[CompetencyUnit]] = {}
        self.corners: dict[str, list[Corner]] = {}
        # Key of a class → its workshop and *angkatan*.
        self.batches: dict[int, tuple[Corner, int]] = {}
        self.offices: dict[str, Office] = {}
        # Of each account its person and what it signs as.
        self.person_of: dict[int, int] = {}
        self.hats: dict[int, str] = {}
        self.postings: list[Held] = []
        # Person → numbers of the LSPs that examined or will examine.
        self.examined: dict[int, set[int]] = {}
        # Jobs of the past: kind, who ordered, when, about which rows.
        self.done: list[tuple[str, int, datetime.datetime, list[tuple[type[models.Model], int]]]] = []
        # Every prison of the country, also those that are not made: people come from there.
        self.everywhere = everywhere
        self._tables: dict[str, Table] = {}

    def by_size(self) -> list[Prison]:
        return sorted(self.prisons, key=lambda prison: (-self.national_sizes[prison.code], prison.code))

    def centre_of(self, prison: Prison) -> int:
        """The number of the centre that teaches there: each has its provinces, the first one the biggest prison's."""
        number, first = (int(one.province_id) % len(self.centres) for one in (prison, self.biggest))
        return 0 if number == first else first if number == 0 else number

    def day(self, offset: int) -> datetime.date:
        """The day `offset` days from today; negative is past."""
        return self.today + datetime.timedelta(days=offset)

    def at(self, day: datetime.date) -> datetime.datetime:
        """A moment in the working hours of a day."""
        return datetime.datetime.combine(day, datetime.time(3), datetime.UTC)

    def hour(self, draw: random.Random, day: datetime.date) -> datetime.datetime:
        """A moment of the working hours, another one for each act of the day."""
        return self.at(day) + datetime.timedelta(seconds=draw.randrange(-6_000, 24_000))

    def table(self, model: type[models.Model], *columns: str) -> Table:
        """The one table of the model; opened once, with its columns."""
        label = model._meta.label
        if label not in self._tables:
            self._tables[label] = Table(model, *columns, moment=self.moment)
        return self._tables[label]

    @property
    def tables(self) -> Sequence[Table]:
        return list(self._tables.values())

    def office(self, key: str) -> Office:
        """The office of a prison (its code), an LSP (`lsp:3`), a centre (`centre:3`) or the nation ("")."""
        return self.offices.setdefault(key, Office())
