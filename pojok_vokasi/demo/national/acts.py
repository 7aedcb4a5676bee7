"""Letters about many people at once: remissions, proposals, decisions, transfers, in every state of their list."""

from __future__ import annotations

import datetime
import random
from collections.abc import Sequence
from typing import Any

from foundation.accounts.choices import Role
from lapas.choices import ActKind, ActStage, ActState, CustodyState, DateKind, Finding
from lapas.models import Prison, RegistryAct, RegistryActRow
from pojok_vokasi.demo.national.nation import Nation
from pojok_vokasi.demo.national.people import Someone
from pojok_vokasi.demo.national.sizes import chance
from pojok_vokasi.demo.national.trail import Trail

# Of those with given dates so many got last August's general remission, and so many the one a year before.
LAST_YEAR, THE_YEAR_BEFORE = 0.45, 0.25
# Of the prisons: a list waits for its check, one was undone, one was thrown away.
DRAFTED, UNDONE, DISCARDED = 0.12, 0.05, 0.05
MONTHS = ("1 bulan", "2 bulan", "3 bulan", "4 bulan")
BASED_ON = {"two_thirds", "any_day", "not_before"}
# Person → days by which the remission moved the dates, and when it was recorded.
Moved = dict[int, tuple[int, datetime.datetime]]


class Acts:
    """Writes the letters of one prison after the other."""

    def __init__(self, nation: Nation, trail: Trail) -> None:
        self.nation, self.trail = nation, trail
        self.acts = nation.table(
            RegistryAct, "id", "prison_id", "kind", "stage", "on", "letter_number", "letter_on", "to_prison_id",
            "state", "people", "opened_by_id", "opened_at", "recorded_by_id", "recorded_at", "undone_by_id",
            "undone_at",
        )  # fmt: skip
        self.rows = nation.table(
            RegistryActRow, "act_id", "line", "number", "remission", "expiry", "two_thirds", "finding", "inmate_id",
            "changes", "written_at",
        )  # fmt: skip
        year = nation.today.year if nation.today > datetime.date(nation.today.year, 8, 20) else nation.today.year - 1
        self.august = datetime.date(year, 8, 17)

    def write(self, prison: Prison, people: Sequence[Someone]) -> Moved:
        """The letters; whose dates the last remission moved."""
        draw = chance(f"acts:{prison.code}")
        dated = [one for one in people if one.lot in BASED_ON and one.merged_into is None]
        before = self.august.replace(year=self.august.year - 1)
        self._remission(draw, prison, [one for one in dated if draw.random() < THE_YEAR_BEFORE], before)
        moved = self._remission(draw, prison, [one for one in dated if draw.random() < LAST_YEAR], self.august)
        for lot, stage, kind in (
            ("proposal", ActStage.PROPOSAL, DateKind.PROPOSAL),
            ("decision", ActStage.DECISION, DateKind.DECISION),
        ):
            chosen = [one for one in people if one.lot == lot and one.is_present]
            self._letter(draw, prison, ActKind.PB, stage, chosen, kind)
        leaving = [one for one in people if one.state == CustodyState.IN_TRANSIT]
        for place in sorted({one.destination for one in leaving if one.destination}):
            self._transfer(draw, prison, [one for one in leaving if one.destination == place], place)
        here = [one for one in dated if one.is_present][:40]
        known = prison == self.nation.biggest
        for state, share in ((ActState.UNDONE, UNDONE), (ActState.DISCARDED, DISCARDED), (ActState.DRAFT, DRAFTED)):
            if here and (known or draw.random() < share):
                self._other(draw, prison, here, state)
        return moved

    def _act(
        self,
        draw: random.Random,
        prison: Prison,
        kind: ActKind,
        stage: ActStage,
        on: datetime.date,
        opened: datetime.date,
        people: int,
        *,
        state: ActState = ActState.RECORDED,
        to_prison: int | None = None,
    ) -> tuple[int, datetime.datetime]:
        nation, key = self.nation, self.acts.key()
        officer = nation.office(prison.code).user(Role.REGISTRY_OFFICER, key)
        moment = nation.hour(draw, opened)
        recorded = moment + datetime.timedelta(minutes=20)
        over = state in {ActState.RECORDED, ActState.UNDONE}
        undone = recorded + datetime.timedelta(hours=1) if state == ActState.UNDONE else None
        self.acts.add(
            key, prison.pk, kind, stage, on, f"PAS-{key % 1800 + 100}.PK.05.04", opened, to_prison, state, people,
            officer, moment, officer if over else None, recorded if over else None, officer if undone else None, undone,
        )  # fmt: skip
        about = [(RegistryAct, key)]
        self.trail.note(moment, officer, "lapas.open_act", about, {"kind": kind, "lines": people})
        if over:
            said = {"kind": kind, "stage": stage, "people": people}
            self.trail.note(recorded, officer, "lapas.record_act", about, said)
        if undone:
            self.trail.note(undone, officer, "lapas.undo_act", about, {"people": people})
        return key, recorded

    def _remission(self, draw: random.Random, prison: Prison, people: list[Someone], on: datetime.date) -> Moved:
        people = [one for one in people if one.admitted_on < on and one.was_here(on)]
        if not people:
            return {}
        act, recorded = self._act(draw, prison, ActKind.RU_I, ActStage.DECISION, on, on, len(people))
        moved: Moved = {}
        for line, one in enumerate(people, start=1):
            months = draw.randrange(len(MONTHS))
            days = 30 * (months + 1)
            expiry, two_thirds = (one.dates[kind][0] for kind in (DateKind.EXPIRY, DateKind.TWO_THIRDS))
            later = datetime.timedelta(days=days)
            changes = [
                {"field": kind, "before": f"{date + later:%d-%m-%Y}", "after": f"{date:%d-%m-%Y}"}
                for kind, date in ((DateKind.EXPIRY, expiry), (DateKind.TWO_THIRDS, two_thirds))
            ]
            self._row(act, line, one, changes, recorded, MONTHS[months], expiry, two_thirds)
            moved[one.key] = (days, recorded)
        return moved

    def _letter(
        self, draw: random.Random, prison: Prison, kind: ActKind, stage: ActStage, people: list[Someone], date: DateKind
    ) -> None:
        if not people:
            return
        on = self.nation.day(-draw.randrange(4, 40))
        act, recorded = self._act(draw, prison, kind, stage, on, on, len(people))
        for line, one in enumerate(people, start=1):
            changes = [{"field": date, "before": "", "after": f"{one.dates[date][0]:%d-%m-%Y}"}]
            self._row(act, line, one, changes, recorded)

    def _transfer(self, draw: random.Random, prison: Prison, people: list[Someone], place: int) -> None:
        on = self.nation.day(-3)
        act, recorded = self._act(
            draw, prison, ActKind.TRANSFER, ActStage.DECISION, on, on, len(people), to_prison=place
        )
        for line, one in enumerate(people, start=1):
            self._row(act, line, one, [], recorded)

    def _other(self, draw: random.Random, prison: Prison, people: list[Someone], state: ActState) -> None:
        """A list of the next religious remission that is not, or no longer, in force."""
        day = self.nation.day(-1 if state == ActState.DRAFT else -draw.randrange(30, 200))
        act, _recorded = self._act(draw, prison, ActKind.RK_I, ActStage.DECISION, day, day, len(people), state=state)
        if state == ActState.DISCARDED:
            return
        finding = "" if state == ActState.DRAFT else Finding.FOUND
        for line, one in enumerate(people, start=1):
            inmate = one.key if finding else None
            self.rows.add(act, line, one.number, MONTHS[0], None, None, finding, inmate, [], None)

    def _row(
        self,
        act: int,
        line: int,
        one: Someone,
        changes: list[dict[str, Any]],
        written_at: datetime.datetime,
        remission: str = "",
        expiry: datetime.date | None = None,
        two_thirds: datetime.date | None = None,
    ) -> None:
        self.rows.add(act, line, one.number, remission, expiry, two_thirds, Finding.FOUND, one.key, changes, written_at)
