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
    they stay where they are.
    """

    label: Any
    model: type[models.Model]
    refusals: Callable[[Inmate, Inmate], Iterable[str]] = nothing
    stays: Callable[[Inmate, Inmate], Iterable[int]] = nothing

    @property
    def code(self) -> str:
        return self.model._meta.label

    def of(self, inmate: Inmate) -> models.QuerySet[Any]:
        return self.model._default_manager.filter(inmate=inmate)


def all_parts() -> list[Part]:
    """Every kind of row that any floor keeps about a person."""
    return [part for parts in offered("merging", "parts") for part in parts()]
