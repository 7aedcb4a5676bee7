"""A day of release: batches of certificates are decided on, workers and servers die under them, nothing may be lost."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg2

from tests.faults.conftest import Parts, wait_for
from tests.faults.probe.points import Points
from tests.portal import CHECKOUT, alive, descendants
from tests.services import PostgresServer, RedisServer

RESULTS = CHECKOUT / "var" / "faults"
# The start of a worker (Python, Django, the layout engine), on a machine that runs other tests besides.
START = 30
# The disk of the files, and the bytes that are left of it when it is full: some certificates, not a batch.
DISK, LEFT = "400m", 1_500_000


class Release(Parts):
    """The portal with batches of certificates in it; `assert_whole` compares everything with what was decided."""

    def __init__(
        self,
        folder: Path,
        database_url: str,
        *,
        redis: RedisServer | None = None,
        postgres: PostgresServer | None = None,
        **env: str,
    ) -> None:
        super().__init__(folder, database_url, redis.url if redis else "filesystem://", **env)
        self.redis, self.postgres = redis, postgres
        self.points = Points(folder / "var" / "points")
        self.files = folder / "var" / "files"
        self.room = Room(self)
        self.workers: list[subprocess.Popen[bytes]] = []
        self.decided = 0

    @property
    def seconds_to_resume(self) -> float:
        """Lease and sweep, then the start of a worker."""
        return int(self.env["LEASE_SECONDS"]) + 2 * int(self.env["SWEEP_SECONDS"]) + START

    def hire(self, count: int = 1) -> None:
        """Have so many workers at least, of two processes each."""
        while len(self.workers) < count:
            self.workers.append(self.start_worker())

    def dismiss(self) -> None:
        for worker in list(self.workers):
            self.kill_worker(worker)

    def kill_worker(self, worker: subprocess.Popen[bytes]) -> None:
        self.workers.remove(worker)
        self.kill(worker)

    def decide(self, *sizes: int) -> list[int]:
        """Decide on exams with so many candidates; returns the rendering jobs, one for each exam."""
        jobs: list[int] = json.loads(self.get(f"/probe/decide?sizes={','.join(map(str, sizes))}"))["jobs"]
        assert len(jobs) == len(sizes)
        self.decided += sum(sizes)
        return jobs

    def wake(self, jobs: list[int], times: int) -> None:
        self.get(f"/probe/wake?jobs={','.join(map(str, jobs))}&times={times}")

    def job(self, pk: int) -> Row:
        return Row(*self.read(f"SELECT state, done, attempts, error FROM jobs_job WHERE id = {pk}")[0])

    def rendered(self) -> int:
        return self.count("certification_certificate WHERE pdf_sha256 <> ''")

    def finish(self, jobs: list[int], seconds: float = 240) -> None:
        """Wait until the jobs are done; a failed one is told with its reason."""
        wanted = ",".join(map(str, jobs))

        def over() -> bool:
            failed = self.read(f"SELECT id, error FROM jobs_job WHERE state = 'failed' AND id IN ({wanted})")
            assert not failed, failed
            return self.count(f"jobs_job WHERE state = 'done' AND id IN ({wanted})") == len(jobs)

        wait_for(over, seconds=seconds)

    def standing(self, seconds: float = 120) -> int:
        """Wait until a batch stands at the point that was set: so much made, and not committed; returns who stands."""
        wait_for(lambda: self.points.reached() is not None, seconds=seconds)
        return self.points.reached() or 0

    def worker_of(self, pid: int) -> subprocess.Popen[bytes]:
        return next(worker for worker in self.workers if pid in descendants(worker.pid))

    def assert_whole(self) -> None:
        """Every certificate that was decided on is there once, numbered without a gap, with its file, whole."""
        assert self.read("SELECT state, count(*) FROM jobs_job WHERE state <> 'done' GROUP BY state") == []
        kept = self.read("SELECT lsp_id, serial, pdf_sha256, pdf_size FROM certification_certificate")
        assert len(kept) == self.decided
        for lsp, first, following in self.read(
            "SELECT lsp_id, first_number, next_number FROM certification_numberseries WHERE kind = 'certificate'"
        ):
            assert sorted(serial for of, serial, *_file in kept if of == lsp) == list(range(first, following))
        files = {path.stem: path for path in (self.files / "certificates").glob("*.pdf")}
        assert files.keys() == {digest for _lsp, _serial, digest, _size in kept}
        for _lsp, _serial, digest, size in kept:
            content = files[digest].read_bytes()
            assert (hashlib.sha256(content).hexdigest(), len(content)) == (digest, size)
        assert json.loads(self.get("/probe/broken"))["broken"] == []

    def stop(self) -> None:
        self.points.clear()
        super().stop()
        if os.path.ismount(self.files):
            subprocess.run(["umount", "--lazy", str(self.files)], check=True)


@dataclass(frozen=True)
class Row:
    """A job as the database has it."""

    state: str
    done: int
    attempts: int
    error: str


@dataclass
class Fault:
    """One way to break: `strike` while `pid` stands in the middle of a batch, `mend` when the outage is over."""

    name: str
    strike: Callable[[Release, int], object]
    mend: Callable[[Release], object] = field(default=lambda release: None)
    has_outage: bool = False


def _kill_child(release: Release, pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
    wait_for(lambda: not alive(pid), seconds=10)


def _kill_worker(release: Release, pid: int) -> None:
    release.kill_worker(release.worker_of(pid))


def _kill_all(release: Release, pid: int) -> None:
    release.dismiss()


def _kill_redis(release: Release, pid: int) -> None:
    assert release.redis is not None
    release.redis.kill()


def _start_redis(release: Release) -> None:
    assert release.redis is not None
    release.redis.start()


def _kill_postgres(release: Release, pid: int) -> None:
    assert release.postgres is not None
    release.postgres.kill()


def _start_postgres(release: Release) -> None:
    assert release.postgres is not None
    release.postgres.start()


def _fill_storage(release: Release, pid: int) -> None:
    release.room.run_out()


def _give_room(release: Release) -> None:
    release.room.give()


CHILD = Fault("kill -9 of a pool child", _kill_child)
WORKER = Fault("kill -9 of the worker, group and all", _kill_worker, lambda release: release.hire())
ALL_WORKERS = Fault("kill -9 of all workers", _kill_all, lambda release: release.hire(2))
REDIS = Fault("Redis killed, back empty", _kill_redis, _start_redis, has_outage=True)
STORAGE = Fault("storage full", _fill_storage, _give_room, has_outage=True)
POSTGRES = Fault("PostgreSQL stopped immediate", _kill_postgres, _start_postgres, has_outage=True)


def interrupt(release: Release, job: int, fault: Fault, *, outage: float = 0, following: int = 0) -> float:
    """Strike where the job stands; returns the seconds from the mending to new progress. `following` is the next point.

    The point was set before there was a worker.
    """
    pid = release.standing()
    committed = release.job(job).done
    fault.strike(release, pid)
    if following:
        release.points.set(following)
    release.points.let_go()
    time.sleep(outage)
    fault.mend(release)
    return wait_for(
        lambda: (now := answers(release, job)) is not None and now.done > committed, seconds=release.seconds_to_resume
    )


def answers(release: Release, job: int) -> Row | None:
    """The job, or None while the database does not answer."""
    with contextlib.suppress(psycopg2.OperationalError):
        return release.job(job)
    return None


class Room:
    """The room in the storage: a small disk of its own (tmpfs) for root, otherwise a storage that refuses when told to.

    Made before there are files.
    """

    def __init__(self, release: Release) -> None:
        self.release = release
        self.rubbish = release.files / "rubbish"
        release.files.mkdir(parents=True, exist_ok=True)
        mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(release.files)]
        self.is_disk = os.geteuid() == 0 and subprocess.run(mount, capture_output=True, check=False).returncode == 0

    def run_out(self) -> None:
        """Leave so little room that a batch begins and does not end."""
        if not self.is_disk:
            self.release.points.fill_storage()
            return
        with self.rubbish.open("wb") as file:
            free = os.statvfs(self.release.files)
            os.posix_fallocate(file.fileno(), 0, free.f_bavail * free.f_frsize - LEFT)

    def give(self) -> None:
        self.rubbish.unlink(missing_ok=True)
        self.release.points.clear()


def pick(chance: random.Random, faults: list[Fault], rounds: int) -> list[Fault]:
    """So many of the faults in random order, each at least once where the rounds allow it."""
    chosen = [*faults, *chance.choices(faults, k=max(0, rounds - len(faults)))][:rounds]
    chance.shuffle(chosen)
    return chosen


def table(rows: list[tuple[Any, ...]], head: tuple[str, ...]) -> str:
    """Rows as a table for the documentation."""
    lines = [head, tuple("---" for _name in head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines) + "\n"


def note(name: str, text: str) -> None:
    """Keep what the long rounds found, for docs/faults.md."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / name).write_text(text.rstrip() + "\n")
    say(text)


def say(text: str) -> None:
    """Past pytest, which shows what a test prints only when it fails."""
    stream = sys.__stdout__
    if stream is not None:
        stream.write(f"\n{text}\n")
        stream.flush()
