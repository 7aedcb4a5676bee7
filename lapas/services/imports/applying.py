"""Checking a batch against the registry, and writing it in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from foundation import clock
from foundation.accounts.models import User
from foundation.audit import services as audit
from foundation.jobs import services as jobs
from foundation.jobs.models import Job
from lapas.choices import FactSource, ImportState, RowOutcome
from lapas.imports import fields
from lapas.imports.values import Problem
from lapas.models import ImportBatch, ImportRow, Inmate, Prison
from lapas.services.facts import apply_facts, draft_entry, save_entries
from lapas.services.imports.mapping import columns_of, refuse_bad_mapping
from lapas.services.imports.states import CHUNK, WAITING, is_over, locked
from lapas.services.imports.verdicts import Seen, Verdict, judge_rows

APPLY = "lapas.apply_import"

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
    if batch.state not in {*WAITING, ImportState.APPLYING}:
        raise is_over(batch)
    refuse_bad_mapping(batch, columns_of(batch))
    outcome = Outcome()
    for verdicts in _judged(batch):
        with transaction.atomic():
            _keep(batch, verdicts, outcome)
        if progress is not None:
            progress(outcome.rows)
    _keep_counts(batch, outcome)
    if batch.state == ImportState.MAPPING:
        batch.state = ImportState.CHECKED
    batch.save(update_fields=["state", "rows", "created", "updated", "unchanged", "refused"])
    return outcome


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
    nothing is written: raises RowsRefused with the outcome. An applied batch stays as it is.
    """
    batch = ImportBatch.objects.select_for_update(of=("self",)).select_related("prison").get(pk=batch.pk)
    if batch.state == ImportState.APPLIED:
        return outcome_of(batch)
    if batch.state not in {ImportState.CHECKED, ImportState.APPLYING}:
        raise is_over(batch)
    outcome = Outcome()
    touched: list[Inmate] = []
    for verdicts in _judged(batch):
        if apply_good or not any(verdict.outcome == RowOutcome.REFUSED for verdict in verdicts):
            touched += _write(batch, verdicts, actor)
            _refresh_age(batch, verdicts)
        _keep(batch, verdicts, outcome)
        if progress is not None:
            progress(outcome.rows)
    if outcome.refused and not apply_good:
        raise RowsRefused(outcome)
    _keep_counts(batch, outcome)
    batch.state, batch.applied_at = ImportState.APPLIED, clock.now()
    batch.save()
    batch.staged.update(cells={})
    _move_prison_age(batch)
    counts = {"created": outcome.created, "updated": outcome.updated, "refused": len(outcome.refused)}
    audit.record(actor, "lapas.apply_import", [batch, *touched], counts)
    return outcome


def outcome_of(batch: ImportBatch) -> Outcome:
    """The kept outcome of a batch that was checked or applied."""
    outcome = Outcome(batch.rows, batch.created, batch.updated, batch.unchanged, [], list(batch.warnings))
    for row in batch.staged.exclude(problems=[]):
        _report(outcome, row)
    return outcome


def _judged(batch: ImportBatch) -> Iterator[list[Verdict]]:
    seen, last = Seen(), 0
    while rows := list(batch.staged.filter(row__gt=last).order_by("row")[:CHUNK]):
        yield judge_rows(batch, rows, seen)
        last = rows[-1].row


def _write(batch: ImportBatch, verdicts: list[Verdict], actor: User | None) -> Iterator[Inmate]:
    """Write a chunk by the services that every other source of facts uses; gives the people who were written."""
    entries = []
    for verdict in verdicts:
        facts = {name: value for name, value in verdict.wanted.items() if name != "register_number"}
        given: dict[str, Any] = {
            "dates": verdict.judged.dates,
            "as_of": batch.data_as_of,
            "source": FactSource.IMPORT,
            "actor": actor,
        }
        if verdict.outcome == RowOutcome.CREATED:
            number = verdict.wanted["register_number"]
            entry = draft_entry(prison=batch.prison, register_number=number, fields=facts, **given)
            verdict.inmate = entry.inmate
            entries.append(entry)
        elif verdict.outcome == RowOutcome.UPDATED and verdict.inmate is not None:
            apply_facts(inmate=verdict.inmate, fields=verdict.wanted, known=verdict.known, **given)
            yield verdict.inmate
    yield from save_entries(entries)


def _refresh_age(batch: ImportBatch, verdicts: list[Verdict]) -> None:
    """People whose row says nothing new are younger data all the same."""
    same = [verdict.inmate.pk for verdict in verdicts if verdict.outcome == RowOutcome.UNCHANGED and verdict.inmate]
    older = Q(data_as_of__isnull=True) | Q(data_as_of__lt=batch.data_as_of)
    Inmate.objects.present().filter(older, pk__in=same).update(
        data_as_of=batch.data_as_of, data_source=FactSource.IMPORT, updated_at=clock.now()
    )


def _move_prison_age(batch: ImportBatch) -> None:
    older = Q(data_as_of__isnull=True) | Q(data_as_of__lt=batch.data_as_of)
    Prison.objects.filter(older, pk=batch.prison_id).update(data_as_of=batch.data_as_of)


def _keep(batch: ImportBatch, verdicts: list[Verdict], outcome: Outcome) -> None:
    headers = {name: batch.headers[position] for position, name in columns_of(batch).items()}
    differing = []
    for verdict in verdicts:
        row, before = verdict.row, _kept(verdict.row)
        row.outcome, row.inmate = verdict.outcome, verdict.inmate
        refused = verdict.outcome == RowOutcome.REFUSED
        row.problems = [_noted(problem, headers, True) for problem in verdict.judged.problems if refused]
        row.problems += [_noted(problem, headers, False) for problem in verdict.judged.warnings]
        row.changes = []
        if verdict.outcome == RowOutcome.UPDATED:
            row.changes = [
                {"field": change.field, "before": change.before, "after": change.after} for change in verdict.changes
            ]
        outcome.count(verdict.outcome)
        _report(outcome, row)
        if _kept(row) != before:
            differing.append(row)
    # One statement per chunk; bulk_update would build a CASE of as many branches as there are rows.
    ImportRow.objects.bulk_create(
        differing,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["outcome", "inmate", "problems", "changes"],
    )


def _kept(row: ImportRow) -> tuple[Any, ...]:
    return row.outcome, row.inmate_id, row.problems, row.changes


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


def _keep_counts(batch: ImportBatch, outcome: Outcome) -> None:
    batch.rows, batch.created, batch.updated = outcome.rows, outcome.created, outcome.updated
    batch.unchanged, batch.refused = outcome.unchanged, len(outcome.refused)
    outcome.warnings[:0] = batch.warnings
