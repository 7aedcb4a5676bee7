"""Cells at rest between upload and apply: only mapped ones, a NIK sealed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from lapas import sealed


def place_of(batch_id: int, row: int) -> str:
    """The place that a staged NIK is bound to."""
    return f"lapas.ImportRow.nik:{batch_id}:{row}"


def stage(cells: Mapping[int, Any], mapping: Mapping[int, str], *, place: str) -> dict[str, Any]:
    """Cells by position as they are stored; those of unmapped columns are left out."""
    kept: dict[str, Any] = {}
    for position, cell in cells.items():
        name = mapping.get(position)
        if name == "nik":
            kept[str(position)] = {"sealed": sealed.seal(json.dumps(cell), place=place)}
        elif name:
            kept[str(position)] = cell
    return kept


def unstage(cells: Mapping[str, Any], mapping: Mapping[int, str], *, place: str) -> dict[str, Any]:
    """Stored cells by field name, the NIK opened."""
    found: dict[str, Any] = {}
    for position, name in mapping.items():
        if (cell := cells.get(str(position))) is None:
            continue
        if isinstance(cell, dict) and "sealed" in cell:
            cell = json.loads(sealed.unseal(cell["sealed"], place=place))
        found[name] = cell
    return found
