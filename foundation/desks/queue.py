"""Home tasks about desks and accounts."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from foundation import clock
from foundation.accounts import postings
from foundation.accounts.models import User
from foundation.collect import Task
from foundation.desks.desks import desks
from foundation.desks.models import PasswordSlip, PostingRequest
from foundation.desks.querysets import SOON, people_for, unused_on

APPROVE, EXECUTE, PROPOSE, KEEP = (
    "desks.approve_posting",
    "desks.execute_posting",
    "desks.propose_posting",
    "desks.keep_account",
)


def tasks(user: User) -> Iterator[Task]:
    allowed = postings.permissions(user)
    listed = reverse("desks:request-list")
    if APPROVE in allowed and (count := _to_approve(user)):
        reason = _("orang lain mengusulkan, Anda yang memutuskan")
        yield Task(count, _("Usulan penugasan menunggu persetujuan"), reason, _("Putuskan"), listed, 1)
    if EXECUTE in allowed and (count := _to_execute(user)):
        reason = _("sudah disetujui, berlaku setelah Anda laksanakan")
        yield Task(count, _("Penugasan menunggu pelaksanaan"), reason, _("Buka"), f"{listed}?tampil=disetujui", 1)
    if PROPOSE in allowed:
        yield from _of_own_places(user)
    if KEEP in allowed:
        if count := people_for(user, KEEP).filter(unused_on(clock.now())).count():
            reason = _("tanyakan apakah orangnya masih bertugas; kunci yang tidak perlu")
            url = reverse("desks:person-list") + "?tampil=lama"
            yield Task(count, _("Akun tidak dipakai 90 hari"), reason, _("Lihat"), url, 2)


def _to_approve(user: User) -> int:
    requests = PostingRequest.objects.for_user(user, APPROVE)
    return int(requests.proposed().without_part(user.person).count())


def _to_execute(user: User) -> int:
    requests = PostingRequest.objects.for_user(user, EXECUTE)
    return int(requests.approved().without_part(user.person).count())


def _of_own_places(user: User) -> Iterator[Task]:
    people = reverse("desks:person-list")
    slips = PasswordSlip.objects.half(clock.now()).filter(user__person__in=people_for(user, PROPOSE))
    waiting = list(
        slips.exclude(first_by=user.person).exclude(user=user).values_list("user__person_id", flat=True)[:50]
    )
    if waiting:
        url = reverse("desks:person-detail", args=[waiting[0]])
        reason = _("rekan menunggu kode kedua untuk membuat sandinya")
        yield Task(len(waiting), _("Kode kedua belum dicetak"), reason, _("Cetak"), url, 1)
    today = clock.today()
    ending = desks(Q(until_date__range=(today, today + SOON), from_date__lte=today), user=user, perm=PROPOSE)
    if ending:
        url = (
            f"{people}?tampil=berakhir" if len(ending) > 1 else reverse("desks:person-detail", args=[ending[0].person])
        )
        reason = _("usulkan lagi bila orangnya tetap bertugas")
        yield Task(len(ending), _("Penugasan berakhir dalam 30 hari"), reason, _("Lihat"), url, 2)


def waiting_requests(user: User) -> int | None:
    """For the menu: requests that wait for this user."""
    allowed = postings.permissions(user)
    count = (_to_approve(user) if APPROVE in allowed else 0) + (_to_execute(user) if EXECUTE in allowed else 0)
    return count or None
