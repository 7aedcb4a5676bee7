"""The rows of people: the person, the register number, the given dates, the custody events, the sheets that came."""

from __future__ import annotations

import datetime
import random
from collections.abc import Collection, Iterator
from functools import lru_cache

from lapas import names, register, release, sealed
from lapas.choices import CustodyState, DateKind, EventKind, FactSource
from lapas.models import CustodyEvent, DateFact, Inmate, Prison, RegisterNumber
from pojok_vokasi.demo.national.acts import Acts, Moved
from pojok_vokasi.demo.national.doubles import EVENTS, FACTS, NUMBERS, Double, Doubles
from pojok_vokasi.demo.national.nation import Nation
from pojok_vokasi.demo.national.notices import Notices
from pojok_vokasi.demo.national.people import Someone
from pojok_vokasi.demo.national.requests import Requests
from pojok_vokasi.demo.national.sheets import Sheets
from pojok_vokasi.demo.national.sizes import chance
from pojok_vokasi.demo.national.trail import Trail

# Of the sentenced so many began in another prison; of those who are here so many were out for some days.
CAME_FROM_ELSEWHERE, WAS_OUT = 0.06, 0.04


class Registry:
    """Writes the people of one prison after the other."""

    def __init__(self, nation: Nation, trail: Trail) -> None:
        self.nation = nation
        self.inmates = nation.table(
            Inmate, "id", "uuid", "prison_id", "destination_id", "custody_state", "legal_status", "register_number",
            "name", "patronymic", "alias", "search_key", "certificate_name", "certificate_name_confirmed_on", "sex",
            "birth_place", "birth_date", "education", "nik_status", "nik_cipher", "nik_index", "block", "cell",
            "admitted_on", "sentence_years", "sentence_months", "sentence_days", "security_level", "fit_for_work",
            "fit_for_work_on", "interests", "earliest_release", "earliest_release_basis", "expiry",
            "two_thirds_unknown", "released_on", "release_kind", "data_as_of", "data_source", "is_synthetic",
            "merged_into_id",
        )  # fmt: skip
        self.numbers = nation.table(
            RegisterNumber, "id", "inmate_id", "prison_id", "number", "normalised", "from_date", "until_date"
        )
        self.facts = nation.table(
            DateFact, "id", "inmate_id", "kind", "date", "release_kind", "letter_number", "source", "as_of",
            "recorded_at", "superseded_at",
        )  # fmt: skip
        self.events = nation.table(
            CustodyEvent, "id", "inmate_id", "kind", "on", "prison_id", "to_prison_id", "release_kind",
            "letter_number", "source", "recorded_by_id", "recorded_at",
        )  # fmt: skip
        self.sheets, self.acts = Sheets(nation, trail), Acts(nation, trail)
        self.doubles, self.requests = Doubles(nation, trail), Requests(nation, trail)
        self.notices = Notices(nation, trail)

    def write(self, prison: Prison, people: list[Someone], busy: Collection[int]) -> None:
        """`busy`: keys of people with a class."""
        doubles = self.doubles.find(prison, people, busy)
        as_of = self.sheets.write(prison, people)
        Prison.objects.filter(pk=prison.pk).update(data_as_of=as_of)
        moved, draw = self.acts.write(prison, people), chance(f"moves:{prison.code}")
        kept = {double.kept.key: double for double in doubles.values()}
        for one in people:
            self._person(prison, one, as_of)
            if one.merged_into is None:
                self._history(draw, prison, one, as_of, moved, kept.get(one.key))
        self.doubles.write(prison, doubles)
        self.notices.write(prison, people, busy, moved)
        self.requests.write(prison, [one for one in people if one.merged_into is None])

    def _person(self, prison: Prison, one: Someone, as_of: datetime.date) -> None:
        chosen = release.choose({kind: given[0] for kind, given in one.dates.items()})
        years, rest = divmod(one.sentence, 365)
        sealed_nik, index = "", None
        if one.nik:
            sealed_nik = sealed.seal(one.nik, place=sealed.place_of(one.uuid))
            index = sealed.index_of(one.nik)
        self.inmates.add(
            one.key, one.uuid, prison.pk, one.destination, one.state, one.legal_status, one.number,
            one.name, one.patronymic, one.alias, search_key(one.name, one.patronymic, one.alias, one.number),
            one.name if one.confirmed_on else "", one.confirmed_on, one.sex,
            one.birth_place, one.birth_date, one.education, one.nik_status, sealed_nik, index, one.block, one.cell,
            one.admitted_on, years, rest // 30, rest % 30, one.security, one.fit,
            None if one.fit is None else self.nation.day(-200), one.interests, chosen.date, chosen.basis, chosen.expiry,
            chosen.two_thirds_unknown, one.released_on, one.release_kind, as_of, FactSource.DEMO, True,
            one.merged_into,
        )  # fmt: skip

    def _history(
        self,
        draw: random.Random,
        prison: Prison,
        one: Someone,
        as_of: datetime.date,
        moved: Moved,
        double: Double | None,
    ) -> None:
        nation, officer = self.nation, self.nation.office(prison.code).users[0]
        number = self._number(one.key, prison, one.number, one.admitted_on, None)
        facts = list(self._dates(one, nation.at(as_of), as_of, moved.get(one.key)))
        admitted = nation.at(max(one.admitted_on, nation.day(-1100)))
        came_by = EventKind.ADMITTED
        if one.lot != "detained" and draw.random() < CAME_FROM_ELSEWHERE:
            came_by = EventKind.TRANSFER_IN
            self._elsewhere(draw, prison, one, admitted)
        event = self._event(one, came_by, one.admitted_on, prison, officer, admitted)
        if double is not None:
            double.own = {NUMBERS: [number], FACTS: facts, EVENTS: [event]}
            second = double.folded
            ended = self._number(one.key, prison, second.number, second.admitted_on, double.merged_on)
            again = self._event(one, EventKind.ADMITTED, second.admitted_on, prison, officer, admitted)
            double.moved = {NUMBERS: [ended], EVENTS: [again]}
        elif one.is_present and draw.random() < WAS_OUT:
            self._out_and_back(draw, prison, one, officer)
        if gone := _leaving(one):
            day = one.released_on or nation.day(-3 if one.destination else -40)
            self._event(
                one, gone, day, prison, officer, nation.at(day), to_prison=one.destination,
                release_kind=one.release_kind, letter=one.dates["decision"][2] if one.released_on else "",
            )  # fmt: skip

    def _number(
        self, inmate: int, prison: Prison, number: str, since: datetime.date, until: datetime.date | None
    ) -> int:
        key = self.numbers.key()
        self.numbers.add(key, inmate, prison.pk, number, register.normalise(number), since, until)
        return key

    def _dates(
        self,
        one: Someone,
        recorded: datetime.datetime,
        as_of: datetime.date,
        moved: tuple[int, datetime.datetime] | None,
    ) -> Iterator[int]:
        """The dates of today, and before them those that a remission moved."""
        for kind, (date, release_kind, letter) in one.dates.items():
            source, since, day = FactSource.DEMO, recorded, as_of
            if moved is not None and kind in {DateKind.EXPIRY, DateKind.TWO_THIRDS}:
                days, since = moved
                source, day, before = FactSource.LETTER, since.date(), since - datetime.timedelta(days=90)
                was = date + datetime.timedelta(days=days)
                self.facts.add(
                    self.facts.key(), one.key, kind, was, "", "", FactSource.DEMO, before.date(), before, since
                )
            key = self.facts.key()
            self.facts.add(key, one.key, kind, date, release_kind, letter, source, day, since, None)
            yield key

    def _event(
        self,
        one: Someone,
        kind: str,
        on: datetime.date,
        prison: Prison,
        officer: int,
        recorded: datetime.datetime,
        *,
        to_prison: int | None = None,
        release_kind: str = "",
        letter: str = "",
    ) -> int:
        key = self.events.key()
        self.events.add(
            key, one.key, kind, on, prison.pk, to_prison, release_kind, letter, FactSource.DEMO, officer, recorded
        )
        return key

    def _elsewhere(self, draw: random.Random, prison: Prison, one: Someone, recorded: datetime.datetime) -> None:
        """The months before in another prison, whose number ended with the transfer."""
        nation = self.nation
        other = draw.choice(nation.everywhere)
        if other == prison:
            return
        since = one.admitted_on - datetime.timedelta(days=draw.randrange(60, 700))
        left = one.admitted_on - datetime.timedelta(days=1)
        officer = nation.office(prison.code).users[0]
        number = f"B.I {one.key % 9000 + 100:04d}/{since.year}"
        self._number(one.key, other, number, since, one.admitted_on)
        self._event(one, EventKind.ADMITTED, since, other, officer, recorded)
        self._event(one, EventKind.TRANSFER_OUT, left, other, officer, recorded, to_prison=prison.pk)

    def _out_and_back(self, draw: random.Random, prison: Prison, one: Someone, officer: int) -> None:
        """A stay in a hospital, a loan to the police: over."""
        nation = self.nation
        days = min((nation.today - one.admitted_on).days - 1, 700)
        if days < 12:
            return
        back = draw.randrange(10, days)
        kind = draw.choice((EventKind.SICK, EventKind.LOAN, EventKind.SICK))
        left = nation.day(-back)
        home = nation.day(-back + draw.randrange(1, 9))
        self._event(one, kind, left, prison, officer, nation.at(left))
        self._event(one, EventKind.RETURNED, home, prison, officer, nation.at(home))


def _leaving(one: Someone) -> str:
    return {
        CustodyState.RELEASED: EventKind.RELEASED,
        CustodyState.DECEASED: EventKind.DECEASED,
        CustodyState.ESCAPED: EventKind.ESCAPED,
        CustodyState.IN_TRANSIT: EventKind.TRANSFER_OUT,
    }.get(CustodyState(one.state), "")


@lru_cache(200_000)
def _fold(text: str) -> str:
    return names.fold(text)


def search_key(name: str, patronymic: str, alias: str, number: str) -> str:
    """The same as `names.search_key_of`, quicker where names repeat; a test compares."""
    folded = " ".join(_fold(word) for word in name.split())
    return " ".join(
        part for part in (folded, _fold(patronymic), _fold(alias), register.normalise(number).lower()) if part
    )
