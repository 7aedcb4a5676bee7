"""Where the one page about a row stands, for rows that lower floors link to without knowing what is above them."""

from __future__ import annotations

from typing import Any

from django.urls import reverse


def inmate(row: Any) -> str:
    return reverse("certification:inmate-record", args=[row.pk])
