"""The ready box of a prison: the photo is glued, the holder has signed, the original only waits for its day."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from certification.choices import CertificateState, SheetStatus
from certification.models import Certificate, Sheet
from certification.services.sheets import move_sheets
from foundation import clock
from foundation.accounts.models import User
from foundation.audit import services as audit


@transaction.atomic
def mark_ready(*, certificates: Sequence[Certificate], actor: User) -> list[Certificate]:
    """Put originals into the ready box; all or none, with a sentence for each that is not here or not valid now."""
    if not certificates:
        raise ValidationError(_("Pilih paling sedikit satu sertifikat."), code="none_chosen")
    rows = list(
        Certificate.objects.select_for_update(of=("self",))
        .select_related("inmate__prison")
        .filter(pk__in=[certificate.pk for certificate in certificates])
        .order_by("pk")
    )
    sheets = {sheet.serial: sheet for sheet in Sheet.objects.filter(serial__in=[row.sheet_serial for row in rows])}
    refusals = []
    for row in rows:
        sheet = sheets.get(row.sheet_serial)
        if row.state != CertificateState.ACTIVE:
            why, code = _("sedang tidak berlaku"), "not_active"
        elif sheet is not None and sheet.state == SheetStatus.READY:
            why, code = _("sudah di kotak"), "already"
        elif sheet is None or sheet.state != SheetStatus.ARRIVED:
            why, code = _("lembar aslinya belum tiba"), "not_arrived"
        else:
            continue
        refusals.append(ValidationError(f"{row.facts['name']}: {why}.", code=code))
    if refusals:
        raise ValidationError(refusals)
    today = clock.today(rows[0].inmate.prison.timezone)
    move_sheets(sheets=[sheets[row.sheet_serial] for row in rows], to=SheetStatus.READY, on=today)
    audit.record(actor, "certification.mark_ready", rows, {"count": len(rows)})
    return rows
