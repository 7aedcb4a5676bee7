"""Home tasks about states: what waits for somebody else's decision, what ends soon."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from certification.models import Certificate, StateRequest
from certification.querysets import StateRequestQuerySet
from foundation import clock
from foundation.accounts.models import User
from foundation.accounts.postings import permissions
from foundation.collect import Numbers, Task, counting
from foundation.together import lowest


def state_tasks(user: User) -> Iterator[Numbers]:
    if "certification.decide_state" not in permissions(user):
        return
    yield Numbers(_for_me(user), {"all": Q(), "first": lowest()}, _to_decide)
    reason = _("pemegang perlu diuji lagi sebelum hari terakhirnya")
    url = reverse("certification:certificate-list") + "?tampil=berakhir"
    yield counting(
        Certificate.objects.for_user(user, "certification.decide_state").expiring(clock.today()),
        _("Sertifikat berakhir dalam 6 bulan"),
        reason,
        _("Lihat"),
        url,
        2,
    )


def _to_decide(found: Mapping[str, int]) -> Iterator[Task]:
    if number := found["all"]:
        one, every = "certification:state-decide", "certification:state-request-list"
        url = reverse(one, args=[found["first"]]) if number == 1 else reverse(every)
        reason = _("orang lain meminta, Anda yang memutuskan")
        yield Task(number, _("Permohonan status menunggu putusan Anda"), reason, _("Putuskan"), url, 1)


def _for_me(user: User) -> StateRequestQuerySet:
    """Requests that the user may decide: of the own LSP, waiting, and asked by another person."""
    requests = StateRequest.objects.for_user(user, "certification.decide_state").waiting()
    return requests.exclude(asked_by=user.person_id)


def waiting_requests(user: User) -> int | None:
    """For the menu: requests that wait for this user's decision."""
    if "certification.decide_state" not in permissions(user):
        return None
    return int(_for_me(user).count()) or None
