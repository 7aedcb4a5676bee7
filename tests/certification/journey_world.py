"""Originals on their way: certificates of one class whose sheets stand where a test wants them."""

from __future__ import annotations

import datetime
from typing import Any

from certification.choices import SheetStatus
from certification.models import Certificate, Dispatch, PublicRecord, Sheet
from certification.services.dispatching import prepare_dispatch, receive_dispatch, send_dispatch
from foundation import clock
from tests.certification.issuing_world import issued
from tests.factories.accounts import UserFactory
from tests.factories.sheets import SheetLotFactory


def days_ago(days: int) -> datetime.date:
    return clock.today() - datetime.timedelta(days=days)


def on_sheets(count: int = 2, state: str = SheetStatus.SIGNED, *, since: int = 20, **given: Any) -> list[Certificate]:
    """Certificates of one LSP and one prison on sheets in `state` for `since` days; their copies are not rendered."""
    certificates = issued(count, render=False, **given)
    lot = SheetLotFactory(lsp=certificates[0].lsp, count=count, received_on=days_ago(since))
    for certificate, sheet in zip(certificates, lot.sheets.all(), strict=True):
        certificate.sheet_serial, certificate.printed_on = sheet.serial, days_ago(since)
        certificate.save(update_fields=["sheet_serial", "printed_on"])
        PublicRecord.objects.filter(code=certificate.code).update(sheet_last3=sheet.serial[-3:])
        Sheet.objects.filter(pk=sheet.pk).update(state=state, state_since=days_ago(since), certificate=certificate)
    return certificates


def sheet_of(certificate: Certificate) -> Sheet:
    return Sheet.objects.get(serial=certificate.sheet_serial)


def prepared(count: int = 2, **given: Any) -> Dispatch:
    certificates = on_sheets(count, **given)
    prison = certificates[0].inmate.prison
    return prepare_dispatch(lsp=certificates[0].lsp, prison=prison, certificates=certificates, actor=UserFactory())


def sent(count: int = 2, *, days: int = 3, **given: Any) -> Dispatch:
    """A package that left `days` days ago."""
    return send_dispatch(
        dispatch=prepared(count, **given),
        sent_on=days_ago(days),
        courier="Pos Indonesia",
        courier_number="88120031",
        actor=UserFactory(),
    )


def received(count: int = 2, *, missing: int = 0) -> Dispatch:
    """A package opened today; the last `missing` sheets were not in it."""
    dispatch = sent(count)
    items = list(dispatch.items.values_list("pk", flat=True))
    return receive_dispatch(
        dispatch=dispatch,
        arrived=items[: len(items) - missing],
        received_on=clock.today(),
        actor=UserFactory(),
    )
