"""The sheets of SDP: taken over every other week, some taken back or refused, and a few that wait for the officer."""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterator, Sequence
from typing import Any

from foundation.accounts.choices import Role
from lapas.choices import Education, FactSource, ImportState, LegalStatus, RowGroup, RowOutcome, WordKind
from lapas.imports import fields, words
from lapas.models import ColumnMemory, ImportBatch, ImportRow, Prison, SheetWord
from lapas.services.imports.applying import APPLY
from pojok_vokasi.demo.national.nation import Nation
from pojok_vokasi.demo.national.people import Someone
from pojok_vokasi.demo.national.sizes import chance
from pojok_vokasi.demo.national.trail import Trail

SHEETS, DAYS_BETWEEN_SHEETS = 8, 14
# Days since the last sheet: fresh, amber, red.
AGES = (1, 2, 3, 4, 5, 6, 7, 9, 12, 16, 24, 37)
# Of the prisons: a sheet waits, one was taken back, one was refused whole, one was thrown away.
WAITING, UNDONE, REFUSED, DISCARDED = 0.1, 0.08, 0.12, 0.06
# Waits with more than so many rows are for prisons that can have a doubt among them.
FEW = 12
FIRST_ROW = 2
HEADERS = ["No", "No Register", "Nama Lengkap", "Tgl Lahir", "Pendidikan", "Blok", "Agama"]
MAPPING = {"1": "register_number", "2": "name", "3": "birth_date", "4": "education", "5": "block"}
OWN_WORDS = (
    (WordKind.EDUCATION, "SLTA Kejuruan", Education.VOCATIONAL), (WordKind.EDUCATION, "Putus SD", Education.NONE),
    (WordKind.STATUS, "Titipan Kejari", LegalStatus.DETAINED), (WordKind.STATUS, "Cuti Lapas", words.PRESENT),
)  # fmt: skip
# A staged row: cells, outcome, group, person, candidates, problems, changes, before.
Row = tuple[dict[str, Any], str, str, int | None, list[Any], list[Any], list[Any], dict[str, Any]]


class Sheets:
    """Writes the sheets of one prison after the other."""

    def __init__(self, nation: Nation, trail: Trail) -> None:
        self.nation, self.trail = nation, trail
        self.batches = nation.table(
            ImportBatch, "id", "prison_id", "state", "file_name", "file_sha256", "sheet", "header_row", "headers",
            "mapping", "data_as_of", "rows", "created", "updated", "unchanged", "refused", "reason", "uploaded_by_id",
            "uploaded_at", "applied_at", "gone", "prison_as_of_before", "undone_at", "undone_by_id",
            "rows_ended_at", "rows_dropped_at", "row_counts",
        )  # fmt: skip
        self.rows = nation.table(
            ImportRow, "batch_id", "row", "cells", "outcome", "group", "inmate_id", "candidates", "problems",
            "changes", "before", "written_at",
        )  # fmt: skip
        self.memories = nation.table(ColumnMemory, "prison_id", "header", "field")
        self.words = nation.table(SheetWord, "prison_id", "kind", "word", "meaning")

    def write(self, prison: Prison, people: Sequence[Someone]) -> datetime.date:
        """The day of the newest sheet is the age of the prison's data."""
        nation, draw = self.nation, chance(f"sheets:{prison.code}")
        as_of = nation.day(-draw.choice(AGES))
        here = [one for one in people if one.is_present]
        self._habits(draw, prison)
        if draw.random() < REFUSED:
            self._ended(draw, prison, ImportState.REFUSED, as_of, "Berkas ini dikunci sandi; simpan tanpa sandi.")
        for back in range(SHEETS - 1, 0, -1):
            self._applied(
                draw, prison, len(people), nation.day((as_of - nation.today).days - back * DAYS_BETWEEN_SHEETS)
            )
        if draw.random() < UNDONE:
            self._taken_back(draw, prison, here, as_of)
        self._newest(draw, prison, here, as_of)
        if draw.random() < DISCARDED:
            self._ended(draw, prison, ImportState.DISCARDED, as_of)
        if (draw.random() < WAITING or prison == nation.biggest) and len(here) > FEW:
            self._waiting(draw, prison, here)
        return as_of

    def _batch(
        self,
        draw: random.Random,
        prison: Prison,
        state: ImportState,
        day: datetime.date,
        counts: Sequence[int] = (0, 0, 0, 0, 0),
        *,
        reason: str = "",
        gone: Sequence[int] = (),
        undone: bool = False,
        overtaken: bool = False,
    ) -> int:
        """`counts`: rows, created, updated, unchanged, refused. `overtaken`: the next sheet ended its rows."""
        nation, key = self.nation, self.batches.key()
        officer = nation.office(prison.code).user(Role.REGISTRY_OFFICER, key)
        # Today's working hours may be to come.
        moment = nation.at(day) if day < nation.today else nation.moment
        read = state != ImportState.REFUSED
        applied = state in {ImportState.APPLIED, ImportState.UNDONE}
        undone_at = moment + datetime.timedelta(hours=3) if undone else None
        over = moment + datetime.timedelta(days=DAYS_BETWEEN_SHEETS) if overtaken else undone_at
        groups = dict(zip(("created", "updated", "unchanged", "refused"), counts[1:], strict=True))
        left = {"groups": groups, "decisions": {}, "gone": 0} if over else {}
        self.batches.add(
            key, prison.pk, state, f"sdp-{day:%Y%m%d}.xlsx", f"{draw.getrandbits(256):064x}", "Sheet1" if read else "",
            FIRST_ROW - 1 if read else None, HEADERS if read else [], MAPPING if read else {}, day, *counts, reason,
            officer, moment, moment if applied else None, list(gone),
            day - datetime.timedelta(days=DAYS_BETWEEN_SHEETS) if applied else None,
            undone_at, officer if undone else None, over, over, left,
        )  # fmt: skip
        verb = {ImportState.REFUSED: "refuse", ImportState.APPLIED: "apply", ImportState.UNDONE: "apply"}.get(
            state, "open"
        )
        self.trail.note(moment, officer, f"lapas.{verb}_import", [(ImportBatch, key)], {"rows": counts[0]})
        if applied and day < nation.today:
            nation.done.append((APPLY, officer, moment, [(ImportBatch, key)]))
        if undone_at:
            self.trail.note(undone_at, officer, "lapas.undo_import", [(ImportBatch, key)], {"updated": counts[2]})
        return key

    def _stage(self, batch: int, rows: Iterator[Row] | Sequence[Row], written_at: datetime.datetime | None) -> None:
        for at, (cells, outcome, group, inmate, candidates, problems, changes, before) in enumerate(rows, FIRST_ROW):
            self.rows.add(
                batch, at, cells, outcome, group, inmate, candidates, problems, changes, before,
                written_at if before else None,
            )  # fmt: skip

    def _habits(self, draw: random.Random, prison: Prison) -> None:
        """How columns and words of the prison's sheets were read before."""
        for at, header in enumerate(HEADERS):
            self.memories.add(prison.pk, fields.fold(header), MAPPING.get(str(at), ""))
        for kind, word, meaning in OWN_WORDS if prison == self.nation.biggest else draw.sample(OWN_WORDS, 2):
            self.words.add(prison.pk, kind, fields.fold(word), meaning)

    def _applied(self, draw: random.Random, prison: Prison, size: int, day: datetime.date) -> None:
        created, updated = draw.randrange(size // 40 + 1), draw.randrange(size // 20 + 1)
        counts = (size, created, updated, size - created - updated, 0)
        self._batch(draw, prison, ImportState.APPLIED, day, counts, overtaken=True)

    def _ended(
        self, draw: random.Random, prison: Prison, state: ImportState, day: datetime.date, reason: str = ""
    ) -> None:
        self._batch(draw, prison, state, day, reason=reason)

    def _taken_back(self, draw: random.Random, prison: Prison, here: Sequence[Someone], day: datetime.date) -> None:
        """The sheet of another day, applied by mistake and undone in the same morning."""
        counts = (len(here), 0, len(here), 0, 0)
        self._batch(draw, prison, ImportState.UNDONE, day, counts, undone=True)

    def _newest(self, draw: random.Random, prison: Prison, here: Sequence[Someone], day: datetime.date) -> None:
        """The last applied sheet, with what each row did, so that it can be undone."""
        before = {
            "data_as_of": (day - datetime.timedelta(days=DAYS_BETWEEN_SHEETS)).isoformat(),
            "data_source": FactSource.DEMO,
        }
        same = {"columns": before}
        rows: list[Row] = []
        updated = 0
        for one in here:
            if draw.random() < 0.03:
                updated += 1
                was = f"Blok {draw.choice('ABCDEFG')}"
                changes = [{"field": "block", "before": was, "after": one.block}]
                kept = {"columns": {"block": was, **before}}
                rows.append(({}, RowOutcome.UPDATED, RowGroup.UPDATED, one.key, [], [], changes, kept))
            else:
                rows.append(({}, RowOutcome.UNCHANGED, RowGroup.UNCHANGED, one.key, [], [], [], same))
        counts = (len(rows), 0, updated, len(rows) - updated, 0)
        batch = self._batch(draw, prison, ImportState.APPLIED, day, counts)
        self._stage(batch, rows, self.nation.moment)

    def _waiting(self, draw: random.Random, prison: Prison, here: Sequence[Someone]) -> None:
        """Checked today and not applied: somebody is on it who may be kept already, a row is wrong, three are gone."""
        today = self.nation.today
        *listed, twin, _second, _third = here
        born = f"{twin.birth_date:%d-%m-%Y}"
        cells = {"1": f"B.I 0901/{today.year}", "2": twin.name.upper(), "3": born}
        column = {"column": HEADERS[1], "message": "Mungkin orang ini sudah tercatat; putuskan dulu.", "refuses": True}
        reasons = [{"inmate": twin.key, "reasons": ["nama", "tanggal lahir"]}]
        # The first row, so that the question is the first thing to see.
        rows: list[Row] = [(cells, RowOutcome.REFUSED, RowGroup.DOUBTFUL, None, reasons, [column], [], {})]
        rows += [self._row(draw, one) for one in listed]
        cells = {"1": f"B.I 0902/{today.year}", "2": "Wahyu Nugroho bin Sastro", "3": "14-02-1992", "5": "Blok B"}
        rows.append((cells, RowOutcome.CREATED, RowGroup.CREATED, None, [], [], [], {}))
        cells = {"1": f"B.I 0903/{today.year}", "2": "Yosef Ndiken", "3": "31-02-1990"}
        wrong = {"column": HEADERS[3], "message": "Tanggal 31-02-1990 tidak ada; perbaiki di lembar.", "refuses": True}
        rows.append((cells, RowOutcome.REFUSED, RowGroup.REFUSED, None, [], [wrong], [], {}))
        updated = sum(row[1] == RowOutcome.UPDATED for row in rows)
        counts = (len(rows), 1, updated, len(rows) - updated - 3, 2)
        batch = self._batch(draw, prison, ImportState.CHECKED, today, counts, gone=[one.key for one in here[-3:]])
        self._stage(batch, rows, None)

    def _row(self, draw: random.Random, one: Someone) -> Row:
        moved = draw.random() < 0.03
        block = f"Blok {draw.choice('ABCDEFG')}" if moved else one.block
        cells = {"1": one.number, "2": one.name.upper(), "3": f"{one.birth_date:%d-%m-%Y}", "5": block}
        if not moved or block == one.block:
            return cells, RowOutcome.UNCHANGED, RowGroup.UNCHANGED, one.key, [], [], [], {}
        changes = [{"field": "block", "before": one.block, "after": block}]
        return cells, RowOutcome.UPDATED, RowGroup.UPDATED, one.key, [], [], changes, {}
