"""The rows of people: the person, the register number, the given dates, the custody events, the sheets that came."""

from __future__ import annotations

import datetime
from functools import lru_cache

from lapas import names, register, release, sealed
from lapas.choices import CustodyState, EventKind, FactSource, ImportState
from lapas.models import CustodyEvent, DateFact, ImportBatch, Inmate, Prison, RegisterNumber
from pojok_vokasi.demo.national.nation import Nation
from pojok_vokasi.demo.national.people import Someone
from pojok_vokasi.demo.national.sizes import chance

SHEETS, DAYS_BETWEEN_SHEETS = 8, 14
# Days since the last sheet: fresh, amber, red.
AGES = (1, 2, 3, 4, 5, 6, 7, 9, 12, 16, 24, 37)


class Registry:
    """Writes the people of one prison after the other."""

    def __init__(self, nation: Nation) -> None:
        self.nation = nation
        self.inmates = nation.table(
            Inmate, "id", "uuid", "prison_id", "destination_id", "custody_state", "legal_status", "register_number",
            "name", "patronymic", "alias", "search_key", "certificate_name", "certificate_name_confirmed_on", "sex",
            "birth_place", "birth_date", "education", "nik_status", "nik_cipher", "nik_index", "block", "cell",
            "admitted_on", "sentence_years", "sentence_months", "sentence_days", "security_level", "fit_for_work",
            "fit_for_work_on", "interests", "earliest_release", "earliest_release_basis", "expiry",
            "two_thirds_unknown", "released_on", "release_kind", "data_as_of", "data_source", "is_synthetic",
        )  # fmt: skip
        self.numbers = nation.table(RegisterNumber, "inmate_id", "prison_id", "number", "normalised", "from_date")
        self.facts = nation.table(
            DateFact, "inmate_id", "kind", "date", "release_kind", "letter_number", "source", "as_of", "recorded_at"
        )
        self.events = nation.table(
            CustodyEvent, "inmate_id", "kind", "on", "prison_id", "to_prison_id", "release_kind", "letter_number",
            "source", "recorded_by_id", "recorded_at",
        )  # fmt: skip
        self.sheets = nation.table(
            ImportBatch, "prison_id", "state", "file_name", "file_sha256", "sheet", "header_row", "data_as_of", "rows",
            "created", "updated", "unchanged", "uploaded_by_id", "uploaded_at", "applied_at",
        )  # fmt: skip

    def write(self, prison: Prison, people: list[Someone]) -> None:
        as_of = self._sheets(prison, len(people))
        for one in people:
            self._person(prison, one, as_of)
            self._history(prison, one, as_of)

    def _sheets(self, prison: Prison, size: int) -> datetime.date:
        """Every other week a sheet was taken over; the day of the newest is the age of the prison's data."""
        draw, officer = chance(f"sheets:{prison.code}"), self.nation.office(prison.code).users[0]
        as_of = self.nation.day(-draw.choice(AGES))
        for back in range(SHEETS):
            day = as_of - datetime.timedelta(days=back * DAYS_BETWEEN_SHEETS)
            moment = self.nation.at(day)
            self.sheets.add(
                prison.pk, ImportState.APPLIED, f"sdp-{day:%Y%m%d}.xlsx", f"{draw.getrandbits(256):064x}", "Sheet1", 1,
                day, size, draw.randrange(size // 40 + 1), draw.randrange(size // 20 + 1), size,
                officer, moment, moment,
            )  # fmt: skip
        Prison.objects.filter(pk=prison.pk).update(data_as_of=as_of)
        return as_of

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
        )  # fmt: skip

    def _history(self, prison: Prison, one: Someone, as_of: datetime.date) -> None:
        nation, officer = self.nation, self.nation.office(prison.code).users[0]
        self.numbers.add(one.key, prison.pk, one.number, register.normalise(one.number), one.admitted_on)
        recorded = nation.at(as_of)
        for kind, (date, release_kind, letter) in one.dates.items():
            self.facts.add(one.key, kind, date, release_kind, letter, FactSource.DEMO, as_of, recorded)
        admitted = nation.at(max(one.admitted_on, nation.day(-1100)))
        self.events.add(
            one.key, EventKind.ADMITTED, one.admitted_on, prison.pk, None, "", "", FactSource.DEMO, officer, admitted
        )
        if gone := _leaving(one):
            day = one.released_on or nation.day(-3 if one.destination else -40)
            letter = one.dates["decision"][2] if one.released_on else ""
            self.events.add(
                one.key, gone, day, prison.pk, one.destination, one.release_kind, letter, FactSource.DEMO, officer,
                nation.at(day),
            )  # fmt: skip


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
