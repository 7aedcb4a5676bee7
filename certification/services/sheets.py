"""BNSP's sheets from the lot to the holder: the table of allowed moves, and the only function that moves them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from types import MappingProxyType
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from certification.choices import SheetStatus
from certification.models import Sheet
from foundation import clock

# From a state to the states that may follow. A sheet that carried a certificate can be lost or torn at any time, so
# it may become spoiled from everywhere until BNSP has it back.
ALLOWED = MappingProxyType(
    {
        # Printed without a run here: the letter with the number named the sheet.
        SheetStatus.RECEIVED: {SheetStatus.IN_RUN, SheetStatus.PRINTED, SheetStatus.SPOILED},
        SheetStatus.IN_RUN: {SheetStatus.RECEIVED, SheetStatus.PRINTED, SheetStatus.SPOILED},
        SheetStatus.PRINTED: {SheetStatus.SIGNED, SheetStatus.SPOILED},
        # Ready without a journey: the LSP's own counter hands it over.
        # Forwarded without a journey to the prison: the holder has left and fetches it at another counter.
        SheetStatus.SIGNED: {
            SheetStatus.DISPATCHED,
            SheetStatus.READY,
            SheetStatus.FORWARDED,
            SheetStatus.SPOILED,
        },
        # Back to signed when a package arrives short or is called off.
        SheetStatus.DISPATCHED: {SheetStatus.ARRIVED, SheetStatus.SIGNED, SheetStatus.SPOILED},
        SheetStatus.ARRIVED: {SheetStatus.READY, SheetStatus.RETURNED, SheetStatus.FORWARDED, SheetStatus.SPOILED},
        SheetStatus.READY: {
            SheetStatus.HANDED_OVER,
            SheetStatus.RETURNED,
            SheetStatus.FORWARDED,
            SheetStatus.SPOILED,
        },
        SheetStatus.FORWARDED: {
            SheetStatus.HANDED_OVER,
            SheetStatus.READY,
            SheetStatus.RETURNED,
            SheetStatus.SPOILED,
        },
        SheetStatus.HANDED_OVER: {SheetStatus.RETURNED, SheetStatus.SPOILED, SheetStatus.REPLACED},
        SheetStatus.RETURNED: {
            SheetStatus.SIGNED,
            SheetStatus.READY,
            SheetStatus.HANDED_OVER,
            SheetStatus.FORWARDED,
            SheetStatus.SPOILED,
        },
        SheetStatus.SPOILED: {SheetStatus.RETURNED},
        SheetStatus.REPLACED: set(),
    }
)


def may_move(sheet: Sheet, to: str) -> bool:
    """Whether the table allows the move; a spoiled sheet that is back at BNSP goes nowhere any more."""
    if sheet.state == SheetStatus.RETURNED and sheet.spoiled_reason:
        return False
    return to in ALLOWED[SheetStatus(sheet.state)]


@transaction.atomic
def move_sheets(
    *, sheets: Iterable[Sheet], to: str, on: datetime.date | None = None, **with_fields: Any
) -> list[Sheet]:
    """Move every sheet to the state `to`, since `on` (today at the LSP), or none; returns them as they stand now.

    `with_fields` (run, certificate, spoiled_reason, letter) are set in the same write. The caller's service writes
    the trail. Raises ValidationError `move` when the table does not allow it for one of them.
    """
    locked = list(
        Sheet.objects.select_for_update(of=("self",))
        .select_related("lsp")
        .filter(pk__in=[sheet.pk for sheet in sheets])
        .order_by("serial")
    )
    for sheet in locked:
        if not may_move(sheet, to):
            raise ValidationError(
                _("Blangko %(serial)s sekarang %(state)s, jadi tidak dapat menjadi %(to)s; muat ulang halaman.")
                % {"serial": sheet.serial, "state": sheet.get_state_display(), "to": SheetStatus(to).label},
                code="move",
            )
    for sheet in locked:
        sheet.state, sheet.state_since = to, on or clock.today(sheet.lsp.timezone)
        for name, value in with_fields.items():
            setattr(sheet, name, value)
    Sheet.objects.bulk_update(locked, ["state", "state_since", *with_fields], batch_size=500)
    return locked
