"""The shared libraries that rendering stands on: which versions, and whether one is missing."""

from __future__ import annotations

import ctypes
from functools import cache
from importlib.metadata import version


class LibraryMissing(RuntimeError):
    """A shared library is not installed; the sentence names it and the package that brings it."""


def require() -> None:
    """Raise LibraryMissing when fonts could not be cut down.

    Without it the layout engine falls back to a way that makes each certificate cost eight times as much, in silence.
    """
    try:
        ctypes.CDLL("libharfbuzz-subset.so.0")
    except OSError as error:
        raise LibraryMissing(
            "Pustaka libharfbuzz-subset tidak terpasang; sertifikat tidak dapat disiapkan. "
            "Pasang paket libharfbuzz-subset0, lalu mulai ulang portal."
        ) from error


@cache
def versions() -> str:
    """Everything that may change a page when it is updated, as one line."""
    return " ".join(
        [
            *(f"{name} {version(name)}" for name in ("weasyprint", "pydyf", "uharfbuzz")),
            f"harfbuzz {_text('libharfbuzz.so.0', 'hb_version_string')}",
            f"pango {_text('libpango-1.0.so.0', 'pango_version_string')}",
        ]
    )


def _text(library: str, function: str) -> str:
    asked = getattr(ctypes.CDLL(library), function)
    asked.restype = ctypes.c_char_p
    answer: bytes = asked()
    return answer.decode()
