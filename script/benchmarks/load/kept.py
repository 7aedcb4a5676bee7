"""Compares the journal that was kept outside of the portal with what the database holds.

A line of the journal is one field that was sent: kind, key, value, whether the portal acknowledged it. What was
acknowledged last has to stand there, or something that was sent later and never answered.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from django.db import models, transaction

from certification.models import HandOver, UnitResult
from lapas.models import RegisterNumber
from training.models import Attendance, UnitTrainingResult

Line = dict[str, Any]
# Of each kind the model, the fields that make up the key, and the one that holds the value.
KEPT: dict[str, tuple[type[models.Model], tuple[str, ...], str]] = {
    "inmate": (RegisterNumber, ("number",), ""),
    "attendance": (Attendance, ("session_id", "enrolment_id"), "reason_id"),
    "result": (UnitTrainingResult, ("enrolment_id", "unit_id"), "outcome"),
    "exam": (UnitResult, ("assessment_id", "unit_id"), "outcome"),
    "hand_over": (HandOver, ("certificate_id",), ""),
}


def compare(journal: Path) -> dict[str, Any]:
    """How many acknowledged writes are missing or there twice, in all and by kind."""
    return _compared([json.loads(line) for line in journal.read_text().splitlines()])


def removing_is_noticed(journal: Path) -> dict[str, bool]:
    """Whether the comparison finds one more lost when a row of each kind is taken away; nothing stays taken away."""
    lines = [json.loads(line) for line in journal.read_text().splitlines()]
    noticed = {}
    for kind, (model, names, _value) in KEPT.items():
        of_kind = [line for line in lines if line["kind"] == kind]
        if acknowledged := [line for line in of_kind if line["acknowledged"]]:
            with transaction.atomic():
                before = _compared(of_kind)["lost"]
                rows = _rows(model, names, acknowledged[-1:])
                rows._raw_delete(rows.db)
                noticed[kind] = _compared(of_kind)["lost"] == before + 1
                transaction.set_rollback(True)
    return noticed


def _compared(lines: Sequence[Line]) -> dict[str, Any]:
    found: dict[str, Any] = {"acknowledged": 0, "lost": 0, "doubled": 0, "unacknowledged": 0, "kinds": {}}
    for kind in KEPT:
        of_kind = [line for line in lines if line["kind"] == kind]
        if of_kind:
            found["kinds"][kind] = told = _of_kind(kind, of_kind)
            for name, count in told.items():
                found[name] += count
    return found


def _of_kind(kind: str, lines: Sequence[Line]) -> dict[str, int]:
    model, names, value = KEPT[kind]
    stored: dict[str, list[str]] = defaultdict(list)
    columns = [*names, value] if value else list(names)
    for row in _rows(model, names, lines).values_list(*columns):
        key = "-".join(map(str, row[: len(names)]))
        stored[key].append(str(row[-1]) if value else "")
    may_stand: dict[str, set[str]] = {}
    for line in lines:
        if line["acknowledged"]:
            may_stand[line["key"]] = {line["value"]}
        elif line["key"] in may_stand:
            may_stand[line["key"]].add(line["value"])
    count = Counter(line["acknowledged"] for line in lines)
    return {
        "acknowledged": count[True],
        "lost": sum(not values & set(stored[key]) for key, values in may_stand.items()),
        "doubled": sum(len(rows) > 1 for rows in stored.values()),
        "unacknowledged": count[False],
    }


def _rows(model: type[models.Model], names: Sequence[str], lines: Iterable[Line]) -> Any:
    """The rows that the keys name: by their first part, and by all of it in `_of_kind`."""
    parts = [line["key"].split("-", len(names) - 1) for line in lines]
    read: Callable[[str], Any] = str if names == ("number",) else int
    asked: Any = models.Q(pk__in=[])
    for part in {tuple(part) for part in parts}:
        asked |= models.Q(**dict(zip(names, map(read, part), strict=True)))
    return model._base_manager.filter(asked)
