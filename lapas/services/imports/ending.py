"""The end of staged rows: kept while they can serve, then told to be over, then deleted a chunk at a time.

Whoever ends them holds the batch's row, and an undoing holds it too: of the two one comes first, and the other finds
what the first has done. Between the chunks anything may be killed; the next sweep goes on.
"""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _

from foundation import clock
from foundation.audit import services as audit
from foundation.jobs.models import Job
from lapas.choices import ImportState
from lapas.models import ImportBatch

# Rows of one transaction, and of one sweep: the sweeper has jobs to wake besides.
AT_ONCE = 2_000
IN_A_SWEEP = 20_000
BATCHES_IN_A_SWEEP = 100
IN_WORK = (
    ImportState.READING,
    ImportState.MAPPING,
    ImportState.CHECKING,
    ImportState.CHECKED,
    ImportState.APPLYING,
)
# What is due longer than this tells of a sweeper that stands still.
LATE = datetime.timedelta(days=1)


def tidy_rows() -> int:
    """Give up sheets that nobody applied in time, end rows whose time is over, delete what has ended; bounded.

    Returns how many rows were deleted. Any number may run; a batch that somebody holds is left for the next sweep.
    """
    now = clock.now()
    for pk in _chosen(forsaken(now)):
        _give_up(pk, now)
    for pk in _chosen(due(now)):
        _end(pk, now)
    return _delete(IN_A_SWEEP)


def due(now: datetime.datetime) -> QuerySet[ImportBatch]:
    """Batches whose rows have served at `now` and were not told to be over yet."""
    old = Q(state=ImportState.APPLIED, applied_at__lte=now - _kept_for())
    return _with_rows().filter(old | Q(state=ImportState.UNDONE), rows_ended_at__isnull=True)


def forsaken(now: datetime.datetime) -> QuerySet[ImportBatch]:
    """Batches that were brought so long before `now` that nobody will apply them any more."""
    return _with_rows().filter(state__in=IN_WORK, uploaded_at__lte=now - _kept_for())


def ended() -> QuerySet[ImportBatch]:
    """Batches whose rows are told to be over and not all deleted yet."""
    return _with_rows().filter(rows_ended_at__isnull=False)


def with_rows_too_long() -> int:
    """How many batches have rows that should have been deleted a day ago."""
    before = clock.now() - LATE
    return due(before).count() + ended().filter(rows_ended_at__lte=before).count()


def refuse_over(batch: ImportBatch) -> None:
    """Raises ValidationError for a batch whose rows are not kept any more: nothing tells what was before it."""
    if since := batch.rows_over_since:
        raise ValidationError(
            _(
                "Baris impor ini tidak disimpan lagi sejak %(since)s, maka impor tidak bisa diurungkan. "
                "Betulkan penghuninya satu per satu, atau terapkan lembar yang lebih baru."
            ),
            code="rows_over",
            params={"since": f"{since.astimezone(ZoneInfo(batch.prison.timezone)):%d-%m-%Y}"},
        )


def end_older(batch: ImportBatch) -> None:
    """Part of applying: refused rows of the prison's earlier sheets are handed back no more.

    An earlier sheet on which something was built can never be undone again; its rows end here. One that is being
    undone at this moment is passed over.
    """
    older = ImportBatch.objects.filter(prison=batch.prison_id, state=ImportState.APPLIED).exclude(pk=batch.pk)
    kept = older.filter(rows_ended_at__isnull=True, rows_dropped_at__isnull=True).order_by("pk")
    for one in list(kept.select_for_update(skip_locked=True)):
        one.staged.exclude(cells={}).update(cells={})
        if is_built_on(one):
            end_rows(one)


def is_built_on(batch: ImportBatch) -> bool:
    """Whether anybody whom the batch wrote was written since; that never passes."""
    written = batch.staged.filter(written_at__isnull=False, inmate__isnull=False)
    return written.exclude(inmate__updated_at=F("written_at")).exists()


def end_rows(batch: ImportBatch) -> None:
    """Part of a larger act that holds the batch: from now on its rows are over; the sweeper deletes them."""
    _note_counts(batch)
    batch.rows_ended_at = clock.now()
    batch.save(update_fields=["row_counts", "gone", "rows_ended_at"])
    audit.record(None, "lapas.end_import_rows", batch, {"rows": batch.rows})


def drop_rows(batch: ImportBatch) -> None:
    """Part of a larger act that holds the batch and saves it: its rows go here and now."""
    _note_counts(batch)
    batch.staged.all().delete()
    batch.rows_ended_at = batch.rows_dropped_at = clock.now()
    batch.save(update_fields=["row_counts", "gone", "rows_ended_at", "rows_dropped_at"])


def _kept_for() -> datetime.timedelta:
    return datetime.timedelta(days=settings.IMPORT_ROWS_DAYS)


def _with_rows() -> QuerySet[ImportBatch]:
    return ImportBatch.objects.filter(rows_dropped_at__isnull=True).order_by()


def _chosen(batches: QuerySet[ImportBatch]) -> list[int]:
    # By the clock and not by key: in the order of keys the database would look through batches that ended long ago.
    return list(batches.order_by("uploaded_at").values_list("pk", flat=True)[:BATCHES_IN_A_SWEEP])


def _held(batches: QuerySet[ImportBatch], pk: int) -> ImportBatch | None:
    """The batch if it is still among these and nobody else holds it."""
    return batches.filter(pk=pk).select_for_update(skip_locked=True).first()


@transaction.atomic
def _give_up(pk: int, now: datetime.datetime) -> None:
    batch = _held(forsaken(now), pk)
    # A job that is at work or waits will still want the rows.
    if batch is None or Job.objects.about(batch).unfinished().exists():
        return
    drop_rows(batch)
    batch.state = ImportState.DISCARDED
    batch.reason = _("Tidak diterapkan dalam %(days)d hari.") % {"days": settings.IMPORT_ROWS_DAYS}
    batch.save(update_fields=["state", "reason"])
    audit.record(None, "lapas.discard_import", batch)


@transaction.atomic
def _end(pk: int, now: datetime.datetime) -> None:
    if (batch := _held(due(now), pk)) is not None:
        end_rows(batch)


def _delete(most: int) -> int:
    """Delete up to `most` rows of ended batches, each chunk in its own transaction."""
    gone = 0
    for pk in ended().order_by("rows_ended_at").values_list("pk", flat=True)[:BATCHES_IN_A_SWEEP]:
        more = True
        while more and gone < most:
            number, more = _delete_some(pk)
            gone += number
    return gone


@transaction.atomic
def _delete_some(pk: int) -> tuple[int, bool]:
    """Delete a chunk of the batch's rows: how many, and whether more are left."""
    if (batch := _held(ended(), pk)) is None:
        return 0, False
    numbers = batch.staged.order_by("row").values_list("row", flat=True)
    last = numbers[AT_ONCE - 1 : AT_ONCE].first()
    rows = batch.staged.all() if last is None else batch.staged.filter(row__lte=last)
    number, _kinds = rows.delete()
    if last is None:
        batch.rows_dropped_at = clock.now()
        batch.save(update_fields=["rows_dropped_at"])
    return number, last is not None


def _note_counts(batch: ImportBatch) -> None:
    """Keep on the batch how many rows there were of which kind, and forget who was on none."""
    groups: dict[str, int] = {}
    decisions: dict[str, int] = {}
    counted = batch.staged.order_by().values_list("group", "decision").annotate(Count("pk"))
    for group, decision, number in counted:
        for kept, name in ((groups, group), (decisions, decision)):
            if name:
                kept[name] = kept.get(name, 0) + number
    batch.row_counts = {"groups": groups, "decisions": decisions, "gone": len(batch.gone)}
    batch.gone = []
