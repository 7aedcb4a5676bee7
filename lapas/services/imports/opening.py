"""Opening a batch from a file that was read, saying which column is what, and giving it up."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from foundation import clock
from foundation.accounts.models import User
from foundation.audit import services as audit
from foundation.jobs.models import Job
from lapas.choices import ImportState
from lapas.imports import staging
from lapas.imports.reader import Reading
from lapas.imports.refusals import FileRefused
from lapas.models import ImportBatch, ImportRow, Prison
from lapas.services.imports.mapping import (
    as_stored,
    columns_of,
    refuse_bad_mapping,
    refuse_unread_columns,
    remember_columns,
)
from lapas.services.imports.states import CHUNK, WAITING, locked


@transaction.atomic
def open_batch(
    *, prison: Prison, reading: Reading, file_name: str, data_as_of: datetime.date, actor: User | None
) -> ImportBatch:
    """Stage the mapped cells of a file that was read, and drop unapplied batches of the very same file.

    Refuses a data date in the future.
    """
    _refuse_future(prison, data_as_of)
    for older in ImportBatch.objects.filter(prison=prison, file_sha256=reading.sha256, state__in=WAITING):
        _drop_staging(older, ImportState.DISCARDED)
    batch = ImportBatch.objects.create(
        prison=prison,
        file_name=_plain_name(file_name),
        file_sha256=reading.sha256,
        sheet=reading.sheet[:100],
        header_row=reading.header_row,
        headers=reading.headers,
        mapping=as_stored(reading.mapping),
        data_as_of=data_as_of,
        rows=len(reading.rows),
        warnings=[{"row": None, "column": "", "message": message} for message in reading.warnings],
        uploaded_by=actor,
        uploaded_at=clock.now(),
    )
    _stage(batch, reading)
    audit.record(actor, "lapas.open_import", batch, {"rows": batch.rows})
    return batch


@transaction.atomic
def refuse_batch(
    *,
    prison: Prison,
    file_name: str,
    file_sha256: str,
    data_as_of: datetime.date,
    refusal: FileRefused,
    actor: User | None,
) -> ImportBatch:
    """Note that a file was refused whole, and why; nothing of its content is kept."""
    batch = ImportBatch.objects.create(
        prison=prison,
        state=ImportState.REFUSED,
        file_name=_plain_name(file_name),
        file_sha256=file_sha256,
        data_as_of=data_as_of,
        reason=refusal.sentence,
        uploaded_by=actor,
        uploaded_at=clock.now(),
    )
    audit.record(actor, "lapas.refuse_import", batch, {"reason": refusal.code})
    return batch


@transaction.atomic
def set_mapping(
    *, batch: ImportBatch, mapping: Mapping[int, str], actor: User | None, reading: Reading | None = None
) -> ImportBatch:
    """Say which column holds which field; the batch must be checked afterwards.

    A column that was not staged (or a NIK column that changes its meaning) needs the file once more, as `reading` made
    with this mapping. Refuses columns that are never kept, a field given twice, and a missing name or register number.
    """
    batch = locked(batch, *WAITING)
    mapping = {position: name for position, name in sorted(mapping.items()) if name}
    refuse_bad_mapping(batch, mapping)
    before = columns_of(batch)
    if reading is not None:
        if reading.sha256 != batch.file_sha256:
            raise ValidationError(_("Ini bukan berkas yang sama; pilih lagi %(name)s.") % {"name": batch.file_name})
        batch.staged.all().delete()
        batch.mapping, batch.rows = as_stored(mapping), len(reading.rows)
        _stage(batch, reading)
    else:
        refuse_unread_columns(batch, before, mapping)
        batch.mapping = as_stored(mapping)
        _forget_columns(batch, set(before) - set(mapping))
    batch.state = ImportState.MAPPING
    batch.save(update_fields=["mapping", "rows", "state"])
    remember_columns(batch)
    audit.record(actor, "lapas.map_import", batch, {"fields": sorted(mapping.values())})
    return batch


@transaction.atomic
def discard_batch(*, batch: ImportBatch, actor: User | None) -> ImportBatch:
    """Give up a batch and forget its rows. Refuses one that was applied, and one whose job is still at work."""
    at_work = (ImportState.CHECKING, ImportState.APPLYING)
    batch = locked(batch, *WAITING, *at_work)
    if batch.state in at_work and Job.objects.about(batch).unfinished().exists():
        raise ValidationError(
            _("Impor ini %(state)s; tunggu sampai selesai."),
            code="at_work",
            params={"state": batch.get_state_display()},
        )
    _drop_staging(batch, ImportState.DISCARDED)
    audit.record(actor, "lapas.discard_import", batch)
    return batch


def _stage(batch: ImportBatch, reading: Reading) -> None:
    mapping = columns_of(batch)
    rows = (
        ImportRow(
            batch=batch,
            row=number,
            cells=staging.stage(cells, mapping, place=staging.place_of(batch.pk, number)),
        )
        for number, cells in reading.rows
    )
    ImportRow.objects.bulk_create(rows, batch_size=CHUNK)


def _forget_columns(batch: ImportBatch, positions: set[int]) -> None:
    if not positions:
        return
    rows = list(batch.staged.all())
    for row in rows:
        for position in positions:
            row.cells.pop(str(position), None)
    ImportRow.objects.bulk_update(rows, ["cells"], batch_size=CHUNK)


def _drop_staging(batch: ImportBatch, state: ImportState) -> None:
    batch.staged.all().delete()
    batch.state = state
    batch.save(update_fields=["state"])


def _refuse_future(prison: Prison, data_as_of: datetime.date) -> None:
    if data_as_of > clock.today(prison.timezone):
        raise ValidationError(
            _("Tanggal data tidak boleh di masa depan; isi tanggal berkas diunduh dari SDP."), code="as_of_future"
        )


def _plain_name(file_name: str) -> str:
    name = PurePath(file_name.replace("\\", "/")).name
    return "".join(sign for sign in name if sign.isprintable())[:200] or "berkas"
