"""The portal's side of `points`: put into the processes that run with `tests.faults.settings`, and into no other."""

from __future__ import annotations

import errno
import os
import time
from pathlib import Path
from typing import Any

from foundation.jobs import services

LONGEST = 120.0


def install(folder: Path) -> None:
    renew, fsync = services.renew, os.fsync

    def renew_and_stop(*, done: int | None = None, **lease: Any) -> bool:
        held = renew(done=done, **lease)
        if held and done is not None:
            stop(folder, done)
        return held

    def fsync_with_room(handle: int) -> None:
        if (folder / "full").exists():
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        fsync(handle)

    services.renew = renew_and_stop
    os.fsync = fsync_with_room


def stop(folder: Path, done: int) -> None:
    """Wait here when this is the point; inside the transaction of the items just done, before it commits."""
    wanted, reached = folder / "stop-at", folder / f"reached-{os.getpid()}"
    try:
        if done < int(wanted.read_text() or 0):
            return
        # One process gets it.
        wanted.rename(reached)
    except FileNotFoundError:
        return
    deadline = time.monotonic() + LONGEST
    while reached.exists() and time.monotonic() < deadline:
        time.sleep(0.01)
