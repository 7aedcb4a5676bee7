"""What hangs on a person, by kind: each floor names its own rows in `merging.py`, and merging moves them together.

An app offers `merging.py` with `parts()`; the registry collects them and never learns what they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models

from foundation.collect import offered
from lapas.models import Inmate


def nothing(kept: Inmate, folded: Inmate) -> tuple[()]:
    """No row speaks against it."""
    return ()


@dataclass(frozen=True)
class Part:
    """Rows of `model`, which has a foreign key `inmate`.

    `label`: what the page calls them. `refusals(kept, folded)`: a sentence for each reason why the rows of the two
    cannot be one person's. `stays(kept, folded)`: ids of the folded row's rows that say what the kept row has already;
    they stay where they are. `told_by_holder`: another house answers for these rows, so the prison's collecting of a
    person's own data leaves them out (`lapas.holders`).
    """

    label: Any
    model: type[models.Model]
    refusals: Callable[[Inmate, Inmate], Iterable[str]] = nothing
    stays: Callable[[Inmate, Inmate], Iterable[int]] = nothing
    told_by_holder: bool = False

    @property
    def code(self) -> str:
        return self.model._meta.label


def ids_by_kind(parts: Iterable[Part], *people: Inmate) -> dict[str, dict[int, list[int]]]:
    """Part code → person → ids of the rows, in one query for all kinds."""
    listed = list(parts)
    found: dict[str, dict[int, list[int]]] = {part.code: {one.pk: [] for one in people} for part in listed}
    queries = [
        part.model._default_manager.filter(inmate__in=people)
        .order_by()
        .annotate(which=models.Value(number, output_field=models.IntegerField()))
        .values_list("which", "inmate_id", "pk")
        for number, part in enumerate(listed)
    ]
    for which, inmate_id, pk in queries[0].union(*queries[1:], all=True) if queries else ():
        found[listed[which].code][inmate_id].append(pk)
    return found


def all_parts() -> list[Part]:
    """Every kind of row that any floor keeps about a person."""
    return [part for parts in offered("merging", "parts") for part in parts()]
