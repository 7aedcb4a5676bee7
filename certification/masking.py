"""Whose names a reader of certificates is shown. Pure.

The issuer and the prison know the holder and their own people; an auditor sees who acted, but the holder masked.
"""

from __future__ import annotations

import enum


class Reader(enum.Enum):
    ISSUER = "issuer"
    PRISON = "prison"
    AUDITOR = "auditor"


def masked_name(name: str) -> str:
    """The first letter of each word and dots that do not tell how long it is: "B••• S•••"."""
    return " ".join(f"{word[0]}•••" for word in name.split())
