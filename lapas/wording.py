"""What the registry says about a person in words, the same on every page."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext as _

from lapas.choices import PrisonKind, ReleaseBasis
from lapas.models import Inmate, Prison, PrisonChange


def release_words(inmate: Inmate, today: datetime.date) -> tuple[str, str]:
    """The earliest release in a word and its basis: ("15-04-2027", "2/3 masa pidana"), ("sewaktu-waktu", "2/3 …")."""
    if inmate.released_on is not None:
        how = inmate.get_release_kind_display() if inmate.release_kind else ""
        return written(inmate.released_on), f"{_('sudah bebas')}{', ' if how else ''}{how}"
    basis = inmate.release_basis_on(today)
    if inmate.earliest_release is None:
        return _("belum diketahui"), _("tanggal belum diisi")
    # Not by the model's display method, which hashes every choice anew for each row of a list.
    kind = str(ReleaseBasis(inmate.earliest_release_basis).label)
    if basis == ReleaseBasis.ANY_DAY:
        return str(ReleaseBasis.ANY_DAY.label), f"{kind} {written(inmate.earliest_release)}"
    if inmate.two_thirds_unknown and basis == ReleaseBasis.EXPIRY:
        return written(inmate.earliest_release), _("ekspirasi; 2/3 belum diketahui")
    return written(inmate.earliest_release), kind


def changes_in_words(change: PrisonChange) -> list[tuple[str, str, str]]:
    """What a change of a prison changed: (column, before, after), each in words."""
    columns = {column.name: str(column.verbose_name) for column in Prison._meta.fields}
    return [
        (columns[name], _said(name, change.before[name]), _said(name, value)) for name, value in change.after.items()
    ]


def _said(column: str, value: str) -> str:
    if not value:
        return "–"
    return str(PrisonKind(value).label) if column == "kind" else value


def days_until(date: datetime.date | None, today: datetime.date) -> str:
    """How far a day is, in words: "hari ini", "12 hari lagi", "lewat 3 hari"; empty for no day."""
    if date is None:
        return ""
    days = (date - today).days
    if days == 0:
        return _("hari ini")
    if days > 0:
        return _("%(days)d hari lagi") % {"days": days}
    return _("lewat %(days)d hari") % {"days": -days}


def time_left(due_at: datetime.datetime, now: datetime.datetime) -> str:
    """How far a moment is, in whole hours: "1 hari 6 jam lagi", "lewat 2 hari 17 jam"."""
    hours = int(abs(due_at - now).total_seconds() // 3600)
    days, rest = divmod(hours, 24)
    parts = [_("%(days)d hari") % {"days": days}] if days else []
    if rest or not days:
        parts.append(_("%(hours)d jam") % {"hours": rest} if hours else _("kurang dari 1 jam"))
    said = " ".join(parts)
    return _("%(time)s lagi") % {"time": said} if due_at > now else _("lewat %(time)s") % {"time": said}


def written(date: datetime.date | None) -> str:
    return f"{date:%d-%m-%Y}" if date else "–"
