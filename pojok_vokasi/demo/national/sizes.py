"""How many people each prison holds: what public sources say where they do, else by its kind and class."""

from __future__ import annotations

import random
from collections.abc import Sequence

from lapas.models import Prison

NATION = 275_000
ENROLMENTS, CERTIFICATES = 60_000, 25_000
SEED = "pojok-nasional-2026"

# (kind, class) → people in a usual one; the rest of the country follows these proportions.
USUAL = {
    ("lapas", "I"): 1700, ("lapas", "IIA"): 900, ("lapas", "IIB"): 450, ("lapas", "III"): 190,
    ("rutan", "I"): 1500, ("rutan", "IIA"): 800, ("rutan", "IIB"): 280,
    ("lapas_narkotika", "IIA"): 950, ("lapas_narkotika", "IIB"): 600, ("lapas_narkotika", "III"): 300,
    ("lpp", "IIA"): 330, ("lpp", "IIB"): 190, ("lpp", "III"): 110,
    ("lpka", "I"): 120, ("lpka", "II"): 55, ("lapas_terbuka", "IIB"): 55, ("lapas_terbuka", "III"): 30,
}  # fmt: skip
SPREAD = (0.55, 1.6)
# Prisons under this size have no workshop.
WITH_A_CORNER = 150


def chance(part: str) -> random.Random:
    """Randomness of one part, so that a change in one part, or another prison, moves no other."""
    return random.Random(f"{SEED}:{part}")  # noqa: S311  invented people, no secret


def national_sizes(prisons: Sequence[Prison]) -> dict[str, int]:
    """Code → people, 275,000 in all."""
    known = {prison.code: prison.population for prison in prisons if prison.population}
    drawn = {
        prison.code: USUAL[prison.kind, prison.class_level] * chance(f"size:{prison.code}").uniform(*SPREAD)
        for prison in prisons
        if prison.code not in known
    }
    # A country of few prisons (tests) keeps the proportions as well.
    missing = max(NATION - sum(known.values()), 0)
    return {**known, **apportioned(missing, drawn)} if drawn else known


def apportioned(total: int, weights: dict[str, float]) -> dict[str, int]:
    """Whole shares of `total` by weight, by largest remainder, so that they sum up to it."""
    whole = sum(weights.values()) or 1
    exact = {key: total * weight / whole for key, weight in weights.items()}
    shares = {key: int(share) for key, share in exact.items()}
    rest = total - sum(shares.values())
    for key in sorted(exact, key=lambda key: (shares[key] - exact[key], key))[:rest]:
        shares[key] += 1
    return shares


def enrolment_weight(size: int) -> float:
    """Bigger prisons have more places, but not in proportion; tiny ones have no workshop."""
    return float(size**0.75) if size >= WITH_A_CORNER else 0.0
