"""Invented people of one prison: what a registry would know of them, drawn from seeded randomness."""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lapas.choices import DateKind, Education, LegalStatus, ReleaseKind, SecurityLevel, Sex
from lapas.nik import SYNTHETIC_REGION
from lapas.services import GivenDate
from pojok_vokasi.demo import words
from pojok_vokasi.demo.world import World

# How many people of each lot a prison has: by what their earliest release rests on, and the others.
LOTS: dict[str, dict[str, int]] = {
    "lapas": {
        "two_thirds": 55, "any_day": 16, "proposal": 10, "decision": 11, "pure": 2, "not_before": 7, "expiry": 8,
        "unknown": 4, "late": 1, "today": 1, "detained": 6,
    },
    "rutan": {
        "two_thirds": 45, "any_day": 11, "proposal": 8, "decision": 8, "pure": 2, "not_before": 4, "expiry": 5,
        "unknown": 3, "late": 1, "today": 1, "detained": 34,
    },
    "kecil": {
        "two_thirds": 48, "any_day": 15, "proposal": 8, "decision": 7, "pure": 1, "not_before": 6, "expiry": 8,
        "unknown": 5, "late": 1, "child": 3, "detained": 18,
    },
}  # fmt: skip
WOMEN = {"lapas": 0.0, "rutan": 0.12, "kecil": 0.06}
# Days since the last SDP sheet: fresh, amber, red.
DATA_AGE = {"lapas": 4, "rutan": 12, "kecil": 37}
DECISIONS = (ReleaseKind.PB, ReleaseKind.PB, ReleaseKind.CB, ReleaseKind.CMB, ReleaseKind.RK_II, ReleaseKind.RU_II)
EDUCATIONS = [
    *[Education.PRIMARY] * 6, *[Education.LOWER_SECONDARY] * 8, *[Education.UPPER_SECONDARY] * 9,
    *[Education.VOCATIONAL] * 6, Education.NONE, Education.DIPLOMA, Education.BACHELOR, *[""] * 6,
]  # fmt: skip
SECURITY = [*[""] * 8, *[SecurityLevel.MEDIUM] * 7, *[SecurityLevel.MINIMUM] * 4, SecurityLevel.MAXIMUM]
FIT = [*[True] * 11, *[None] * 8, False]
STATUS = {"detained": LegalStatus.DETAINED, "child": LegalStatus.CHILD}

Dates = dict[str, datetime.date | GivenDate | None]


@dataclass
class Newcomer:
    """One person to be entered: fields and dates as `enter_inmate` takes them, and what became known later."""

    register_number: str
    fields: dict[str, Any]
    dates: Dates = field(default_factory=dict)
    later: Dates = field(default_factory=dict)
    foreign: bool = False

    @property
    def admitted_on(self) -> datetime.date:
        day: datetime.date = self.fields["admitted_on"]
        return day


def newcomers(world: World, key: str) -> list[Newcomer]:
    """Everybody of the prison in the order of admission, with register numbers that rise with it."""
    chance = world.chance(f"people:{key}")
    lots = [lot for lot, count in LOTS[key].items() for _number in range(count)]
    chance.shuffle(lots)
    names = _names(chance, world, key)
    made = [_person(chance, world, lot, next(names)) for lot in lots]
    foreigner = next(one for one in made if one.fields["sex"] == Sex.MALE and one.dates)
    foreigner.fields.update(name=words.FOREIGN[list(LOTS).index(key)], patronymic="", birth_place="", nik="")
    foreigner.foreign = True
    made.sort(key=lambda one: one.admitted_on)
    for number, one in enumerate(made, start=chance.randrange(60, 240)):
        one.register_number = f"{one.register_number} {number:04d}/{one.admitted_on.year}"
    return made


def _names(chance: random.Random, world: World, key: str) -> Iterator[dict[str, Any]]:
    taken: set[str] = set()
    while True:
        woman = chance.random() < WOMEN[key]
        given = chance.choice(words.WOMEN if woman else words.MEN)
        # Single names are normal.
        name = given if chance.random() < 0.08 else f"{given} {chance.choice(words.FAMILIES)}"
        if name in taken:
            name = f"{given} {chance.choice(words.MEN)} {chance.choice(words.FAMILIES)}"
        taken.add(name)
        yield {
            "name": name,
            "sex": Sex.FEMALE if woman else Sex.MALE,
            "patronymic": chance.choice(words.FATHERS) if chance.random() < 0.7 else "",
            "alias": chance.choice(words.NICKNAMES) if chance.random() < 0.1 else "",
            "birth_place": chance.choice(words.PLACES[world.prisons[key].province_id]) if chance.random() < 0.9 else "",
        }


def _person(chance: random.Random, world: World, lot: str, named: dict[str, Any]) -> Newcomer:
    age = chance.randrange(15, 18) if lot == "child" else chance.randrange(20, 57)
    born = world.day(-age * 365 - chance.randrange(20, 340))
    fields = {
        **named,
        "birth_date": born,
        "education": Education.LOWER_SECONDARY if lot == "child" else chance.choice(EDUCATIONS),
        "legal_status": STATUS.get(lot, LegalStatus.SENTENCED),
        "block": f"Blok {_block(chance, lot, named)}",
        "cell": str(chance.randrange(1, 13)),
        "security_level": "" if lot in {"detained", "child"} else chance.choice(SECURITY),
        "fit_for_work": None if lot == "detained" else chance.choice(FIT),
        "interests": chance.choice(words.INTERESTS) if chance.random() < 0.25 else "",
        "nik": _nik(chance, born, named["sex"]),
    }
    if fields["fit_for_work"] is not None:
        fields["fit_for_work_on"] = world.day(-chance.randrange(230, 400))
    if lot == "child" and chance.random() < 0.7:
        fields["guardian_consent_on"] = world.day(-chance.randrange(20, 60))
    if lot == "detained":
        fields["admitted_on"] = world.day(-chance.randrange(8, 150))
        return Newcomer(chance.choice(("A.I", "A.II", "A.III")), fields)
    return _sentenced(chance, world, lot, fields)


def _block(chance: random.Random, lot: str, named: dict[str, Any]) -> str:
    if named["sex"] == Sex.FEMALE:
        return "Wanita"
    return "Anak" if lot == "child" else chance.choice("ABCDE")


def _nik(chance: random.Random, born: datetime.date, sex: str) -> str:
    """16 digits with the region 99, which no real number has; or none, or a placeholder."""
    luck = chance.random()
    if luck < 0.22:
        return ""
    if luck < 0.3:
        return "00000"
    day = born.day + (40 if sex == Sex.FEMALE else 0)
    region = f"{SYNTHETIC_REGION}{chance.randrange(1, 80):02d}{chance.randrange(1, 30):02d}"
    return f"{region}{day:02d}{born:%m%y}{chance.randrange(1, 10000):04d}"


def _sentenced(chance: random.Random, world: World, lot: str, fields: dict[str, Any]) -> Newcomer:
    """Draw the 2/3 date by lot, then a sentence around it that began before today and ends after it."""
    if lot in {"two_thirds", "child", "expiry", "unknown"}:
        two_thirds = chance.randrange(25, 600)
        length = max(int(two_thirds * chance.uniform(1.9, 4.6)), 300)
    else:
        two_thirds = -chance.randrange(12, 160)
        # What is left after 2/3 must still last for a while.
        length = max(3 * (-two_thirds + chance.randrange(40, 320)), 300)
    if lot == "pure":
        two_thirds = chance.randrange(5, 30) - length // 3
    began = world.day(two_thirds - length * 2 // 3)
    ends = began + datetime.timedelta(days=length)
    years, rest = divmod(length, 365)
    fields.update(admitted_on=began, sentence_years=years, sentence_months=rest // 30, sentence_days=rest % 30)
    dates: Dates = {
        DateKind.ONE_THIRD: began + datetime.timedelta(days=length // 3),
        DateKind.HALF: began + datetime.timedelta(days=length // 2),
        DateKind.TWO_THIRDS: world.day(two_thirds),
        DateKind.EXPIRY: ends,
    }
    later: Dates = {}
    letter = f"PAS-{chance.randrange(100, 1900)}.PK.05.09"
    if lot == "expiry":
        dates = {DateKind.EXPIRY: ends}
    elif lot == "unknown":
        dates = {}
    elif lot == "proposal":
        later = {DateKind.PROPOSAL: world.day(chance.randrange(6, 39))}
    elif lot == "decision":
        later = {DateKind.DECISION: GivenDate(world.day(chance.randrange(2, 38)), chance.choice(DECISIONS), letter)}
    elif lot == "not_before":
        later = {DateKind.NOT_BEFORE: world.day(chance.randrange(15, 39))}
    elif lot == "pure":
        later = {DateKind.DECISION: GivenDate(ends, ReleaseKind.PURE, letter)}
    elif lot in {"late", "today"}:
        later = {DateKind.DECISION: GivenDate(world.day(-2 if lot == "late" else 0), ReleaseKind.PB, letter)}
    register = "B.I" if length > 365 else "B.IIa" if length > 90 else "B.IIb"
    return Newcomer(register, fields, dates, later)
