"""Home tasks about parts of people's own files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from certification.models import SubjectPart
from foundation import clock
from foundation.accounts.models import User
from foundation.accounts.postings import permissions
from foundation.collect import Numbers, Task

PERMISSION = "certification.give_part"


def part_tasks(user: User) -> Iterator[Numbers]:
    if PERMISSION in permissions(user):
        waiting = SubjectPart.objects.waiting().for_user(user, PERMISSION)
        yield Numbers(waiting, {"all": Q(), "late": Q(due_at__lt=clock.now())}, _to_give)


def _to_give(counts: Mapping[str, int]) -> Iterator[Task]:
    if counts["all"]:
        yield Task(
            counts["all"],
            _("Bagian berkas data untuk diserahkan"),
            _("%(late)d di antaranya lewat batas; UPT menjawab dalam 3×24 jam.") % {"late": counts["late"]}
            if counts["late"]
            else _("Seseorang meminta datanya sendiri; UPT menunggu bagian LSP."),
            _("Serahkan"),
            reverse("certification:part-list"),
            urgency=0 if counts["late"] else 1,
        )


def waiting_parts(user: User) -> int | None:
    """For the menu: parts that the user's LSP has still to give."""
    if PERMISSION not in permissions(user):
        return None
    return int(SubjectPart.objects.waiting().for_user(user, PERMISSION).count()) or None
