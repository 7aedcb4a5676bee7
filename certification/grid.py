"""The result grid as it goes to the page and comes back: shapes only, no rule."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from certification.choices import NOT_ASSESSED, OPEN_SHEET, CandidateStatus, Competence
from certification.models import Assessment
from foundation import clock
from foundation.ui.templatetags.ui import tanggal, zona


@dataclass(frozen=True)
class Cell:
    """One unit of one candidate. `outcome` is K, BK or empty; a unit carried over cannot be changed."""

    unit: Any
    position: int
    outcome: str
    at_once: bool
    carried_over: bool

    @property
    def locked(self) -> bool:
        return self.carried_over


@dataclass(frozen=True)
class Row:
    """One candidate with a cell for each unit of the scheme."""

    sheet: Assessment
    cells: Sequence[Cell]
    open: bool

    @property
    def left_out(self) -> bool:
        return self.sheet.status in NOT_ASSESSED

    @property
    def reason_line(self) -> str:
        return reason_line(self.sheet)

    @property
    def verdict(self) -> tuple[str, str]:
        return verdict(self.sheet, [cell.outcome for cell in self.cells])


def rows_of(sheets: Sequence[Assessment], units: Sequence[tuple[int, Any]]) -> list[Row]:
    """Rows in the order of the sheets; `units` are (position, unit) of the scheme. Reads `unit_results` prefetched."""
    rows = []
    for sheet in sheets:
        there = {result.unit_id: result for result in sheet.unit_results.all()}
        cells = [
            Cell(
                unit,
                position,
                there[unit.pk].outcome if unit.pk in there else "",
                unit.pk in there and there[unit.pk].filled_at_once,
                unit.pk in there and there[unit.pk].carried_over,
            )
            for position, unit in units
        ]
        rows.append(Row(sheet, cells, sheet.sheet in OPEN_SHEET))
    return rows


def verdict(sheet: Assessment, outcomes: Sequence[str]) -> tuple[str, str]:
    """Tone and words of the last column: what is recommended, what is missing, or why nothing is."""
    if sheet.status in NOT_ASSESSED:
        return "mut", str(CandidateStatus(sheet.status).label).capitalize()
    if missing := sum(not outcome for outcome in outcomes):
        return "mut", _("%(count)d unit lagi") % {"count": missing}
    if not_yet := sum(outcome == Competence.NOT_YET for outcome in outcomes):
        return "bad", _("Belum kompeten, %(count)d unit") % {"count": not_yet}
    return "ok", _("Kompeten")


def reason_line(sheet: Assessment) -> str:
    """What stands over the units of a candidate who was not assessed."""
    if sheet.status not in NOT_ASSESSED:
        return ""
    return _("%(status)s: %(reason)s. Tidak dihitung sebagai percobaan.") % {
        "status": str(CandidateStatus(sheet.status).label).capitalize(),
        "reason": sheet.status_reason.rstrip("."),
    }


def state_of(sheet: Assessment, units: Sequence[int]) -> dict[str, Any]:
    """The candidate as JSON for the page: version, status, every unit, and the words that follow from them."""
    there = {result.unit_id: result for result in sheet.unit_results.all()}
    outcomes = {unit: there[unit].outcome if unit in there else "" for unit in units}
    tone, words = verdict(sheet, list(outcomes.values()))
    return {
        "id": sheet.pk,
        "version": sheet.version,
        "status": sheet.status,
        "reason": sheet.status_reason,
        "reason_line": reason_line(sheet),
        "remarks": sheet.remarks,
        "units": outcomes,
        "at_once": [unit for unit in units if unit in there and there[unit].filled_at_once],
        "tone": tone,
        "verdict": words,
        "who": str(sheet.typed_by) if sheet.typed_by_id else "",
    }


@dataclass(frozen=True)
class Posted:
    """What the whole-page form says about one candidate."""

    sheet: Assessment
    version: int
    status: str
    reason: str
    remarks: str
    outcomes: Mapping[int, str]


def posted(data: Mapping[str, str], row: Row) -> Posted | None:
    """One candidate out of the fields `v-`, `s-`, `r-`, `m-` and `u-<candidate>-<unit>`; None when not sent whole."""
    pk = row.sheet.pk
    version = data.get(f"v-{pk}", "")
    if not version.isdigit():
        return None
    return Posted(
        sheet=row.sheet,
        version=int(version),
        status=data.get(f"s-{pk}", row.sheet.status),
        reason=data.get(f"r-{pk}", ""),
        remarks=data.get(f"m-{pk}", row.sheet.remarks),
        outcomes={cell.unit.pk: data.get(f"u-{pk}-{cell.unit.pk}", "") for cell in row.cells if not cell.carried_over},
    )


def saved_at(moment: datetime.datetime, zone: str) -> str:
    """When something was saved, on the clock of the place: to the second, and with the day unless it is today."""
    there = moment.astimezone(ZoneInfo(zone))
    said = f"{there:%H.%M.%S} {zona(zone)}"
    return said if there.date() == clock.today(zone) else f"{tanggal(there.date())} {said}"
