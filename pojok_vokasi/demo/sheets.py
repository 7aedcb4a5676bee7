"""BNSP's sheets in the demo world: a lot, a printer, runs with a jam, signatures, a package to the prison."""

from __future__ import annotations

import datetime
from collections.abc import Generator, Sequence
from decimal import Decimal

from certification.choices import Duplex, SheetStatus, TrayFace, TrayOrder
from certification.models import Certificate, PrinterProfile, PrintRun, Sheet
from certification.services import dispatching, lots, print_runs, printers, spoiled
from certification.sheet_plan import Segment
from foundation.jobs.execution import run_due
from pojok_vokasi.demo.replay import Story
from pojok_vokasi.demo.world import World

FIRST_SHEET = 40_118_231


def received(world: World, day: int) -> Story:
    """A lot of BNSP's sheets, and the laser printer of the clerk, calibrated on plain paper."""
    yield world.day(day)
    desk, lsp = world.acting("cetak"), world.lsps["portal"]
    lots.receive_lot(
        lsp=lsp,
        hand_in="041/LSP-CM/BNSP/2026",
        received_on=world.day(day),
        first=f"{FIRST_SHEET}",
        last=f"{FIRST_SHEET + 31}",
        gaps=[f"{FIRST_SHEET + 12}"],
        note="Satu nomor tidak ada dalam paket, sudah dilaporkan.",
        actor=desk,
    )
    values = {"name": "Laser ruang cetak", "tray_order": TrayOrder.TOP, "face": TrayFace.UP, "duplex": Duplex.AUTO}
    printer = printers.keep_printer(lsp=lsp, printer=None, values=values, actor=desk)
    shifts = {"front_x_mm": "-0.5", "front_y_mm": "1.5", "back_x_mm": "0", "back_y_mm": "1.0"}
    printers.calibrate_printer(printer=printer, shifts={k: Decimal(v) for k, v in shifts.items()}, actor=desk)
    lots.count_sheets(
        lsp=lsp,
        counted_on=world.day(day),
        counted_by="Deni Ranuprasa",
        witnessed_by="Suryo Adikarso",
        counted=31,
        actor=desk,
    )


def laid(world: World, certificates: Sequence[Certificate], day: int) -> Generator[datetime.date, None, PrintRun]:
    """A run on the lowest free sheets of the lot, with its file made."""
    yield world.day(day)
    desk, lsp = world.acting("cetak"), certificates[0].lsp
    assert lsp is not None  # certificates of competence
    run = print_runs.start_print_run(lsp=lsp, certificates=certificates, actor=desk)
    printer = PrinterProfile.objects.get(lsp=lsp)
    top = Sheet.objects.filter(lsp=lsp).free().order_by("serial")[0].serial
    _lot, plan = print_runs.preview_plan(run, printer, [Segment(1, top)])
    run = print_runs.lay_print_run(run=run, profile=printer, top=top, last=plan.last, actor=desk)
    run_due()
    run.refresh_from_db()
    return run


def printed(world: World, certificates: Sequence[Certificate], day: int) -> Story:
    """Printed with a jam at the second sheet, read back, made final, and signed on the next day."""
    desk = world.acting("cetak")
    run = yield from laid(world, certificates, day)
    second = run.items.get(position=2).sheet
    assert second is not None  # just laid
    print_runs.rebase_print_run(run=run, place=2, serial=f"{int(second.serial) + 1}", actor=desk)
    run_due()
    run = print_runs.record_outcome(run=run, bad=[], actor=desk)
    read_back = {item.position: item.sheet.serial[-3:] for item in print_runs.sampled(run) if item.sheet}
    print_runs.confirm_print_run(run=run, read_back=read_back, actor=desk)
    run_due()
    yield world.day(day + 1)
    sheets = list(Sheet.objects.filter(run=run, state=SheetStatus.PRINTED).select_related("lsp"))
    spoiled.sign_sheets(sheets=sheets, signed_on=world.day(day + 1), actor=desk)


def dispatched(world: World, certificates: Sequence[Certificate], day: int, desk: str = "kerja") -> Story:
    """One package by courier, received complete four days later."""
    yield world.day(day)
    clerk, lsp = world.acting("cetak"), certificates[0].lsp
    assert lsp is not None  # certificates of competence
    rows = list(Certificate.objects.select_related("inmate__prison").filter(pk__in=[row.pk for row in certificates]))
    package = dispatching.prepare_dispatch(lsp=lsp, prison=rows[0].inmate.prison, certificates=rows, actor=clerk)
    package = dispatching.send_dispatch(
        dispatch=package, sent_on=world.day(day), courier="Pos Indonesia", courier_number="88120031", actor=clerk
    )
    yield world.day(day + 4)
    dispatching.receive_dispatch(
        dispatch=package,
        arrived=list(package.items.values_list("pk", flat=True)),
        received_on=world.day(day + 4),
        actor=world.acting(desk),
    )
