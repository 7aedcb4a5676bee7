"""Which function does a kind of job. Every app names its own in a `jobs.py`, found when Django starts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise

if TYPE_CHECKING:
    from foundation.jobs.execution import Work

Function = Callable[["Work"], None]


@dataclass(frozen=True)
class Handler:
    kind: str
    function: Function
    title: str | Promise
    unit: str | Promise = ""


_handlers: dict[str, Handler] = {}


def handler(kind: str, *, title: str | Promise = "", unit: str | Promise = "") -> Callable[[Function], Function]:
    """Name the function that does jobs of `kind`; `title` is what users read, `unit` what its progress counts.

    The function may be called again after it stopped anywhere, so it must be safe to run twice.
    """

    def name(function: Function) -> Function:
        taken = _handlers.get(kind)
        if taken is not None and taken.function.__qualname__ != function.__qualname__:
            raise ValueError(f"Two handlers for jobs of kind {kind}.")
        _handlers[kind] = Handler(kind, function, title, unit)
        return function

    return name


def find(kind: str) -> Handler | None:
    return _handlers.get(kind)


def title_of(kind: str) -> str:
    known: Any = find(kind)
    return str(known.title) if known is not None and known.title else kind


def unit_of(kind: str) -> str:
    known = find(kind)
    return str(known.unit) if known is not None else ""
