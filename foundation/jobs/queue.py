"""Failed jobs on the home page of whoever ordered them."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from foundation.accounts.models import User
from foundation.collect import Task
from foundation.jobs.models import Job


def tasks(user: User) -> Iterable[Task]:
    if user.has_perm("jobs.view_all"):
        if count := Job.objects.for_user(user, "jobs.view_all").failed().count():
            yield Task(
                count=count,
                title=_("Pekerjaan gagal"),
                reason=_("Sudah beberapa kali dicoba. Perbaiki penyebabnya, lalu ulangi."),
                button=_("Lihat"),
                url=reverse("jobs:failed"),
                urgency=1,
            )
        return
    for job in Job.objects.filter(actor=user).failed().order_by("-finished_at")[:5]:
        yield Task(
            count=1,
            title=_("%(job)s gagal") % {"job": job.title},
            reason=job.error,
            button=_("Lihat dan ulangi"),
            url=job.get_absolute_url(),
            urgency=1,
        )
