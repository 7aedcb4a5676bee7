"""Handlers with a countable effect: one that finishes whole, one that goes item by item."""

import time

from foundation.jobs.execution import Work
from foundation.jobs.registry import handler
from tests.faults.probe.models import Effect


@handler("probe.once")
def once(work: Work) -> None:
    with work.outside():
        time.sleep(work.params["seconds"])
    work.finish_with(lambda: Effect.objects.create(job_key=work.job.pk, item=0))


@handler("probe.items")
def items(work: Work) -> None:
    for item in range(work.job.done, work.job.total):
        with work.outside():
            time.sleep(work.params["seconds"])
        with work.guarded(done=item + 1):
            Effect.objects.create(job_key=work.job.pk, item=item)
