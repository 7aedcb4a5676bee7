"""Home tasks about desks and accounts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from foundation import clock
from foundation.accounts import postings
from foundation.accounts.models import User
from foundation.collect import Numbers, Task, counting
from foundation.desks.desks import kinds_for, postings_for
from foundation.desks.models import PasswordSlip, PostingRequest
from foundation.desks.querysets import SOON, PostingRequestQuerySet, people_for, unused_on
from foundation.together import asked_together, lowest

APPROVE, EXECUTE, PROPOSE, KEEP = (
    "desks.approve_posting",
    "desks.execute_posting",
    "desks.propose_posting",
    "desks.keep_account",
)


def tasks(user: User) -> Iterator[Task | Numbers]:
    allowed = postings.permissions(user)
    listed = reverse("desks:request-list")
    if APPROVE in allowed:
        reason = _("orang lain mengusulkan, Anda yang memutuskan")
        title, button = _("Usulan penugasan menunggu persetujuan"), _("Putuskan")
        yield counting(_to_approve(user), title=title, reason=reason, button=button, url=listed, urgency=1)
    if EXECUTE in allowed:
        reason = _("sudah disetujui, berlaku setelah Anda laksanakan")
        title, url = _("Penugasan menunggu pelaksanaan"), f"{listed}?tampil=disetujui"
        yield counting(_to_execute(user), title=title, reason=reason, button=_("Buka"), url=url, urgency=1)
    if PROPOSE in allowed:
        yield from _of_own_places(user)
    if KEEP in allowed:
        reason = _("tanyakan apakah orangnya masih bertugas; kunci yang tidak perlu")
        title, url = _("Akun tidak dipakai 90 hari"), reverse("desks:person-list") + "?tampil=lama"
        unused = people_for(user, KEEP).filter(unused_on(clock.now()))
        yield counting(unused, title=title, reason=reason, button=_("Lihat"), url=url, urgency=2)


def _to_approve(user: User) -> PostingRequestQuerySet:
    return PostingRequest.objects.for_user(user, APPROVE).proposed().without_part(user.person)


def _to_execute(user: User) -> PostingRequestQuerySet:
    return PostingRequest.objects.for_user(user, EXECUTE).approved().without_part(user.person)


def _of_own_places(user: User) -> Iterator[Numbers]:
    slips = PasswordSlip.objects.half(clock.now()).filter(user__person__in=people_for(user, PROPOSE))
    waiting = slips.exclude(first_by=user.person).exclude(user=user)
    yield Numbers(waiting, {"all": Q(), "first": lowest("user__person_id")}, _half_printed)
    today = clock.today()
    soon = Q(until_date__range=(today, today + SOON), from_date__lte=today)
    kinds = kinds_for(user, PROPOSE)
    ending: list[Mapping[str, int]] = []

    def told(found: Mapping[str, int]) -> Iterator[Task]:
        # The kinds are told in turn; the last one knows all of them.
        ending.append(found)
        if len(ending) == len(kinds):
            yield from _ending(sum(each["all"] for each in ending), [each["person"] for each in ending if each["all"]])

    for kind in kinds:
        rows = postings_for(user, PROPOSE, kind).filter(soon)
        yield Numbers(rows, {"all": Q(), "person": lowest("person_id")}, told)


def _half_printed(found: Mapping[str, int]) -> Iterator[Task]:
    if found["all"]:
        reason = _("rekan menunggu kode kedua untuk membuat sandinya")
        url = reverse("desks:person-detail", args=[found["first"]])
        yield Task(found["all"], _("Kode kedua belum dicetak"), reason, _("Cetak"), url, 1)


def _ending(count: int, people: list[int]) -> Iterator[Task]:
    if count:
        several = f"{reverse('desks:person-list')}?tampil=berakhir"
        url = several if count > 1 else reverse("desks:person-detail", args=[people[0]])
        reason = _("usulkan lagi bila orangnya tetap bertugas")
        yield Task(count, _("Penugasan berakhir dalam 30 hari"), reason, _("Lihat"), url, 2)


def waiting_requests(user: User) -> int | None:
    """For the menu: requests that wait for this user."""
    allowed = postings.permissions(user)
    waiting = [rows(user) for perm, rows in ((APPROVE, _to_approve), (EXECUTE, _to_execute)) if perm in allowed]
    return sum(found["all"] for found in asked_together([(rows, {"all": Q()}) for rows in waiting])) or None
