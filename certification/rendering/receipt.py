"""The receipt of a hand-over as PDF. Like every paper that leaves, it names no place of custody."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from certification.rendering import words
from certification.rendering.facts import CertificateFacts
from certification.rendering.press import press


@dataclass(frozen=True)
class ReceiptFacts:
    """What one receipt says beside the certificate's own facts."""

    sheet_serial: str
    handed_on: datetime.date
    received_by: str
    is_holder: bool


def render_receipt(facts: CertificateFacts, receipt: ReceiptFacts) -> bytes:
    """A5 landscape, one page; raises RenderRefused."""
    context = {"facts": facts, "receipt": receipt, "handed_on": words.long_date(receipt.handed_on)}
    return press("receipt.html", context, identifier=facts.code)
