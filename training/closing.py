"""What of training is still open when a prison is to be closed."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from foundation.collect import Remains
from lapas.models import Prison
from training.models import TrainingClass, TrainingCorner


def remains(prison: Prison) -> Iterator[Remains]:
    if count := TrainingClass.objects.open().filter(corner__prison=prison).count():
        yield Remains(_("%(count)d kelas belum selesai; selesaikan atau batalkan dahulu") % {"count": count})
    if count := TrainingCorner.objects.filter(prison=prison, is_active=True).count():
        yield Remains(_("%(count)d pojok vokasi masih aktif; tetap tercatat") % {"count": count}, blocks=False)
