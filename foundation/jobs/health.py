"""How long the queue has been waiting, for `/readyz`."""

from __future__ import annotations

import datetime

from django.db.models import Min
from django.db.models.functions import Coalesce

from foundation import clock
from foundation.jobs.models import Job


def oldest_waiting() -> datetime.timedelta | None:
    """How long the longest waiting job has been claimable by any worker; None when nothing waits."""
    now = clock.machine_now()
    since: datetime.datetime | None = Job.objects.due(now).aggregate(since=Min(Coalesce("lease_until", "due_at")))[
        "since"
    ]
    return now - since if since is not None else None
