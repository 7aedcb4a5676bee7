"""Planning a class, changing it, starting, finishing and cancelling it."""

from __future__ import annotations

import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max, QuerySet, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation import clock
from foundation.accounts.models import User
from foundation.audit import services as audit
from training.choices import (
    HOLDING_A_SEAT,
    OPEN_ENROLMENT,
    ClassStatus,
    EndReason,
    EnrolmentStatus,
)
from training.models import Enrolment, Module, TrainingCentre, TrainingClass, TrainingCorner
from training.services.locks import lock_class
from training.services.sessions import lay_days
from training.services.staffing import move_reach, teaching


def next_batch(module: Module, corner: TrainingCorner) -> int:
    """The number to suggest for the next *angkatan*; the unique constraint decides."""
    last = TrainingClass.objects.filter(module=module, corner=corner).aggregate(last=Max("batch"))["last"]
    return (last or 0) + 1


@transaction.atomic
def plan_class(
    *,
    module: Module,
    corner: TrainingCorner,
    centre: TrainingCentre,
    starts_on: datetime.date,
    ends_on: datetime.date,
    seats: int,
    batch: int | None = None,
    registration_closes_on: datetime.date | None = None,
    actor: User | None,
) -> TrainingClass:
    """Plan a class in a corner.

    Refuses what is not active, a module whose field the corner does not teach, more seats than the corner has free in
    that time, days in the wrong order, and a batch that exists.
    """
    planned = TrainingClass(
        module=module,
        corner=corner,
        centre=centre,
        batch=batch if batch is not None else next_batch(module, corner),
        starts_on=starts_on,
        ends_on=ends_on,
        seats=seats,
        registration_closes_on=registration_closes_on,
        created_by=actor,
    )
    _refuse_inactive(planned)
    _refuse_impossible(planned)
    _save(planned)
    audit.record(actor, "training.plan_class", [planned], {"seats": seats, "starts_on": str(starts_on)})
    return planned


@transaction.atomic
def change_class(
    *,
    training_class: TrainingClass,
    centre: TrainingCentre,
    starts_on: datetime.date,
    ends_on: datetime.date,
    seats: int,
    batch: int,
    registration_closes_on: datetime.date | None = None,
    module: Module | None = None,
    corner: TrainingCorner | None = None,
    actor: User | None,
) -> TrainingClass:
    """Change a class that is planned or runs; module and corner only while nobody is in it.

    Refuses fewer seats than are taken. The days on which instructors reach the class move with it.
    """
    locked = _open_class(training_class)
    was_starting, was_ending = locked.starts_on, locked.ends_on
    moved = (module is not None and module != locked.module) or (corner is not None and corner != locked.corner)
    if moved and (locked.enrolments.exists() or locked.instructors.exists()):
        raise ValidationError(
            _("Program dan pojok tidak dapat diubah: kelas ini sudah mempunyai peserta atau instruktur."),
            code="class_in_use",
        )
    before = {name: str(getattr(locked, name)) for name in ("starts_on", "ends_on", "seats", "batch")}
    locked.module, locked.corner = module or locked.module, corner or locked.corner
    locked.centre, locked.batch, locked.seats = centre, batch, seats
    locked.starts_on, locked.ends_on = starts_on, ends_on
    locked.registration_closes_on = registration_closes_on
    taken = locked.enrolments.filter(status__in=HOLDING_A_SEAT).count()
    if seats < taken:
        raise ValidationError(
            {
                "seats": ValidationError(
                    _("Sudah %(taken)d kursi terisi; jumlah kursi tidak boleh kurang dari itu.") % {"taken": taken},
                    code="seats_taken",
                )
            }
        )
    _refuse_impossible(locked)
    _save(locked)
    move_reach(locked, was_starting, was_ending)
    changed = {
        name: [old, str(getattr(locked, name))] for name, old in before.items() if old != str(getattr(locked, name))
    }
    audit.record(actor, "training.change_class", [locked], changed)
    return locked


@transaction.atomic
def start_class(*, training_class: TrainingClass, actor: User | None) -> TrainingClass:
    """Let a planned class run: who has a seat is now *berjalan*, and the days are planned if none is.

    Refuses a class that is empty, has no instructor or is not yet due.
    """
    locked = lock_class(training_class)
    if locked.status != ClassStatus.PLANNED:
        raise ValidationError(_("Hanya kelas yang direncanakan dapat dimulai."), code="not_planned")
    if locked.starts_on > clock.today(locked.corner.prison.timezone):
        raise ValidationError(
            _("Kelas baru dimulai pada %(day)s. Ubah tanggal mulai bila dimajukan.")
            % {"day": f"{locked.starts_on:%d-%m-%Y}"},
            code="too_early",
        )
    seated = locked.enrolments.filter(status=EnrolmentStatus.ENROLLED)
    if not seated.exists():
        raise ValidationError(_("Belum ada peserta terdaftar, kelas belum dapat dimulai."), code="empty_class")
    if not teaching(locked).exists():
        raise ValidationError(
            _("Kelas belum mempunyai instruktur. Minta balai pelatihan menugaskan instruktur."), code="no_instructor"
        )
    if not locked.sessions.exists():
        lay_days(locked)
    count = seated.update(status=EnrolmentStatus.RUNNING)
    locked.status = ClassStatus.RUNNING
    locked.save(update_fields=["status"])
    audit.record(actor, "training.start_class", [locked], {"participants": count})
    return locked


@transaction.atomic
def finish_class(*, training_class: TrainingClass, actor: User | None, why: str = "") -> TrainingClass:
    """Close a running class on or after its last day: who still has a seat has finished; the reserve list ends.

    `why` is kept with everybody who has no training result yet; refuses when one is missing and nobody said why.
    """
    locked = lock_class(training_class)
    if locked.status != ClassStatus.RUNNING:
        raise ValidationError(_("Hanya kelas yang berjalan dapat diselesaikan."), code="not_running")
    today = clock.today(locked.corner.prison.timezone)
    if today < locked.ends_on:
        raise ValidationError(
            _("Kelas baru selesai pada %(day)s. Ubah tanggal selesai bila lebih cepat.")
            % {"day": f"{locked.ends_on:%d-%m-%Y}"},
            code="too_early",
        )
    running = locked.enrolments.filter(status=EnrolmentStatus.RUNNING)
    missing = _explain_missing(running, why.strip())
    finished = running.update(status=EnrolmentStatus.FINISHED)
    waiting = [EnrolmentStatus.PROPOSED, EnrolmentStatus.APPROVED, EnrolmentStatus.RESERVE]
    locked.enrolments.filter(status__in=waiting).update(
        status=EnrolmentStatus.ENDED,
        end_reason=EndReason.OTHER,
        end_note=_("Kelas selesai sebelum mendapat kursi."),
        ended_on=today,
        reserve_position=None,
    )
    locked.status = ClassStatus.FINISHED
    locked.save(update_fields=["status"])
    audit.record(actor, "training.finish_class", [locked], {"participants": finished, "without_result": missing})
    return locked


def _explain_missing(running: QuerySet[Enrolment], why: str) -> int:
    """Keep `why` with everybody of `running` who has no outcome, and return how many; refused when it is empty."""
    without = running.filter(outcome="")
    missing = without.count()
    if missing and not why:
        sentence = ngettext(
            "%(count)d peserta belum mempunyai hasil pelatihan. Catat hasilnya, atau tulis mengapa belum ada.",
            "%(count)d peserta belum mempunyai hasil pelatihan. Catat hasilnya, atau tulis mengapa belum ada.",
            missing,
        ) % {"count": missing}
        raise ValidationError({"why": ValidationError(sentence, code="results_missing")})
    if missing:
        without.update(end_note=why)
    return missing


@transaction.atomic
def cancel_class(*, training_class: TrainingClass, note: str, actor: User | None) -> TrainingClass:
    """Cancel a class that is planned or runs, with the reason; every open place in it ends with that reason."""
    locked = _open_class(training_class)
    if not note.strip():
        raise ValidationError({"note": ValidationError(_("Tulis alasan pembatalan."), code="note_missing")})
    places: list[Enrolment] = list(locked.enrolments.filter(status__in=OPEN_ENROLMENT))
    today = clock.today(locked.corner.prison.timezone)
    for place in places:
        place.status, place.end_reason = EnrolmentStatus.ENDED, EndReason.CLASS_CANCELLED
        place.end_note, place.ended_on, place.reserve_position = note.strip(), today, None
    Enrolment.objects.bulk_update(places, ["status", "end_reason", "end_note", "ended_on", "reserve_position"])
    locked.status = ClassStatus.CANCELLED
    locked.save(update_fields=["status"])
    audit.record(actor, "training.cancel_class", [locked, *places], {"ended": len(places)})
    return locked


def _open_class(training_class: TrainingClass) -> TrainingClass:
    locked = lock_class(training_class)
    if locked.status not in {ClassStatus.PLANNED, ClassStatus.RUNNING}:
        raise ValidationError(
            _("Kelas ini sudah selesai atau dibatalkan, jadi tidak dapat diubah."), code="class_closed"
        )
    return locked


def _refuse_inactive(planned: TrainingClass) -> None:
    for name, row, sentence in (
        ("module", planned.module, _("Program pelatihan ini tidak aktif lagi.")),
        ("corner", planned.corner, _("Pojok ini tidak aktif lagi.")),
        ("centre", planned.centre, _("Balai pelatihan ini tidak aktif lagi.")),
    ):
        if not row.is_active:
            raise ValidationError({name: ValidationError(sentence, code="inactive")})


def _refuse_impossible(planned: TrainingClass) -> None:
    """Order of days, field of the corner, room in the corner; the constraints of the table come last."""
    if planned.registration_closes_on is not None and planned.registration_closes_on > planned.starts_on:
        raise ValidationError(
            {
                "registration_closes_on": ValidationError(
                    _("Batas pendaftaran tidak boleh sesudah tanggal mulai."), code="registration_after_start"
                )
            }
        )
    if planned.ends_on < planned.starts_on:
        raise ValidationError(
            {
                "ends_on": ValidationError(
                    _("Tanggal selesai tidak boleh sebelum tanggal mulai."), code="ends_before_start"
                )
            }
        )
    field = planned.module.scheme.field
    if not planned.corner.fields.filter(pk=field.pk).exists():
        raise ValidationError(
            {
                "corner": ValidationError(
                    _("Pojok ini tidak untuk kejuruan %(field)s. Pilih pojok lain, atau tambahkan kejuruannya.")
                    % {"field": field},
                    code="field_not_in_corner",
                )
            }
        )
    _refuse_crowded(planned)


def _refuse_crowded(planned: TrainingClass) -> None:
    """Classes that share a corner in the same days share its seats."""
    beside = (
        TrainingClass.objects.open()
        .filter(corner=planned.corner, starts_on__lte=planned.ends_on, ends_on__gte=planned.starts_on)
        .exclude(pk=planned.pk)
    )
    free = planned.corner.seats - (beside.aggregate(sum=Sum("seats"))["sum"] or 0)
    if planned.seats > free:
        raise ValidationError(
            {
                "seats": ValidationError(
                    ngettext(
                        "Pojok ini hanya punya %(free)d kursi kosong pada tanggal itu.",
                        "Pojok ini hanya punya %(free)d kursi kosong pada tanggal itu.",
                        max(free, 0),
                    )
                    % {"free": max(free, 0)},
                    code="corner_full",
                )
            }
        )


def _save(row: TrainingClass) -> None:
    """Save under the table's own constraints, whose messages are for people."""
    row.validate_constraints()
    try:
        # A savepoint: somebody may have taken the same batch number in this moment.
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise ValidationError(
            {"batch": ValidationError(_("Angkatan ini sudah ada untuk program dan pojok yang sama."), code="batch")}
        ) from error
