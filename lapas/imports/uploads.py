"""Uploads on their way to the reader: they lie in `var/uploads` until read, for ten minutes at most."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from foundation import clock
from lapas.imports import limits
from lapas.imports.refusals import FileRefused

LONGEST_SECONDS = 600


@dataclass(frozen=True)
class Lying:
    """An upload that waits for its job: `name` within `var/uploads`, and its SHA-256."""

    name: str
    sha256: str


def keep(upload: UploadedFile[bytes]) -> Lying:
    """Lay an upload down for a job; raises FileRefused for one over the size cap, before it is copied."""
    refuse_too_big(upload)
    with tempfile.NamedTemporaryFile(dir=_folder(), delete=False) as copy:
        return Lying(Path(copy.name).name, _copied(upload, copy))


def path_of(name: str) -> Path:
    """Where a kept upload lies; it may be gone already."""
    return _folder() / Path(name).name


def forget(name: str) -> None:
    """Delete a kept upload: it was read, or nobody will read it."""
    path_of(name).unlink(missing_ok=True)


def sweep() -> None:
    """Delete what has lain for ten minutes: nobody came to read it, or who read it was killed."""
    oldest = clock.machine_now().timestamp() - LONGEST_SECONDS
    for left in _folder().iterdir():
        try:
            if left.stat().st_mtime < oldest:
                left.unlink()
        except FileNotFoundError:
            # Its own reading has just ended.
            continue


def digest_of(upload: UploadedFile[bytes]) -> str:
    """SHA-256 of an upload that is not kept yet."""
    digest = hashlib.sha256()
    for piece in upload.chunks():
        digest.update(piece)
    return digest.hexdigest()


def refuse_too_big(upload: UploadedFile[bytes]) -> None:
    """Raises FileRefused for an upload over the size cap."""
    if upload.size is None or upload.size > limits.MAX_FILE_BYTES:
        raise FileRefused("too_big")


@contextmanager
def lying(upload: UploadedFile[bytes]) -> Iterator[tuple[Path, str]]:
    """The upload as a file with its SHA-256, gone at the end; one over the size cap is refused before it is copied."""
    refuse_too_big(upload)
    with tempfile.NamedTemporaryFile(dir=_folder()) as copy:
        sha256 = _copied(upload, copy)
        yield Path(copy.name), sha256


def _folder() -> Path:
    folder = Path(settings.VAR_DIR) / "uploads"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _copied(upload: UploadedFile[bytes], copy: IO[bytes]) -> str:
    digest = hashlib.sha256()
    for piece in upload.chunks():
        digest.update(piece)
        copy.write(piece)
    copy.flush()
    return digest.hexdigest()
