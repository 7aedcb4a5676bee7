"""Promises about originals on their way: a sheet's state agrees with packages and hand-overs."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Exists, F, OuterRef, Q

from certification.choices import IN_A_PACKAGE, CertificateState, DispatchState, PackedState, PlanState, SheetStatus
from certification.models import Certificate, Dispatch, DispatchItem, HandOver, PickupPlan, Sheet
from foundation.collect import Invariant


def journey_checks() -> list[Invariant]:
    return [
        Invariant(
            "certification.sheets_in_packages",
            "A sheet is on its way if and only if it stands in a package that was sent and has not explained it.",
            _sheets_in_packages,
        ),
        Invariant(
            "certification.packages_agree",
            "A package is received complete when nothing was missing, and short only when something was.",
            _packages,
        ),
        Invariant(
            "certification.sheets_handed_over",
            "A sheet is handed over if and only if a hand-over names it.",
            _sheets_handed_over,
        ),
        Invariant(
            "certification.pickup_plans_open",
            "A pickup plan is open only while something of the person waits.",
            _plans,
        ),
    ]


def _sheets_in_packages() -> Iterator[str]:
    travelling = DispatchItem.objects.filter(
        Q(state=PackedState.PACKED, dispatch__state=DispatchState.SENT)
        | Q(state=PackedState.MISSING, dispatch__state=DispatchState.SHORT)
    )
    under_way = Sheet.objects.filter(state=SheetStatus.DISPATCHED)
    for sheet in under_way.exclude(Exists(travelling.filter(sheet=OuterRef("pk")))):
        yield f"sheet {sheet.serial} is on its way in no package"
    for item in travelling.exclude(sheet__state=SheetStatus.DISPATCHED).select_related("sheet"):
        yield f"sheet {item.sheet.serial} in package {item.dispatch_id} is {item.sheet.state}"
    for item in DispatchItem.objects.filter(state=PackedState.PACKED, dispatch__state=DispatchState.PREPARED).exclude(
        sheet__state=SheetStatus.SIGNED
    ):
        yield f"sheet {item.sheet_id} in package {item.dispatch_id}, not sent, is not a signed one"


def _packages() -> Iterator[str]:
    never_there = Q(items__state__in=[PackedState.MISSING, PackedState.BACK, PackedState.LOST])
    packages = Dispatch.objects.annotate(
        gone=Count("items", filter=never_there),
        open_items=Count("items", filter=Q(items__state__in=IN_A_PACKAGE)),
    )
    for package in packages.filter(state=DispatchState.RECEIVED).filter(Q(gone__gt=0) | Q(open_items__gt=0)):
        yield f"package {package.pk} is received complete and something was not there"
    closed = [DispatchState.CANCELLED, DispatchState.LOST]
    for package in packages.filter(state__in=closed, open_items__gt=0):
        yield f"package {package.pk} is {package.state} and still holds sheets"
    unopened = DispatchItem.objects.filter(state=PackedState.PACKED, dispatch__state=DispatchState.SHORT)
    for item in unopened:
        yield f"package {item.dispatch_id} was opened and nobody looked for item {item.pk}"


def _sheets_handed_over() -> Iterator[str]:
    named = HandOver.objects.filter(sheet_serial=OuterRef("serial"))
    for sheet in Sheet.objects.filter(state=SheetStatus.HANDED_OVER).exclude(Exists(named)):
        yield f"sheet {sheet.serial} is handed over and no hand-over names it"
    # An original that was replaced since may have come back and been spoiled.
    given = HandOver.objects.filter(certificate__isnull=False, certificate__sheet_serial=F("sheet_serial"))
    given = given.exclude(certificate__state=CertificateState.REPLACED)
    elsewhere = Sheet.objects.filter(serial=OuterRef("sheet_serial")).exclude(state=SheetStatus.HANDED_OVER)
    for row in given.exclude(sheet_serial="").filter(Exists(elsewhere)):
        yield f"hand-over {row.pk} names sheet {row.sheet_serial}, which is elsewhere"


def _plans() -> Iterator[str]:
    waiting = Certificate.objects.filter(inmate=OuterRef("inmate"), hand_over__isnull=True)
    for plan in PickupPlan.objects.filter(state=PlanState.OPEN).exclude(Exists(waiting)):
        yield f"pickup plan {plan.pk} is open and nothing waits"
