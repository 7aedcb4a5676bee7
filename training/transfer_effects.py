"""What a transfer means for classes: told before somebody is sent, by convention of the roof."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from django.utils.translation import gettext as _

from training.choices import OPEN_ENROLMENT, EnrolmentStatus
from training.models import Enrolment


def effects(leaving: Collection[int]) -> dict[int, list[tuple[str, str]]]:
    """Inmate id → (tone, sentence) for each class that the person leaves behind or still waits for."""
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    places = Enrolment.objects.filter(status__in=OPEN_ENROLMENT, inmate_id__in=list(leaving))
    for place in places.select_related("training_class__module").order_by("training_class__starts_on"):
        words = {"name": str(place.training_class)}
        if place.status == EnrolmentStatus.FINISHED:
            told = ("warn", _("%(name)s selesai, uji atau sertifikatnya belum; minta tunda pindah bila bisa.") % words)
        else:
            told = ("bad", _("%(name)s berakhir karena pindah; unit yang sudah lulus tetap dicatat.") % words)
        found[place.inmate_id].append(told)
    return dict(found)
