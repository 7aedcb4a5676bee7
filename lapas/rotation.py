"""New keys for identity numbers: every sealed text is sealed anew, every index made anew, a chunk at a time.

While it runs both keys stand in the environment, the new one first, and pages go on: whatever is written meanwhile has
the new keys already, and both kinds are read. Cut off, it begins again and passes over what is done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.db import models, transaction

from foundation.audit import services as audit
from lapas import sealed
from lapas.imports import staging
from lapas.models import ImportRow, Inmate, InmateMerge, SubjectRequest
from lapas.services.requests import place_of as request_place

CHUNK = 500


def rotate(*, write: bool = True) -> Iterator[tuple[str, int, int]]:
    """After each chunk what was looked at, how many rows so far, how many of them had an old key.

    Each chunk is a transaction. A row that somebody writes at the same moment is left to the writer, who has the new
    key. The trail says that it came to its end, with how many rows. Raises SealBroken where a key is missing.
    """
    anew = 0
    for model, look in (
        (Inmate, _person),
        (InmateMerge, _merge),
        (SubjectRequest, _request),
        (ImportRow, _staged),
    ):
        old = 0
        for label, seen, old in _walk(model, look, write):
            yield label, seen, old
        anew += old
    if write:
        with transaction.atomic():
            audit.record(None, "lapas.rotate_keys", [], {"rows": anew})


def _walk(
    model: type[models.Model], look: Callable[[Any], dict[str, tuple[Any, Any]]], write: bool
) -> Iterator[tuple[str, int, int]]:
    rows, last, seen, old = _SEALED[model](model._default_manager.all()), 0, 0, 0
    related = ("kept", "folded") if model is InmateMerge else ()
    while chunk := list(rows.filter(pk__gt=last).select_related(*related).order_by("pk")[:CHUNK]):
        with transaction.atomic():
            for row in chunk:
                if not (changes := look(row)):
                    continue
                old += 1
                if write:
                    was = {name: before for name, (before, _after) in changes.items()}
                    now = {name: after for name, (_before, after) in changes.items()}
                    model._default_manager.filter(pk=row.pk, **was).update(**now)
        seen, last = seen + len(chunk), chunk[-1].pk
        yield model._meta.label, seen, old


# Rows that hold something sealed.
_SEALED: dict[type[models.Model], Callable[[Any], Any]] = {
    Inmate: lambda rows: rows.exclude(nik_cipher=""),
    InmateMerge: lambda rows: rows.exclude(kept_nik="", folded_nik=""),
    SubjectRequest: lambda rows: rows.exclude(content=""),
    ImportRow: lambda rows: rows.exclude(cells={}),
}


def _anew(text: str, place: str) -> str:
    return sealed.seal(sealed.unseal(text, place=place), place=place)


def _person(row: Inmate) -> dict[str, tuple[Any, Any]]:
    place = sealed.place_of(row.uuid)
    digits = sealed.unseal(row.nik_cipher, place=place)
    index = sealed.index_of(digits)
    found: dict[str, tuple[Any, Any]] = {}
    if not sealed.is_current(row.nik_cipher):
        found["nik_cipher"] = (row.nik_cipher, sealed.seal(digits, place=place))
    if row.nik_index != index:
        found["nik_index"] = (row.nik_index, index)
    return found


def _merge(row: InmateMerge) -> dict[str, tuple[Any, Any]]:
    return {
        name: (text, _anew(text, sealed.place_of(person.uuid)))
        for name, text, person in (("kept_nik", row.kept_nik, row.kept), ("folded_nik", row.folded_nik, row.folded))
        if text and not sealed.is_current(text)
    }


def _request(row: SubjectRequest) -> dict[str, tuple[Any, Any]]:
    if sealed.is_current(row.content):
        return {}
    return {"content": (row.content, _anew(row.content, request_place(row)))}


def _staged(row: ImportRow) -> dict[str, tuple[Any, Any]]:
    place = staging.place_of(row.batch_id, row.row)
    cells = {
        at: {"sealed": _anew(cell["sealed"], place)}
        for at, cell in row.cells.items()
        if isinstance(cell, dict) and "sealed" in cell and not sealed.is_current(cell["sealed"])
    }
    return {"cells": (row.cells, {**row.cells, **cells})} if cells else {}
