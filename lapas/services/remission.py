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


@told_when_overtaken()
def set_remission_day(
    *, kind: str, on: datetime.date, source: str, actor: User, day: RemissionDay | None = None
) -> RemissionDay:
    """Add a remission day, or move `day`; refuses a day without a source, twice the same, and a fixed day elsewhere."""
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
    day = day or RemissionDay()
    day.kind, day.on, day.source = kind, on, source
    day.full_clean()
    day.save()
    audit.record(actor, "lapas.set_remission_day", day, {"kind": kind, "on": str(on)})
    return day


@transaction.atomic
def remove_remission_day(*, day: RemissionDay, actor: User) -> None:
    """Take a day out of the table; nothing of any person hangs on it."""
    audit.record(actor, "lapas.remove_remission_day", day, {"kind": day.kind, "on": str(day.on)})
    day.delete()
