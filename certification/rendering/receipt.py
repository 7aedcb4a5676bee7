"""Receipts of hand-overs as PDF. Like every paper that leaves, they name no place of custody."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from certification.rendering import words
from certification.rendering.facts import CertificateFacts, Facts
from certification.rendering.press import press


@dataclass(frozen=True)
class ReceiptFacts:
    """What one receipt says beside the certificate's own facts."""

    sheet_serial: str
    handed_on: datetime.date
    received_by: str
    is_holder: bool


def render_receipt(facts: Facts, receipt: ReceiptFacts) -> bytes:
    """A5 landscape, one page; raises RenderRefused."""
    return render_receipts([(facts, receipt)])


def render_receipts(given: Sequence[tuple[Facts, ReceiptFacts]]) -> bytes:
    """One page for each hand-over, in the order given, in one file; raises RenderRefused, ValueError for none."""
    if not given:
        raise ValueError("A file of receipts needs at least one.")
    first = given[0][0]
    context = {
        "title": f"Tanda terima sertifikat {first.number}" if len(given) == 1 else "Tanda terima sertifikat",
        "issuer": first.issuer,
        "receipts": [_shown(facts, receipt) for facts, receipt in given],
    }
    return press("receipt.html", context, identifier=first.code)


def _shown(facts: Facts, receipt: ReceiptFacts) -> dict[str, object]:
    competency = isinstance(facts, CertificateFacts)
    return {
        "kind": "sertifikat kompetensi" if competency else "sertifikat pelatihan",
        "subject": "Kompetensi" if competency else "Pelatihan",
        "subject_is": facts.scheme_id if isinstance(facts, CertificateFacts) else facts.programme_id,
        "registration": facts.registration_number if isinstance(facts, CertificateFacts) else "",
        "facts": facts,
        "receipt": receipt,
        "handed_on": words.long_date(receipt.handed_on),
    }
