"""Originals of people who have left, sent by their LSP straight to the counter where they are fetched.

Lock order: certificates, then plans, then sheets.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from certification.choices import SheetStatus
from certification.models import Certificate, Lsp, PickupPlan, Sheet
from certification.services.sheets import move_sheets
from foundation import clock
from foundation.accounts.models import User
from foundation.audit import services as audit


@transaction.atomic
def forward_originals(
    *,
    lsp: Lsp,
    certificates: Sequence[Certificate],
    sent_on: datetime.date,
    courier: str,
    courier_number: str = "",
    actor: User,
) -> list[Certificate]:
    """Send originals of `lsp` in one parcel to one counter, by the open plans of their holders; all or none.

    Refused: what is not signed here, in a package to a prison, of somebody still inside or without a plan for another
    counter; two counters in one parcel; a day to come or before the signatures.
    """
    if not certificates:
        raise ValidationError(_("Pilih paling sedikit satu sertifikat."), code="none_chosen")
    ids = [certificate.pk for certificate in certificates]
    rows = list(
        Certificate.objects.select_for_update(of=("self",)).filter(pk__in=ids, lsp=lsp).order_by("pk"),
    )
    # Asked after the lock: of two clerks with the same original the second finds it gone.
    free = set(Certificate.objects.filter(pk__in=ids).ready_to_forward().values_list("pk", flat=True))
    refusals = [
        ValidationError(
            _("%(name)s: tidak lagi menunggu diteruskan; muat ulang halaman.") % {"name": row.facts["name"]},
            code="not_waiting",
        )
        for row in rows
        if row.pk not in free
    ]
    if len(rows) < len(set(ids)):
        refusals.append(ValidationError(_("Ada sertifikat yang bukan milik LSP ini."), code="foreign"))
    if refusals:
        raise ValidationError(refusals)
    plans = list(
        PickupPlan.objects.select_for_update(of=("self",))
        .open()
        .filter(inmate__in=[row.inmate_id for row in rows])
        .order_by("pk")
    )
    if len({(plan.lsp_id, plan.centre_id) for plan in plans}) != 1:
        raise ValidationError(_("Satu paket untuk satu loket; centang dari satu daftar saja."), code="one_counter")
    sheets = list(Sheet.objects.filter(serial__in=[row.sheet_serial for row in rows]))
    _refuse_day(lsp, sent_on, sheets)
    if not courier.strip():
        raise _at("courier", _("Tulis kurir atau orang yang membawa paket ini."), "courier")
    move_sheets(sheets=sheets, to=SheetStatus.FORWARDED, on=sent_on)
    way = f"{courier.strip()} {courier_number.strip()}".strip()
    PickupPlan.objects.filter(pk__in=[plan.pk for plan in plans]).update(sent_on=sent_on, courier_number=way[:60])
    audit.record(actor, "certification.forward_originals", [*plans, *rows], {"count": len(rows)})
    return rows


def _refuse_day(lsp: Lsp, sent_on: datetime.date, sheets: Sequence[Sheet]) -> None:
    if sent_on > clock.today(lsp.timezone):
        raise _at("sent_on", _("Tanggal kirim belum tiba."), "future")
    if any(sheet.state_since > sent_on for sheet in sheets):
        raise _at("sent_on", _("Tanggal ini sebelum lembar aslinya ada di LSP dan ditandatangani."), "before_signed")


def _at(field: str, sentence: str, code: str) -> ValidationError:
    return ValidationError({field: ValidationError(sentence, code=code)})
