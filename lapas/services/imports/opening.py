"""A batch from the upload to its mapping: taken in, read by a job, staged, mapped, or given up."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from foundation import clock, vendor
from foundation.accounts.models import User
from foundation.audit import services as audit
from foundation.jobs import services as jobs
from foundation.jobs.choices import JobState
from foundation.jobs.models import Job
from lapas.choices import ImportState
from lapas.imports import staging, uploads
from lapas.imports.reader import Reading
from lapas.imports.refusals import FileRefused
from lapas.models import ImportBatch, ImportRow, Prison
from lapas.services.imports.ending import drop_rows
from lapas.services.imports.mapping import (
    as_stored,
    columns_of,
    refuse_bad_mapping,
    refuse_unread_columns,
    remember_columns,
)
from lapas.services.imports.states import CHUNK, WAITING, locked

READ = "lapas.read_import"


@transaction.atomic
def order_read(*, prison: Prison, upload: UploadedFile[bytes], data_as_of: datetime.date, actor: User) -> ImportBatch:
    """Lay an upload down and order its reading as a job; one over the size cap is refused at once.

    Refuses a data date in the future.
    """
    refuse_future(prison, data_as_of)
    about: dict[str, Any] = {"prison": prison, "file_name": upload.name or "", "data_as_of": data_as_of, "actor": actor}
    try:
        lying = uploads.keep(upload)
    except FileRefused as refusal:
        return refuse_batch(file_sha256="", refusal=refusal, **about)
    try:
        batch = _new_batch(file_sha256=lying.sha256, **about)
        jobs.enqueue(READ, params={"batch": batch.pk, "upload": lying.name}, actor=actor, subjects=[batch])
        audit.record(actor, "lapas.upload_import", batch)
    except BaseException:
        uploads.forget(lying.name)
        raise
    return batch


@transaction.atomic
def open_batch(
    *, prison: Prison, reading: Reading, file_name: str, data_as_of: datetime.date, actor: User | None
) -> ImportBatch:
    """A batch of a file that was read here and now; the rules of `order_read` and `fill_batch`."""
    refuse_future(prison, data_as_of)
    batch = _new_batch(
        prison=prison, file_name=file_name, file_sha256=reading.sha256, data_as_of=data_as_of, actor=actor
    )
    return fill_batch(batch=batch, reading=reading, actor=actor)


@transaction.atomic
def fill_batch(*, batch: ImportBatch, reading: Reading, actor: User | None) -> ImportBatch:
    """Stage the mapped cells of the file that was read, and drop unapplied batches of the very same file."""
    batch = locked(batch, ImportState.READING)
    drop_same(batch, reading.sha256)
    describe(batch, reading)
    batch.state = ImportState.MAPPING
    batch.save()
    _stage(batch, reading)
    audit.record(actor, "lapas.open_import", batch, {"rows": batch.rows})
    return batch


def drop_same(batch: ImportBatch, sha256: str) -> None:
    """Give up other batches of the very same file that nobody has applied."""
    same = ImportBatch.objects.filter(prison=batch.prison_id, file_sha256=sha256, state__in=WAITING)
    for older in same:
        _drop_staging(older, ImportState.DISCARDED)


def describe(batch: ImportBatch, reading: Reading) -> None:
    """Put on the batch what was read, but for its rows; whoever calls saves it."""
    batch.sheet, batch.header_row = reading.sheet[:100], reading.header_row
    batch.headers, batch.mapping, batch.rows = reading.headers, as_stored(reading.mapping), len(reading.rows)
    batch.warnings = [{"row": None, "column": "", "message": message} for message in reading.warnings]


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
    batch = _new_batch(prison=prison, file_name=file_name, file_sha256=file_sha256, data_as_of=data_as_of, actor=actor)
    return refuse_reading(batch=batch, refusal=refusal, actor=actor)


@transaction.atomic
def refuse_reading(*, batch: ImportBatch, refusal: FileRefused, actor: User | None) -> ImportBatch:
    """End a batch whose file is refused whole; one that was read before (for other columns) stays as it was read."""
    batch = locked(batch, ImportState.READING)
    if batch.headers:
        batch.state = ImportState.MAPPING
        batch.warnings = [*batch.warnings, {"row": None, "column": "", "message": refusal.sentence}]
    else:
        batch.state, batch.reason = ImportState.REFUSED, refusal.sentence
    batch.save(update_fields=["state", "reason", "warnings"])
    audit.record(actor, "lapas.refuse_import", batch, {"reason": refusal.code})
    return batch


def end_unread() -> int:
    """End the batches whose reading was given up for good, so that the file can be brought again; returns how many."""
    ended = 0
    for batch in ImportBatch.objects.filter(state=ImportState.READING).order_by("pk"):
        reading = Job.objects.about(batch).filter(kind=READ).order_by("pk").last()
        if reading is None or reading.state != JobState.FAILED:
            continue
        try:
            refuse_reading(batch=batch, refusal=FileRefused("unread"), actor=None)
        except ValidationError:
            # Read after all: somebody has just ordered the job once more.
            continue
        ended += 1
    return ended


@transaction.atomic
def order_reread(
    *, batch: ImportBatch, mapping: Mapping[int, str], upload: UploadedFile[bytes], actor: User
) -> ImportBatch:
    """Order the same file to be read once more, for columns that were not staged; the check follows by itself.

    Refuses another file, and what `set_mapping` refuses.
    """
    batch = locked(batch, *WAITING)
    mapping = {position: name for position, name in sorted(mapping.items()) if name}
    refuse_bad_mapping(batch, mapping)
    uploads.refuse_too_big(upload)
    _refuse_other_file(batch, uploads.digest_of(upload))
    batch.state = ImportState.READING
    batch.save(update_fields=["state"])
    lying = uploads.keep(upload)
    params = {"batch": batch.pk, "upload": lying.name, "mapping": as_stored(mapping)}
    jobs.enqueue(READ, params=params, actor=actor, subjects=[batch])
    audit.record(actor, "lapas.upload_import", batch)
    return batch


@transaction.atomic
def set_mapping(
    *, batch: ImportBatch, mapping: Mapping[int, str], actor: User | None, reading: Reading | None = None
) -> ImportBatch:
    """Say which column holds which field; the batch must be checked afterwards.

    A column that was not staged (or a NIK column that changes its meaning) needs the file once more, as `reading` made
    with this mapping. Refuses columns that are never kept, a field given twice, and a missing name or register number.
    """
    batch = locked(batch, *WAITING, *([ImportState.READING] if reading is not None else []))
    mapping = {position: name for position, name in sorted(mapping.items()) if name}
    refuse_bad_mapping(batch, mapping)
    before = columns_of(batch)
    if reading is not None:
        _refuse_other_file(batch, reading.sha256)
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
    at_work = (ImportState.READING, ImportState.CHECKING, ImportState.APPLYING)
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


def draft_batch(
    *, prison: Prison, file_name: str, file_sha256: str, data_as_of: datetime.date, actor: User | None
) -> ImportBatch:
    """A batch that is not saved yet."""
    return ImportBatch(
        prison=prison,
        state=ImportState.READING,
        file_name=_plain_name(file_name),
        file_sha256=file_sha256,
        data_as_of=data_as_of,
        uploaded_by=actor,
        uploaded_at=clock.now(),
    )


def _new_batch(**about: Any) -> ImportBatch:
    batch = draft_batch(**about)
    batch.save()
    return batch


def _stage(batch: ImportBatch, reading: Reading) -> None:
    mapping = columns_of(batch)
    rows = [
        (batch.pk, number, staging.stage(cells, mapping, place=staging.place_of(batch.pk, number)))
        for number, cells in reading.rows
    ]
    vendor.insert_rows(ImportRow, ("batch_id", "row", "cells"), rows)


def _forget_columns(batch: ImportBatch, positions: set[int]) -> None:
    if not positions:
        return
    rows = list(batch.staged.all())
    for row in rows:
        for position in positions:
            row.cells.pop(str(position), None)
    ImportRow.objects.bulk_update(rows, ["cells"], batch_size=CHUNK)


def _drop_staging(batch: ImportBatch, state: ImportState) -> None:
    drop_rows(batch)
    batch.state = state
    batch.save(update_fields=["state"])


def _refuse_other_file(batch: ImportBatch, sha256: str) -> None:
    if sha256 != batch.file_sha256:
        raise ValidationError(
            _("Ini bukan berkas yang sama; pilih lagi %(name)s."), code="other_file", params={"name": batch.file_name}
        )


def refuse_future(prison: Prison, data_as_of: datetime.date) -> None:
    """Raises ValidationError for a data date after today."""
    if data_as_of > clock.today(prison.timezone):
        raise ValidationError(
            _("Tanggal data tidak boleh di masa depan; isi tanggal berkas diunduh dari SDP."), code="as_of_future"
        )


def _plain_name(file_name: str) -> str:
    name = PurePath(file_name.replace("\\", "/")).name
    return "".join(sign for sign in name if sign.isprintable())[:200] or "berkas"
