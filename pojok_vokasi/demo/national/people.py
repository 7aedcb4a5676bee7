"""The people of one prison: what a registry would know of them, drawn from seeded randomness."""

from __future__ import annotations

import datetime
import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lapas.choices import (
    CustodyState,
    DateKind,
    Education,
    LegalStatus,
    NikStatus,
    ReleaseKind,
    SecurityLevel,
    Sex,
)
from lapas.models import Prison
from lapas.nik import SYNTHETIC_REGION
from pojok_vokasi.demo.national import words
from pojok_vokasi.demo.national.nation import FIRST_DAY, Nation
from pojok_vokasi.demo.national.sizes import chance

# Of a thousand people: what their earliest release rests on, and who is not (or not any more) sentenced and present.
LOTS = {
    "two_thirds": 400, "any_day": 105, "proposal": 45, "decision": 50, "pure": 9, "not_before": 35, "expiry": 50,
    "unknown": 26, "late": 2, "today": 1, "detained": 185, "released": 84, "transit": 3, "deceased": 4, "escaped": 1,
}  # fmt: skip
GONE = {
    "released": CustodyState.RELEASED, "deceased": CustodyState.DECEASED, "escaped": CustodyState.ESCAPED,
    "transit": CustodyState.IN_TRANSIT,
}  # fmt: skip
EDUCATIONS = (
    *[Education.PRIMARY] * 6, *[Education.LOWER_SECONDARY] * 8, *[Education.UPPER_SECONDARY] * 9,
    *[Education.VOCATIONAL] * 6, Education.NONE, Education.DIPLOMA, Education.BACHELOR, *[""] * 6,
)  # fmt: skip
SECURITY = (*[""] * 8, *[SecurityLevel.MEDIUM] * 7, *[SecurityLevel.MINIMUM] * 4, SecurityLevel.MAXIMUM)
DECISIONS = (ReleaseKind.PB, ReleaseKind.PB, ReleaseKind.CB, ReleaseKind.CMB, ReleaseKind.RK_II, ReleaseKind.RU_II)
TO_THE_BIGGEST = 0.08
# Of those who are gone so many left before the time of keeping, with the archive that was taken over.
LONG_GONE, ARCHIVE = 0.06, (-8 * 365, -5 * 365 - 2)
WOMEN = {"lpp": 1.0, "rutan": 0.09, "lapas": 0.03, "lapas_narkotika": 0.04, "lpka": 0.04}


@dataclass(slots=True)
class Someone:
    """One person as the rows will say; classes change `confirmed_on` before the rows are written."""

    key: int
    name: str
    sex: str
    lot: str
    patronymic: str = ""
    alias: str = ""
    number: str = ""
    state: str = CustodyState.IN_CUSTODY
    legal_status: str = LegalStatus.SENTENCED
    education: str = ""
    birth_place: str = ""
    birth_date: datetime.date | None = None
    nik: str = ""
    nik_status: str = NikStatus.NONE
    admitted_on: datetime.date = datetime.date.min
    released_on: datetime.date | None = None
    release_kind: str = ""
    sentence: int = 0
    block: str = ""
    cell: str = ""
    security: str = ""
    fit: bool | None = None
    interests: str = ""
    confirmed_on: datetime.date | None = None
    destination: int | None = None
    merged_into: int | None = None
    # kind → (date, release kind, letter number)
    dates: dict[str, tuple[datetime.date, str, str]] = field(default_factory=dict)
    uuid: uuid.UUID = field(default_factory=lambda: uuid.UUID(int=0))

    @property
    def is_present(self) -> bool:
        return self.state == CustodyState.IN_CUSTODY

    def was_here(self, day: datetime.date) -> bool:
        """Whether the person was in the prison on the day, as far as the rows say."""
        return self.admitted_on < day and (self.is_present or (self.released_on is not None and self.released_on > day))


def people_of(nation: Nation, prison: Prison, first_key: int) -> list[Someone]:
    """Everybody of the prison; keys run on from `first_key`, register numbers rise with the day of admission."""
    draw = chance(f"people:{prison.code}")
    lots = draw.choices(tuple(LOTS), tuple(LOTS.values()), k=nation.people[prison.code])
    made = [_someone(draw, nation, prison, lot, first_key + at) for at, lot in enumerate(lots)]
    _registers(draw, made)
    return made


def _registers(draw: random.Random, made: list[Someone]) -> None:
    start = draw.randrange(60, 240)
    for at, one in enumerate(sorted(made, key=lambda one: (one.admitted_on, one.key)), start=start):
        if one.lot == "detained":
            register = ("A.I", "A.II", "A.III")[at % 3]
        else:
            register = "B.I" if one.sentence > 365 else "B.IIa" if one.sentence > 90 else "B.IIb"
        one.number = f"{register} {at:04d}/{one.admitted_on.year}"


def _someone(draw: random.Random, nation: Nation, prison: Prison, lot: str, key: int) -> Someone:
    luck = draw.random
    woman = luck() < WOMEN.get(prison.kind, 0.0)
    given = words.WOMEN if woman else words.MEN
    name = draw.choice(given)
    if luck() > 0.08:
        # Single names are normal; two given names as well.
        name = f"{name} {draw.choice(given)}" if luck() < 0.4 else name
        name = f"{name} {draw.choice(words.families())}"
    one = Someone(key, name, Sex.FEMALE if woman else Sex.MALE, lot)
    one.uuid = uuid.UUID(int=draw.getrandbits(128), version=4)
    one.patronymic = draw.choice(words.FATHERS) if luck() < 0.7 else ""
    one.alias = draw.choice(words.NICKNAMES) if luck() < 0.1 else ""
    one.birth_place = prison.regency.removeprefix("Kota ") if luck() < 0.6 else ""
    child = prison.kind == "lpka"
    age = draw.randrange(15, 18) if child else draw.randrange(20, 57)
    one.birth_date = nation.day(-age * 365 - draw.randrange(20, 340))
    one.education = draw.choice(EDUCATIONS)
    one.block, one.cell = f"Blok {draw.choice('ABCDEFG')}", str(draw.randrange(1, 25))
    one.interests = draw.choice(words.INTERESTS) if luck() < 0.25 else ""
    one.confirmed_on = nation.day(-draw.randrange(20, 300)) if luck() < 0.4 else None
    _identity(draw, one)
    one.state = GONE.get(lot, CustodyState.IN_CUSTODY)
    if lot == "detained":
        one.legal_status = LegalStatus.DETAINED
        one.admitted_on = nation.day(-draw.randrange(8, 150))
        one.confirmed_on = None
        return one
    one.legal_status = LegalStatus.CHILD if child else LegalStatus.SENTENCED
    one.security = draw.choice(SECURITY)
    one.fit = (True, True, True, None, None, False)[draw.randrange(6)]
    _sentence(draw, nation, one)
    if one.state == CustodyState.IN_TRANSIT:
        # Many go to the biggest prison; in a country of one prison nobody is on the way.
        way = chance(f"way:{one.uuid}")
        chosen = nation.biggest if way.random() < TO_THE_BIGGEST else way.choice(nation.prisons)
        other = chosen if chosen != prison else next((each for each in nation.prisons if each != prison), None)
        one.state, one.destination = (one.state, other.pk) if other else (CustodyState.IN_CUSTODY, None)
    return one


def _identity(draw: random.Random, one: Someone) -> None:
    """16 digits with the region 99, which no real number has, each once by the person's key; or none."""
    luck = draw.random()
    if luck < 0.006 and one.sex == Sex.MALE:
        one.name = f"{draw.choice(words.FOREIGN_GIVEN)} {draw.choice(words.FOREIGN_FAMILY)}"
        one.patronymic, one.birth_place, one.nik_status = "", "", NikStatus.FOREIGN
    elif luck < 0.15:
        one.nik_status = NikStatus.NONE
    elif luck < 0.22:
        one.nik_status = NikStatus.PLACEHOLDER
    else:
        born = one.birth_date
        assert born is not None
        serial, region = divmod(one.key, 10_000)
        day = born.day + (40 if one.sex == Sex.FEMALE else 0)
        one.nik = f"{SYNTHETIC_REGION}{region:04d}{day:02d}{born:%m%y}{serial + 1:04d}"
        one.nik_status = NikStatus.VERIFIED if luck > 0.8 else NikStatus.FORMAT_OK


def _sentence(draw: random.Random, nation: Nation, one: Someone) -> None:
    """Draw the 2/3 date by lot, then a sentence around it that began before today and ends after it."""
    lot, luck = one.lot, draw.random
    if lot in GONE and lot != "transit":
        left = draw.randrange(*ARCHIVE) if lot == "released" and luck() < LONG_GONE else draw.randrange(FIRST_DAY, 0)
        two_thirds = left - draw.randrange(1, 30)
        length = draw.randrange(400, 2600)
    elif lot in {"two_thirds", "expiry", "unknown", "transit"}:
        two_thirds = int(draw.triangular(25, 2200, 200))
        length = max(int(two_thirds * draw.uniform(1.6, 4.2)), 300)
    else:
        two_thirds = -draw.randrange(12, 160)
        # What is left after 2/3 must still last for a while; many have long sentences.
        length = max(3 * (-two_thirds + draw.randrange(40, 320)), 300)
    if lot == "pure":
        two_thirds = draw.randrange(5, 30) - length // 3
    began = nation.day(two_thirds - length * 2 // 3)
    ends = began + datetime.timedelta(days=length)
    one.admitted_on, one.sentence = began, length
    letter = f"PAS-{draw.randrange(100, 1900)}.PK.05.09"
    for kind, date, release_kind in _given(draw, nation, lot, began, ends, two_thirds):
        one.dates[kind] = (date, release_kind, letter if kind == DateKind.DECISION else "")
    if lot in GONE and lot != "transit":
        gone_on = nation.day(left)
        if lot == "released":
            one.released_on, one.release_kind = gone_on, DECISIONS[int(luck() * len(DECISIONS))]
            one.dates[DateKind.DECISION] = (gone_on, one.release_kind, letter)


def _given(
    draw: random.Random, nation: Nation, lot: str, began: datetime.date, ends: datetime.date, two_thirds: int
) -> Iterator[tuple[str, datetime.date, Any]]:
    """The dates that the sheets gave: kind, date, and of a decision the kind of release."""
    if lot == "unknown":
        return
    yield DateKind.EXPIRY, ends, ""
    if lot == "expiry":
        return
    length = ends - began
    yield DateKind.ONE_THIRD, began + length // 3, ""
    yield DateKind.HALF, began + length // 2, ""
    yield DateKind.TWO_THIRDS, nation.day(two_thirds), ""
    if lot == "proposal":
        yield DateKind.PROPOSAL, nation.day(draw.randrange(-10, 60)), ""
    elif lot == "decision":
        yield DateKind.DECISION, nation.day(draw.randrange(2, 60)), draw.choice(DECISIONS)
    elif lot == "not_before":
        yield DateKind.NOT_BEFORE, nation.day(draw.randrange(5, 120)), ""
    elif lot == "pure":
        yield DateKind.DECISION, ends, ReleaseKind.PURE
    elif lot in {"late", "today"}:
        yield DateKind.DECISION, nation.day(-2 if lot == "late" else 0), ReleaseKind.PB
