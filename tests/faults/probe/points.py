"""A named point in a batch, where a worker stops until it is killed or let go; and a storage that is full on demand.

The folder is the whole protocol: `stop-at` holds a number; the first worker that reports so much progress turns it
into `reached-<pid>` and waits as long as that file is there. While `full` is there, no file reaches the disk.
"""

from __future__ import annotations

import contextlib
from pathlib import Path


class Points:
    """The other side: the test sets a point, waits until somebody stands there, and lets him go or kills him."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def set(self, done: int) -> None:
        beside = self.folder / "stop-at.new"
        beside.write_text(str(done))
        beside.rename(self.folder / "stop-at")

    def reached(self) -> int | None:
        """The process that stands at the point."""
        for path in self.folder.glob("reached-*"):
            return int(path.name.removeprefix("reached-"))
        return None

    def let_go(self) -> None:
        """Whoever stands at the point goes on."""
        for path in self.folder.glob("reached-*"):
            path.unlink(missing_ok=True)

    def clear(self) -> None:
        """Let everybody go, and give the storage its room back."""
        for path in self.folder.iterdir():
            with contextlib.suppress(FileNotFoundError):
                path.unlink()

    def fill_storage(self) -> None:
        (self.folder / "full").touch()
