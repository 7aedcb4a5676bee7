"""An upload on its way through the reader: it lies in `var/uploads` for as long as the reading takes."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from foundation import clock
from lapas.imports import limits
from lapas.imports.reader import Reading, read
from lapas.imports.refusals import FileRefused

LONGEST_SECONDS = 600


@dataclass(frozen=True)
class Taken:
    """What came of an upload: its name and hash, and the table or the refusal."""

    file_name: str
    sha256: str
    outcome: Reading | FileRefused


def take(
    upload: UploadedFile[bytes],
    mapping: Mapping[int, str] | None = None,
    *,
    remembered: Mapping[str, str] | None = None,
) -> Taken:
    """Read an uploaded file; no copy of ours is left when this returns. One over the size cap is not even copied."""
    try:
        with lying(upload) as (path, digest):
            try:
                return Taken(upload.name or "", digest, read(path, mapping, remembered=remembered))
            except FileRefused as refusal:
                return Taken(upload.name or "", digest, refusal)
    except FileRefused as refusal:
        return Taken(upload.name or "", "", refusal)


@contextmanager
def lying(upload: UploadedFile[bytes]) -> Iterator[tuple[Path, str]]:
    """The upload as a file with its SHA-256, gone at the end; one over the size cap is refused before it is copied."""
    if upload.size is None or upload.size > limits.MAX_FILE_BYTES:
        raise FileRefused("too_big")
    folder = Path(settings.VAR_DIR) / "uploads"
    folder.mkdir(parents=True, exist_ok=True)
    _sweep(folder)
    digest = hashlib.sha256()
    with tempfile.NamedTemporaryFile(dir=folder) as copy:
        for piece in upload.chunks():
            digest.update(piece)
            copy.write(piece)
        copy.flush()
        yield Path(copy.name), digest.hexdigest()


def _sweep(folder: Path) -> None:
    """Delete copies that a killed process left behind: an upload lies here for ten minutes at most."""
    oldest = clock.machine_now().timestamp() - LONGEST_SECONDS
    for left in folder.iterdir():
        try:
            if left.stat().st_mtime < oldest:
                left.unlink()
        except FileNotFoundError:
            # Its own reading has just ended.
            continue
