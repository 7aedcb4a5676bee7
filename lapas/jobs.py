"""Work of the registry that is done by a worker."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from foundation.jobs.execution import Work
from foundation.jobs.registry import handler
from lapas.choices import ImportState
from lapas.imports import uploads
from lapas.imports.reader import Reading, read
from lapas.imports.refusals import FileRefused
from lapas.models import CustodyEvent, ImportBatch
from lapas.services.imports import (
    APPLY,
    CHECK,
    READ,
    apply_batch,
    check_batch,
    fill_batch,
    order_check,
    refuse_reading,
    remembered_columns,
    set_mapping,
)
from lapas.services.notices import JOB as NOTE
from lapas.services.notices import note_event


@handler(READ, title=_("Membaca lembar impor"), unit=_("baris dibaca"))
def read_import(work: Work) -> None:
    """Read an upload in a child process and stage it, then forget it; again from the start when it was cut off.

    A file that was read before, for other columns, is checked at once: the officer has said what is what.
    """
    batch = ImportBatch.objects.select_related("prison").get(pk=work.params["batch"])
    name, said = work.params["upload"], work.params.get("mapping")
    if batch.state == ImportState.READING:
        mapping = None if said is None else {int(position): field for position, field in said.items()}
        with work.outside():
            outcome = _read(batch, name, mapping, work.step)

        def write() -> None:
            if isinstance(outcome, FileRefused):
                refuse_reading(batch=batch, refusal=outcome, actor=work.actor)
            elif mapping is None:
                fill_batch(batch=batch, reading=outcome, actor=work.actor)
            else:
                mapped = set_mapping(batch=batch, mapping=mapping, reading=outcome, actor=work.actor)
                order_check(batch=mapped, actor=work.actor)

        work.finish_with(write)
    uploads.forget(name)


def _read(
    batch: ImportBatch, name: str, mapping: dict[int, str] | None, told: Callable[[int], None]
) -> Reading | FileRefused:
    try:
        return read(uploads.path_of(name), mapping, remembered=remembered_columns(batch.prison), told=told)
    except FileRefused as refusal:
        return refusal
    except FileNotFoundError:
        return FileRefused("left_lying")


@handler(APPLY, title=_("Menerapkan impor data penghuni"))
def apply_import(work: Work) -> None:
    """Write the batch's good rows, each judged anew, in one transaction with the job's end."""
    batch = ImportBatch.objects.select_related("prison").get(pk=work.params["batch"])
    if batch.state == ImportState.APPLIED:
        return
    # The steps within the transaction are seen by nobody, but they hold the job's row: however long it takes, no other
    # worker can take the job over.
    work.finish_with(lambda: apply_batch(batch=batch, actor=work.actor, apply_good=True, progress=work.step))


@handler(NOTE, title=_("Memberi tahu petugas kerja tentang perubahan"))
def note_custody(work: Work) -> None:
    """Tell the desk of the prison where it happened what follows from a custody event."""
    event = CustodyEvent.objects.select_related("inmate", "recorded_by").get(pk=work.params["event"])
    work.finish_with(lambda: note_event(event=event))


@handler(CHECK, title=_("Memeriksa impor data penghuni"), unit=_("baris"))
def check_import(work: Work) -> None:
    """Judge the staged rows chunk by chunk, with progress; again from the start when it was cut off."""
    batch = ImportBatch.objects.select_related("prison").get(pk=work.params["batch"])
    if batch.state == ImportState.CHECKING:
        check_batch(batch=batch, progress=work.step)
