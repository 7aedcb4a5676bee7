"""Packages of signed sheets from the LSPs to the prisons: prepared, under way, late, complete, short, lost."""

from __future__ import annotations

import datetime
import random
from collections import Counter
from dataclasses import dataclass

from certification.choices import DispatchState, PackedState, SheetStatus
from certification.models import Dispatch, DispatchItem
from foundation.accounts.choices import Role
from pojok_vokasi.demo.national.exams import Meeting
from pojok_vokasi.demo.national.nation import Nation
from pojok_vokasi.demo.national.sizes import chance
from pojok_vokasi.demo.national.trail import Trail

COURIERS = ("Pos Indonesia", "JNE", "TIKI")
PREPARED, CANCELLED, LATE, SHORT, LOST = 0.6, 0.02, 0.3, 0.05, 0.15
# Days of age: late ones are still asked after, short ones still looked for, lost ones were given up lately.
LATE_UNTIL, LOOKED_FOR_UNTIL, GIVEN_UP = 12, 45, range(30, 70)
ASKED = "Sudah ditanyakan ke kurir dan kantor pos tujuan; tidak ditemukan."


@dataclass(frozen=True)
class Story:
    """What becomes of a package: its state, and of one sheet in it (`odd`) that has another fate than the rest."""

    state: DispatchState
    item: PackedState
    sheet: SheetStatus | None = None
    odd: tuple[PackedState, SheetStatus | None] | None = None


PACKED = Story(DispatchState.PREPARED, PackedState.PACKED, SheetStatus.SIGNED)
UNDER_WAY = Story(DispatchState.SENT, PackedState.PACKED, SheetStatus.DISPATCHED)
COMPLETE = Story(DispatchState.RECEIVED, PackedState.ARRIVED)
GONE = Story(DispatchState.LOST, PackedState.LOST, SheetStatus.SPOILED)
ONE_MISSING = (PackedState.MISSING, SheetStatus.DISPATCHED)
ONE_FOUND, ONE_LOST = (PackedState.ARRIVED, None), (PackedState.LOST, SheetStatus.SPOILED)


class Packages:
    """Sheets and certificates are named by the caller, who knows how far each has come."""

    def __init__(self, nation: Nation, trail: Trail) -> None:
        self.nation, self.trail, self.draw = nation, trail, chance("packages")
        self.packages = nation.table(
            Dispatch, "id", "lsp_id", "prison_id", "state", "day", "number_of_day", "prepared_by_id", "prepared_at",
            "courier", "courier_number", "sent_on", "sent_by_id", "received_on", "received_by_id", "note",
            "lost_reason",
        )  # fmt: skip
        self.items = nation.table(
            DispatchItem, "dispatch_id", "sheet_id", "certificate_id", "position", "state", "state_since",
            "lost_reason",
        )  # fmt: skip
        self.numbers: Counter[tuple[int, datetime.date]] = Counter()

    def story(self, age: int, sent: int, arrived: int) -> Story | None:
        """What becomes of a package when its sheets are signed; `age` counts from the number."""
        luck = self.draw.random()
        if age < sent:
            return PACKED if luck < PREPARED else None
        if age < arrived or (age < arrived + LATE_UNTIL and luck < LATE):
            return UNDER_WAY
        if age in GIVEN_UP and luck < LOST:
            return GONE
        if luck > 1 - SHORT:
            odd: tuple[PackedState, SheetStatus | None] = ONE_MISSING
            if age >= LOOKED_FOR_UNTIL:
                odd = ONE_FOUND if self.draw.random() < 0.7 else ONE_LOST
            return Story(DispatchState.SHORT, PackedState.ARRIVED, None, odd)
        return COMPLETE

    def open(self, meeting: Meeting, story: Story, day: datetime.date, arrived_on: datetime.date) -> int:
        """The package itself, prepared on `day`."""
        nation, lsp, prison = self.nation, meeting.lsp, meeting.course.prison
        clerk = nation.office(f"lsp:{lsp}").user(Role.PRINT_CLERK)
        if self.draw.random() < CANCELLED:
            self._row(meeting, DispatchState.CANCELLED, day, clerk)
        key = self._row(meeting, story.state, day, clerk, arrived_on)
        at, about = nation.hour(self.draw, min(day, nation.day(-1))), ((Dispatch, key),)
        self.trail.note(at, clerk, "certification.prepare_dispatch", about)
        if story.state != DispatchState.PREPARED:
            self.trail.note(at + datetime.timedelta(hours=1), clerk, "certification.send_dispatch", about)
        if story.state in {DispatchState.RECEIVED, DispatchState.SHORT}:
            reader = nation.office(prison.code).user(Role.WORK_OFFICER)
            self.trail.note(nation.hour(self.draw, arrived_on), reader, "certification.receive_dispatch", about)
        return key

    def _row(
        self,
        meeting: Meeting,
        state: DispatchState,
        day: datetime.date,
        clerk: int,
        arrived_on: datetime.date | None = None,
    ) -> int:
        nation, key, lsp, prison = self.nation, self.packages.key(), meeting.lsp, meeting.course.prison
        self.numbers[lsp, day] += 1
        sent = state not in {DispatchState.PREPARED, DispatchState.CANCELLED}
        received = state in {DispatchState.RECEIVED, DispatchState.SHORT}
        officer = nation.office(prison.code).user(Role.WORK_OFFICER)
        self.packages.add(
            key, nation.lsps[lsp].pk, prison.pk, state, day, self.numbers[lsp, day], clerk, nation.at(day),
            COURIERS[key % 3] if sent else "", f"88{key:06d}" if sent else "", day if sent else None,
            clerk if sent else None, arrived_on if received else None, officer if received else None,
            "Satu lembar tidak ada di paket." if state == DispatchState.SHORT else "",
            ASKED if state == DispatchState.LOST else "",
        )  # fmt: skip
        return key

    def pack(
        self, package: int, sheet: int, certificate: int, position: int, state: PackedState, since: datetime.date
    ) -> None:
        reason = ASKED if state == PackedState.LOST else ""
        self.items.add(package, sheet, certificate, position, state, since, reason)


def odd_place(draw: random.Random, count: int) -> int:
    """Which place of the package has its own fate."""
    return draw.randrange(count) + 1
