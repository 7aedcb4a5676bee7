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
    alike: dict[tuple[Mark, str], list[int]] = {}
    for copy in copies:
        copy.certificate.pdf_sha256, copy.certificate.pdf_size = copy.sha256, copy.size
        alike.setdefault((copy.mark, copy.way), []).append(copy.certificate.pk)
    Certificate.objects.bulk_update([copy.certificate for copy in copies], ["pdf_sha256", "pdf_size"])
    # What is the same for many is said once: a case for every row and column would cost more than the stamp.
    for (mark, way), keys in alike.items():
        Certificate.objects.filter(pk__in=keys).update(
            render_way=way,
            rendered_at=now,
            copy_sheet_serial=mark.sheet_serial,
            copy_made_number=mark.copy_number,
        )
