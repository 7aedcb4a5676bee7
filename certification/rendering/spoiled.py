"""*Berita acara kerusakan blanko* and its cover letter as PDF; both name sheets and the LSP, nobody else."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from certification.rendering import words
from certification.rendering.press import press


@dataclass(frozen=True)
class SpoiledFacts:
    """What one letter says; `sheets` are (serial, reason) in the order of serials."""

    number: str
    made_on: datetime.date
    lsp: str
    licence: str
    city: str
    chairman: str
    certification_manager: str
    sheets: tuple[tuple[str, str], ...]


def render_spoiled_letter(facts: SpoiledFacts) -> bytes:
    """A4, the cover letter on the first page, the list from the second; raises RenderRefused."""
    context = {
        "facts": facts,
        "made_on": words.long_date(facts.made_on),
        "count": len(facts.sheets),
        "rows": list(enumerate(facts.sheets, start=1)),
    }
    return press("spoiled.html", context, identifier=f"{facts.licence} {facts.number}")
