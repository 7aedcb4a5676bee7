"""Promises about BNSP's sheets: each where the ledger says, under one certificate at most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from django.db.models import F

from certification.choices import LIVE_SHEET, OPEN_RUN, CertificateState, PrintOutcome, PrintRunState, SheetStatus
from certification.models import Certificate, PrintRunItem, Sheet, SheetLot
from foundation.collect import Invariant

CHUNK = 500


def sheet_checks() -> list[Invariant]:
    return [
        Invariant(
            "certification.sheet_agrees",
            "A certificate's sheet is one live sheet of the ledger, or came by letter; a live one has its certificate.",
            _sheets_and_certificates,
        ),
        Invariant(
            "certification.sheet_once",
            "No serial serves twice: one live sheet per certificate, one good place per sheet.",
            _used_twice,
        ),
        Invariant(
            "certification.lot_whole",
            "A lot holds exactly the serials from its first to its last, without gaps.",
            _lots,
        ),
        Invariant(
            "certification.sheets_set_aside",
            "A sheet is set aside for a running print run only, and is free or spoiled after it.",
            _set_aside,
        ),
    ]


def _sheets_and_certificates() -> Iterator[str]:
    live = Sheet.objects.filter(state__in=LIVE_SHEET, spoiled_reason="")
    for sheet in live.select_related("certificate").iterator(CHUNK):
        if sheet.certificate is None:
            yield f"sheet {sheet.serial} is {sheet.state} without a certificate"
        elif sheet.certificate.sheet_serial != sheet.serial:
            yield f"sheet {sheet.serial} is live, its certificate {sheet.certificate_id} names another"
    # A replaced certificate goes on naming the sheet that its holder had.
    named = Certificate.objects.exclude(sheet_serial="").exclude(
        state=CertificateState.REPLACED, sheets__state=SheetStatus.REPLACED, sheets__serial=F("sheet_serial")
    )
    known = dict(Sheet.objects.values_list("serial", "certificate"))
    alive = set(live.values_list("serial", flat=True))
    dead = {serial for serial in known if serial not in alive}
    printed = set(
        PrintRunItem.objects.filter(run__state=PrintRunState.PRINTED, outcome=PrintOutcome.GOOD).values_list(
            "certificate", flat=True
        )
    )
    for pk, serial in named.values_list("pk", "sheet_serial").iterator(CHUNK):
        if serial in dead or (serial in known and known[serial] != pk):
            yield f"certificate {pk} names sheet {serial}, which is not its own"
        elif serial not in known and pk in printed:
            yield f"certificate {pk} was printed on sheet {serial}, which the ledger does not know"


def _used_twice() -> Iterator[str]:
    live = Sheet.objects.filter(state__in=LIVE_SHEET, spoiled_reason="", certificate__isnull=False)
    for pk, number in Counter(live.values_list("certificate", flat=True)).items():
        if number > 1:
            yield f"certificate {pk} stands on {number} live sheets"
    good = PrintRunItem.objects.filter(run__state=PrintRunState.PRINTED, outcome=PrintOutcome.GOOD)
    for serial, number in Counter(good.values_list("sheet__serial", flat=True)).items():
        if number > 1:
            yield f"sheet {serial} came out good at {number} places"


def _lots() -> Iterator[str]:
    for lot in SheetLot.objects.prefetch_related("sheets").iterator(CHUNK):
        have = sorted(sheet.serial for sheet in lot.sheets.all())
        gaps = set(lot.gaps)
        wanted = [serial for n in range(int(lot.first), int(lot.last) + 1) if (serial := f"{n:08d}") not in gaps]
        if have != wanted:
            yield f"lot {lot.pk} ({lot}) should hold {len(wanted)} sheets, holds {len(have)}"


def _set_aside() -> Iterator[str]:
    aside = Sheet.objects.filter(state=SheetStatus.IN_RUN)
    for serial in aside.exclude(run__state__in=OPEN_RUN).values_list("serial", flat=True):
        yield f"sheet {serial} is set aside for no running print run"
