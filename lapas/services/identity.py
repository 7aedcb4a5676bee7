"""The NIK: set, marked as not existing, and shown in full with a reason that stays in the trail."""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from foundation import clock
from foundation.accounts.models import User
from foundation.audit import services as audit
from foundation.audit.models import AuditEvent
from lapas import names, nik, sealed
from lapas.choices import NikStatus
from lapas.models import Inmate
from lapas.services.facts import write_nik
from lapas.services.holding import refuse_merged
from lapas.services.overtaking import told_when_overtaken
from lapas.services.people import refuse_in_transit
from lapas.services.plan import refuse_taken_nik

SHORTEST_REASON = 5
NIK_SEARCHES_PER_HOUR = 20
SEARCHED = "lapas.search_nik"


@told_when_overtaken()
def set_nik(*, inmate: Inmate, text: str, actor: User, foreign: bool = False, verified: bool = False) -> list[str]:
    """Keep the NIK sealed and return warnings; empty text takes it away, `foreign` says that there is none.

    `verified`: compared with the card or by Dukcapil. Refuses a wrong shape, and a NIK that another person has.
    """
    refuse_in_transit(inmate)
    refuse_merged(inmate)
    if foreign:
        reading = nik.NikReading("", NikStatus.FOREIGN)
    else:
        reading = nik.read(text, birth_date=inmate.birth_date, sex=inmate.sex, synthetic_allowed=settings.DEMO)
    if reading.digits:
        refuse_taken_nik(inmate, reading.digits)
    write_nik(inmate, reading)
    if reading.digits and verified:
        inmate.nik_status = NikStatus.VERIFIED
    inmate.save(update_fields=["nik_cipher", "nik_index", "nik_status", "updated_at"])
    audit.record(actor, "lapas.set_nik", inmate, {"status": inmate.nik_status})
    return list(reading.warnings)


@transaction.atomic
def reveal_nik(*, inmate: Inmate, reason: str, actor: User) -> str:
    """The NIK in full, for a reason that is written into the trail; refuses without one, and when there is no NIK."""
    reason = names.tidy(reason)
    if len(reason) < SHORTEST_REASON:
        raise ValidationError(_("Tulis alasan melihat NIK lengkap; alasan ini dicatat."), code="reason_missing")
    if not inmate.nik_cipher:
        raise ValidationError(_("NIK penghuni ini belum ada."), code="nik_missing")
    audit.record(actor, "lapas.reveal_nik", inmate, {"reason": reason})
    return sealed.unseal(inmate.nik_cipher, place=sealed.place_of(inmate.uuid))


@transaction.atomic
def find_by_nik(*, people: Any, digits: str, actor: User) -> Inmate | None:
    """The one of `people` who has exactly this NIK; every try is recorded, whether anybody was found or not.

    Refuses more than 20 tries of one person within an hour, so that nobody asks through a list of numbers.
    """
    since = clock.now() - datetime.timedelta(hours=1)
    tries = AuditEvent.objects.filter(actor=actor, verb=SEARCHED, at__gte=since).count()
    if tries >= NIK_SEARCHES_PER_HOUR:
        raise ValidationError(
            _("Pencarian NIK dibatasi %(most)d kali per jam; coba lagi nanti."),
            code="nik_limit",
            params={"most": NIK_SEARCHES_PER_HOUR},
        )
    found: Inmate | None = people.with_nik(digits).first()
    audit.record(actor, SEARCHED, [found] if found is not None else [], {"found": found is not None})
    return found


def masked_nik(inmate: Inmate) -> str:
    """The NIK with only its first and last four digits, as pages show it; empty when there is none."""
    if not inmate.nik_cipher:
        return ""
    return nik.mask(sealed.unseal(inmate.nik_cipher, place=sealed.place_of(inmate.uuid)))
