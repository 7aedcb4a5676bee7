"""Files kept under the hash of their content: written whole or not at all, the row that names them comes after.

A crash leaves at most an orphan file or a temporary one, both harmless; a row without its file is impossible.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage


def store(folder: str, content: bytes, suffix: str = ".pdf") -> str:
    """Keep `content` as `<folder>/<sha256><suffix>` and return the hash; the same content twice is one file."""
    digest = hashlib.sha256(content).hexdigest()
    name = f"{folder}/{digest}{suffix}"
    if isinstance(default_storage, FileSystemStorage):
        _write_then_rename(Path(default_storage.path(name)), content)
    elif not default_storage.exists(name):
        # An object store shows an upload only once it is complete.
        default_storage.save(name, ContentFile(content))
    return digest


def _write_then_rename(target: Path, content: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".part-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(target)
    except BaseException:
        # A full disk or a kill must not leave the half behind; when even this fails the half is only an orphan.
        with contextlib.suppress(OSError):
            Path(temporary).unlink()
        raise
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def read(folder: str, digest: str, suffix: str = ".pdf") -> bytes:
    """The stored content; raises FileNotFoundError."""
    with default_storage.open(f"{folder}/{digest}{suffix}") as file:
        content: bytes = file.read()
    return content


def is_whole(folder: str, digest: str, suffix: str = ".pdf") -> bool:
    """Whether the file is there and its content still has its hash."""
    try:
        return hashlib.sha256(read(folder, digest, suffix)).hexdigest() == digest
    except FileNotFoundError:
        return False
