"""Recording who was there. What nobody filled stays *belum diisi*; nothing is ever taken as present."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from foundation import clock
from foundation.accounts.models import Person, User
from foundation.audit import services as audit
from training import roster
from training.choices import ClassStatus
from training.models import Attendance, AttendanceChange, AttendanceReason, ClassSession, Enrolment
from training.services.classes import start_class
from training.services.locks import lock_class
from training.services.teaching import refuse_judge

PERM = "training.take_attendance"
FREE_CHANGES = datetime.timedelta(days=7)


class AttendanceChanged(ValidationError):
    """Somebody else saved the sheet in the meantime; `stored` holds what stands now, enrolment id → reason code."""

    def __init__(self, stored: Mapping[int, str], by: str) -> None:
        super().__init__(
            _(
                "Sementara Anda mengisi, %(name)s menyimpan absensi hari ini. Belum ada isian Anda yang tersimpan: "
                "periksa baris yang ditandai, lalu simpan lagi."
            )
            % {"name": by},
            code="changed_meanwhile",
        )
        self.stored = stored


def sheet_version(entries: Iterable[Attendance]) -> str:
    """A mark of what the sheet of one day says now; it differs after any change of any row."""
    rows = sorted(f"{entry.enrolment_id}:{entry.reason_id}:{entry.entered_at.isoformat()}" for entry in entries)
    return hashlib.sha256("|".join(rows).encode()).hexdigest()[:16]


def is_late(session: ClassSession, now: datetime.datetime) -> bool:
    """Whether changes on this day need a reason: more than 7 days after its first entry."""
    return session.first_entered_at is not None and now - session.first_entered_at > FREE_CHANGES


@transaction.atomic
def record_attendance(
    *,
    session: ClassSession,
    entries: Mapping[int, str],
    version: str,
    judged_by: Person,
    actor: User,
    why: str = "",
) -> ClassSession:
    """Save the whole sheet of a day: enrolment id → reason code, "" for *belum diisi*; all or nothing.

    `version` is the `sheet_version` that the page was filled against. The first entry of the first day starts a class
    that is still planned. Raises AttendanceChanged when somebody else saved meanwhile; refuses a day to come, a
    stranger as judge, and, over 7 days after the first entry, a change without `why` and the emptying of a row.
    """
    locked = lock_class(session.training_class)
    if locked.status == ClassStatus.CANCELLED:
        raise ValidationError(_("Kelas ini dibatalkan; absensi tidak dapat diisi."), code="class_cancelled")
    if session.on > clock.today(locked.corner.prison.timezone):
        raise ValidationError(
            _("Hari %(day)s belum tiba; absensi diisi pada harinya.") % {"day": date_format(session.on, "j F Y")},
            code="day_to_come",
        )
    refuse_judge(training_class=locked, judged_by=judged_by, actor=actor, perm=PERM)
    if locked.status == ClassStatus.PLANNED:
        start_class(training_class=locked, actor=actor)
    session = ClassSession.objects.select_for_update().get(pk=session.pk)
    standing = {entry.enrolment_id: entry for entry in session.entries.select_related("entered_by__person")}
    people = {enrolment.pk: enrolment for enrolment in roster.on_day(session)}
    reasons = {reason.code: reason for reason in AttendanceReason.objects.all()}
    _refuse_unknown(entries, people, reasons)
    if version != sheet_version(standing.values()):
        newest = max(standing.values(), key=lambda entry: entry.entered_at, default=None)
        by = str(newest.entered_by) if newest is not None and newest.entered_by else _("orang lain")
        raise AttendanceChanged({key: entry.reason_id for key, entry in standing.items()}, by)
    changes = _write(session, entries, standing, reasons, judged_by, actor, why.strip())
    if changes["filled"] and session.first_entered_at is None:
        session.first_entered_at = clock.now()
        session.save(update_fields=["first_entered_at"])
    if any(changes.values()):
        audit.record(actor, "training.take_attendance", [session, locked], changes)
    return session


def _write(
    session: ClassSession,
    entries: Mapping[int, str],
    standing: Mapping[int, Attendance],
    reasons: Mapping[str, AttendanceReason],
    judged_by: Person,
    actor: User,
    why: str,
) -> dict[str, Any]:
    now = clock.now()
    late = is_late(session, now)
    new, changed, emptied, trail = [], [], [], []
    for key, code in entries.items():
        entry = standing.get(key)
        if entry is None:
            if code:
                new.append(
                    Attendance(
                        session=session,
                        enrolment_id=key,
                        reason=reasons[code],
                        judged_by=judged_by,
                        entered_by=actor,
                        entered_at=now,
                    )
                )
            continue
        if entry.reason_id == code:
            continue
        if not code:
            emptied.append(entry.pk)
            continue
        if late:
            trail.append(
                AttendanceChange(
                    attendance=entry,
                    before_id=entry.reason_id,
                    after=reasons[code],
                    why=why,
                    changed_by=actor,
                    changed_at=now,
                )
            )
        entry.reason, entry.judged_by, entry.entered_by, entry.entered_at = reasons[code], judged_by, actor, now
        changed.append(entry)
    if late and emptied:
        raise ValidationError(
            _("Isian yang sudah lebih dari 7 hari tidak dapat dikosongkan; pilih keterangan yang benar."),
            code="late_emptying",
        )
    if trail and not why:
        raise ValidationError(
            {"why": ValidationError(_("Absensi ini sudah lebih dari 7 hari; tulis alasan perubahan."), code="late_why")}
        )
    Attendance.objects.bulk_create(new)
    Attendance.objects.bulk_update(changed, ["reason", "judged_by", "entered_by", "entered_at"])
    # Emptied within the free week: nothing was promised to be kept yet, and the event says how many.
    Attendance.objects.filter(pk__in=emptied).delete()
    AttendanceChange.objects.bulk_create(trail)
    return {"filled": len(new), "changed": len(changed), "emptied": len(emptied), "late": len(trail)}


def _refuse_unknown(
    entries: Mapping[int, str], people: Mapping[int, Enrolment], reasons: Mapping[str, AttendanceReason]
) -> None:
    if set(entries) - set(people):
        raise ValidationError(
            _("Ada baris yang bukan peserta kelas ini pada hari itu. Muat ulang halaman, lalu isi kembali."),
            code="not_a_participant",
        )
    if {code for code in entries.values() if code} - set(reasons):
        raise ValidationError(_("Ada keterangan yang tidak dikenal. Pilih dari daftar."), code="unknown_reason")
