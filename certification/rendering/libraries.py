"""The shared libraries that rendering stands on: which versions, and whether one is missing."""

from __future__ import annotations

import ctypes
from functools import cache
from importlib.metadata import version

# What the layout engine does without in silence, only slower: without it a certificate costs eight times as much.
REQUIRED = {"libharfbuzz-subset.so.0": "libharfbuzz-subset0"}


class LibraryMissing(RuntimeError):
    """A shared library is not installed; the sentence names it and the package that brings it."""


def require() -> None:
    """Raise LibraryMissing for the first one that does not load."""
    for library, package in REQUIRED.items():
        try:
            ctypes.CDLL(library)
        except OSError as error:
            raise LibraryMissing(
                f"{library} is not installed and certificates would be made eight times slower; "
                f"install the package {package} and start again."
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
