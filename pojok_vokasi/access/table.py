"""What one line of the access table says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from foundation.accounts.choices import Role


class Reach(StrEnum):
    """How far a role reaches, in the letters of the roles table that people read."""

    PRISON = "P"
    REGION = "K"
    CENTRE = "B"
    CLASSES = "C"
    EXAMS = "T"
    LSP = "L"
    NATION = "N"
    # Rows that everybody with the permission shares: the catalogue.
    SHARED = "S"
    # What belongs to the user alone: own acts, own jobs.
    OWN = "own"


class Open(StrEnum):
    """Addresses outside the roles."""

    PUBLIC = "public"
    SIGNED_IN = "signed in"


@dataclass(frozen=True)
class Route:
    """One address.

    `name`: the URL name. `reach`: role → how far; a role that is not named is refused with 403. `row`: label of the
    model whose id stands in the address (`lapas.Inmate`); a row out of reach is not found. `others`: further parts of
    the address that are no row, with a value that works. `post_only`: GET answers 405. `offers`: labels of models whose
    rows a form offers beyond the user's reach, because the field needs it (the prison that somebody is moved to).
    """

    name: str
    reach: Mapping[Role, Reach] | Open
    row: str = ""
    others: Mapping[str, str] = field(default_factory=dict)
    post_only: bool = False
    offers: tuple[str, ...] = ()
