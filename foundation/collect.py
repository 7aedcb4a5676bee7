"""What the roof collects from every floor by convention: home tasks, search hits and invariants.

An app offers `queue.py` with `tasks(user)`, `panels.py` with `panels(user)`, `search.py` with `hits(user, words)`,
`invariants.py` with `checks()`, `closing.py` with `remains(prison)`, `naming.py` with `awaited(people)`,
`subject_parts.py` with `ask`, `states` and `sections` of a request. Tasks that hang on numbers are offered as
`Numbers`; `told` asks all of them at once. Whoever asks calls whichever exists; a floor never knows who asks, nor who
else answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.db.models import Func, Q, QuerySet

from foundation.together import asked_together


@dataclass(frozen=True)
class Task:
    """One line of the home queue: how many, why, and the one button that deals with it.

    `urgency`: 0 = overdue or lost if ignored today (shown red), 1 = soon, 2 = ordinary. `url` is a ready address.
    """

    count: int
    title: str
    reason: str
    button: str
    url: str
    urgency: int = 2


@dataclass(frozen=True)
class Numbers:
    """What the home queue wants to know about `rows`: by name which of them to count; `told` makes the tasks of it."""

    rows: QuerySet[Any]
    wanted: Mapping[str, Q | Func]
    told: Callable[[Mapping[str, int]], Iterable[Task]]


def counting(rows: QuerySet[Any], title: str, reason: str, button: str, url: str, urgency: int = 2) -> Numbers:
    """One task about how many `rows` there are; none when there are none."""

    def told(found: Mapping[str, int]) -> list[Task]:
        return [Task(found["all"], title, reason, button, url, urgency)] if found["all"] else []

    return Numbers(rows, {"all": Q()}, told)


def told(lines: Iterable[Task | Numbers]) -> list[Task]:
    """The tasks in the order in which they, or the numbers behind them, were offered; one statement for the numbers."""
    offered = list(lines)
    wanted = [line for line in offered if isinstance(line, Numbers)]
    found = iter(asked_together([(line.rows, line.wanted) for line in wanted]))
    tasks: list[Task] = []
    for line in offered:
        if isinstance(line, Numbers):
            tasks += line.told(next(found))
        else:
            tasks.append(line)
    return tasks


@dataclass(frozen=True)
class Panel:
    """A quiet figure or short table beside the home queue; its template finds what it shows in `panel.data`."""

    title: str
    template: str
    data: Any = None


@dataclass(frozen=True)
class Hit:
    """One search result that the user may open; `url` is empty for a sentence about why nothing was looked for."""

    title: str
    detail: str
    url: str


@dataclass(frozen=True)
class Remains:
    """What is still there when a place is to be closed; `blocks`: it must be gone first."""

    text: str
    blocks: bool = True


@dataclass(frozen=True)
class Invariant:
    """A promise about the data: `broken()` yields one sentence for each row that breaks it, nothing when it holds."""

    code: str
    promise: str
    broken: Callable[[], Iterable[str]]


def offered(module: str, name: str) -> Iterator[Callable[..., Any]]:
    """The function `name` of `<app>.<module>` for every installed app that has the module, in app order."""
    for config in apps.get_app_configs():
        path = f"{config.name}.{module}"
        if config.module is not None and find_spec(path) is not None:
            yield getattr(import_module(path), name)
