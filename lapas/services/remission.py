"""The table of remission days."""

from __future__ import annotations

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from foundation.accounts.models import User
from foundation.audit import services as audit
from lapas.choices import FIXED_REMISSION_DAYS, RemissionKind
from lapas.models import RemissionDay
from lapas.services.overtaking import told_when_overtaken

# Two days of one kind nearer to each other than this are the same feast.
ONE_FEAST = datetime.timedelta(days=60)


@told_when_overtaken()
def set_remission_day(
    *,
    kind: str,
    on: datetime.date,
    source: str,
    actor: User,
    day: RemissionDay | None = None,
    is_estimate: bool = False,
) -> RemissionDay:
    """Add a remission day, or move `day`; an estimate is one that no decree has set yet.

    Refuses a day without a source, a fixed day elsewhere or as an estimate, the same feast twice, and turning what a
    decree has set back into an estimate.
    """
    source = " ".join(source.split())
    if not source:
        raise ValidationError({"source": ValidationError(_("Isi sumbernya, misalnya nomor SKB."), code="no_source")})
    fixed = FIXED_REMISSION_DAYS.get(RemissionKind(kind))
    if fixed is not None and (on.month, on.day) != fixed:
        sentence = _("%(kind)s selalu jatuh pada %(day)02d-%(month)02d.") % {
            "kind": RemissionKind(kind).label,
            "day": fixed[1],
            "month": fixed[0],
        }
        raise ValidationError({"on": ValidationError(sentence, code="fixed_day")})
    if is_estimate and (fixed is not None or (day is not None and not day.is_estimate)):
        sentence = _("Tanggalnya sudah tetap; jangan ditandai perkiraan.")
        raise ValidationError({"is_estimate": ValidationError(sentence, code="not_an_estimate")})
    _refuse_second(kind, on, day, is_estimate=is_estimate)
    day = day or RemissionDay()
    day.kind, day.on, day.source, day.is_estimate = kind, on, source, is_estimate
    day.full_clean()
    day.save()
    audit.record(actor, "lapas.set_remission_day", day, {"kind": kind, "on": str(on), "is_estimate": is_estimate})
    return day


@told_when_overtaken()
def confirm_remission_day(*, day: RemissionDay, on: datetime.date, decree: str, actor: User) -> RemissionDay:
    """Make an estimate what the decree says, on its day; refuses what is no estimate and a decree without number."""
    day = RemissionDay.objects.select_for_update().get(pk=day.pk)
    if not day.is_estimate:
        raise ValidationError(_("Hari ini sudah ditetapkan; ubah lewat “Ubah” bila keliru."), code="not_an_estimate")
    decree = " ".join(decree.split())
    if not any(letter.isdigit() for letter in decree):
        raise ValidationError({"decree": ValidationError(_("Isi nomor SKB-nya."), code="no_decree")})
    before, day.on, day.source, day.is_estimate = day.on, on, decree, False
    day.full_clean()
    day.save()
    audit.record(actor, "lapas.confirm_remission_day", day, {"kind": day.kind, "before": str(before), "on": str(on)})
    return day


def _refuse_second(kind: str, on: datetime.date, day: RemissionDay | None, *, is_estimate: bool) -> None:
    """The same feast stands once in the table: its estimate is confirmed, not set beside it."""
    near = RemissionDay.objects.filter(kind=kind, on__range=(on - ONE_FEAST, on + ONE_FEAST))
    if day is not None:
        near = near.exclude(pk=day.pk)
    other = near.order_by("-is_estimate", "on").first()
    if other is None or not (is_estimate or other.is_estimate):
        return
    sentence = _("%(day)s sudah ada di tabel; ubah atau konfirmasikan yang itu.") % {"day": other}
    raise ValidationError({"on": ValidationError(sentence, code="feast_twice")})


@transaction.atomic
def remove_remission_day(*, day: RemissionDay, actor: User) -> None:
    """Take a day out of the table; nothing of any person hangs on it."""
    audit.record(actor, "lapas.remove_remission_day", day, {"kind": day.kind, "on": str(day.on)})
    day.delete()
