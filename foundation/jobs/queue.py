"""Failed jobs on the home page of whoever ordered them."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from foundation.accounts.models import User
from foundation.collect import Numbers, Task, counting
from foundation.jobs.models import Job


def tasks(user: User) -> Iterator[Numbers]:
    if user.has_perm("jobs.view_all"):
        yield counting(
            Job.objects.for_user(user, "jobs.view_all").failed(),
            title=_("Pekerjaan gagal"),
            reason=_("Sudah beberapa kali dicoba. Perbaiki penyebabnya, lalu ulangi."),
            button=_("Lihat"),
            url=reverse("jobs:failed"),
            urgency=1,
        )
        return
    failed = Job.objects.filter(actor=user).failed()
    yield Numbers(failed, {"all": Q()}, lambda found: _own(failed) if found["all"] else [])


def _own(failed: QuerySet[Job]) -> Iterator[Task]:
    for job in failed.order_by("-finished_at")[:5]:
        yield Task(
            count=1,
            title=_("%(job)s gagal") % {"job": job.title},
            reason=job.error,
            button=_("Lihat dan ulangi"),
            url=job.get_absolute_url(),
            urgency=1,
        )
