"""What a transfer means for classes: told before somebody is sent, by convention of the roof."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from foundation import clock
from training.choices import OPEN_ENROLMENT, EnrolmentStatus, TrainingOutcome
from training.models import Attainment, Enrolment


def effects(leaving: Collection[int]) -> dict[int, list[tuple[str, str]]]:
    """Inmate id → (tone, sentence) for each class that the person leaves behind or still waits for."""
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    holds = Attainment.objects.filter(
        inmate=OuterRef("inmate"), scheme=OuterRef("training_class__module__scheme"), unit__isnull=True
    )
    places = Enrolment.objects.filter(status__in=OPEN_ENROLMENT, inmate_id__in=list(leaving)).annotate(
        holds=Exists(holds)
    )
    for place in places.select_related("training_class__module").order_by("training_class__starts_on"):
        words = {"name": str(place.training_class)}
        if place.status == EnrolmentStatus.FINISHED:
            # Where the scheme is held the certificate's way is told by itself; who failed waits for nothing.
            if place.holds or place.outcome == TrainingOutcome.NOT_PASSED:
                continue
            # After the exam its own floor tells what is still to be decided.
            exam_on = place.training_class.exam_on
            if exam_on is not None and exam_on < clock.today():
                continue
            told = ("warn", _("%(name)s selesai, belum diuji; minta tunda pindah bila bisa.") % words)
        elif place.status == EnrolmentStatus.PROPOSED:
            told = ("bad", _("usulan untuk %(name)s berakhir karena pindah; beri tahu sidang.") % words)
        elif place.status == EnrolmentStatus.RESERVE:
            told = ("warn", _("tempat cadangan di %(name)s berakhir karena pindah.") % words)
        else:
            told = ("bad", _("%(name)s berakhir karena pindah; unit yang sudah lulus tetap dicatat.") % words)
        found[place.inmate_id].append(told)
    return dict(found)
