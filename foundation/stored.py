"""Files kept under the hash of their content: written whole or not at all, the row that names them comes after.

A crash leaves at most an orphan file or a temporary one, both harmless; a row without its file is impossible.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage

_FLUSHES_AT_ONCE = 8


def store(folder: str, content: bytes, suffix: str = ".pdf") -> str:
    """Keep `content` as `<folder>/<sha256><suffix>` and return the hash; the same content twice is one file."""
    return store_many(folder, [content], suffix)[0]


def store_many(folder: str, contents: Sequence[bytes], suffix: str = ".pdf") -> list[str]:
    """Keep each as `store` does, all of them safely on disk at the end; the hashes in the same order.

    Many cost little more than one: their flushes go side by side, and the folder is flushed once.
    """
    digests = [hashlib.sha256(content).hexdigest() for content in contents]
    names = [f"{folder}/{digest}{suffix}" for digest in digests]
    if isinstance(default_storage, FileSystemStorage):
        _write_then_rename(
            {Path(default_storage.path(name)): content for name, content in zip(names, contents, strict=True)}
        )
        return digests
    for name, content in zip(names, contents, strict=True):
        # An object store shows an upload only once it is complete.
        if not default_storage.exists(name):
            default_storage.save(name, ContentFile(content))
    return digests


def _write_then_rename(files: Mapping[Path, bytes]) -> None:
    """Every file of one folder under its name, or the exception of the first that could not be written."""
    written: list[tuple[str, Path]] = []
    try:
        with ExitStack() as opened:
            handles = []
            for target, content in files.items():
                target.parent.mkdir(parents=True, exist_ok=True)
                handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".part-")
                written.append((temporary, target))
                file = opened.enter_context(os.fdopen(handle, "wb"))
                file.write(content)
                file.flush()
                handles.append(file.fileno())
            # One after the other each would wait for the disk alone.
            with ThreadPoolExecutor(_FLUSHES_AT_ONCE) as pool:
                list(pool.map(os.fsync, handles))
        for temporary, target in written:
            Path(temporary).replace(target)
    except BaseException:
        # A full disk or a kill must not leave the half behind; when even this fails the half is only an orphan.
        for temporary, _target in written:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()
        raise
    for folder in {target.parent for target in files}:
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


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
