"""A sheet brought into the registry at one go, without a preview: read, judged and drafted first, then written.

The rules are those of checking and applying. Nothing is staged: no row lies in the database before it is decided what
becomes of it. What a row says by itself is judged outside the transaction; whom it means is asked once more within it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django.db import transaction

from foundation import vendor
from foundation.accounts.models import User
from foundation.audit import services as audit
from lapas import register
from lapas.choices import ImportState, RowOutcome
from lapas.imports.reader import Reading
from lapas.models import ImportBatch, ImportRow, Inmate, Prison
from lapas.services.imports.applying import (
    Outcome,
    Progress,
    RowsRefused,
    draft,
    end_applied,
    gone_among,
    keep_counts,
    note_verdicts,
    people_before,
    write_chunk,
)
from lapas.services.imports.mapping import columns_of, refuse_bad_mapping
from lapas.services.imports.opening import describe, draft_batch, drop_same, refuse_future
from lapas.services.imports.states import CHUNK
from lapas.services.imports.told import Told, tell
from lapas.services.imports.verdicts import Seen, Verdict, judge_rows


@dataclass(frozen=True)
class _Sheet:
    """A sheet in memory: its rows, what each says by itself, and its register numbers as numbers are compared."""

    rows: list[ImportRow]
    told: list[Told]
    numbers: set[str]


def bring_sheet(
    *,
    prison: Prison,
    reading: Reading,
    file_name: str,
    data_as_of: datetime.date,
    actor: User | None,
    apply_good: bool = False,
    progress: Progress | None = None,
) -> tuple[ImportBatch, Outcome]:
    """Open a batch of a file that was read, check it and apply it, all in one transaction.

    Without `apply_good` one refused row means that nothing is written: the batch is kept as a discarded one, and
    RowsRefused raised with the outcome. Refuses what `open_batch` and `check_batch` refuse. Raises IntegrityError where
    somebody else has just written a person of the sheet: then all of it is asked once more.
    """
    refuse_future(prison, data_as_of)
    batch = draft_batch(
        prison=prison, file_name=file_name, file_sha256=reading.sha256, data_as_of=data_as_of, actor=actor
    )
    describe(batch, reading)
    refuse_bad_mapping(batch, columns_of(batch))
    rows = [
        ImportRow(batch=batch, row=number, cells={str(position): cell for position, cell in cells.items()})
        for number, cells in reading.rows
    ]
    numbers = _numbers_on(batch, rows)
    seen = Seen(batch, numbers)
    sheet = _Sheet(rows, _told(batch, rows, seen), numbers)
    try:
        _check(batch, sheet, seen, actor, apply_good, progress)
        with transaction.atomic():
            return batch, _write(batch, sheet, _rules(batch, seen), actor, apply_good)
    except RowsRefused:
        _give_up(batch, actor)
        raise


def _check(
    batch: ImportBatch,
    sheet: _Sheet,
    seen: Seen,
    actor: User | None,
    apply_good: bool,
    progress: Progress | None,
) -> None:
    """Judge every row and draft whom it adds. Raises RowsRefused before anybody has to wait for the registry."""
    outcome = Outcome()
    for verdicts in _judged(batch, sheet, seen):
        note_verdicts(batch, verdicts, outcome, applied=False)
        for verdict in verdicts:
            if verdict.outcome == RowOutcome.CREATED:
                draft(batch, verdict, actor)
        if progress is not None:
            progress(outcome.rows)
    if outcome.refused and not apply_good:
        batch.gone = gone_among(people_before(batch), seen)
        keep_counts(batch, outcome)
        raise RowsRefused(outcome)


def _write(
    batch: ImportBatch, sheet: _Sheet, rules: tuple[object, ...], actor: User | None, apply_good: bool
) -> Outcome:
    """Ask the registry once more whom each row means, and write; only what a row says by itself is not asked again."""
    batch.prison = Prison.objects.get(pk=batch.prison_id)
    seen = Seen(batch, sheet.numbers)
    if _rules(batch, seen) != rules:
        sheet = replace(sheet, told=_told(batch, sheet.rows, seen))
    here = people_before(batch)
    outcome, touched = Outcome(), list[Inmate]()
    for verdicts in _judged(batch, sheet, seen):
        touched += write_chunk(batch, verdicts, actor, apply_good)
        note_verdicts(batch, verdicts, outcome, applied=True)
    batch.gone = gone_among(here, seen)
    if outcome.refused and not apply_good:
        keep_counts(batch, outcome)
        raise RowsRefused(outcome)
    _save_opened(batch, actor)
    vendor.insert(sheet.rows)
    end_applied(batch, outcome, touched, actor)
    return outcome


@transaction.atomic
def _give_up(batch: ImportBatch, actor: User | None) -> None:
    batch.state = ImportState.DISCARDED
    _save_opened(batch, actor)
    audit.record(actor, "lapas.discard_import", batch)


def _save_opened(batch: ImportBatch, actor: User | None) -> None:
    drop_same(batch, batch.file_sha256)
    batch.save()
    audit.record(actor, "lapas.open_import", batch, {"rows": batch.rows})


def _judged(batch: ImportBatch, sheet: _Sheet, seen: Seen) -> Iterator[list[Verdict]]:
    for start in range(0, len(sheet.rows), CHUNK):
        chunk = slice(start, start + CHUNK)
        yield judge_rows(batch, sheet.rows[chunk], seen, sheet.told[chunk])


def _told(batch: ImportBatch, rows: Sequence[ImportRow], seen: Seen) -> list[Told]:
    columns = [(str(position), name) for position, name in columns_of(batch).items()]
    return [
        tell(batch, {name: row.cells[at] for at, name in columns if at in row.cells}, seen.own_words, seen.places)
        for row in rows
    ]


def _numbers_on(batch: ImportBatch, rows: Sequence[ImportRow]) -> set[str]:
    at = next(str(position) for position, name in columns_of(batch).items() if name == "register_number")
    return {register.normalise(str(row.cells.get(at, ""))) for row in rows}


def _rules(batch: ImportBatch, seen: Seen) -> tuple[object, ...]:
    """What rows are judged by besides the sheet itself."""
    return seen.own_words, seen.places, batch.prison.kind
