"""What it means for classes that a transfer never arrived: which places come back, by convention of the roof."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator

from django.utils.translation import gettext as _

from training.choices import ClassStatus, EnrolmentStatus
from training.returning import Return, of_people

Sentences = dict[tuple[int, int], list[tuple[str, str]]]


def effects(returning: Collection[int]) -> dict[int, list[tuple[str, str]]]:
    """Inmate id → (tone, sentence) for each place in the prison where the person is, or comes back to."""
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    standing, ended = of_people(list(returning))
    for row in standing:
        if row.training_class.corner.prison_id == row.inmate.prison_id:
            words = {"name": str(row.training_class), "status": str(row.get_status_display()).lower()}
            found[row.inmate_id].append(("ok", _("%(name)s: tempatnya ada (%(status)s).") % words))
    for one in ended:
        found[one.place.inmate_id] += _told(one)
    return dict(found)


def ended_places(returning: Collection[int]) -> Sentences:
    """(inmate id, prison of the class) → sentences about places that the departure ended; also after the return."""
    found: Sentences = defaultdict(list)
    for one in of_people(list(returning))[1] if returning else ():
        found[one.place.inmate_id, one.place.training_class.corner.prison_id] += _told(one)
    return found


def _told(one: Return) -> Iterator[tuple[str, str]]:
    course = one.place.training_class
    words = {"name": str(course), "why": one.why}
    if one.back:
        was = one.place.ended_from
        if was == EnrolmentStatus.PROPOSED:
            yield "ok", _("%(name)s: usulannya kembali ke daftar sidang.") % words
        elif was == EnrolmentStatus.RESERVE:
            yield "ok", _("%(name)s: tempat cadangannya kembali.") % words
        else:
            yield "ok", _("%(name)s: tempatnya kembali.") % words
    elif course.status in {ClassStatus.PLANNED, ClassStatus.RUNNING}:
        yield "bad", _("%(name)s: %(why)s Usulkan lagi bila perlu; yang sudah dipelajari tetap tercatat.") % words
    else:
        yield "warn", _("%(name)s: %(why)s Unit yang sudah lulus tetap dicatat.") % words
