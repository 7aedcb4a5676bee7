"""Which papers are still under way when a prison is to be closed."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from certification.choices import DispatchState
from certification.models import Dispatch
from foundation.collect import Remains
from lapas.models import Prison


def remains(prison: Prison) -> Iterator[Remains]:
    moving = Dispatch.objects.filter(prison=prison, state__in=[DispatchState.PREPARED, DispatchState.SENT])
    if count := moving.count():
        yield Remains(
            _("%(count)d kiriman sertifikat belum diterima UPT ini; terima atau batalkan dahulu") % {"count": count}
        )
