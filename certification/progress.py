"""Where a certificate stands on its way to the holder, in words; from the row alone, without a query."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from certification.choices import CertificateState
from certification.models import Certificate


@dataclass(frozen=True)
class Step:
    """A tag: `level` ok, warn, bad, mut or gold."""

    level: str
    text: str


def step_of(certificate: Certificate, *, handed_over: bool, in_print_run: bool = False) -> Step:
    """The furthest step reached; the caller knows the related rows."""
    if certificate.state != CertificateState.ACTIVE:
        return Step("bad", str(CertificateState(certificate.state).label))
    if handed_over:
        return Step("ok", _("Diserahkan"))
    if certificate.is_on_paper:
        return Step("warn", _("Dicetak, belum diserahkan"))
    if not certificate.pdf_sha256:
        return Step("gold", _("Sedang disiapkan"))
    if in_print_run:
        return Step("gold", _("Dalam berkas cetak"))
    return Step("ok", _("Siap cetak"))
