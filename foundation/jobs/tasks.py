"""The one Celery task: it is given an id and finds everything else in the database."""

from __future__ import annotations

from celery import shared_task

from foundation.jobs import execution, sweep, waking


@shared_task(name=waking.TASK, ignore_result=True, Request="foundation.jobs.requests:WakingRequest")
def run(job_id: int) -> None:
    """Do the job, then one that was interrupted, and call the next one that was forgotten."""
    if execution.run(job_id):
        execution.run_interrupted()
        sweep.wake_forgotten(1)
