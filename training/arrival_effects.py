"""What it means for classes that a prison accepts somebody who is on the way there, by convention of the roof."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _

from training.choices import ClassStatus, EnrolmentStatus, TrainingOutcome
from training.models import Attainment, Enrolment, TrainingClass


def effects(arriving: Collection[int]) -> dict[int, list[tuple[str, str]]]:
    """Inmate id → (tone, sentence) for each place that is left behind, and where its scheme can be gone on with."""
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    scheme = OuterRef("training_class__module__scheme")
    holds = Attainment.objects.filter(inmate=OuterRef("inmate"), scheme=scheme, unit__isnull=True)
    untested = Q(status=EnrolmentStatus.FINISHED) & ~Q(outcome=TrainingOutcome.NOT_PASSED)
    left = Enrolment.objects.open_or_left() | Enrolment.objects.filter(untested)
    places = list(
        left.filter(~Exists(holds), inmate_id__in=list(arriving))
        .select_related("training_class__module", "training_class__corner", "inmate")
        .order_by("training_class__starts_on", "pk")
    )
    here = _with_a_free_seat(places)
    for place in places:
        course, home = place.training_class, place.inmate.destination_id
        words = {"name": str(course)}
        if place.status == EnrolmentStatus.FINISHED:
            told = "warn", _("%(name)s selesai di UPT asal, belum diuji; tanyakan jadwal ujinya ke UPT asal.") % words
        elif course.corner.prison_id == home:
            told = "ok", _("%(name)s ada di UPT ini; usulkan lagi setelah diterima.") % words
        elif course.status == ClassStatus.CANCELLED:
            continue
        elif local := here.get((home, course.module.scheme_id)):
            words["local"] = str(local)
            told = "warn", _("%(name)s di UPT asal berakhir dan tidak kembali; usulkan ke %(local)s di sini.") % words
        else:
            told = "bad", _("%(name)s di UPT asal berakhir dan tidak kembali; di sini belum ada kelasnya.") % words
        found[place.inmate_id].append(told)
    return dict(found)


def _with_a_free_seat(places: Collection[Enrolment]) -> dict[tuple[int, int], TrainingClass]:
    """(prison, scheme) → the next class there with a free seat."""
    homes = {place.inmate.destination_id for place in places}
    schemes = {place.training_class.module.scheme_id for place in places}
    classes = TrainingClass.objects.open().filter(corner__prison__in=homes, module__scheme__in=schemes)
    free = classes.with_seats_taken().filter(seats_taken__lt=F("seats")).select_related("module", "corner")
    # The earliest last, so that it stays.
    return {(one.corner.prison_id, one.module.scheme_id): one for one in free.order_by("-starts_on", "-pk")}
