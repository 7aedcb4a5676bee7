"""Adding people to the registry, correcting what is kept, and the name that a certificate will carry."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from foundation import clock
from foundation.accounts.models import User
from foundation.audit import services as audit
from lapas import names, register
from lapas.choices import CustodyState, FactSource
from lapas.models import Inmate, Prison
from lapas.services.facts import (
    apply_facts,
    enter_inmate,
    refresh_search_key,
    switch_register_number,
)
from lapas.services.holding import refuse_merged
from lapas.services.overtaking import told_when_overtaken
from lapas.services.plan import Change, GivenDate


def refuse_in_transit(inmate: Inmate) -> None:
    """On the way between two prisons both read the person, neither writes."""
    if inmate.custody_state == CustodyState.IN_TRANSIT:
        raise ValidationError(
            _("Penghuni ini sedang dalam perjalanan pindah. Ubah datanya setelah UPT tujuan menerimanya."),
            code="in_transit",
        )


@told_when_overtaken()
def create_inmate(
    *,
    prison: Prison,
    register_number: str,
    fields: Mapping[str, Any],
    actor: User | None,
    dates: Mapping[str, datetime.date | GivenDate | None] | None = None,
    as_of: datetime.date | None = None,
    source: str = FactSource.TYPED,
    is_synthetic: bool = False,
) -> Inmate:
    """Add a person to the registry of the prison; refusals as in `enter_inmate`."""
    inmate = enter_inmate(
        prison=prison,
        register_number=register_number,
        fields=fields,
        dates=dates or {},
        as_of=as_of or clock.today(prison.timezone),
        source=source,
        actor=actor,
        is_synthetic=is_synthetic,
    )
    audit.record(actor, "lapas.create_inmate", inmate, {"source": source})
    return inmate


@told_when_overtaken()
def correct_inmate(*, inmate: Inmate, fields: Mapping[str, Any], actor: User) -> list[Change]:
    """Correct what is kept about the person; refused while the person is between two prisons."""
    refuse_in_transit(inmate)
    changes = apply_facts(
        inmate=inmate,
        fields=fields,
        dates={},
        as_of=clock.today(inmate.prison.timezone),
        source=FactSource.TYPED,
        actor=actor,
        known={},
    )
    if changes:
        audit.record(actor, "lapas.correct_inmate", inmate, {"fields": [change.field for change in changes]})
    return changes


@told_when_overtaken()
def change_register_number(*, inmate: Inmate, number: str, on: datetime.date, actor: User) -> Inmate:
    """Give the person another register number from the day `on`; the old one stays in the history."""
    refuse_in_transit(inmate)
    refuse_merged(inmate)
    number = register.read(number)
    if register.normalise(number) == register.normalise(inmate.register_number):
        raise ValidationError(_("Nomor register itu sudah nomor yang berlaku."), code="register_unchanged")
    switch_register_number(inmate, number, on=on)
    refresh_search_key(inmate)
    inmate.save(update_fields=["register_number", "search_key", "updated_at"])
    audit.record(actor, "lapas.change_register_number", inmate)
    return inmate


def confirm_certificate_name(*, inmate: Inmate, name: str, on: datetime.date, actor: User) -> Inmate:
    """Record the name that the person confirmed on paper on the day `on`; it goes on every certificate from now on."""
    confirm_certificate_names(confirmed=[(inmate, name)], on=on, actor=actor)
    return inmate


@transaction.atomic
def confirm_certificate_names(*, confirmed: Iterable[tuple[Inmate, str]], on: datetime.date, actor: User) -> int:
    """Record the confirmed names of many people, all or none; returns how many.

    Refuses a day to come, an empty name, and one with digits, with the register number of the person in the message.
    """
    rows = list(confirmed)
    refuse_merged(*(inmate for inmate, _name in rows))
    if on > clock.today():
        raise ValidationError(_("Tanggal konfirmasi belum tiba; isi tanggal lembar itu ditandatangani."), code="future")
    for inmate, written in rows:
        refuse_in_transit(inmate)
        name = names.tidy(written)
        if not name or any(sign.isdigit() for sign in name):
            raise ValidationError(
                _("Nama sertifikat untuk %(number)s kosong atau memuat angka; tulis seperti pada lembar konfirmasi."),
                code="certificate_name",
                params={"number": inmate.register_number},
            )
        inmate.certificate_name = name
        inmate.certificate_name_confirmed_on = on
        inmate.clean_fields(
            exclude={column.name for column in Inmate._meta.fields} - {"certificate_name"},
        )
        inmate.save(update_fields=["certificate_name", "certificate_name_confirmed_on", "updated_at"])
    if rows:
        audit.record(actor, "lapas.confirm_certificate_name", [inmate for inmate, _name in rows])
    return len(rows)
