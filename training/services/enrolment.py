"""An inmate's way into a class and out of it: proposed, seated, waiting, ended."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.accounts.models import User
from foundation.audit import services as audit
from lapas.choices import CustodyState
from lapas.models import Inmate
from lapas.services.holding import hold, hold_owners
from training.candidates import assess_all, today_at
from training.choices import (
    HOLDING_A_SEAT,
    SYSTEM_END_REASONS,
    Capacity,
    ClassStatus,
    EndReason,
    EnrolmentStatus,
)
from training.eligibility import Assessment
from training.models import Enrolment, TrainingClass
from training.services.attainments import keep_passed_units
from training.services.involvement import involve
from training.services.locks import lock_class
from training.services.staffing import teaching

# Somebody in one of these had a place in the class, or a hope of one, that can be ended by hand.
CAN_BE_ENDED = frozenset(
    {EnrolmentStatus.APPROVED, EnrolmentStatus.RESERVE, EnrolmentStatus.ENROLLED, EnrolmentStatus.RUNNING}
)

# What a proposal writes, also on the row of somebody who left and is back.
PROPOSED_ANEW = (
    "status", "findings", "reason", "proposed_by", "proposed_on", "hearing", "hearing_note", "reserve_position",
    "end_reason", "end_note", "ended_on", "ended_from", "ended_with",
)  # fmt: skip


class EnrolmentRefused(ValidationError):
    """Nobody was proposed or seated; `reasons` says by inmate id why each of those who fail does."""

    def __init__(self, reasons: Mapping[int, Sequence[str]], names: Mapping[int, str]) -> None:
        super().__init__(
            [
                ValidationError(f"{names[inmate]}: {'; '.join(why)}.", code="enrolment_refused")
                for inmate, why in reasons.items()
            ]
        )
        self.reasons = {inmate: tuple(why) for inmate, why in reasons.items()}


@transaction.atomic
def propose_inmates(
    *,
    training_class: TrainingClass,
    inmates: Iterable[Inmate],
    reasons: Mapping[int, str] | None = None,
    actor: User | None,
) -> list[Enrolment]:
    """Propose every inmate for the hearing or none, and say per inmate why not.

    `reasons` holds, by inmate id, why somebody with a warning is proposed all the same. Raises EnrolmentRefused.
    """
    locked = _class_that_takes(training_class)
    people = _people(inmates)
    assessments = _assess_or_refuse(locked, people, reasons or {})
    places = _write(locked, people, assessments, reasons or {}, EnrolmentStatus.PROPOSED, actor)
    audit.record(actor, "training.propose", [locked, *people], {"proposed": len(places)})
    return places


@transaction.atomic
def withdraw_proposal(*, enrolment: Enrolment, actor: User | None) -> None:
    """Take a proposal back before the hearing; the row goes, the trail keeps it.

    The row of somebody who sat in the class before he left stays, ended on his last day there.
    """
    locked = lock_class(enrolment.training_class_id)
    current = Enrolment.objects.select_related("inmate").filter(pk=enrolment.pk).first()
    if current is None or current.status != EnrolmentStatus.PROPOSED:
        raise ValidationError(
            _("Usulan ini sudah diputus sidang, jadi tidak dapat ditarik. Akhiri tempatnya bila perlu."),
            code="not_proposed",
        )
    audit.record(actor, "training.withdraw_proposal", [locked, current.inmate])
    if not (last := _last_day(current)):
        current.delete()
        return
    current.status, current.end_reason, current.ended_on = EnrolmentStatus.ENDED, EndReason.OTHER, last
    current.end_note = _("usulan untuk melanjutkan ditarik")
    current.save(update_fields=["status", "end_reason", "end_note", "ended_on"])


def _last_day(place: Enrolment) -> datetime.date | None:
    """The last day on which the person was marked or judged in the class; None for somebody who never sat in it."""
    days = place.attendance.aggregate(on=Max("session__on")), place.unit_results.aggregate(on=Max("judged_on"))
    return max((day["on"] for day in days if day["on"]), default=None)


@transaction.atomic
def enrol_inmates(
    *,
    training_class: TrainingClass,
    inmates: Iterable[Inmate],
    reasons: Mapping[int, str] | None = None,
    actor: User | None,
) -> list[Enrolment]:
    """Seat every inmate or none, in a prison that trains without a hearing.

    Raises EnrolmentRefused with reasons per inmate; refuses more people than there are seats, and a prison that
    decides by hearing.
    """
    locked = _class_that_takes(training_class)
    if locked.corner.prison.hearing_required:
        raise ValidationError(
            _("UPT ini menempatkan peserta melalui sidang TPP. Usulkan dahulu, lalu catat hasil sidang."),
            code="hearing_required",
        )
    people = _people(inmates)
    assessments = _assess_or_refuse(locked, people, reasons or {})
    refuse_over_capacity(locked, len(people))
    status = seated_status(locked)
    places = _write(locked, people, assessments, reasons or {}, status, actor)
    tie_to_instructors(locked, people)
    audit.record(actor, "training.enrol", [locked, *people], {"seated": len(places)})
    return places


@transaction.atomic
def promote_reserve(*, enrolment: Enrolment, actor: User | None) -> Enrolment:
    """Give the first of the reserve list a seat. Refuses out of turn, without a free seat, and who has left."""
    locked = _class_that_takes(enrolment.training_class, late=True)
    current = Enrolment.objects.select_related("inmate").get(pk=enrolment.pk)
    if current.status != EnrolmentStatus.RESERVE:
        raise ValidationError(
            _("%(name)s tidak ada di daftar cadangan.") % {"name": current.inmate}, code="not_reserve"
        )
    first = reserve_of(locked)[0]
    if first.pk != current.pk:
        raise ValidationError(
            _("%(first)s ada di urutan lebih depan. Naikkan dahulu, atau akhiri tempatnya dengan alasan.")
            % {"first": first.inmate},
            code="out_of_turn",
        )
    refuse_over_capacity(locked, 1)
    refuse_gone(locked, [current.inmate])
    current.status, current.reserve_position = seated_status(locked), None
    current.save(update_fields=["status", "reserve_position"])
    tie_to_instructors(locked, [current.inmate])
    audit.record(actor, "training.promote_reserve", [locked, current.inmate])
    return current


@transaction.atomic
def end_enrolment(
    *, enrolment: Enrolment, reason: str, on: datetime.date, note: str = "", actor: User | None
) -> Enrolment:
    """End a place by hand with a reason; units already passed stay with the person as attainments.

    Refuses the reasons that only a change of custody gives, a day to come, "other" without a note, and a place that
    is not open.
    """
    locked = lock_class(enrolment.training_class_id)
    hold_owners(Enrolment.objects.filter(pk=enrolment.pk))
    current = Enrolment.objects.select_related("inmate", "training_class__module__scheme").get(pk=enrolment.pk)
    if current.status not in CAN_BE_ENDED:
        raise ValidationError(
            _("Tempat %(name)s berstatus %(status)s, jadi tidak dapat diakhiri.")
            % {"name": current.inmate, "status": str(current.get_status_display()).lower()},
            code="not_open",
        )
    if reason not in EndReason.values or reason in SYSTEM_END_REASONS:
        raise ValidationError(
            {
                "reason": ValidationError(
                    _("Pindah, bebas, meninggal dan melarikan diri dicatat sebagai peristiwa penghuni, bukan di sini."),
                    code="system_reason",
                )
            }
        )
    if on > today_at(locked):
        raise ValidationError({"on": ValidationError(_("Tanggal berakhir belum tiba."), code="future")})
    if reason == EndReason.OTHER and not note.strip():
        raise ValidationError(
            {"note": ValidationError(_("Tulis keterangan untuk alasan lainnya."), code="note_missing")}
        )
    was = current.status
    current.status, current.end_reason, current.end_note = EnrolmentStatus.ENDED, reason, note.strip()
    current.ended_on, current.reserve_position = on, None
    current.save(update_fields=["status", "end_reason", "end_note", "ended_on", "reserve_position"])
    kept = keep_passed_units(current, on)
    audit.record(
        actor, "training.end_enrolment", [locked, current.inmate], {"reason": reason, "was": was, "units": len(kept)}
    )
    return current


def reserve_of(training_class: TrainingClass) -> list[Enrolment]:
    """The reserve list in its order."""
    return list(
        training_class.enrolments.filter(status=EnrolmentStatus.RESERVE)
        .select_related("inmate")
        .order_by("reserve_position", "pk")
    )


def seats_left(training_class: TrainingClass) -> int:
    """Free seats of a class that is locked."""
    return training_class.seats - training_class.enrolments.filter(status__in=HOLDING_A_SEAT).count()


def seated_status(training_class: TrainingClass) -> EnrolmentStatus:
    return EnrolmentStatus.RUNNING if training_class.status == ClassStatus.RUNNING else EnrolmentStatus.ENROLLED


def refuse_over_capacity(training_class: TrainingClass, wanted: int) -> None:
    left = seats_left(training_class)
    if wanted > left:
        raise ValidationError(
            ngettext(
                "Kursi kosong hanya %(left)d, yang akan ditempatkan %(wanted)d orang. Belum ada yang ditempatkan.",
                "Kursi kosong hanya %(left)d, yang akan ditempatkan %(wanted)d orang. Belum ada yang ditempatkan.",
                wanted,
            )
            % {"left": max(left, 0), "wanted": wanted},
            code="class_full",
        )


def refuse_gone(training_class: TrainingClass, people: Iterable[Inmate]) -> None:
    """Hold the people as they stand now; refuses to seat who left the prison of the class, or was merged, by name."""
    prison = training_class.corner.prison_id
    gone = [
        person
        for person in hold(people)
        if person.prison_id != prison or person.custody_state != CustodyState.IN_CUSTODY
    ]
    if gone:
        raise EnrolmentRefused(
            {person.pk: [_("tidak lagi berada di UPT ini")] for person in gone},
            {person.pk: person.name for person in gone},
        )


def tie_to_instructors(training_class: TrainingClass, people: Sequence[Inmate]) -> None:
    """Whoever teaches the class trains those who are seated in it from now on."""
    involve(
        persons=[posting.person for posting in teaching(training_class)],
        inmates=people,
        scheme=training_class.module.scheme,
        capacity=Capacity.TRAINED,
        on=today_at(training_class),
    )


def _class_that_takes(training_class: TrainingClass, late: bool = False) -> TrainingClass:
    """The locked class, if it still takes people; `late` also after the registration has closed."""
    locked = lock_class(training_class)
    if locked.status not in {ClassStatus.PLANNED, ClassStatus.RUNNING}:
        raise ValidationError(_("Kelas ini sudah selesai atau dibatalkan."), code="class_closed")
    closes = locked.registration_closes_on
    if not late and closes is not None and closes < today_at(locked):
        raise ValidationError(
            _("Pendaftaran kelas ini ditutup pada %(day)s.") % {"day": f"{closes:%d-%m-%Y}"},
            code="registration_closed",
        )
    return locked


def _people(inmates: Iterable[Inmate]) -> list[Inmate]:
    """The people as they stand now, each once, in the order given; nobody may merge them away meanwhile."""
    found = hold(inmates)
    if not found:
        raise ValidationError(_("Pilih paling sedikit satu orang."), code="nobody")
    return found


def _assess_or_refuse(
    training_class: TrainingClass, people: Sequence[Inmate], reasons: Mapping[int, str]
) -> dict[int, Assessment]:
    """Findings of all, or EnrolmentRefused with every reason of everybody who fails."""
    assessments = assess_all(training_class, people, today_at(training_class))
    standing = dict(
        training_class.enrolments.filter(inmate__in=people)
        .exclude(pk__in=training_class.enrolments.ended_by_custody().values("pk"))
        .values_list("inmate_id", "status")
    )
    refused: dict[int, list[str]] = {}
    for person in people:
        why = [finding.text for finding in assessments[person.pk].blocks]
        if person.pk in standing:
            label = str(EnrolmentStatus(standing[person.pk]).label).lower()
            why.insert(0, _("sudah tercatat di kelas ini (%(status)s)") % {"status": label})
        if not why and assessments[person.pk].needs_reason and not reasons.get(person.pk, "").strip():
            warned = ", ".join(finding.text for finding in assessments[person.pk].problems if finding.level == "warn")
            why.append(_("isi alasannya (%(warned)s)") % {"warned": warned})
        if why:
            refused[person.pk] = why
    if refused:
        raise EnrolmentRefused(refused, {person.pk: person.name for person in people})
    return assessments


def _write(
    training_class: TrainingClass,
    people: Sequence[Inmate],
    assessments: Mapping[int, Assessment],
    reasons: Mapping[int, str],
    status: EnrolmentStatus,
    actor: User | None,
) -> list[Enrolment]:
    # Who was here before, left and is back goes on in the same row, with what was learnt and attended.
    before = {row.inmate_id: row for row in training_class.enrolments.ended_by_custody().filter(inmate__in=people)}
    places = []
    for person in people:
        place = before.get(person.pk) or Enrolment(training_class=training_class, inmate=person)
        place.status, place.findings = status, assessments[person.pk].as_json()
        place.reason = reasons.get(person.pk, "").strip() if assessments[person.pk].needs_reason else ""
        place.proposed_by, place.proposed_on = actor, today_at(training_class)
        place.hearing, place.hearing_note, place.reserve_position = None, "", None
        place.end_reason, place.end_note, place.ended_on = "", "", None
        place.ended_from, place.ended_with = "", None
        places.append(place)
    Enrolment.objects.bulk_create([place for place in places if place.pk is None])
    Enrolment.objects.bulk_update([place for place in places if place.inmate_id in before], PROPOSED_ANEW)
    return places
