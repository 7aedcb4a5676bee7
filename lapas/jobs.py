"""Work of the registry that is done by a worker."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from foundation.jobs.execution import Work
from foundation.jobs.registry import handler
from lapas.choices import ImportState
from lapas.models import ImportBatch
from lapas.services.imports import APPLY, CHECK, apply_batch, check_batch


@handler(APPLY, title=_("Menerapkan impor data penghuni"))
def apply_import(work: Work) -> None:
    """Check the batch once more, with progress, then write its good rows in one transaction with the job's end."""
    batch = ImportBatch.objects.select_related("prison").get(pk=work.params["batch"])
    if batch.state == ImportState.APPLIED:
        return
    check_batch(batch=batch, progress=work.step)
    # The steps within the transaction are seen by nobody, but they hold the job's row: however long it takes, no other
    # worker can take the job over.
    work.finish_with(lambda: apply_batch(batch=batch, actor=work.actor, apply_good=True, progress=work.step))


@handler(CHECK, title=_("Memeriksa impor data penghuni"))
def check_import(work: Work) -> None:
    """Judge the staged rows chunk by chunk, with progress; again from the start when it was cut off."""
    batch = ImportBatch.objects.select_related("prison").get(pk=work.params["batch"])
    if batch.state == ImportState.CHECKING:
        check_batch(batch=batch, progress=work.step)
