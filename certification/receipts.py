"""What the receipt of a hand-over says, for the pages that print one and for the papers behind a certificate."""

from __future__ import annotations

from certification.models import Certificate, HandOver
from certification.rendering.facts import Facts, read
from certification.rendering.receipt import ReceiptFacts


def receipt_of(certificate: Certificate, handed: HandOver) -> tuple[Facts, ReceiptFacts]:
    """What the receipt of one hand-over says."""
    return read(certificate.facts), ReceiptFacts(
        sheet_serial=handed.sheet_serial,
        handed_on=handed.handed_on,
        received_by=handed.received_by,
        is_holder=handed.is_holder,
    )
