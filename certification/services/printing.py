"""Copies of certificates, as their files lie in the store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from certification.models import Certificate
from certification.rendering.forms import Mark
from foundation import clock


def copy_is_current(certificate: Certificate) -> bool:
    """Whether the stored copy was made for the sheet serial and the copy number that the certificate has now."""
    return (
        bool(certificate.pdf_sha256)
        and certificate.copy_sheet_serial == certificate.sheet_serial
        and certificate.copy_made_number == certificate.copy_number
    )


@dataclass(frozen=True)
class Copy:
    """A stored and checked copy that says `mark`; `size` in bytes, `way` as RenderWay."""

    certificate: Certificate
    mark: Mark
    sha256: str
    size: int
    way: str


def keep_copies(copies: Sequence[Copy]) -> None:
    """Note the stored copies; called by the rendering job inside its own transaction."""
    now = clock.now()
    for copy in copies:
        row = copy.certificate
        row.pdf_sha256, row.pdf_size, row.render_way, row.rendered_at = copy.sha256, copy.size, copy.way, now
        row.copy_sheet_serial, row.copy_made_number = copy.mark.sheet_serial, copy.mark.copy_number
    Certificate.objects.bulk_update(
        [copy.certificate for copy in copies],
        ["pdf_sha256", "pdf_size", "render_way", "rendered_at", "copy_sheet_serial", "copy_made_number"],
    )
