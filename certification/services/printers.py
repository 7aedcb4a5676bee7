"""Printers of an LSP: how they draw paper, and how far their print lies off."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from certification.models import Lsp, PrinterProfile
from certification.models.print_runs import MOST_OFFSET_MM
from foundation import clock
from foundation.accounts.models import User
from foundation.audit import services as audit

OFFSETS = ("front_x_mm", "front_y_mm", "back_x_mm", "back_y_mm")


@transaction.atomic
def keep_printer(*, lsp: Lsp, printer: PrinterProfile | None, values: Mapping[str, Any], actor: User) -> PrinterProfile:
    """Write a new printer of the LSP, or change one; its name is the LSP's own and stands once."""
    made = printer or PrinterProfile(lsp=lsp)
    for name in ("name", "tray_order", "face", "duplex", "is_active"):
        if name in values:
            setattr(made, name, values[name])
    made.name = made.name.strip()
    if PrinterProfile.objects.filter(lsp=made.lsp, name__iexact=made.name).exclude(pk=made.pk).exists():
        raise ValidationError(
            {"name": ValidationError(_("LSP ini sudah punya printer dengan nama itu."), code="name_taken")}
        )
    made.save()
    audit.record(actor, "certification.keep_printer", made)
    return made


@transaction.atomic
def calibrate_printer(*, printer: PrinterProfile, shifts: Mapping[str, Decimal], actor: User) -> PrinterProfile:
    """Take over what was measured on the calibration page: how far the print lay off, right and down positive.

    The page was printed with the offsets that the printer has now, so the measured shift is taken away from them.
    """
    locked = PrinterProfile.objects.select_for_update(of=("self",)).select_related("lsp").get(pk=printer.pk)
    for name in OFFSETS:
        corrected = getattr(locked, name) - shifts[name]
        if abs(corrected) > MOST_OFFSET_MM:
            raise ValidationError(
                {
                    name: ValidationError(
                        _("Geser lebih dari %(most)d mm: periksa penahan kertas di laci, lalu ukur lagi.")
                        % {"most": MOST_OFFSET_MM},
                        code="too_far",
                    )
                }
            )
        setattr(locked, name, corrected)
    locked.calibrated_on = clock.today(locked.lsp.timezone)
    locked.save(update_fields=[*OFFSETS, "calibrated_on"])
    audit.record(actor, "certification.calibrate_printer", locked)
    return locked
