"""Print runs at each step, by the services; print files are noted without being made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from certification.models import Certificate, PrinterProfile, PrintRun, SheetLot
from certification.services import print_runs
from tests.certification.issuing_world import issued
from tests.factories.accounts import UserFactory
from tests.factories.sheets import PrinterProfileFactory, SheetLotFactory

TOP = "13562541"


def waiting(count: int = 3) -> list[Certificate]:
    """Certificates of one LSP that wait for print; their copies are said to be there."""
    made = issued(count, render=False)
    Certificate.objects.filter(pk__in=[row.pk for row in made]).update(pdf_sha256="0" * 64)
    return list(Certificate.objects.filter(pk__in=[row.pk for row in made]).order_by("pk"))


def chosen(
    count: int = 3, *, sheets: int = 10, top: str = TOP, **printer: Any
) -> tuple[PrintRun, SheetLot, PrinterProfile]:
    """A run whose certificates are chosen, a lot from `top` on and a printer of its LSP."""
    certificates = waiting(count)
    lsp = certificates[0].lsp
    lot = SheetLotFactory(lsp=lsp, first=top, count=sheets)
    run = print_runs.start_print_run(lsp=lsp, certificates=certificates, actor=UserFactory())
    return run, lot, PrinterProfileFactory(lsp=lsp, face="up", **printer)


def ready(count: int = 3, *, sheets: int = 10, top: str = TOP, **printer: Any) -> PrintRun:
    """A run that is laid on its sheets from the lot's first on, with its file."""
    run, _lot, profile = chosen(count, sheets=sheets, top=top, **printer)
    last = f"{int(top) + count - 1:08d}"
    run = print_runs.lay_print_run(run=run, profile=profile, top=top, last=last, actor=run.created_by)
    return with_file(run)


def with_file(run: PrintRun) -> PrintRun:
    run.refresh_from_db()
    print_runs.keep_print_files(run=run, order=run.file_order, sha256="1" * 64)
    run.refresh_from_db()
    return run


def checking(run: PrintRun, bad: Sequence[int] = (), reason: str = "tinta luntur") -> PrintRun:
    return print_runs.record_outcome(run=run, bad=bad, reason=reason, actor=run.created_by)


def read_back(run: PrintRun) -> dict[int, str]:
    """What a clerk reads from the sampled sheets, when all is right."""
    return {item.position: item.sheet.serial[-3:] for item in print_runs.sampled(run) if item.sheet}


def confirmed(run: PrintRun, bad: Sequence[int] = ()) -> list[Certificate]:
    run = checking(run, bad)
    return print_runs.confirm_print_run(run=run, read_back=read_back(run), actor=run.created_by)


def printed(count: int = 1, *, top: str = TOP) -> list[Certificate]:
    """Certificates on sheets from `top` on, their run confirmed."""
    return confirmed(ready(count, top=top))
