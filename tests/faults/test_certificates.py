"""Whatever dies under a batch of certificates: each is made once, numbered without a gap, whole, and in time."""

import contextlib
import os
import random
import time

import pytest

from tests.faults import release as faults
from tests.faults.conftest import wait_for
from tests.faults.release import Release, interrupt
from tests.portal import template_database
from tests.services import PostgresServer, RedisServer

pytestmark = pytest.mark.faults

# Three rounds of files; see certification.jobs.FILES_AT_ONCE.
AT_ONCE, BATCH = 50, 120
LONG_BATCH, RACES = 500, 100
ROUNDS = int(os.environ.get("POJOK_FAULT_ROUNDS", "10"))
OUTAGE, WITHIN = 60, 90


@contextlib.contextmanager
def opened(portal):
    try:
        portal.start_sweeper()
        portal.start_web()
        yield portal
    finally:
        portal.stop()


@pytest.fixture(scope="module")
def embedded(template_folder, tmp_path_factory):
    """The portal as it comes: SQLite, the broker in a folder, files on a small disk."""
    folder = tmp_path_factory.mktemp("embedded")
    database = folder / "faults.sqlite3"
    database.write_bytes(template_database(template_folder, "empty").read_bytes())
    with opened(Release(folder, f"sqlite:///{database}")) as portal:
        yield portal


@pytest.fixture(scope="module")
def servers(tmp_path_factory):
    """The portal on a PostgreSQL and a Redis of its own."""
    folder = tmp_path_factory.mktemp("servers")
    postgres, redis = PostgresServer(), RedisServer(folder)
    postgres.start()
    redis.start()
    try:
        portal = Release(folder, postgres.url, redis=redis, postgres=postgres)
        portal.manage("migrate", "-v0")
        with opened(portal):
            yield portal
    finally:
        redis.kill()
        postgres.remove()


@pytest.fixture(autouse=True)
def no_worker_stays(request):
    yield
    for name in {"embedded", "servers"} & set(request.fixturenames):
        request.getfixturevalue(name).room.give()
        request.getfixturevalue(name).dismiss()


def test_batch_is_whole_though_a_child_the_worker_and_all_workers_are_killed(embedded):
    (job,) = embedded.decide(BATCH)
    embedded.points.set(1)
    embedded.hire(2)

    for fault, following in ((faults.CHILD, AT_ONCE + 1), (faults.WORKER, BATCH), (faults.ALL_WORKERS, 0)):
        assert interrupt(embedded, job, fault, following=following) < embedded.seconds_to_resume

    embedded.finish([job])
    embedded.assert_whole()


def test_job_waits_with_the_reason_while_the_storage_is_full_and_burns_no_number(embedded):
    embedded.room.run_out()
    (job,) = embedded.decide(BATCH)
    embedded.hire()
    wait_for(lambda: "No space left" in embedded.job(job).error, seconds=60)
    wait_for(lambda: embedded.job(job).state == "queued", seconds=20)
    for path in (embedded.files / "certificates").glob("*.pdf"):
        assert path.read_bytes().rstrip().endswith(b"%%EOF"), f"half a file under a final name: {path}"
    numbered = embedded.count("certification_certificate")

    embedded.room.give()

    embedded.finish([job])
    assert embedded.count("certification_certificate") == numbered == embedded.decided
    embedded.assert_whole()


def test_each_job_is_done_once_though_it_is_woken_five_times_at_once(embedded):
    jobs = embedded.decide(*[10] * 6)
    embedded.wake(jobs, times=5)
    embedded.hire(2)

    embedded.finish(jobs)

    assert [embedded.job(job).attempts for job in jobs] == [1] * len(jobs)
    embedded.assert_whole()


def test_batches_are_whole_though_redis_is_killed_and_comes_back_empty(servers):
    jobs = servers.decide(*[BATCH // 4] * 4)
    servers.points.set(1)
    servers.hire()
    servers.standing()
    servers.redis.kill()
    began = time.monotonic()
    (late,) = servers.decide(BATCH // 4)
    assert time.monotonic() - began < 10, "a decision waits for the dead broker"
    servers.points.let_go()

    servers.redis.start()

    assert wait_for(lambda: servers.job(late).done > 0, seconds=servers.seconds_to_resume + 30) < 90
    servers.finish([*jobs, late])
    servers.assert_whole()


def test_batch_is_whole_though_postgresql_is_stopped_immediate_and_started_again(servers):
    (job,) = servers.decide(BATCH)
    servers.points.set(AT_ONCE + 1)
    servers.hire()

    assert interrupt(servers, job, faults.POSTGRES) < servers.seconds_to_resume

    servers.finish([job])
    servers.assert_whole()


@pytest.mark.long
def test_random_rounds_lose_and_double_nothing(servers, capsys):
    """Ten batches of 500, each struck at a random point, outages of a minute; POJOK_FAULT_SEED plays one again."""
    seed = int(os.environ.get("POJOK_FAULT_SEED") or random.SystemRandom().randrange(10**6))
    with capsys.disabled():
        faults.say(f"POJOK_FAULT_SEED={seed}")
    chance = random.Random(seed)
    every = [faults.CHILD, faults.WORKER, faults.ALL_WORKERS, faults.REDIS, faults.POSTGRES, faults.STORAGE]
    rows = []
    for number, fault in enumerate(faults.pick(chance, every, ROUNDS), start=1):
        at, outage = chance.randint(1, LONG_BATCH), OUTAGE if fault.has_outage else 0
        (job,) = servers.decide(LONG_BATCH)
        servers.points.set(at)
        servers.hire(2 if fault is faults.ALL_WORKERS else 1)
        began = time.monotonic()
        resumed = interrupt(servers, job, fault, outage=outage)
        servers.finish([job], seconds=600)
        servers.assert_whole()
        rows.append((number, fault.name, at, outage, f"{resumed:.1f}", f"{time.monotonic() - began:.0f}", LONG_BATCH))
        servers.dismiss()
    head = ("round", "fault", "at certificate", "outage, s", "resumed after, s", "whole batch, s", "certificates whole")
    short = f"lease {servers.env['LEASE_SECONDS']} s, sweep {servers.env['SWEEP_SECONDS']} s"
    faults.note("rounds.md", f"Seed {seed}, {short}, PostgreSQL and Redis.\n\n{faults.table(rows, head)}")
    assert all(float(row[4]) <= WITHIN for row in rows)


@pytest.mark.long
def test_killed_worker_is_replaced_within_ninety_seconds_under_the_real_lease(template_folder, tmp_path):
    """The settings of production: lease 45 s, sweep 30 s."""
    database = tmp_path / "faults.sqlite3"
    database.write_bytes(template_database(template_folder, "empty").read_bytes())
    rows = []
    with opened(Release(tmp_path, f"sqlite:///{database}", LEASE_SECONDS="45", SWEEP_SECONDS="30")) as portal:
        for fault in (faults.CHILD, faults.WORKER, faults.ALL_WORKERS):
            (job,) = portal.decide(LONG_BATCH)
            portal.points.set(LONG_BATCH // 2)
            portal.hire(2)
            resumed = interrupt(portal, job, fault)
            portal.finish([job])
            portal.assert_whole()
            rows.append((fault.name, f"{resumed:.1f}"))
    head = ("fault", "resumed after, s")
    faults.note(
        "real-lease.md", f"Lease 45 s, sweep 30 s, SQLite and a broker in a folder.\n\n{faults.table(rows, head)}"
    )
    assert all(float(row[1]) <= WITHIN for row in rows)


@pytest.mark.long
def test_a_hundred_jobs_woken_five_times_each_are_done_once(servers):
    jobs = servers.decide(*[5] * RACES)
    servers.wake(jobs, times=5)
    servers.hire(2)
    servers.finish(jobs, seconds=600)

    assert {servers.job(job).attempts for job in jobs} == {1}
    servers.assert_whole()
    faults.note("woken.md", f"{RACES} jobs, each woken five times at once, four processes: each was done once.")
