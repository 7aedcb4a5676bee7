"""Where a certificate stands on its way to the holder, in words; from the row alone, without a query."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certification import states
from certification.choices import SheetStatus, ShownState
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


# Where the original lies, for rows that were read `with_original()`.
ORIGINALS = {
    SheetStatus.PRINTED: ("gold", gettext_lazy("Dicetak, menunggu tanda tangan")),
    SheetStatus.SIGNED: ("gold", gettext_lazy("Ditandatangani, belum dikirim")),
    SheetStatus.DISPATCHED: ("mut", gettext_lazy("Di jalan")),
    SheetStatus.ARRIVED: ("warn", gettext_lazy("Tiba, belum siap")),
    SheetStatus.READY: ("warn", gettext_lazy("Siap diserahkan")),
    SheetStatus.RETURNED: ("mut", gettext_lazy("Di LSP, menunggu diambil")),
    SheetStatus.FORWARDED: ("mut", gettext_lazy("Dikirim ke tempat pengambilan")),
}
HERE = frozenset({SheetStatus.ARRIVED, SheetStatus.READY})


def is_here(certificate: Certificate) -> bool:
    """Whether the prison has the original in its hands; also where nothing is known of its way."""
    state = getattr(certificate, "original_state", None)
    return certificate.is_on_paper and (state is None or state in HERE)


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
    if (original := getattr(certificate, "original_state", None)) in ORIGINALS:
        level, text = ORIGINALS[original]
        return Step(level, str(text))
    if certificate.is_on_paper:
        return Step("warn", _("Dicetak, belum diserahkan"))
    if not certificate.pdf_sha256:
        return Step("gold", _("Sedang disiapkan"))
    if in_print_run:
        return Step("gold", _("Dalam berkas cetak"))
    return Step("ok", _("Siap cetak"))
