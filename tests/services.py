"""Servers that a test may kill: a private Redis and a private PostgreSQL, each on a port of its own."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from tests.portal import free_port


class RedisServer:
    """A Redis without persistence: killed and started again, it is empty."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        binary = shutil.which("redis-server")
        assert binary, "redis-server is missing: run script/test without arguments, or install the package"
        self.process = subprocess.Popen(
            [binary, "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", str(self.folder)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            with contextlib.closing(socket.socket()) as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise AssertionError("redis-server does not answer")

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


class PostgresServer:
    """A PostgreSQL of the test's own, that may be killed in the middle of anything. What it confirmed is in its WAL.

    Only a crash of the machine could lose that, and no machine crashes here: so nothing waits for the disk.
    """

    OPTIONS = "-c fsync=off -c full_page_writes=off -c listen_addresses=127.0.0.1 -c max_connections=60"

    def __init__(self) -> None:
        # Not below pytest's own folder, which only root may enter; the server refuses to run as root.
        self._place = tempfile.TemporaryDirectory(prefix="pojok-postgresql-")
        self.folder = Path(self._place.name) / "postgresql"
        self.port = free_port()
        self.folder.mkdir()
        if os.geteuid() == 0:
            Path(self._place.name).chmod(0o711)
            shutil.chown(self.folder, "postgres")
        self._run("initdb", "-D", f"{self.folder}/data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")

    @property
    def url(self) -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        options = f"{self.OPTIONS} -p {self.port} -k {self.folder}"
        self._control("start", "-w", "-l", f"{self.folder}/log", "-o", options)

    def kill(self) -> None:
        """Immediate: no checkpoint, no farewell; at the next start it recovers as after a crash."""
        self._control("stop", "-m", "immediate")

    def remove(self) -> None:
        self.kill()
        self._place.cleanup()

    def _control(self, *what: str) -> None:
        self._run("pg_ctl", "-D", f"{self.folder}/data", "-s", *what)

    def _run(self, program: str, *arguments: str) -> None:
        binaries = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"))
        binary = str(binaries[-1]) if binaries else shutil.which(program)
        assert binary, f"{program} is missing: run script/test without arguments, or install PostgreSQL"
        as_somebody = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        log = (self.folder / "control.log").open("ab")
        done = subprocess.run(
            [*as_somebody, binary, *arguments], cwd="/", stdin=subprocess.DEVNULL, stdout=log, stderr=log, check=False
        )
        log.close()
        assert done.returncode == 0, (self.folder / "control.log").read_text()
