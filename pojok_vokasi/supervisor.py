"""Keeps a few programs running as children, each in a process group of its own.

A program that ends is started again, later and later while it keeps ending early. On SIGTERM or SIGINT each program is
asked to stop; after `GRACE` seconds what is left is killed, group and all.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from types import FrameType

GRACE = 8.0
TICK = 0.1
FIRST_DELAY = 0.5
LONGEST_DELAY = 30.0
# A program that ran this long was healthy: the next restart is quick again.
STEADY = 20.0
PR_SET_PDEATHSIG = 1

Log = Callable[[str], None]


@dataclass(frozen=True)
class Program:
    """What to run: `nice` is added to the priority number; the first start is `after` so many seconds."""

    name: str
    argv: Sequence[str]
    nice: int = 0
    after: float = 0.0


def delay_after(early_ends: int) -> float:
    """Seconds to wait before a restart after so many early ends in a row."""
    return float(min(LONGEST_DELAY, FIRST_DELAY * 2 ** min(early_ends, 10)))


@dataclass
class Child:
    """One program and its present process."""

    program: Program
    env: Mapping[str, str]
    log: Log
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    due: float = 0.0
    early_ends: int = field(default=0)

    def start(self) -> None:
        supervisor = os.getpid()
        nice = self.program.nice
        libc = ctypes.CDLL(None) if sys.platform == "linux" else None

        def settle() -> None:
            if nice:
                os.nice(nice)
            # If the supervisor itself is killed -9, its children are asked to stop and do not hold the port.
            if libc is not None:
                libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
                if os.getppid() != supervisor:
                    os._exit(1)

        self.process = subprocess.Popen(  # noqa: S603  our own command lines
            self.program.argv,
            env=dict(self.env),
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=settle,
        )
        self.started = time.monotonic()

    def ended(self) -> bool:
        """Whether the process is over; it stays a zombie until `reap`, so that its group number is not reused."""
        if self.process is None:
            return True
        over = os.waitid(os.P_PID, self.process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        return over is not None

    def ask_to_stop(self) -> None:
        # Only the leader: it winds up its own children, and a job in hand may finish.
        if self.process is not None and not self.ended():
            self.process.send_signal(signal.SIGTERM)

    def reap(self) -> int:
        """Kill what is left of the group and collect the leader; returns its exit status."""
        if self.process is None:
            return 0
        # Nobody left in the group but the zombie: macOS says so with a PermissionError.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        status = self.process.wait()
        self.process = None
        return status

    def tend(self) -> None:
        """Start the program when it is due; notice its end and plan the restart."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.due:
                self.start()
        elif self.ended():
            self.early_ends = 0 if now - self.started >= STEADY else self.early_ends + 1
            delay = delay_after(self.early_ends - 1) if self.early_ends else 0.0
            status = self.reap()
            self.due = now + delay
            self.log(f"{self.program.name} ended with status {status}; starting it again in {delay:g} s")


class Supervisor:
    def __init__(self, programs: Sequence[Program], env: Mapping[str, str], log: Log) -> None:
        self.log = log
        now = time.monotonic()
        self.children = [Child(program, env, log, due=now + program.after) for program in programs]
        self._stop = threading.Event()

    def stop(self, signum: int = 0, frame: FrameType | None = None) -> None:
        self._stop.set()

    def run(self, on_tick: Callable[[], None]) -> None:
        """Keep the programs running until a signal; `on_tick` is called ten times a second meanwhile."""
        signal.signal(signal.SIGTERM, self.stop)
        signal.signal(signal.SIGINT, self.stop)
        try:
            while not self._stop.is_set():
                for child in self.children:
                    child.tend()
                on_tick()
                self._stop.wait(TICK)
        finally:
            self.stop_all()

    def stop_all(self) -> None:
        """Ask every program to stop, wait at most `GRACE` seconds for all of them, then kill the groups."""
        for child in self.children:
            child.ask_to_stop()
        deadline = time.monotonic() + GRACE
        while time.monotonic() < deadline and not all(child.ended() for child in self.children):
            time.sleep(TICK)
        for child in self.children:
            if not child.ended():
                self.log(f"{child.program.name} did not stop in {GRACE:g} s; killing it")
            child.reap()
