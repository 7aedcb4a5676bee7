"""Measuring: contenders take turns in one process, each sample is an average over a few documents."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.document import Person

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Contender:
    """One way to make the document. `prepare` is outside of the time; `each` documents make one sample."""

    key: str
    label: str
    make: Callable[[Any], bytes]
    prepare: Callable[[Person], Any] = field(default=lambda person: person)
    each: int = 1
    has_processes: bool = False
    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    size: int = 0

    def sample(self, people: Sequence[Person]) -> None:
        """Make the document for these people; the sample is the mean per document, in seconds."""
        given = [self.prepare(person) for person in people]
        below = cpu_below(os.getpid()) if self.has_processes else 0.0
        cpu, wall = time.process_time(), time.perf_counter()
        for one in given:
            made = self.make(one)
        self.wall.append((time.perf_counter() - wall) / len(given))
        spent = time.process_time() - cpu
        if self.has_processes:
            spent += cpu_below(os.getpid()) - below
        self.cpu.append(spent / len(given))
        self.size = len(made)

    def times(self) -> dict[str, Any]:
        return {
            "label": self.label,
            "samples": len(self.cpu),
            "documents_per_sample": self.each,
            "cpu_ms": _ms(self.cpu),
            "wall_ms": _ms(self.wall),
            "per_second_per_core": round(1 / statistics.median(self.cpu), 1),
            "bytes": self.size,
        }


def take_turns(contenders: Sequence[Contender], people: Iterator[Person], rounds: int) -> None:
    """So many samples of each, interleaved, the order turned by one place each round."""
    for contender in contenders:
        # Unmeasured: what is loaded and compiled once.
        contender.make(contender.prepare(next(people)))
    for number in range(rounds):
        first = number % len(contenders)
        for contender in [*contenders[first:], *contenders[:first]]:
            contender.sample([next(people) for _document in range(contender.each)])


def ratio(slow: Sequence[float], fast: Sequence[float]) -> float:
    """How many times faster: the median over the rounds of the ratio within a round."""
    return round(statistics.median(a / b for a, b in zip(slow, fast, strict=True)), 2)


def _ms(seconds: Sequence[float]) -> dict[str, float]:
    return {
        "median": round(statistics.median(seconds) * 1000, 3),
        "least": round(min(seconds) * 1000, 3),
        "most": round(max(seconds) * 1000, 3),
    }


def cpu_of(pid: int) -> float:
    """Seconds of processor that the process, its children and theirs have used, those that ended included."""
    return _cpu(pid) + cpu_below(pid)


def cpu_below(pid: int) -> float:
    """The same without the process itself and its ended children."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                parent = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
                parents.setdefault(parent, []).append(int(entry.name))
    layer, total = parents.get(pid, []), 0.0
    while layer:
        total += sum(_cpu(child) for child in layer)
        layer = [grandchild for child in layer for grandchild in parents.get(child, [])]
    return total


def _cpu(pid: int) -> float:
    with suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        return sum(map(int, fields[11:15])) / TICKS
    return 0.0
