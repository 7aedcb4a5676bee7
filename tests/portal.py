"""The real portal as processes, for tests that drive a browser or kill things.

Each portal has its own `var/` and port. Its database is a copy of one that was migrated once per session, so that what
it commits is seen by nobody else and nothing needs to be flushed.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

CHECKOUT = Path(__file__).resolve().parent.parent
World = Literal["empty", "reference", "demo"]
# The day on which the demo world is loaded for the browser; whoever starts a portal with it says so too.
DEMO_DAY = "2026-11-24"
# What fills a template, on top of the one before it.
WORLDS: dict[str, tuple[str, list[str]]] = {
    "empty": ("", ["migrate", "-v0"]),
    "reference": ("empty", ["load_reference"]),
    "demo": ("reference", ["load_demo"]),
}


def free_port() -> int:
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def alive(pid: int) -> bool:
    """Whether the process runs; a zombie does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def descendants(pid: int) -> dict[int, str]:
    """Every running process below `pid`, with its command line."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                parents[int(entry.name)] = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
    found: dict[int, str] = {}
    layer = {pid}
    while layer := {child for child, parent in parents.items() if parent in layer}:
        for child in layer:
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                found[child] = Path(f"/proc/{child}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    return found


class Portal:
    """One portal: `start`, `stop`, `restart`, `move_to(day)`, `manage(…)`; `url` is its address, `log` its output."""

    def __init__(self, var: Path, database: Path | None = None, **env: str) -> None:
        self.var = var
        self.env = {"LEASE_SECONDS": "3", "SWEEP_SECONDS": "1", **env}
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None
        self.var.mkdir(parents=True, exist_ok=True)
        if database is not None:
            shutil.copyfile(database, self.var / "pojok.sqlite3")

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        path = self.var / "serve.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def environment(self, **more: str) -> dict[str, str]:
        outer = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "CELERY_BROKER_URL"}}
        return {**outer, "POJOK_VAR": str(self.var), "PORT": str(self.port), **self.env, **more}

    def manage(self, *args: str, check: bool = True, **env: str) -> subprocess.CompletedProcess[str]:
        """Run a management command beside the portal, in the same world."""
        done = subprocess.run(
            [sys.executable, "manage.py", *args],
            cwd=CHECKOUT,
            env=self.environment(**env),
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=300,
        )
        if check and done.returncode:
            raise AssertionError(
                f"manage.py {' '.join(args)} ended with {done.returncode}:\n{done.stdout}{done.stderr}"
            )
        return done

    def start(self, seconds: float = 60, **env: str) -> None:
        """Start and wait until it is ready; `env` stays for later starts."""
        self.env.update(env)
        with (self.var / "serve.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "serve"],
                cwd=CHECKOUT,
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.wait_until_ready(seconds)

    def wait_until_ready(self, seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.process is not None and self.process.poll() is not None:
                raise AssertionError(f"serve ended with {self.process.returncode}:\n{self.log}")
            if self.readiness()[0] == 200:
                return
            time.sleep(0.1)
        raise AssertionError(f"not ready after {seconds} s: {self.readiness()}\n{self.log}")

    def readiness(self) -> tuple[int, dict[str, Any]]:
        """Status and answer of /readyz; 0 when nobody answers."""
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=5) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)
        except OSError:
            return 0, {}

    def processes(self, word: str = "") -> dict[int, str]:
        """Processes of this portal with `word` in the command line (granian, celery, sweep_jobs)."""
        if self.process is None:
            return {}
        return {pid: line for pid, line in descendants(self.process.pid).items() if word in line}

    def child(self, word: str) -> int:
        """The process that the supervisor itself started for granian, celery or sweep_jobs."""
        assert self.process is not None
        stat = {pid: Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1] for pid in self.processes(word)}
        return next(pid for pid, parent in stat.items() if int(parent) == self.process.pid)

    def kill(self, word: str) -> int:
        """kill -9 the child that the supervisor started for `word`; returns its number."""
        pid = self.child(word)
        os.kill(pid, signal.SIGKILL)
        return pid

    def stop(self) -> float:
        """SIGTERM; returns the seconds until the end, and fails when something is left of it."""
        if self.process is None:
            return 0.0
        below = self.processes()
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            raise
        finally:
            left = {pid: line for pid, line in below.items() if alive(pid)}
            for pid in left:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        took = time.monotonic() - began
        self.process = None
        assert not left, f"left running after SIGTERM: {left}"
        return took

    def restart(self, **env: str) -> None:
        self.stop()
        self.env.update(env)
        self.start()

    def move_to(self, day: str) -> None:
        """Make it `day` while the portal runs, and let it follow from its start on; see `tests.moving`."""
        self.env["DJANGO_SETTINGS_MODULE"] = "tests.moving.settings"
        # Never half written: somebody may be reading.
        new = self.var / "today.new"
        new.write_text(day)
        new.rename(self.var / "today")


@contextlib.contextmanager
def locked(folder: Path, name: str) -> Iterator[None]:
    """Whoever else makes `name` in the folder waits until this is done."""
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def template_database(folder: Path, world: World) -> Path:
    """The migrated database of a world, made once per folder; whoever asks meanwhile waits for it."""
    finished = folder / f"{world}.sqlite3"
    with locked(folder, world):
        if not finished.exists():
            base, command = WORLDS[world]
            maker = Portal(folder / f"make-{world}", template_database(folder, base) if base else None)  # type: ignore[arg-type]  # a key of WORLDS
            maker.manage(*command, POJOK_TODAY=DEMO_DAY if world == "demo" else "")
            with contextlib.closing(sqlite3.connect(maker.var / "pojok.sqlite3")) as database:
                # Everything into the one file that is copied.
                database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            made = folder / f"{world}.new"
            shutil.copyfile(maker.var / "pojok.sqlite3", made)
            made.rename(finished)
    return finished
