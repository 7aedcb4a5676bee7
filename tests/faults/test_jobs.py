"""Killing workers and the broker loses and doubles nothing, work resumes in time, and pages answer meanwhile."""

import json
import time

import pytest

from tests.faults.conftest import LEASE_SECONDS, SWEEP_SECONDS, Visitor, wait_for

pytestmark = pytest.mark.faults

SINGLES = 200
ITEMS = 40
# Lease and sweep, then the start of a worker: Python and Django, on a machine that runs other tests besides.
RESUMED_WITHIN = LEASE_SECONDS + 2 * SWEEP_SECONDS + 25
DONE = "jobs_job WHERE state = 'done'"


def assert_each_done_once(portal, singles):
    assert portal.read("SELECT state, count(*) FROM jobs_job GROUP BY state") == [("done", singles + 1)]
    assert portal.count("probe_effect") == singles + ITEMS
    assert portal.count("(SELECT DISTINCT job_key, item FROM probe_effect) AS each_one") == singles + ITEMS


@pytest.mark.long  # CI kills the same under a batch of certificates, in test_certificates
def test_jobs_are_each_done_once_though_the_worker_is_killed_three_times(start_portal):
    portal = start_portal()
    portal.manage("order_probes", str(SINGLES), "--batch", str(ITEMS))
    visitor = Visitor(portal, "/probe/count")
    visitor.start()
    worker = portal.start_worker()
    for round_ in (1, 2, 3):
        wait_for(lambda r=round_: portal.count(DONE) >= 30 * r, seconds=120)
        orphans = kill_at_work(portal, worker)
        worker = portal.start_worker()
        wait_for(lambda o=orphans: len(unresumed(portal, o)) < len(o), seconds=RESUMED_WITHIN)
    wait_for(lambda: portal.count(DONE) == SINGLES + 1, seconds=180)
    visitor.leave()

    assert_each_done_once(portal, SINGLES)
    assert visitor.refusals == []
    assert max(visitor.seconds) < 5


def kill_at_work(portal, worker):
    """Kill the worker while it holds a lease; returns the jobs in its hands with their attempts."""
    while True:
        wait_for(lambda: portal.count("jobs_job WHERE state = 'running'") > 0, seconds=60)
        portal.kill(worker)
        if orphans := dict(portal.read("SELECT id, attempts FROM jobs_job WHERE state = 'running'")):
            return orphans
        # The job was done in the very moment.
        worker = portal.start_worker()


def unresumed(portal, orphans):
    """Which of the jobs whose worker was killed nobody has taken up again."""
    now = portal.read("SELECT id, attempts FROM jobs_job WHERE state IN ('running', 'queued')")
    return [job for job, attempts in now if orphans.get(job) == attempts]


@pytest.mark.long  # CI kills the same under a batch of certificates, in test_certificates
def test_jobs_are_each_done_once_though_redis_is_killed_and_comes_back_empty(start_portal, new_redis):
    portal = start_portal(new_redis.url)
    portal.manage("order_probes", str(SINGLES), "--batch", str(ITEMS))
    portal.start_worker()
    wait_for(lambda: portal.count(DONE) >= 30, seconds=120)
    visitor = Visitor(portal, "/probe/count")
    visitor.start()
    new_redis.kill()

    began = time.monotonic()
    ordered = json.loads(portal.get("/probe/order"))["job"]
    assert time.monotonic() - began < 5, "a request waits for the dead broker"
    began = time.monotonic()
    portal.get("/probe/order")
    assert time.monotonic() - began < 2, "the next request does not know that the broker is dead"
    assert portal.count(f"jobs_job WHERE id = {ordered}") == 1

    time.sleep(2 * SWEEP_SECONDS)
    new_redis.start()
    before = portal.count(DONE)
    wait_for(lambda: portal.count(DONE) > before, seconds=60)
    wait_for(lambda: portal.count(DONE) == SINGLES + 3, seconds=180)
    visitor.leave()

    assert_each_done_once(portal, SINGLES + 2)
    assert visitor.refusals == []
    assert max(visitor.seconds) < 5


def test_jobs_are_claimed_once_though_many_processes_ask_for_them_at_once(start_portal):
    portal = start_portal()
    portal.manage("order_probes", "60")
    racers = [portal.start("manage.py", "run_jobs", "--until-empty") for _ in range(4)]
    for racer in racers:
        assert racer.wait(timeout=120) == 0
        portal.running.remove(racer)

    assert portal.read("SELECT state, attempts, count(*) FROM jobs_job GROUP BY state, attempts") == [("done", 1, 60)]
    assert portal.count("probe_effect") == 60
