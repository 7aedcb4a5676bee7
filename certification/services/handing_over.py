"""The original comes into the holder's hands."""

from __future__ import annotations

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from certification.choices import CertificateState
from certification.models import Certificate, HandOver
from foundation import clock
from foundation.accounts.models import User
from foundation.audit import services as audit


@transaction.atomic
def hand_over(
    *,
    certificate: Certificate,
    handed_on: datetime.date,
    received_by: str,
    is_holder: bool,
    identity_check: str,
    note: str = "",
    actor: User,
) -> HandOver:
    """Record that the original was handed over; once, printed before, not in the future, to a named person."""
    locked = Certificate.objects.select_for_update(of=("self",)).get(pk=certificate.pk)
    if HandOver.objects.filter(certificate=locked).exists():
        raise ValidationError(_("Sertifikat ini sudah diserahkan; lihat tanda terimanya."), code="already")
    if not locked.is_on_paper:
        where = _("oleh balai") if locked.is_training else _("di blangko")
        raise ValidationError(_("Sertifikat ini belum dicetak %(where)s.") % {"where": where}, code="not_printed")
    if locked.state != CertificateState.ACTIVE:
        raise ValidationError(_("Sertifikat ini sedang tidak berlaku; hubungi LSP."), code="not_active")
    if handed_on > clock.today(locked.inmate.prison.timezone):
        raise ValidationError({"handed_on": ValidationError(_("Tanggal penyerahan belum tiba."), code="future")})
    if locked.printed_on and handed_on < locked.printed_on:
        raise ValidationError(
            {"handed_on": ValidationError(_("Tanggal ini sebelum sertifikat dicetak."), code="before_print")}
        )
    if not is_holder and not received_by.strip():
        raise ValidationError({"received_by": ValidationError(_("Isi nama orang yang menerima."), code="received_by")})
    made = HandOver.objects.create(
        certificate=locked,
        sheet_serial=locked.sheet_serial,
        handed_on=handed_on,
        received_by=locked.facts["name"] if is_holder else received_by.strip(),
        is_holder=is_holder,
        identity_check=identity_check,
        note=note,
        handed_by=actor,
        recorded_at=clock.now(),
    )
    audit.record(actor, "certification.hand_over", [locked, locked.inmate], {"is_holder": is_holder})
    return made
