"""Where a certificate stands on its way to the holder, in words; from the row alone, without a query."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from certification import states
from certification.choices import ShownState
from certification.models import Certificate
from foundation import clock

STATE_LEVELS = {
    ShownState.ACTIVE: "ok",
    ShownState.EXPIRED: "mut",
    ShownState.SUSPENDED: "warn",
    ShownState.REVOKED: "bad",
    ShownState.REPLACED: "mut",
    ShownState.VOIDED: "bad",
}


@dataclass(frozen=True)
class Step:
    """A tag: `level` ok, warn, bad, mut or gold."""

    level: str
    text: str


def step_of(certificate: Certificate, *, handed_over: bool, in_print_run: bool = False) -> Step:
    """The furthest step reached; the caller knows the related rows."""
    shown = states.shown_state(certificate.state, certificate.valid_until, clock.today())
    if shown != ShownState.ACTIVE:
        return Step(STATE_LEVELS[shown], str(shown.label))
    if handed_over:
        return Step("ok", _("Diserahkan"))
    if certificate.is_on_paper:
        return Step("warn", _("Dicetak, belum diserahkan"))
    if not certificate.pdf_sha256:
        return Step("gold", _("Sedang disiapkan"))
    if in_print_run:
        return Step("gold", _("Dalam berkas cetak"))
    return Step("ok", _("Siap cetak"))
