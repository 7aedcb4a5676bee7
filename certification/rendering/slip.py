"""The slip of somebody who fetches the original later. It names no place of custody and no birth date."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from certification.rendering import words
from certification.rendering.press import press


@dataclass(frozen=True)
class SlipFacts:
    """`where` and `contact` in words; `waiting`: title and issuer of each certificate that is to be fetched."""

    name: str
    printed_code: str
    where: str
    contact: str
    at_a_counter: bool
    waiting: Sequence[tuple[str, str]]
    dated: datetime.date


def render_slip(slip: SlipFacts) -> bytes:
    """A5 landscape, one page; raises RenderRefused."""
    context = {"slip": slip, "dated": words.long_date(slip.dated), "issuer": slip.waiting[0][1] if slip.waiting else ""}
    return press("slip.html", context, identifier=f"slip {slip.printed_code}")
