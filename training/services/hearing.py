"""The outcome of one *sidang TPP* for the proposals of a class, recorded on one page."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from foundation import clock
from foundation.accounts.models import User
from foundation.audit import services as audit
from training.candidates import today_at
from training.choices import ClassStatus, EnrolmentStatus
from training.models import Enrolment, Hearing, TrainingClass
from training.services.enrolment import (
    refuse_gone,
    refuse_over_capacity,
    reserve_of,
    seated_status,
    tie_to_instructors,
)
from training.services.locks import lock_class

DECISIONS = frozenset({EnrolmentStatus.APPROVED, EnrolmentStatus.REJECTED, EnrolmentStatus.RESERVE})


@dataclass(frozen=True)
class Ruling:
    """What the hearing said about one proposal: approved, rejected or reserve, and a note."""

    decision: str
    note: str = ""


@transaction.atomic
def record_hearing(
    *,
    training_class: TrainingClass,
    held_on: datetime.date,
    minutes_number: str,
    rulings: Mapping[int, Ruling],
    decree_number: str = "",
    decree_date: datetime.date | None = None,
    actor: User,
) -> Hearing:
    """Record minutes, decree and the ruling on each proposal (by enrolment id) at once, all or none.

    Whoever is approved is seated, up to the seats of the class; reserves queue in the order of `rulings` behind those
    who wait already. A proposal without a ruling stays proposed. Refuses too many approvals, an approval without a
    decree, a decree or a hearing in the wrong order of days, and who has left the prison meanwhile.
    """
    locked = lock_class(training_class)
    if locked.status not in {ClassStatus.PLANNED, ClassStatus.RUNNING}:
        raise ValidationError(_("Kelas ini sudah selesai atau dibatalkan."), code="class_closed")
    places = _proposals(locked, rulings)
    approved = [places[pk] for pk, ruling in rulings.items() if ruling.decision == EnrolmentStatus.APPROVED]
    _refuse_days(locked, held_on, decree_number, decree_date, needs_decree=bool(approved))
    refuse_over_capacity(locked, len(approved))
    refuse_gone(locked, [place.inmate for place in approved])
    hearing = Hearing.objects.create(
        training_class=locked,
        held_on=held_on,
        minutes_number=minutes_number.strip(),
        decree_number=decree_number.strip(),
        decree_date=decree_date,
        recorded_by=actor,
        recorded_at=clock.now(),
    )
    waiting = reserve_of(locked)
    position = max((place.reserve_position or 0 for place in waiting), default=0)
    for pk, ruling in rulings.items():
        place = places[pk]
        place.hearing, place.hearing_note = hearing, ruling.note.strip()
        if ruling.decision == EnrolmentStatus.APPROVED:
            place.status = seated_status(locked)
        elif ruling.decision == EnrolmentStatus.RESERVE:
            position += 1
            place.status, place.reserve_position = EnrolmentStatus.RESERVE, position
        else:
            place.status = EnrolmentStatus.REJECTED
    Enrolment.objects.bulk_update(places.values(), ["status", "hearing", "hearing_note", "reserve_position"])
    tie_to_instructors(locked, [place.inmate for place in approved])
    audit.record(
        actor,
        "training.record_hearing",
        [locked, hearing, *(place.inmate for place in places.values())],
        {
            decision: sum(ruling.decision == decision for ruling in rulings.values())
            for decision in sorted(value.value for value in DECISIONS)
        },
    )
    return hearing


def _proposals(training_class: TrainingClass, rulings: Mapping[int, Ruling]) -> dict[int, Enrolment]:
    if not rulings:
        raise ValidationError(_("Isi putusan untuk paling sedikit satu usulan."), code="no_ruling")
    if any(ruling.decision not in DECISIONS for ruling in rulings.values()):
        raise ValidationError(_("Putusan hanya disetujui, ditolak atau cadangan."), code="unknown_ruling")
    places = {
        place.pk: place
        for place in training_class.enrolments.filter(pk__in=rulings, status=EnrolmentStatus.PROPOSED).select_related(
            "inmate"
        )
    }
    if len(places) != len(rulings):
        raise ValidationError(
            _("Ada usulan yang sudah diputus atau ditarik sementara halaman ini terbuka. Muat ulang, lalu isi lagi."),
            code="proposals_changed",
        )
    return places


def _refuse_days(
    training_class: TrainingClass,
    held_on: datetime.date,
    decree_number: str,
    decree_date: datetime.date | None,
    *,
    needs_decree: bool,
) -> None:
    today = today_at(training_class)
    wrong: dict[str, ValidationError] = {}
    if held_on > today:
        wrong["held_on"] = ValidationError(_("Tanggal sidang belum tiba."), code="future")
    if needs_decree and not decree_number.strip():
        wrong["decree_number"] = ValidationError(
            _("Isi nomor SK Kepala: ada peserta yang disetujui."), code="decree_missing"
        )
    if decree_number.strip() and decree_date is None:
        wrong["decree_date"] = ValidationError(_("Isi tanggal SK Kepala."), code="decree_date_missing")
    if decree_date is not None and decree_date < held_on:
        wrong["decree_date"] = ValidationError(
            _("Tanggal SK tidak boleh sebelum tanggal sidang."), code="decree_before_hearing"
        )
    if decree_date is not None and decree_date > today:
        wrong["decree_date"] = ValidationError(_("Tanggal SK belum tiba."), code="future")
    if wrong:
        raise ValidationError(wrong)
