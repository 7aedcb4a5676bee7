"""Checking a batch against the registry, and writing it in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from foundation import clock, vendor
from foundation.accounts.models import User
from foundation.audit import services as audit
from foundation.jobs import services as jobs
from foundation.jobs.models import Job
from lapas import register
from lapas.choices import FactSource, ImportState, RowDecision, RowOutcome
from lapas.imports import fields
from lapas.imports.returning import ADVICE
from lapas.imports.values import Problem
from lapas.models import ImportBatch, ImportRow, Inmate, Prison
from lapas.services.bulk import AGE_COLUMNS, PlannedWrite, save_columns, write_plans
from lapas.services.facts import Entry, draft_entry, save_entries
from lapas.services.imports.ending import end_older
from lapas.services.imports.mapping import columns_of, refuse_bad_mapping
from lapas.services.imports.states import CHUNK, WAITING, is_over, locked
from lapas.services.imports.verdicts import PRESENT, Seen, Verdict, judge_rows
from lapas.services.notices import note_missing

APPLY, CHECK = "lapas.apply_import", "lapas.check_import"

# What a verdict writes on its row.
KEPT = ("outcome", "group", "inmate_id", "candidates", "problems", "changes", "cells", "before", "written_at")

Progress = Callable[[int], None]


@dataclass
class Outcome:
    """What a check or an application came to; `refused` and `warnings` name row, column and what to do."""

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: list[dict[str, Any]] = field(default_factory=list)
    warnings: list[dict[str, Any]] = field(default_factory=list)

    def count(self, outcome: RowOutcome) -> None:
        self.rows += 1
        if outcome == RowOutcome.CREATED:
            self.created += 1
        elif outcome == RowOutcome.UPDATED:
            self.updated += 1
        elif outcome == RowOutcome.UNCHANGED:
            self.unchanged += 1


class RowsRefused(ValidationError):
    """Some rows are refused and nothing was written; `outcome` says what would have happened."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(
            _("%(count)d baris ditolak, maka tidak ada yang ditulis; perbaiki berkasnya atau terapkan yang baik saja."),
            code="rows_refused",
            params={"count": len(outcome.refused)},
        )
        self.outcome = outcome


def check_batch(*, batch: ImportBatch, progress: Progress | None = None) -> Outcome:
    """Judge every staged row against the registry and keep the verdicts for the preview; writes nothing else.

    Refuses a batch without a name or register column, or one that is over.
    """
    if batch.state not in {*WAITING, ImportState.CHECKING, ImportState.APPLYING}:
        raise is_over(batch)
    refuse_bad_mapping(batch, columns_of(batch))
    outcome, seen = Outcome(), Seen(batch)
    for verdicts in _judged(batch, seen):
        with transaction.atomic():
            _keep(batch, verdicts, outcome)
        if progress is not None:
            progress(outcome.rows)
    keep_counts(batch, outcome)
    batch.gone = gone_among(people_before(batch), seen)
    if batch.state in {ImportState.MAPPING, ImportState.CHECKING}:
        batch.state = ImportState.CHECKED
    batch.save(update_fields=["state", "rows", "created", "updated", "unchanged", "refused", "gone"])
    return outcome


@transaction.atomic
def order_check(*, batch: ImportBatch, actor: User | None) -> Job:
    """Order the check of a mapped batch as a job, for a sheet that would keep the page waiting."""
    batch = locked(batch, *WAITING)
    refuse_bad_mapping(batch, columns_of(batch))
    batch.state = ImportState.CHECKING
    batch.save(update_fields=["state"])
    return jobs.enqueue(CHECK, params={"batch": batch.pk}, actor=actor, total=batch.rows, subjects=[batch])


@transaction.atomic
def decide_row(*, row: ImportRow, decision: str, actor: User | None, inmate: Inmate | None = None) -> ImportRow:
    """Say whether a doubtful row means one of the suggested people (`inmate`) or another one, and judge it anew."""
    batch = locked(row.batch, ImportState.CHECKED)
    row = batch.staged.get(pk=row.pk)
    suggested = {one["inmate"] for one in row.candidates}
    if not suggested or (decision == RowDecision.SAME and (inmate is None or inmate.pk not in suggested)):
        raise ValidationError(_("Orang ini tidak ada di antara usulan; muat ulang halaman."), code="not_suggested")
    row.decision = RowDecision(decision)
    row.chosen = inmate if row.decision == RowDecision.SAME else None
    row.save(update_fields=["decision", "chosen"])
    candidates = row.candidates
    (verdict,) = judge_rows(batch, [row], Seen(batch))
    _keep(batch, [verdict], Outcome())
    # Kept, so that the answer can be changed until the batch is applied.
    row.candidates = candidates
    row.save(update_fields=["candidates"])
    counted = dict(batch.staged.order_by().values_list("outcome").annotate(models.Count("pk")))
    batch.created, batch.updated = counted.get("created", 0), counted.get("updated", 0)
    batch.unchanged, batch.refused = counted.get("unchanged", 0), counted.get("refused", 0)
    batch.gone = [pk for pk in batch.gone if pk != row.inmate_id]
    batch.save(update_fields=["created", "updated", "unchanged", "refused", "gone"])
    audit.record(actor, "lapas.decide_import_row", batch, {"row": row.row, "decision": row.decision})
    return row


def people_before(batch: ImportBatch) -> list[tuple[int, str]]:
    """Id and number of whoever should be on the sheet; an older one, or handed-back rows, says nothing about that."""
    if ADVICE in batch.headers:
        return []
    if batch.prison.data_as_of is not None and batch.data_as_of < batch.prison.data_as_of:
        return []
    here = Inmate.objects.in_custody().filter(prison=batch.prison_id).order_by("pk")
    return list(here.exclude(admitted_on__gt=batch.data_as_of).values_list("pk", "register_number"))


def gone_among(people: Iterable[tuple[int, str]], seen: Seen) -> list[int]:
    """Who of these people is meant by no row."""
    return [pk for pk, number in people if pk not in seen.people and register.normalise(number) not in seen.numbers]


def gone_from(batch: ImportBatch) -> models.QuerySet[Inmate]:
    """Who was in the prison at the check, is there still, and is meant by no row."""
    return Inmate.objects.in_custody().filter(prison=batch.prison_id, pk__in=batch.gone)


@transaction.atomic
def order_apply(*, batch: ImportBatch, actor: User) -> Job:
    """Order the application of a checked batch as a job; its refused rows are left out. Refuses an unchecked batch."""
    batch = locked(batch, ImportState.CHECKED)
    if batch.refused >= batch.rows:
        raise ValidationError(_("Semua baris ditolak; perbaiki berkasnya, lalu unggah lagi."), code="nothing_to_apply")
    batch.state = ImportState.APPLYING
    batch.save(update_fields=["state"])
    return jobs.enqueue(APPLY, params={"batch": batch.pk}, actor=actor, total=batch.rows, subjects=[batch])


@transaction.atomic
def apply_batch(
    *, batch: ImportBatch, actor: User | None, apply_good: bool = False, progress: Progress | None = None
) -> Outcome:
    """Write the staged rows to the registry, all in one transaction, and empty the staging.

    Every row is judged anew, so what changed since the check counts. Without `apply_good` one refused row means that
    nothing is written: raises RowsRefused with the outcome. An applied batch stays as it is. Whoever is on no row is
    noted as missing, unless the sheet holds but a part of the prison.
    """
    batch = ImportBatch.objects.select_for_update(of=("self",)).select_related("prison").get(pk=batch.pk)
    if batch.state == ImportState.APPLIED:
        return outcome_of(batch)
    if batch.state not in {ImportState.CHECKED, ImportState.APPLYING}:
        raise is_over(batch)
    outcome = Outcome()
    touched: list[Inmate] = []
    for verdicts in _judged(batch, Seen(batch)):
        touched += write_chunk(batch, verdicts, actor, apply_good)
        _keep(batch, verdicts, outcome, applied=True)
        if progress is not None:
            progress(outcome.rows)
    if outcome.refused and not apply_good:
        raise RowsRefused(outcome)
    end_applied(batch, outcome, touched, actor)
    return outcome


def end_applied(batch: ImportBatch, outcome: Outcome, touched: Sequence[Inmate], actor: User | None) -> None:
    """The last part of the transaction that wrote a batch: its state, the age of the prison's data, who is gone."""
    keep_counts(batch, outcome)
    batch.state, batch.applied_at = ImportState.APPLIED, clock.now()
    batch.prison_as_of_before = batch.prison.data_as_of
    batch.save()
    end_older(batch)
    _move_prison_age(batch)
    if not batch.is_partial:
        note_missing(people=gone_from(batch), on=batch.data_as_of, source=FactSource.IMPORT, actor=actor)
    counts = {"created": outcome.created, "updated": outcome.updated, "refused": len(outcome.refused)}
    audit.record(actor, "lapas.apply_import", [batch, *touched], counts)


def outcome_of(batch: ImportBatch) -> Outcome:
    """The kept outcome of a batch that was checked or applied."""
    outcome = Outcome(batch.rows, batch.created, batch.updated, batch.unchanged, [], list(batch.warnings))
    for row in batch.staged.exclude(problems=[]):
        _report(outcome, row)
    return outcome


def _judged(batch: ImportBatch, seen: Seen) -> Iterator[list[Verdict]]:
    last = 0
    while rows := list(batch.staged.filter(row__gt=last).order_by("row")[:CHUNK]):
        yield judge_rows(batch, rows, seen)
        last = rows[-1].row


def draft(batch: ImportBatch, verdict: Verdict, actor: User | None) -> Entry:
    """The person whom a row adds, drafted once; nothing of it is saved."""
    told = verdict.told
    if told.entry is None:
        facts = {name: value for name, value in verdict.wanted.items() if name != "register_number"}
        told.entry = draft_entry(
            prison=batch.prison,
            register_number=verdict.wanted["register_number"],
            fields=facts,
            dates=verdict.judged.dates,
            as_of=batch.data_as_of,
            source=FactSource.IMPORT,
            actor=actor,
            plan=verdict.plan,
        )
    return told.entry


def write_chunk(batch: ImportBatch, verdicts: list[Verdict], actor: User | None, apply_good: bool) -> list[Inmate]:
    """Write a chunk: new people, changed ones, and the age of those whose row says nothing new; gives the first two.

    Without `apply_good` a chunk with a refused row writes nothing.
    """
    if not apply_good and any(verdict.outcome == RowOutcome.REFUSED for verdict in verdicts):
        return []
    entries, writes = [], []
    for verdict in verdicts:
        if verdict.outcome == RowOutcome.CREATED:
            entry = draft(batch, verdict, actor)
            verdict.inmate = entry.inmate
            entries.append(entry)
        elif verdict.outcome == RowOutcome.UPDATED and verdict.inmate is not None:
            verdict.row.before = {}
            writes.append(PlannedWrite(verdict.inmate, verdict.plan, verdict.known, verdict.row.before))
    created = save_entries(entries)
    write_plans(writes, as_of=batch.data_as_of, source=FactSource.IMPORT, actor=actor)
    refreshed = _refresh_age(batch, verdicts)
    written = {one.pk for one in (*created, *refreshed, *(write.inmate for write in writes))}
    for verdict in verdicts:
        if verdict.inmate is not None and verdict.inmate.pk in written and verdict.outcome != RowOutcome.REFUSED:
            verdict.row.written_at = verdict.inmate.updated_at
    return [*created, *(write.inmate for write in writes)]


def _refresh_age(batch: ImportBatch, verdicts: list[Verdict]) -> list[Inmate]:
    """People whose row says nothing new are younger data all the same."""
    younger = []
    for verdict in verdicts:
        inmate = verdict.inmate
        if verdict.outcome != RowOutcome.UNCHANGED or inmate is None or inmate.custody_state not in PRESENT:
            continue
        if inmate.data_as_of is None or inmate.data_as_of < batch.data_as_of:
            kept = inmate.data_as_of.isoformat() if inmate.data_as_of else None
            verdict.row.before = {"columns": {"data_as_of": kept, "data_source": inmate.data_source}}
            inmate.data_as_of, inmate.data_source = batch.data_as_of, FactSource.IMPORT
            younger.append(inmate)
    save_columns(younger, set(AGE_COLUMNS))
    return younger


def _move_prison_age(batch: ImportBatch) -> None:
    older = Q(data_as_of__isnull=True) | Q(data_as_of__lt=batch.data_as_of)
    Prison.objects.filter(older, pk=batch.prison_id).update(data_as_of=batch.data_as_of)


def _keep(batch: ImportBatch, verdicts: list[Verdict], outcome: Outcome, applied: bool = False) -> None:
    """Keep the verdicts on the staged rows, and count them; a row that says the same as before is left alone."""
    before = {} if applied else {verdict.row.pk: _kept(verdict.row) for verdict in verdicts}
    note_verdicts(batch, verdicts, outcome, applied=applied)
    rows = [verdict.row for verdict in verdicts]
    vendor.update([row for row in rows if applied or _kept(row) != before[row.pk]], KEPT)


def note_verdicts(batch: ImportBatch, verdicts: list[Verdict], outcome: Outcome, *, applied: bool) -> None:
    """Put the verdicts on their rows, and count them; whoever calls saves the rows.

    Once applied the cells go, but for those of refused rows, whose NIK goes too.
    """
    columns = columns_of(batch)
    headers = {name: batch.headers[position] for position, name in columns.items()}
    nik_at = next((str(position) for position, name in columns.items() if name == "nik"), "")
    for verdict in verdicts:
        row = verdict.row
        row.outcome, row.group, row.inmate = verdict.outcome, verdict.group, verdict.inmate
        row.candidates = [{"inmate": one.kept.pk, "reasons": one.reasons} for one in verdict.candidates]
        refused = verdict.outcome == RowOutcome.REFUSED
        if applied:
            row.cells = {at: cell for at, cell in row.cells.items() if at != nik_at} if refused else {}
        row.problems = [_noted(problem, headers, True) for problem in verdict.judged.problems if refused]
        row.problems += [_noted(problem, headers, False) for problem in verdict.judged.warnings]
        row.changes = []
        if verdict.outcome == RowOutcome.UPDATED:
            row.changes = [
                {"field": change.field, "before": change.before, "after": change.after} for change in verdict.changes
            ]
        outcome.count(verdict.outcome)
        _report(outcome, row)


def _kept(row: ImportRow) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in KEPT)


def _noted(problem: Problem, headers: Mapping[str, str], refuses: bool) -> dict[str, Any]:
    column = headers.get(problem.field) or str(fields.FIELDS[problem.field].label)
    return {"column": column, "message": problem.message, "refuses": refuses}


def _report(outcome: Outcome, row: ImportRow) -> None:
    """One entry per refused row: its first problem's column, and all its sentences."""
    refusals = [problem for problem in row.problems if problem["refuses"]]
    if row.outcome == RowOutcome.REFUSED and refusals:
        more = [f"{problem['column']}: {problem['message']}" for problem in refusals[1:]]
        message = " ".join([refusals[0]["message"], *more])
        outcome.refused.append({"row": row.row, "column": refusals[0]["column"], "message": message})
    for problem in row.problems:
        if not problem["refuses"]:
            outcome.warnings.append({"row": row.row, "column": problem["column"], "message": problem["message"]})


def keep_counts(batch: ImportBatch, outcome: Outcome) -> None:
    """Put the counts on the batch; whoever calls saves it."""
    batch.rows, batch.created, batch.updated = outcome.rows, outcome.created, outcome.updated
    batch.unchanged, batch.refused = outcome.unchanged, len(outcome.refused)
    outcome.warnings[:0] = batch.warnings
