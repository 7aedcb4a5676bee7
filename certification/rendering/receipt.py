"""The receipt of a hand-over as PDF. Like every paper that leaves, it names no place of custody."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.template import Context
from weasyprint import HTML

from certification.rendering import words
from certification.rendering.assets import AddressRefused, DictionaryFetcher
from certification.rendering.facts import CertificateFacts
from certification.rendering.full import RenderRefused, layout, shared_fonts


@dataclass(frozen=True)
class ReceiptFacts:
    """What one receipt says beside the certificate's own facts."""

    sheet_serial: str
    handed_on: datetime.date
    received_by: str
    is_holder: bool


def render_receipt(facts: CertificateFacts, receipt: ReceiptFacts) -> bytes:
    """A5 landscape, one page; raises RenderRefused."""
    html = layout("receipt.html").render(
        Context({"facts": facts, "receipt": receipt, "handed_on": words.long_date(receipt.handed_on)})
    )
    try:
        pdf: bytes = HTML(string=html, url_fetcher=DictionaryFetcher(), base_url="layout:").write_pdf(
            font_config=shared_fonts(), pdf_identifier=facts.code.encode()
        )
    except AddressRefused as refused:
        raise RenderRefused(f"Tata letak meminta berkas yang tidak dikenal: {refused}") from refused
    return pdf
