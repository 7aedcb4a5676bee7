"""Prisons as the administrator keeps them: added, renamed, raised in class, closed; every act with its letter.

Nothing is deleted: a closed prison keeps its rows, a renamed one its former names, and the reference files never undo
what was done here.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from foundation import clock
from foundation.accounts.models import User
from foundation.audit import services as audit
from foundation.collect import Remains, offered
from foundation.desks.services.ending import end_postings_at
from lapas.choices import PrisonAct
from lapas.models import Prison, PrisonChange, PrisonPosting, Province, RegionalOffice

# What may be changed on the page; the code never is.
CHANGEABLE = ("name", "alias", "kind", "class_level", "regency")
# Codes of the reference run from 001 in each province; what is added here begins far behind them.
FIRST_OWN = 901


@transaction.atomic
def add_prison(
    *,
    province: Province,
    regional_office: RegionalOffice,
    name: str,
    kind: str,
    class_level: str,
    timezone: str,
    regency: str = "",
    on: datetime.date,
    letter: str,
    actor: User,
) -> Prison:
    """Add a prison under a code of its own that never changes. Refuses a name in use, and no letter."""
    # Locked, so that two prisons added at once do not take one code.
    Province.objects.select_for_update().get(pk=province.pk)
    _refuse_taken(name := _squeezed(name))
    _refuse_letter(letter, on)
    prison = Prison.objects.create(
        code=_next_code(province),
        name=name,
        kind=kind,
        class_level=class_level,
        regency=regency.strip(),
        province=province,
        regional_office=regional_office,
        timezone=timezone,
    )
    _note(prison, PrisonAct.ADD, on, letter, actor)
    audit.record(actor, "lapas.add_prison", prison)
    return prison


@transaction.atomic
def change_prison(
    *, prison: Prison, fields: Mapping[str, str], on: datetime.date, letter: str, reason: str = "", actor: User
) -> Prison:
    """Change name, other name, kind, class or regency; the name before is kept and still found.

    Refused: nothing changed, a name that another open prison has, a closed prison, no letter.
    """
    locked = _lock(prison)
    if not locked.is_active:
        raise ValidationError(_("UPT ini sudah ditutup; buka kembali dahulu."), code="closed")
    wanted = {name: _squeezed(value) for name, value in fields.items() if name in CHANGEABLE}
    after = {name: value for name, value in wanted.items() if getattr(locked, name) != value}
    if not after:
        raise ValidationError(_("Tidak ada yang berubah; ubah dahulu isiannya."), code="nothing_changed")
    _refuse_letter(letter, on)
    before = {name: getattr(locked, name) for name in after}
    if "name" in after:
        _refuse_taken(after["name"], besides=locked)
        _remember_name(locked, before["name"], after["name"])
    for name, value in after.items():
        setattr(locked, name, value)
    locked.save(update_fields=[*after, "former_names"])
    _note(locked, PrisonAct.CHANGE, on, letter, actor, reason=reason, before=before, after=after)
    audit.record(actor, "lapas.change_prison", locked, {"fields": sorted(after)})
    return locked


@transaction.atomic
def close_prison(*, prison: Prison, on: datetime.date, letter: str, reason: str = "", actor: User) -> Prison:
    """Close a prison after the day `on`; its rows stay, its desks end that day.

    Refused: while people are there or on the way, requests about own data are unanswered, classes open or packages
    under way; a day to come; no letter; a prison that is closed.
    """
    locked = _lock(prison)
    if not locked.is_active:
        raise ValidationError(_("UPT ini sudah ditutup."), code="closed")
    _refuse_letter(letter, on)
    if on > clock.today(locked.timezone):
        raise _at("on", _("Catat penutupan pada harinya atau sesudahnya."), "future")
    if blocking := [one.text for one in what_remains(locked) if one.blocks]:
        raise ValidationError(
            _("UPT ini belum dapat ditutup: %(what)s.") % {"what": "; ".join(blocking)}, code="not_empty"
        )
    locked.is_active, locked.closed_on = False, on
    locked.save(update_fields=["is_active", "closed_on"])
    ended = end_postings_at(
        model=PrisonPosting,
        place=locked.pk,
        on=on,
        reason=_("UPT ditutup: %(letter)s") % {"letter": letter.strip()},
        letter=letter,
        actor=actor,
    )
    _note(locked, PrisonAct.CLOSE, on, letter, actor, reason=reason)
    audit.record(actor, "lapas.close_prison", locked, {"desks": ended})
    return locked


@transaction.atomic
def reopen_prison(*, prison: Prison, on: datetime.date, letter: str, reason: str = "", actor: User) -> Prison:
    """Open a closed prison again; its desks are asked for anew. Refuses an open one, a taken name, no letter."""
    locked = _lock(prison)
    if locked.is_active:
        raise ValidationError(_("UPT ini tidak ditutup."), code="not_closed")
    _refuse_letter(letter, on)
    _refuse_taken(locked.name, besides=locked)
    locked.is_active, locked.closed_on = True, None
    locked.save(update_fields=["is_active", "closed_on"])
    _note(locked, PrisonAct.REOPEN, on, letter, actor, reason=reason)
    audit.record(actor, "lapas.reopen_prison", locked)
    return locked


def what_remains(prison: Prison) -> list[Remains]:
    """What every floor still has at the prison."""
    return [one for remains in offered("closing", "remains") for one in remains(prison)]


def _lock(prison: Prison) -> Prison:
    return Prison.objects.select_for_update().get(pk=prison.pk)


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def _at(field: str, sentence: str, code: str) -> ValidationError:
    return ValidationError({field: ValidationError(sentence, code=code)})


def _refuse_letter(letter: str, on: datetime.date) -> None:
    if not letter.strip():
        raise _at("letter", _("Isi nomor surat keputusannya."), "letter_missing")
    if on > clock.today() + datetime.timedelta(days=1):
        raise _at("on", _("Catat pada harinya atau sesudahnya."), "future")


def _refuse_taken(name: str, besides: Prison | None = None) -> None:
    if not name:
        raise _at("name", _("Isi nama UPT."), "name_missing")
    others = Prison.objects.active().filter(name__iexact=name)
    if besides is not None:
        others = others.exclude(pk=besides.pk)
    if other := others.first():
        raise _at("name", _("Nama ini dipakai UPT %(code)s.") % {"code": other.code}, "name_taken")


def _remember_name(prison: Prison, before: str, now: str) -> None:
    """Keep the name before as a former one; a name that comes back is no former one any more."""
    names = [*prison.former_names.splitlines(), before]
    prison.former_names = "\n".join(name for name in dict.fromkeys(names) if name != now)


def _next_code(province: Province) -> str:
    codes = Prison.objects.filter(code__startswith=province.code).values_list("code", flat=True)
    own = [int(code[2:]) for code in codes if len(code) == 5 and code.isdigit() and int(code[2:]) >= FIRST_OWN]
    return f"{province.code}{max(own, default=FIRST_OWN - 1) + 1:03d}"


def _note(
    prison: Prison,
    act: PrisonAct,
    on: datetime.date,
    letter: str,
    actor: User,
    *,
    reason: str = "",
    before: Mapping[str, str] | None = None,
    after: Mapping[str, str] | None = None,
) -> None:
    PrisonChange.objects.create(
        prison=prison,
        act=act,
        on=on,
        letter=letter.strip(),
        reason=reason.strip(),
        before=dict(before or {}),
        after=dict(after or {}),
        made_by=actor,
        made_at=clock.now(),
    )
