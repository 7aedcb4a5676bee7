"""What became of the originals: sheets from lots, packages to the prisons, the box, the hand of the holder."""

from __future__ import annotations

import datetime
import random
from collections import Counter
from collections.abc import Sequence

from certification.choices import DispatchState, IdentityCheck, PackedState, PickupPlace, PlanState, SheetStatus
from certification.models import (
    Certificate,
    Dispatch,
    DispatchItem,
    HandOver,
    PickupPlan,
    Sheet,
    SheetLot,
)
from pojok_vokasi.demo.national.classes import Course, Place
from pojok_vokasi.demo.national.exams import Meeting
from pojok_vokasi.demo.national.nation import Nation
from pojok_vokasi.demo.national.sizes import chance

FIRST_SHEET, SERIALS_PER_LSP, LOT = 30_000_001, 200_000, 1_000
# Days from the number to each step.
PRINTED, SIGNED, SENT, ARRIVED, READY, HANDED = 10, 13, 15, 19, 21, 24
STILL_IN_THE_BOX, FETCHED_LATER = 0.06, 0.5
COURIERS = ("Pos Indonesia", "JNE", "TIKI")
SLIP = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


class Journeys:
    def __init__(self, nation: Nation) -> None:
        self.nation = nation
        self.lots = nation.table(
            SheetLot, "id", "lsp_id", "hand_in", "received_on", "first", "last", "gaps", "recorded_by_id", "recorded_at"
        )
        self.sheets = nation.table(
            Sheet, "id", "lot_id", "lsp_id", "serial", "state", "state_since", "certificate_id", "spoiled_reason"
        )
        self.packages = nation.table(
            Dispatch, "id", "lsp_id", "prison_id", "state", "day", "number_of_day", "prepared_by_id", "prepared_at",
            "courier", "courier_number", "sent_on", "sent_by_id", "received_on", "received_by_id",
        )  # fmt: skip
        self.items = nation.table(
            DispatchItem, "dispatch_id", "sheet_id", "certificate_id", "position", "state", "state_since"
        )
        self.hand_overs = nation.table(
            HandOver, "certificate_id", "sheet_serial", "handed_on", "received_by", "identity_check", "handed_by_id",
            "recorded_at",
        )  # fmt: skip
        self.plans = nation.table(PickupPlan, "inmate_id", "place", "slip_code", "state", "planned_by_id", "planned_at")
        self.draw = chance("journeys")
        self.used: Counter[int] = Counter()
        self.open_lots: dict[int, int] = {}
        self.numbers: Counter[tuple[int, datetime.date]] = Counter()
        self.planned: set[int] = set()

    def travel(
        self, meeting: Meeting, made: Sequence[Certificate], places: Sequence[Place], since: datetime.date
    ) -> None:
        """As far as the days since the number have come; sets sheet and print day of the certificates."""
        nation = self.nation
        age = (nation.today - since).days
        if age < PRINTED:
            return
        steps = (
            (ARRIVED, SheetStatus.DISPATCHED), (READY, SheetStatus.ARRIVED), (HANDED, SheetStatus.READY),
        )  # fmt: skip
        if age < SIGNED:
            state: str = SheetStatus.PRINTED
        elif age < SENT:
            state = SheetStatus.SIGNED
        else:
            state = next((state for until, state in steps if age < until), SheetStatus.HANDED_OVER)
        package = self._package(meeting, since, arrived=age >= ARRIVED) if age >= SENT else None
        officer = nation.office(meeting.course.prison.code).users[0]
        for position, (certificate, place) in enumerate(zip(made, places, strict=True), start=1):
            own, handed_on = self._own_state(state, place, since)
            sheet, serial = self._sheet(meeting.lsp, own, since, certificate)
            certificate.sheet_serial, certificate.copy_sheet_serial = serial, serial
            certificate.printed_on = since + datetime.timedelta(days=PRINTED)
            if package is not None:
                packed = PackedState.ARRIVED if age >= ARRIVED else PackedState.PACKED
                self.items.add(package, sheet, certificate.pk, position, packed, since + datetime.timedelta(days=SENT))
            if handed_on is not None:
                self._hand(certificate, place, handed_on, officer)
            elif own == SheetStatus.READY:
                self._plan(place, officer)

    def _own_state(self, state: str, place: Place, since: datetime.date) -> tuple[str, datetime.date | None]:
        """A few stay in the box, and so do those whose holders left before; the day of hand-over, if there was one."""
        if state != SheetStatus.HANDED_OVER:
            return state, None
        handed_on = min(since + datetime.timedelta(days=HANDED + self.draw.randrange(8)), self.nation.today)
        left = place.one.released_on
        if self.draw.random() < STILL_IN_THE_BOX or (left is not None and left < handed_on):
            return SheetStatus.READY, None
        return state, handed_on

    def _sheet(self, lsp: int, state: str, since: datetime.date, certificate: Certificate) -> tuple[int, str]:
        """The next sheet of the LSP's pile; one in some hundreds is spoiled first."""
        if self.draw.random() < 0.003:
            self._next_sheet(lsp, SheetStatus.SPOILED, since, None, "Tinta meluber.")
        return self._next_sheet(lsp, state, since, certificate.pk)

    def _next_sheet(
        self, lsp: int, state: str, since: datetime.date, certificate: int | None, spoiled: str = ""
    ) -> tuple[int, str]:
        at = self.used[lsp]
        self.used[lsp] += 1
        first = FIRST_SHEET + lsp * SERIALS_PER_LSP
        if at % LOT == 0:
            self._lot(lsp, first + at, since)
        key, serial = self.sheets.key(), f"{first + at:08d}"
        self.sheets.add(key, self.open_lots[lsp], self.nation.lsps[lsp].pk, serial, state, since, certificate, spoiled)
        return key, serial

    def _lot(self, lsp: int, first: int, since: datetime.date) -> None:
        nation, key = self.nation, self.lots.key()
        desk = nation.office(f"lsp:{lsp}").users[-1]
        self.lots.add(
            key, nation.lsps[lsp].pk, f"{key:03d}/LSP/BNSP/{since.year}", since, f"{first:08d}",
            f"{first + LOT - 1:08d}", [], desk, nation.at(since),
        )  # fmt: skip
        self.open_lots[lsp] = key

    def _package(self, meeting: Meeting, since: datetime.date, *, arrived: bool) -> int:
        nation, key = self.nation, self.packages.key()
        day = since + datetime.timedelta(days=SENT)
        self.numbers[meeting.lsp, day] += 1
        desk = nation.office(f"lsp:{meeting.lsp}").users[-1]
        prison = meeting.course.prison
        self.packages.add(
            key, nation.lsps[meeting.lsp].pk, prison.pk, DispatchState.RECEIVED if arrived else DispatchState.SENT, day,
            self.numbers[meeting.lsp, day], desk, nation.at(day), COURIERS[key % 3], f"88{key:06d}", day, desk,
            since + datetime.timedelta(days=ARRIVED) if arrived else None,
            nation.office(prison.code).users[0] if arrived else None,
        )  # fmt: skip
        return key

    def _hand(self, certificate: Certificate, place: Place, on: datetime.date, officer: int) -> None:
        self.hand_overs.add(
            certificate.pk, certificate.sheet_serial, on, place.one.name, IdentityCheck.PHOTO, officer,
            self.nation.at(on),
        )  # fmt: skip

    def _plan(self, place: Place, officer: int) -> None:
        """Half of those who left without it said where they fetch it."""
        left = place.one.released_on
        if left is None or place.one.key in self.planned or self.draw.random() > FETCHED_LATER:
            return
        self.planned.add(place.one.key)
        code = _slip(self.draw)
        self.plans.add(place.one.key, PickupPlace.GATE, code, PlanState.OPEN, officer, self.nation.at(left))

    def given_by_centre(self, course: Course, made: Sequence[Certificate], places: Sequence[Place]) -> None:
        """Training certificates on the centre's own paper: printed after a week, in the hand after two."""
        officer = self.nation.office(course.prison.code).users[0]
        for certificate, place in zip(made, places, strict=True):
            printed_on = certificate.issued_on + datetime.timedelta(days=7)
            if printed_on > self.nation.today:
                continue
            certificate.printed_on = printed_on
            handed_on = printed_on + datetime.timedelta(days=7)
            left = place.one.released_on
            if handed_on <= self.nation.today and (left is None or left >= handed_on):
                self._hand(certificate, place, handed_on, officer)

    def finish(self) -> None:
        """The rest of each open lot lies blank in the cupboard."""
        for lsp, used in sorted(self.used.items()):
            first = FIRST_SHEET + lsp * SERIALS_PER_LSP
            for at in range(used, -(-used // LOT) * LOT):
                key = self.sheets.key()
                self.sheets.add(
                    key, self.open_lots[lsp], self.nation.lsps[lsp].pk, f"{first + at:08d}", SheetStatus.RECEIVED,
                    self.nation.day(-30), None, "",
                )  # fmt: skip


def _slip(draw: random.Random) -> str:
    return "".join(draw.choices(SLIP, k=8))
