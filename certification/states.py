"""What may become of a certificate: which request leads from which state to which. Pure.

*Expired* is never stored: it is what an active certificate reads once its last day has passed.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext as _

from certification.choices import CertificateState, ShownState, Wish


@dataclass(frozen=True)
class Transition:
    """From any of `before` (as it reads that day) to the stored state `after`; `handed` = only after the hand-over."""

    before: frozenset[str]
    after: CertificateState
    handed: bool = False


TRANSITIONS: dict[str, Transition] = {
    Wish.SUSPENDED: Transition(frozenset({ShownState.ACTIVE}), CertificateState.SUSPENDED),
    Wish.REINSTATED: Transition(frozenset({ShownState.SUSPENDED}), CertificateState.ACTIVE),
    # What was found out late is found out all the same, so an expired one can still be revoked.
    Wish.REVOKED: Transition(
        frozenset({ShownState.ACTIVE, ShownState.SUSPENDED, ShownState.EXPIRED}), CertificateState.REVOKED
    ),
    # Before the hand-over a wrong number or sheet is voided or spoiled, and nobody outside has seen it.
    Wish.REPLACED: Transition(
        frozenset({ShownState.ACTIVE, ShownState.SUSPENDED}), CertificateState.REPLACED, handed=True
    ),
    Wish.NEW_SHEET: Transition(frozenset({ShownState.ACTIVE}), CertificateState.ACTIVE, handed=True),
}
# A request for a new sheet leaves the stored state as it was.
CHANGES_THE_STATE = frozenset(TRANSITIONS) - {Wish.NEW_SHEET}
# A training certificate has no sheet and no last day: it holds, or it was taken back.
OF_TRAINING = frozenset({Wish.REVOKED})
# What a prison may ask for; whether a suspension has lost its reason only the LSP can say.
OF_A_PRISON = frozenset({Wish.SUSPENDED, Wish.REVOKED, Wish.REPLACED, Wish.NEW_SHEET})


def shown_state(state: str, valid_until: datetime.date | None, on: datetime.date) -> ShownState:
    """How a stored state reads on the day `on`."""
    if state == CertificateState.ACTIVE and valid_until is not None and valid_until < on:
        return ShownState.EXPIRED
    return ShownState(state)


def needs_hand_over(wish: str, *, training: bool) -> bool:
    """Whether it may be asked for only once the original is in the holder's hand; before, the number is voided."""
    return training or TRANSITIONS[wish].handed


def possible(shown: str, *, handed_over: bool, training: bool = False) -> list[Wish]:
    """What may be asked for from here, in the order of the list."""
    return [
        wish
        for wish in Wish
        if shown in TRANSITIONS[wish].before
        and (wish in OF_TRAINING or not training)
        and (handed_over or not needs_hand_over(wish, training=training))
    ]


def in_words(shown: str, since: datetime.date | None, valid_until: datetime.date | None) -> str:
    """One line for the people of the house: the state and its day."""
    day = f"{valid_until:%d-%m-%Y}" if valid_until else ""
    began = f"{since:%d-%m-%Y}" if since else ""
    if shown == ShownState.ACTIVE:
        return _("Berlaku sampai %(day)s") % {"day": day} if day else _("Berlaku tanpa batas waktu")
    if shown == ShownState.EXPIRED:
        return _("Masa berlaku berakhir %(day)s") % {"day": day}
    word = {
        ShownState.SUSPENDED: _("Dibekukan"),
        ShownState.REVOKED: _("Dicabut"),
        ShownState.REPLACED: _("Sudah diganti"),
        ShownState.VOIDED: _("Nomor dibatalkan"),
    }[ShownState(shown)]
    return _("%(word)s sejak %(day)s") % {"word": word, "day": began} if began else word
