"""What training keeps about a person, for merging two rows of one person."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from lapas.models import Inmate
from lapas.parts import Part
from training.choices import Capacity, EnrolmentStatus
from training.models import Attainment, Attendance, Enrolment, Involvement, UnitTrainingResult


def parts() -> list[Part]:
    return [
        Part(_("Kelas"), Enrolment, refusals=same_class, stays=empty_places),
        Part(_("Kompetensi yang dimiliki"), Attainment, stays=held_by_both),
        Part(_("Keterlibatan pelatih, asesor, pemutus"), Involvement, refusals=not_independent, stays=tied_to_both),
    ]


def same_class(kept: Inmate, folded: Inmate) -> Iterator[str]:
    """One person has one place in a class: the second one must be over, and nothing may have been written on it."""
    places = Enrolment.objects.filter(inmate=folded, training_class__in=kept.enrolments.values("training_class"))
    empty = set(empty_places(kept, folded))
    for place in places.select_related("training_class__module"):
        if place.pk not in empty:
            yield _t(
                "Keduanya tercatat di %(name)s. Akhiri dulu tempat yang salah di kelas itu; bila hasil atau daftar "
                "hadirnya sudah terisi, pertahankan catatan yang lain."
            ) % {"name": place.training_class}


def empty_places(kept: Inmate, folded: Inmate) -> list[int]:
    """Places of the folded row in the kept row's classes that are over and carry neither result nor attendance."""
    ended = Enrolment.objects.filter(
        ~Exists(Attendance.objects.filter(enrolment=OuterRef("pk"))),
        ~Exists(UnitTrainingResult.objects.filter(enrolment=OuterRef("pk"))),
        inmate=folded,
        status=EnrolmentStatus.ENDED,
        outcome="",
        training_class__in=kept.enrolments.values("training_class"),
    )
    return list(ended.values_list("pk", flat=True))


def held_by_both(kept: Inmate, folded: Inmate) -> list[int]:
    """The same unit or scheme from the same source and day."""
    columns = ("scheme_id", "unit_id", "source", "on")
    there = set(kept.attainments.values_list(*columns))
    return [pk for pk, *fact in folded.attainments.values_list("pk", *columns) if tuple(fact) in there]


def not_independent(kept: Inmate, folded: Inmate) -> Iterator[str]:
    """Somebody who trained the one row and assessed or decided on the other would be both for one person."""
    known = {(row.scheme_id, row.person_id): row.capacity for row in kept.involvements.all()}
    for row in folded.involvements.select_related("person", "scheme"):
        other = known.get((row.scheme_id, row.person_id), row.capacity)
        if other != row.capacity:
            yield _t(
                "%(person)s %(other)s yang satu dan %(own)s yang lain pada skema %(scheme)s; untuk satu orang itu "
                "tidak boleh. Laporkan kepada LSP dan auditor; catatan tidak digabung."
            ) % {
                "person": row.person.full_name,
                "other": _did(other),
                "own": _did(row.capacity),
                "scheme": row.scheme,
            }


def tied_to_both(kept: Inmate, folded: Inmate) -> list[int]:
    """The same person in the same capacity: one row says it."""
    known = set(kept.involvements.values_list("scheme_id", "person_id", "capacity"))
    rows = folded.involvements.values_list("pk", "scheme_id", "person_id", "capacity")
    return [pk for pk, *tie in rows if tuple(tie) in known]


def _did(capacity: str) -> str:
    words = {
        Capacity.TRAINED: _t("melatih"),
        Capacity.ASSESSED: _t("menguji"),
        Capacity.DECIDED: _t("memutus hasil"),
    }
    return words[Capacity(capacity)]
