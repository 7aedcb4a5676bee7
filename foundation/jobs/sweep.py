"""The sweeper: wakes what nobody took, gives up what kills its workers, seals the trail, clears leftovers away.

Any number may run. An app offers `leftovers.py`: `clear()` deletes what has lain longer than it may, a bounded
part at each sweep; `late()` says in a sentence what should have been gone a day ago.
"""

from __future__ import annotations

import datetime
import logging
import threading

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection

from foundation import clock
from foundation.audit import services as audit
from foundation.collect import offered
from foundation.jobs import services, waking
from foundation.jobs.models import Job

logger = logging.getLogger(__name__)

# A sweep calls at most this many, the longest waiting first. Whoever finishes one of them calls the next, so that a
# long queue neither floods the broker with calls that it already holds nor waits for the next sweep.
BATCH = 20


def wake_again_after() -> datetime.timedelta:
    return datetime.timedelta(seconds=2 * settings.SWEEP_SECONDS)


def sweep() -> int:
    """Wake some of the due jobs that were not woken lately, and seal the trail; returns how many jobs were woken."""
    services.give_up_exhausted()
    # While work goes on, those who do it call the forgotten themselves; only where all is still must more be called.
    woken = wake_forgotten(1 if Job.objects.held(clock.machine_now()).exists() else BATCH)
    if woken:
        logger.info("Woke %d waiting jobs.", woken)
    audit.seal()
    _clear_leftovers()
    return woken


def _clear_leftovers() -> None:
    for clear in offered("leftovers", "clear"):
        try:
            clear()
        except OSError as error:
            logger.warning("Leftovers not cleared: %s", error)


def wake_forgotten(limit: int) -> int:
    """Wake up to `limit` due jobs that were not woken lately, the longest waiting first; returns how many."""
    now = clock.machine_now()
    forgotten = Job.objects.unwoken(now, wake_again_after())
    chosen = list(forgotten.order_by("due_at", "pk").values_list("pk", flat=True)[:limit])
    # Marked before the call, so that of two who chose the same job one calls it.
    if not chosen or not forgotten.filter(pk__in=chosen).update(woken_at=now):
        return 0
    if waking.publish(chosen):
        return len(chosen)
    Job.objects.due(now).filter(pk__in=chosen).update(woken_at=None)
    return 0


def sweep_until(stop: threading.Event) -> None:
    """Sweep each SWEEP_SECONDS until `stop` is set; an outage of the database is logged and outlived."""
    while not stop.is_set():
        try:
            sweep()
        except (DatabaseError, InterfaceError) as error:
            logger.warning("Sweep missed, the database did not answer: %s", error)
        # A fresh connection for each sweep: one that broke in between is never met.
        connection.close()
        stop.wait(settings.SWEEP_SECONDS)
