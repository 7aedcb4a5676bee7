"""The plain rows of a small sheet, for lists that are no sheet of the registry; read by the same guarded child."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from lapas.imports.reader import extraction
from lapas.imports.refusals import FileRefused
from lapas.imports.uploads import lying


def rows_of(upload: UploadedFile[bytes]) -> list[tuple[int, list[Any]]]:
    """Row number and cells of the first visible sheet that holds anything. Raises FileRefused."""
    found: list[tuple[int, list[Any]]] = []
    with lying(upload) as (path, _digest), extraction(path) as lines:
        for is_row, group in groupby(lines, key=lambda line: "row" in line):
            if is_row:
                found = [(line["row"], line["cells"]) for line in group]
                break
    if not found:
        raise FileRefused("empty")
    return found
