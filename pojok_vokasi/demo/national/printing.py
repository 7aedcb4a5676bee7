"""BNSP's sheets at the LSPs: lots, runs with their jams, what was spoiled and sent back, stock and its counts."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from certification.choices import Duplex, PrintOutcome, PrintRunState, SheetStatus, TrayFace, TrayOrder
from certification.models import (
    Certificate,
    PrinterProfile,
    PrintRun,
    PrintRunItem,
    Sheet,
    SheetCount,
    SheetLot,
    SpoiledLetter,
)
from foundation.accounts.choices import Role
from pojok_vokasi.demo.national.nation import Nation
from pojok_vokasi.demo.national.sizes import NATION, chance
from pojok_vokasi.demo.national.trail import Trail

FIRST_SHEET, SERIALS_PER_LSP, LOT = 30_000_001, 200_000, 1_000
# Lots that lie unopened at each LSP of the whole country.
UNOPENED = 3
# Of the sheets in a run so many are eaten by a jam; of the runs so many were laid first and given up.
JAMMED, GIVEN_UP = 0.006, 0.04
# Spoiled sheets older than this went back to BNSP with a letter, half a year's together.
SENT_BACK_AFTER = 60
JAM, LOST_ON_THE_WAY = "macet di printer", "hilang di perjalanan"
COUNTED_BY = (("Deni Ranuprasa", "Suryo Adikarso"), ("Ratih Wukirsana", "Guntur Kusumaraga"))
# A printed certificate: its id, where its sheet is today and since when.
Laid = tuple[int, str, datetime.date]


class Printing:
    def __init__(self, nation: Nation, trail: Trail) -> None:
        self.nation, self.trail, self.draw = nation, trail, chance("printing")
        self.lots = nation.table(
            SheetLot, "id", "lsp_id", "hand_in", "received_on", "first", "last", "gaps", "recorded_by_id", "recorded_at"
        )
        self.sheets = nation.table(
            Sheet, "id", "lot_id", "lsp_id", "serial", "state", "state_since", "certificate_id", "run_id",
            "spoiled_reason", "letter_id",
        )  # fmt: skip
        self.runs = nation.table(
            PrintRun, "id", "lsp_id", "state", "day", "number_of_day", "lot_id", "profile_id", "segments",
            "file_order", "created_by_id", "created_at", "printed_at",
        )  # fmt: skip
        self.items = nation.table(PrintRunItem, "run_id", "certificate_id", "position", "sheet_id", "outcome", "reason")
        self.letters = nation.table(
            SpoiledLetter, "id", "lsp_id", "number", "made_on", "sent_on", "made_by_id", "recorded_at"
        )
        self.counts = nation.table(
            SheetCount, "lsp_id", "counted_on", "counted_by", "witnessed_by", "counted", "ledger", "note",
            "recorded_by_id", "recorded_at",
        )  # fmt: skip
        self.used: Counter[int] = Counter()
        self.open_lots: dict[int, int] = {}
        self.numbers: Counter[tuple[int, datetime.date]] = Counter()
        self.jammed: set[int] = set()
        self.half_years: dict[tuple[int, int, bool], int] = {}
        self.printers = self._printers()

    def _printers(self) -> list[int]:
        """Two printers at each LSP; the ids of the first ones."""
        made = []
        for number, lsp in enumerate(self.nation.lsps):
            for at, name in enumerate(("Laser ruang cetak", "Laser cadangan")):
                made.append(
                    PrinterProfile(
                        lsp=lsp,
                        name=name,
                        tray_order=TrayOrder.TOP,
                        face=(TrayFace.UP, TrayFace.DOWN)[number % 2],
                        duplex=(Duplex.AUTO, Duplex.MANUAL)[at],
                        front_x_mm=Decimal("-0.5"),
                        front_y_mm=Decimal("1.5"),
                        calibrated_on=self.nation.day(-20 - number),
                    )
                )
        return [printer.pk for printer in PrinterProfile.objects.bulk_create(made)[::2]]

    def printed(self, lsp: int, day: datetime.date, laid: Sequence[Laid]) -> list[tuple[int, str]]:
        """A run of that day for these certificates; their sheets, by id and serial."""
        nation, draw = self.nation, self.draw
        if draw.random() < GIVEN_UP:
            self._given_up(lsp, day, laid)
        key, number = self._number(lsp, day)
        found, segments, jammed = [], [], True
        for position, (certificate, state, since) in enumerate(laid, start=1):
            # The known LSP has had one at least.
            first = lsp == 0 and 0 not in self.jammed
            if position > 1 and (first or draw.random() < JAMMED):
                self.jammed.add(lsp)
                self._eaten(lsp, key, day)
                jammed = True
            spoiled = LOST_ON_THE_WAY if state == SheetStatus.SPOILED else ""
            sheet, serial = self._next(lsp, state, since, certificate, key, spoiled)
            if jammed:
                segments.append({"start": position, "serial": serial})
                jammed = False
            self.items.add(key, certificate, position, sheet, PrintOutcome.GOOD, "")
            found.append((sheet, serial))
        clerk, at = self._clerk(lsp), nation.hour(draw, day)
        self.runs.add(
            key, nation.lsps[lsp].pk, PrintRunState.PRINTED, day, number, self.open_lots[lsp], self.printers[lsp],
            segments, len(segments), clerk, at, at + datetime.timedelta(minutes=40),
        )  # fmt: skip
        about = [(PrintRun, key), *((Certificate, certificate) for certificate, _state, _since in laid)]
        self.trail.note(at, clerk, "certification.start_print_run", about, {"count": len(laid)})
        said = {"good": len(laid), "spoiled": len(segments) - 1}
        self.trail.note(at + datetime.timedelta(minutes=40), clerk, "certification.confirm_print_run", about, said)
        return found

    def _number(self, lsp: int, day: datetime.date) -> tuple[int, int]:
        self.numbers[lsp, day] += 1
        return self.runs.key(), self.numbers[lsp, day]

    def _clerk(self, lsp: int) -> int:
        return self.nation.office(f"lsp:{lsp}").user(Role.PRINT_CLERK)

    def _given_up(self, lsp: int, day: datetime.date, laid: Sequence[Laid]) -> None:
        key, number = self._number(lsp, day)
        at = self.nation.hour(self.draw, day)
        self.runs.add(
            key, self.nation.lsps[lsp].pk, PrintRunState.ABANDONED, day, number, None, None, [], 0, self._clerk(lsp),
            at, at + datetime.timedelta(minutes=10),
        )  # fmt: skip
        for position, (certificate, _state, _since) in enumerate(laid, start=1):
            self.items.add(key, certificate, position, None, "", "")
        self.trail.note(at, self._clerk(lsp), "certification.abandon_print_run", [(PrintRun, key)])

    def _eaten(self, lsp: int, run: int, day: datetime.date) -> None:
        """A sheet that no certificate came of; on a letter once it is old."""
        age = (self.nation.today - day).days
        letter = self._letter(lsp, day) if age > SENT_BACK_AFTER else None
        state = SheetStatus.SPOILED if letter is None else SheetStatus.RETURNED
        self._next(lsp, state, day, None, run, JAM, letter)

    def _letter(self, lsp: int, day: datetime.date) -> int:
        nation, half = self.nation, (lsp, day.year, day.month > 6)
        if half not in self.half_years:
            key = self.half_years[half] = self.letters.key()
            made_on = min(nation.day(-5), datetime.date(day.year, 12 if half[2] else 6, 20))
            self.letters.add(
                key, nation.lsps[lsp].pk, f"BA-{key:03d}/BLK/{made_on.year}", made_on, made_on, self._clerk(lsp),
                nation.at(made_on),
            )  # fmt: skip
        return self.half_years[half]

    def _next(
        self,
        lsp: int,
        state: str,
        since: datetime.date,
        certificate: int | None,
        run: int | None,
        spoiled: str = "",
        letter: int | None = None,
    ) -> tuple[int, str]:
        """The next sheet of the LSP's pile."""
        at = self.used[lsp]
        self.used[lsp] += 1
        first = FIRST_SHEET + lsp * SERIALS_PER_LSP
        if at % LOT == 0:
            self._lot(lsp, first + at, since)
        key, serial = self.sheets.key(), f"{first + at:08d}"
        self.sheets.add(
            key, self.open_lots[lsp], self.nation.lsps[lsp].pk, serial, state, since, certificate, run, spoiled, letter
        )
        return key, serial

    def _lot(self, lsp: int, first: int, since: datetime.date) -> None:
        nation, key = self.nation, self.lots.key()
        self.lots.add(
            key, nation.lsps[lsp].pk, f"{key:03d}/LSP/BNSP/{since.year}", since, f"{first:08d}",
            f"{first + LOT - 1:08d}", [], self._clerk(lsp), nation.at(since),
        )  # fmt: skip
        self.open_lots[lsp] = key

    def finish(self) -> None:
        """The rest of each open lot lies blank in the cupboard, beside lots that nobody has opened; all are counted."""
        nation = self.nation
        unopened = round(UNOPENED * nation.scope.people / NATION)
        for lsp, used in sorted(self.used.items()):
            first, day = FIRST_SHEET + lsp * SERIALS_PER_LSP, nation.day(-30)
            end = -(-used // LOT) * LOT
            for at in range(used, end + unopened * LOT):
                if at % LOT == 0:
                    self._lot(lsp, first + at, day)
                self.sheets.add(
                    self.sheets.key(), self.open_lots[lsp], nation.lsps[lsp].pk, f"{first + at:08d}",
                    SheetStatus.RECEIVED, day, None, None, "", None,
                )  # fmt: skip
            self._counted(lsp, end - used + unopened * LOT)

    def _counted(self, lsp: int, blank: int) -> None:
        """Once a quarter by two people; now and then one is missing."""
        for quarter in range(12, -1, -1):
            day = self.nation.day(-quarter * 91 - 6)
            ledger = blank + quarter * 40
            missing = int(self.draw.random() < 0.05)
            by, witness = COUNTED_BY[lsp % 2]
            self.counts.add(
                self.nation.lsps[lsp].pk, day, by, witness, ledger - missing, ledger,
                "Satu lembar belum ditemukan; dicari di ruang cetak." if missing else "", self._clerk(lsp),
                self.nation.at(day),
            )  # fmt: skip
