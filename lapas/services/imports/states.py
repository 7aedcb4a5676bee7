"""In which state a batch may be touched."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lapas.choices import ImportState
from lapas.models import ImportBatch

# Rows of a staged batch that are read and written at once.
CHUNK = 500
WAITING = (ImportState.MAPPING, ImportState.CHECKED)


def locked(batch: ImportBatch, *states: str) -> ImportBatch:
    """The batch, locked and read anew; raises ValidationError unless it is in one of the states."""
    batch = ImportBatch.objects.select_for_update(of=("self",)).select_related("prison").get(pk=batch.pk)
    if batch.state not in states:
        raise is_over(batch)
    return batch


def is_over(batch: ImportBatch) -> ValidationError:
    return ValidationError(
        _("Impor ini %(state)s; muat ulang halaman."), code="wrong_state", params={"state": batch.get_state_display()}
    )
