"""Calling a worker through the broker. Losing a call costs time, never work: the sweeper calls again."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable

from celery import current_app
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)

TASK = "foundation.jobs.run"
# After a failure this process leaves the broker alone for a moment: a request that orders 500 jobs must not wait for
# 500 connect timeouts.
REST_SECONDS = 5.0
_resting_until = 0.0


def publish(job_ids: Iterable[int]) -> bool:
    """Send one message per id, ids only; False (and logged) when the broker could not be reached."""
    global _resting_until
    if time.monotonic() < _resting_until:
        return False
    for job_id in job_ids:
        try:
            current_app.send_task(TASK, args=[job_id], retry=False, ignore_result=True)
        except (OperationalError, OSError) as error:
            _resting_until = time.monotonic() + REST_SECONDS
            logger.warning("Broker not reached, job %d waits for the sweeper: %s", job_id, error)
            return False
    return True
