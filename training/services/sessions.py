"""The days of a class."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from foundation.accounts.models import User
from foundation.audit import services as audit
from training.choices import ClassStatus
from training.models import ClassSession, TrainingClass
from training.services.locks import lock_class

# Monday to Friday are working days; a corner that also works on a Saturday adds that day.
WORKING_DAYS = range(5)
LONGEST_DAY_JP = 12


def working_days(first: datetime.date, last: datetime.date) -> Iterator[datetime.date]:
    day = first
    while day <= last:
        if day.weekday() in WORKING_DAYS:
            yield day
        day += datetime.timedelta(days=1)


@transaction.atomic
def plan_sessions(*, training_class: TrainingClass, actor: User | None) -> list[ClassSession]:
    """Lay the module's hours on the working days between start and end; days that stand already are left as they are.

    Days outside the class that nobody filled go, as after a change of its dates. Returns the days made. Refuses a
    class that is over.
    """
    locked = lock_class(training_class)
    _refuse_over(locked)
    outside = locked.sessions.filter(first_entered_at__isnull=True).exclude(
        on__range=(locked.starts_on, locked.ends_on)
    )
    dropped = outside.delete()[0]
    made = lay_days(locked)
    if made or dropped:
        audit.record(actor, "training.plan_sessions", locked, {"days": len(made), "dropped": dropped})
    return made


def lay_days(locked: TrainingClass) -> list[ClassSession]:
    """The planning itself, for a class that is locked: part of the services that plan days or start a class."""
    days = list(working_days(locked.starts_on, locked.ends_on))
    standing = set(locked.sessions.values_list("on", flat=True))
    # Hours spread evenly: the first days carry what does not divide.
    hours, rest = divmod(locked.module.hours_jp, len(days)) if days else (0, 0)
    missing = [
        ClassSession(
            training_class=locked, on=day, hours_jp=max(1, min(LONGEST_DAY_JP, hours + (1 if number < rest else 0)))
        )
        for number, day in enumerate(days)
        if day not in standing
    ]
    return ClassSession.objects.bulk_create(missing)


@transaction.atomic
def add_session(
    *, training_class: TrainingClass, on: datetime.date, hours_jp: int, actor: User | None, topic: str = ""
) -> ClassSession:
    """Add a day, a Saturday or a replacement for instance; refuses a day twice and a day outside the class."""
    locked = lock_class(training_class)
    _refuse_over(locked)
    if not locked.starts_on <= on <= locked.ends_on:
        raise ValidationError(
            _("Hari kelas harus antara %(first)s dan %(last)s. Ubah dulu tanggal kelas bila perlu.")
            % {"first": _day(locked.starts_on), "last": _day(locked.ends_on)},
            code="outside_class",
        )
    if locked.sessions.filter(on=on).exists():
        raise ValidationError(_("Hari %(day)s sudah ada dalam jadwal kelas ini.") % {"day": _day(on)}, code="day_twice")
    if not 1 <= hours_jp <= LONGEST_DAY_JP:
        raise ValidationError(
            _("Lama satu hari antara 1 dan %(most)s JP.") % {"most": LONGEST_DAY_JP}, code="hours_impossible"
        )
    session = ClassSession.objects.create(training_class=locked, on=on, hours_jp=hours_jp, topic=topic)
    audit.record(actor, "training.add_session", [locked, session])
    return session


@transaction.atomic
def cancel_session(*, session: ClassSession, actor: User | None) -> None:
    """Take a day out of the plan, a holiday for instance; refuses a day that has entries."""
    locked = lock_class(session.training_class)
    _refuse_over(locked)
    session = ClassSession.objects.get(pk=session.pk)
    if session.first_entered_at is not None:
        raise ValidationError(
            _("Absensi hari %(day)s sudah diisi. Bila sesinya batal, pilih “sesi batal” pada absensi hari itu.")
            % {"day": _day(session.on)},
            code="day_has_entries",
        )
    audit.record(actor, "training.cancel_session", [locked, session], {"on": str(session.on)})
    session.delete()


def _refuse_over(locked: TrainingClass) -> None:
    if locked.status in {ClassStatus.FINISHED, ClassStatus.CANCELLED}:
        raise ValidationError(
            _("Kelas ini sudah %(status)s; jadwalnya tidak berubah lagi.") % {"status": locked.get_status_display()},
            code="class_over",
        )


def _day(day: datetime.date) -> str:
    return date_format(day, "j F Y")
