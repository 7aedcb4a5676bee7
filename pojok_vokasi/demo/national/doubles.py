"""The same person entered twice: noticed and merged by the registry, and a few taken apart again."""

from __future__ import annotations

import datetime
import random
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from foundation.accounts.choices import Role
from lapas.choices import CustodyState, NikStatus
from lapas.models import Inmate, InmateMerge, Prison
from lapas.parts import all_parts
from pojok_vokasi.demo.national.nation import Nation
from pojok_vokasi.demo.national.people import Someone
from pojok_vokasi.demo.national.sizes import chance
from pojok_vokasi.demo.national.trail import Trail

# One row of so many is somebody's second one; of the merges so many were a mistake.
PEOPLE_PER_DOUBLE, TAKEN_APART = 900, 0.12
REASONS = ("Orang yang sama menurut buku register dan foto", "Tercatat dua kali saat pindah blok tahanan")
NUMBERS, FACTS, EVENTS = "lapas.RegisterNumber", "lapas.DateFact", "lapas.CustodyEvent"


@dataclass(slots=True)
class Double:
    """A second row of somebody: its number and its admission hang on the kept row."""

    kept: Someone
    folded: Someone
    merged_on: datetime.date
    # Part → ids of the kept row's own rows, and of those that came from the folded one.
    own: dict[str, list[int]] = field(default_factory=dict)
    moved: dict[str, list[int]] = field(default_factory=dict)


class Doubles:
    def __init__(self, nation: Nation, trail: Trail) -> None:
        self.nation, self.trail = nation, trail
        self.merges = nation.table(
            InmateMerge, "id", "kept_id", "folded_id", "prison_id", "reason", "merged_by_id", "merged_at",
            "folded_before", "rows", "ended_numbers", "undone_at", "undone_by_id", "undo_reason",
        )  # fmt: skip
        self.parts = [part.code for part in all_parts()]

    def find(self, prison: Prison, people: list[Someone], busy: Collection[int]) -> dict[int, Double]:
        """Choose who stands twice, and make the second rows look so; by key of the folded person."""
        draw = chance(f"doubles:{prison.code}")
        # The known desk has one of each.
        known = prison == self.nation.biggest
        count = int(len(people) / PEOPLE_PER_DOUBLE + draw.random()) + known
        second = [one for one in people if one.lot == "detained"]
        first = [one for one in people if one.is_present and one.lot != "detained" and one.key not in busy]
        count = min(count, len(second), len(first))
        found = {}
        for kept, folded in zip(draw.sample(first, count), draw.sample(second, count), strict=True):
            self._alike(kept, folded)
            folded.state, folded.merged_into = CustodyState.MERGED, kept.key
            found[folded.key] = Double(kept, folded, self.nation.day(-draw.randrange(1, 7)))
        if known or draw.random() < TAKEN_APART:
            self._apart(draw, prison, first, second)
        return found

    @staticmethod
    def _alike(kept: Someone, folded: Someone) -> None:
        folded.name, folded.sex = kept.name.replace("Muhammad", "Moh.").replace("u", "oe", 1), kept.sex
        folded.birth_date, folded.birth_place = kept.birth_date, kept.birth_place
        folded.nik, folded.nik_status = "", NikStatus.NONE

    def write(self, prison: Prison, doubles: dict[int, Double]) -> None:
        for one in doubles.values():
            rows: dict[str, Any] = {code: {"moved": [], "stayed": [], "kept": []} for code in self.parts}
            for code in (NUMBERS, FACTS, EVENTS):
                rows[code] |= {"moved": one.moved.get(code, []), "kept": one.own.get(code, [])}
            rows[FACTS]["current"] = one.own.get(FACTS, [])
            key, moment = self.merges.key(), self.nation.at(one.merged_on)
            officer = self.nation.office(prison.code).user(Role.REGISTRY_OFFICER, key)
            self.merges.add(
                key, one.kept.key, one.folded.key, prison.pk, REASONS[key % 2], officer, moment, _before(), rows,
                one.moved.get(NUMBERS, []), None, None, "",
            )  # fmt: skip
            about = [(Inmate, one.kept.key), (Inmate, one.folded.key), (InmateMerge, key)]
            self.trail.note(moment, officer, "lapas.merge_inmates", about, {"moved": 2, "taken": []})

    def _apart(self, draw: random.Random, prison: Prison, first: list[Someone], second: list[Someone]) -> None:
        """Two people of one name who were one for two days."""
        pairs = [one for one in second if one.merged_into is None]
        if not first or not pairs:
            return
        kept, folded, key = draw.choice(first), draw.choice(pairs), self.merges.key()
        officer = self.nation.office(prison.code).user(Role.REGISTRY_OFFICER, key)
        merged, undone = (self.nation.at(self.nation.day(-back)) for back in (42, 40))
        rows: dict[str, Any] = {code: {"moved": [], "stayed": [], "kept": []} for code in self.parts}
        self.merges.add(
            key, kept.key, folded.key, prison.pk, REASONS[key % 2], officer, merged, _before(), rows, [], undone,
            officer, "Ternyata dua orang: sidik jari berbeda",
        )  # fmt: skip
        about = [(Inmate, kept.key), (Inmate, folded.key), (InmateMerge, key)]
        self.trail.note(merged, officer, "lapas.merge_inmates", about, {"moved": 2, "taken": []})
        self.trail.note(undone, officer, "lapas.undo_merge", about)


def _before() -> dict[str, Any]:
    return {
        "custody_state": CustodyState.IN_CUSTODY,
        "released_on": None,
        "release_kind": "",
        "nik_status": NikStatus.NONE,
    }
