"""Home tasks about remission days: what must be done before the next ones, and which feasts have no date yet."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from functools import partial

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from foundation import clock
from foundation.accounts.models import User
from foundation.collect import Numbers, Task, counting
from lapas.choices import FIXED_REMISSION_DAYS, RemissionKind
from lapas.models import Inmate, RemissionDay
from lapas.place import first_prison
from training.remission import ANNOUNCED_DAYS, deadlines

# From October on the feasts of the coming year should be known: the decree comes out in September or October.
ASKED_FROM_MONTH = 10
# The lunar new year never falls later; once that has passed nobody needs the date of this year any more.
OVER_BY = {RemissionKind.IMLEK: (2, 21)}


def remission_tasks(user: User) -> Iterator[Task | Numbers]:
    if user.has_perm("lapas.record_event"):
        yield from _coming(user)
    if user.has_perm("lapas.change_remission_day"):
        yield from _missing()
        yield _estimated()


def _coming(user: User) -> Iterator[Numbers]:
    prison = first_prison(user, "lapas.record_event")
    if prison is None:
        return
    today = clock.today(prison.timezone)
    for day in RemissionDay.objects.between(today, today + datetime.timedelta(days=ANNOUNCED_DAYS)):
        rows = Inmate.objects.for_user(user, "lapas.record_event").in_custody()
        wanted = {"all": Q(earliest_release=day.on)}
        yield Numbers(rows, wanted, partial(_before, day, (day.on - today).days, prison.margin_days))


def _before(day: RemissionDay, days: int, margin_days: int, leaving: Mapping[str, int]) -> Iterator[Task]:
    reason = _("%(count)d orang tercatat bebas hari itu. Sertifikat dikirim LSP paling lambat %(dispatch)s.")
    if day.is_estimate:
        reason = _("Tanggalnya perkiraan, SKB belum terbit.") + " " + reason
    yield Task(
        days,
        _("hari lagi: remisi %(day)s") % {"day": day},
        reason % {"count": leaving["all"], "dispatch": f"{deadlines(day.on, margin_days).dispatch:%d-%m-%Y}"},
        _("Lihat batas waktu"),
        reverse("training:remission-days"),
        urgency=1,
    )


def missing_feasts(today: datetime.date) -> list[tuple[RemissionKind, int]]:
    """Movable feasts of this year, from October on also of the next, that the table does not have."""
    years = [today.year, today.year + 1] if today.month >= ASKED_FROM_MONTH else [today.year]
    known = {(day.kind, day.on.year) for day in RemissionDay.objects.filter(on__year__in=years)}
    movable = [kind for kind in RemissionKind if kind not in FIXED_REMISSION_DAYS]
    return [
        (kind, year)
        for year in years
        for kind in movable
        if (kind, year) not in known and not (kind in OVER_BY and datetime.date(year, *OVER_BY[kind]) < today)
    ]


def _missing() -> Iterator[Task]:
    if missing := missing_feasts(clock.today()):
        yield Task(
            len(missing),
            _("Hari remisi belum bertanggal"),
            ", ".join(f"{kind.label} {year}" for kind, year in missing),
            _("Isi tanggal"),
            reverse("training:remission-days"),
        )


def _estimated() -> Numbers:
    """Estimates that wait for their decree."""
    return counting(
        RemissionDay.objects.filter(is_estimate=True, on__gte=clock.today()),
        _("Hari remisi masih perkiraan"),
        _("Konfirmasikan dengan nomor SKB begitu terbit."),
        _("Lihat tabelnya"),
        reverse("training:remission-days"),
    )
