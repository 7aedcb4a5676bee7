"""The words for verbs and kinds of rows, from the roof's table; what has none is shown as recorded."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string


@cache
def verbs() -> Mapping[str, Any]:
    table: Mapping[str, Any] = import_string(f"{settings.AUDIT_WORDS}.VERBS")
    return table


@cache
def kinds() -> Mapping[str, Any]:
    table: Mapping[str, Any] = import_string(f"{settings.AUDIT_WORDS}.KINDS")
    return table
