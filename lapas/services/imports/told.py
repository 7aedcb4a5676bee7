"""What a row says by itself, before anybody asks whom it means: of that nothing changes when the registry does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.conf import settings

from lapas import sealed
from lapas.imports import staging, values
from lapas.imports.places import Places
from lapas.models import ImportBatch, ImportRow
from lapas.services.facts import Entry
from lapas.services.imports.mapping import columns_of
from lapas.services.plan import Plan

OwnWords = Mapping[tuple[str, str], str]


@dataclass
class Told:
    """One row's cells, judged. `as_new` and `entry` are what it adds where it means nobody who is kept, once made."""

    said: values.Judged
    as_new: tuple[dict[str, Any], Plan] | None = None
    entry: Entry | None = None

    def judged(self) -> values.Judged:
        """A copy to which the registry may add its own refusals and warnings."""
        said = self.said
        return replace(said, values=dict(said.values), problems=list(said.problems), warnings=list(said.warnings))

    @cached_property
    def nik_indexes(self) -> tuple[str, ...]:
        """The blind indexes of the NIK that the row says, under every key; empty for none."""
        nik = self.said.nik
        return sealed.indexes_of(nik.digits) if nik is not None and nik.digits else ()


def tell(batch: ImportBatch, cells: Mapping[str, Any], own_words: OwnWords, places: Places | None) -> Told:
    """Judge the cells of one row, given by field name."""
    said = values.judge(
        cells, as_of=batch.data_as_of, synthetic_allowed=settings.DEMO, own_words=own_words, places=places
    )
    return Told(said)


def tell_staged(batch: ImportBatch, row: ImportRow, own_words: OwnWords, places: Places | None) -> Told:
    """Judge a staged row; its NIK is opened for that."""
    place = staging.place_of(batch.pk, row.row)
    return tell(batch, staging.unstage(row.cells, columns_of(batch), place=place), own_words, places)
