"""The cover letter of a package, for the desk that opens it: an internal paper, without register numbers."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from certification.rendering import words
from certification.rendering.press import press


@dataclass(frozen=True)
class PackedRow:
    """One original in the package."""

    name: str
    scheme: str
    number: str
    sheet_serial: str


@dataclass(frozen=True)
class LetterFacts:
    """The package: who sends it, to whom, when, and with which courier (empty while it was not sent)."""

    package: str
    issuer: str
    city: str
    phone: str
    addressee: str
    dated: datetime.date
    courier: str
    courier_number: str
    rows: Sequence[PackedRow]


def render_letter(letter: LetterFacts) -> bytes:
    """A4, the list goes on over as many pages as it needs; raises RenderRefused."""
    context = {"letter": letter, "dated": words.long_date(letter.dated), "count": len(letter.rows)}
    return press("package_letter.html", context, identifier=f"package {letter.issuer} {letter.package}")
