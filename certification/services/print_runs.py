"""A print run from the queue to final serials: choose, lay on sheets, print, re-base after a jam, check, confirm.

Nothing is final before `confirm_print_run`: until then certificates and sheets are only set aside. Locks: the run's
certificates first, then the lot (the counter of its sheets), then sheets, then the job.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from certification import print_order, sheet_plan
from certification.choices import OPEN_RUN, CertificateState, PrintOutcome, PrintRunState, SheetStatus
from certification.models import (
    Certificate,
    Lsp,
    PrinterProfile,
    PrintRun,
    PrintRunItem,
    PublicRecord,
    Sheet,
    SheetLot,
)
from certification.services.freezing import order_rendering
from certification.services.sheets import move_sheets
from certification.sheet_plan import Plan, Segment
from foundation import clock
from foundation.accounts.models import User
from foundation.audit import services as audit
from foundation.jobs import services as jobs

MOST_IN_A_RUN = 50
JAMMED = "macet di printer"
# The reason of a place whose sheet was torn while its back was printed; it stays whatever else is bad.
BACK_JAMMED = "macet saat mencetak belakang"


@transaction.atomic
def start_print_run(*, lsp: Lsp, certificates: Sequence[Certificate], actor: User) -> PrintRun:
    """Set certificates aside for one run, in the given order; at most 50, each with a finished copy and no sheet."""
    if not certificates:
        raise ValidationError(_("Pilih paling sedikit satu sertifikat."), code="none_chosen")
    if len(certificates) > MOST_IN_A_RUN:
        raise ValidationError(
            _("Paling banyak %(most)d sertifikat sekali cetak; kurangi pilihan.") % {"most": MOST_IN_A_RUN},
            code="too_many",
        )
    rows = {
        row.pk: row
        for row in Certificate.objects.select_for_update(of=("self",)).filter(
            pk__in=[certificate.pk for certificate in certificates], lsp=lsp
        )
    }
    # Asked after the lock: of two clerks with the same certificate the second finds it in the first one's run.
    free = set(Certificate.objects.filter(pk__in=rows).not_in_a_print_run().values_list("pk", flat=True))
    for certificate in certificates:
        row = rows.get(certificate.pk)
        if row is None or row.pk not in free or row.sheet_serial or row.state != CertificateState.ACTIVE:
            raise ValidationError(
                _("Sertifikat %(number)s tidak lagi menunggu cetak; muat ulang halaman.")
                % {"number": certificate.number},
                code="not_waiting",
            )
        if not row.pdf_sha256:
            raise ValidationError(
                _("Salinan %(number)s masih disiapkan; tunggu sebentar.") % {"number": row.number}, code="no_copy"
            )
    today = clock.today(lsp.timezone)
    try:
        with transaction.atomic():
            run = PrintRun.objects.create(
                lsp=lsp,
                day=today,
                number_of_day=PrintRun.objects.filter(lsp=lsp, day=today).count() + 1,
                created_by=actor,
                created_at=clock.now(),
            )
    except IntegrityError as clash:
        raise ValidationError(_("Petugas lain baru saja mencetak; coba sekali lagi."), code="busy") from clash
    PrintRunItem.objects.bulk_create(
        PrintRunItem(run=run, certificate=certificate, position=position)
        for position, certificate in enumerate(certificates, start=1)
    )
    audit.record(actor, "certification.start_print_run", [run, *certificates], {"count": len(certificates)})
    return run


def preview_plan(run: PrintRun, profile: PrinterProfile, segments: Sequence[Segment]) -> tuple[SheetLot, Plan]:
    """How the run would lie on the sheets, without setting any aside; raises what the plan refuses."""
    top = segments[0].serial
    sheet = Sheet.objects.filter(lsp=run.lsp_id, serial=top).select_related("lot").first()
    if sheet is None:
        raise ValidationError(
            _("Blangko %(serial)s tidak ada di lot yang diterima; periksa angka, atau catat lotnya dahulu.")
            % {"serial": top},
            code="not_received",
        )
    return sheet.lot, sheet_plan.plan(
        _available(sheet.lot, run),
        segments,
        run.items.count(),
        highest_first=print_order.draws_highest_first(profile),
    )


@transaction.atomic
def lay_print_run(*, run: PrintRun, profile: PrinterProfile, top: str, last: str, actor: User) -> PrintRun:
    """Set the sheets aside that lie under the run, from the one on `top` of the pile, and order the print file.

    `last` is the last serial that the clerk compared with the pile: when another run took sheets meanwhile, the plan
    has changed and he is asked to compare again (`plan_changed`).
    """
    run = locked_run(run, PrintRunState.CHOSEN)
    if profile.lsp_id != run.lsp_id or not profile.is_active:
        raise ValidationError(_("Pilih printer milik LSP ini."), code="foreign_printer")
    segments = [Segment(1, top)]
    lot, _before = preview_plan(run, profile, segments)
    _lock_lot(lot)
    _lot, made = preview_plan(run, profile, segments)
    if made.last != last:
        raise ValidationError(
            _("Tumpukan berubah: lembar terakhir sekarang %(last)s. Cocokkan sekali lagi.") % {"last": made.last},
            code="plan_changed",
        )
    run.lot, run.profile = lot, profile
    _take(run, segments, made)
    order_file(run, first=1, actor=actor)
    audit.record(actor, "certification.lay_print_run", [run], {"first": made.first, "last": made.last})
    return run


@transaction.atomic
def rebase_print_run(*, run: PrintRun, place: int, serial: str, actor: User) -> Plan:
    """After a jam: from `place` on the sheets shift, `serial` is drawn next; orders a file of the rest.

    When the run is confirmed the sheets between are spoiled, and places for which the lot has no sheet left are back
    in the queue. A wrong entry is corrected by re-basing from the same place again.
    """
    run = locked_run(run, PrintRunState.PREPARING, PrintRunState.READY, PrintRunState.CHECKING)
    if run.lot is None or run.profile is None:
        raise _not_now(run)
    count = run.items.count()
    if not 1 <= place <= count:
        raise ValidationError(
            {"place": ValidationError(_("Urutan 1 sampai %(count)d.") % {"count": count}, code="place")}
        )
    segments = [segment for segment in segments_of(run) if segment.start < place or segment == segments_of(run)[0]]
    segments.append(Segment(place, serial))
    _lock_lot(run.lot)
    _lot, made = preview_plan(run, run.profile, segments)
    _take(run, segments, made)
    order_file(run, first=place, actor=actor)
    audit.record(
        actor, "certification.rebase_print_run", [run], {"place": place, "serial": serial, "eaten": len(made.eaten)}
    )
    return made


@transaction.atomic
def record_outcome(*, run: PrintRun, bad: Iterable[int], reason: str = "", actor: User) -> PrintRun:
    """Say which places of a printed run are bad (none: all are good); may be said anew until the run is confirmed."""
    run = locked_run(run, PrintRunState.READY, PrintRunState.CHECKING)
    wrong = set(bad)
    items = list(run.items.exclude(outcome=PrintOutcome.LEFT_OVER))
    torn = {item.position for item in items if item.reason == BACK_JAMMED}
    if wrong - torn and not reason.strip():
        raise ValidationError({"reason": ValidationError(_("Isi sebab lembar itu rusak."), code="reason")})
    if strange := wrong - {item.position for item in items}:
        raise ValidationError(
            _("Urutan %(place)d tidak mendapat blangko dalam cetakan ini.") % {"place": min(strange)}, code="place"
        )
    for item in items:
        is_bad = item.position in wrong
        item.outcome = PrintOutcome.BAD if is_bad else PrintOutcome.GOOD
        if not is_bad or item.position not in torn:
            item.reason = reason.strip() if is_bad else ""
    PrintRunItem.objects.bulk_update(items, ["outcome", "reason"])
    _set_state(run, PrintRunState.CHECKING)
    audit.record(actor, "certification.record_outcome", [run], {"bad": len(wrong)})
    return run


def sampled(run: PrintRun) -> list[PrintRunItem]:
    """The good places whose sheets the clerk must take into his hand, the same each time he looks."""
    good = list(run.items.filter(outcome=PrintOutcome.GOOD).select_related("certificate", "sheet"))
    chosen = sheet_plan.sample([item.position for item in good], f"{run.pk} {run.created_at:%Y%m%d%H%M%S%f}")
    return [item for item in good if item.position in chosen]


@transaction.atomic
def confirm_print_run(*, run: PrintRun, read_back: Mapping[int, str], actor: User) -> list[Certificate]:
    """Make the serials final when every sampled sheet ends in the digits that the clerk read from it (`read_back`:
    place → last 3 digits). Bad and eaten sheets are spoiled; bad and left-over certificates are back in the queue.
    """
    run = locked_run(run, PrintRunState.CHECKING)
    for item in sampled(run):
        if item.sheet is None or read_back.get(item.position, "").strip() != item.sheet.serial[-3:]:
            raise ValidationError(
                _(
                    "Urutan %(place)d tidak cocok. Ambil lembar atas nama itu dan baca lagi; bila tetap berbeda, "
                    "catat macet dari urutan pertama yang bergeser."
                ),
                code="sample",
                params={"place": item.position},
            )
    items = list(run.items.select_related("certificate", "sheet"))
    good = [item for item in items if item.outcome == PrintOutcome.GOOD]
    certificates = [item.certificate for item in good]
    for item in good:
        if item.certificate.state != CertificateState.ACTIVE:
            raise ValidationError(
                _("Sertifikat urutan %(place)d sekarang %(state)s; tulis urutan itu sebagai rusak.")
                % {"place": item.position, "state": item.certificate.get_state_display()},
                code="not_active",
            )
    _give_serials(good, run)
    for reason in {item.reason for item in items if item.outcome == PrintOutcome.BAD}:
        torn = [i.sheet for i in items if i.sheet and i.outcome == PrintOutcome.BAD and i.reason == reason]
        move_sheets(sheets=torn, to=SheetStatus.SPOILED, spoiled_reason=reason)
    eaten = run.sheets.filter(state=SheetStatus.IN_RUN)
    move_sheets(sheets=eaten, to=SheetStatus.SPOILED, spoiled_reason=JAMMED)
    _set_state(run, PrintRunState.PRINTED)
    audit.record(
        actor,
        "certification.confirm_print_run",
        [run, *certificates],
        {"good": len(good), "spoiled": run.sheets.filter(state=SheetStatus.SPOILED).count()},
    )
    order_rendering(certificates=certificates, actor=actor)
    return certificates


def record_failed_sample(*, run: PrintRun, place: int, actor: User) -> None:
    """Leave the trace that a sampled sheet was read wrongly, at this place; it stays when the refusal is undone.

    Somebody who tries digits until they fit is to be seen.
    """
    audit.record_read(actor, "certification.fail_sample", [run], {"place": place})


@transaction.atomic
def abandon_print_run(*, run: PrintRun, actor: User) -> PrintRun:
    """Give sheets and certificates of a run back, whose file was never printed; refused after a jam or an outcome."""
    run = locked_run(run, PrintRunState.CHOSEN, PrintRunState.PREPARING, PrintRunState.READY)
    if run.was_jammed:
        raise ValidationError(
            _("Cetakan ini sudah berjalan (ada macet). Catat hasilnya; tulis lembar yang tidak jadi sebagai rusak."),
            code="was_printed",
        )
    move_sheets(sheets=run.sheets.filter(state=SheetStatus.IN_RUN), to=SheetStatus.RECEIVED, run=None)
    run.items.update(sheet=None)
    _set_state(run, PrintRunState.ABANDONED)
    audit.record(actor, "certification.abandon_print_run", [run])
    return run


def keep_print_files(*, run: PrintRun, order: int, sha256: str, backs_sha256: str = "") -> None:
    """Note finished print files; called by their job. Files of an order that a jam has overtaken are left alone."""
    now_wanted = PrintRun.objects.filter(pk=run.pk, file_order=order)
    now_wanted.update(file_sha256=sha256, backs_sha256=backs_sha256)
    now_wanted.filter(state=PrintRunState.PREPARING).update(state=PrintRunState.READY)


def segments_of(run: PrintRun) -> list[Segment]:
    return [Segment(int(each["start"]), str(each["serial"])) for each in run.segments]


def locked_run(run: PrintRun, *states: str) -> PrintRun:
    """The run as it stands, its certificates locked: whatever is done to one run is done one after the other."""
    list(
        Certificate.objects.select_for_update(of=("self",))
        .filter(print_items__run=run)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    now: PrintRun = PrintRun.objects.select_related("lsp", "lot", "profile").get(pk=run.pk)
    if now.state not in states:
        raise _not_now(now)
    return now


def _not_now(run: PrintRun) -> ValidationError:
    if run.state in OPEN_RUN:
        message = _("Cetakan ini %(state)s; muat ulang halaman untuk langkah berikutnya.")
    else:
        message = _("Cetakan ini %(state)s, jadi tidak dapat diubah lagi.")
    return ValidationError(message % {"state": run.get_state_display()}, code="not_now")


def _lock_lot(lot: SheetLot) -> None:
    """Of two clerks at one pile the second plans after the first."""
    SheetLot.objects.select_for_update(of=("self",)).get(pk=lot.pk)


def _available(lot: SheetLot, run: PrintRun) -> list[str]:
    own = Q(state=SheetStatus.IN_RUN, run=run)
    # A serial that came with a letter is used, whatever the ledger says.
    used = Certificate.objects.filter(lsp=lot.lsp_id).exclude(sheet_serial="").values("sheet_serial")
    rows = lot.sheets.filter(Q(state=SheetStatus.RECEIVED) | own).exclude(serial__in=used)
    return list(rows.order_by("serial").values_list("serial", flat=True))


def _take(run: PrintRun, segments: Sequence[Segment], made: Plan) -> None:
    """Set aside what the plan needs, give back what it needs no more, and note the sheet of each place."""
    needed = {*made.serials.values(), *made.eaten}
    held = run.sheets.filter(state=SheetStatus.IN_RUN)
    move_sheets(sheets=held.exclude(serial__in=needed), to=SheetStatus.RECEIVED, run=None)
    fresh = Sheet.objects.filter(serial__in=needed, lot=run.lot).exclude(state=SheetStatus.IN_RUN, run=run)
    move_sheets(sheets=fresh, to=SheetStatus.IN_RUN, run=run)
    rows = {sheet.serial: sheet for sheet in Sheet.objects.filter(serial__in=needed)}
    items = list(run.items.all())
    for item in items:
        serial = made.serials.get(item.position)
        item.sheet = rows[serial] if serial else None
        item.outcome = "" if serial else PrintOutcome.LEFT_OVER
        item.reason = ""
    PrintRunItem.objects.bulk_update(items, ["sheet", "outcome", "reason"])
    run.segments = [{"start": segment.start, "serial": segment.serial} for segment in segments]


def order_file(run: PrintRun, *, first: int, backs_below: int | None = None, actor: User) -> None:
    """Order the files of a run anew, which overtakes any order before."""
    run.file_from, run.backs_below, run.file_order = first, backs_below, run.file_order + 1
    run.file_sha256 = run.backs_sha256 = ""
    run.state = PrintRunState.PREPARING
    run.save(
        update_fields=[
            "lot", "profile", "segments", "file_from", "backs_below", "file_order", "file_sha256", "backs_sha256",
            "state",
        ]
    )  # fmt: skip
    jobs.enqueue(
        "certification.print_run", params={"run": run.pk}, actor=actor, total=run.items.count(), subjects=[run]
    )


def _give_serials(good: Sequence[PrintRunItem], run: PrintRun) -> None:
    """Write the sheet's serial on each certificate, and the certificate on its sheet."""
    today = clock.today(run.lsp.timezone)
    sheets = []
    for item in good:
        if item.sheet is None:
            raise _not_now(run)
        item.certificate.sheet_serial, item.certificate.printed_on = item.sheet.serial, today
        sheets.append(item.sheet)
    Certificate.objects.bulk_update([item.certificate for item in good], ["sheet_serial", "printed_on"])
    moved = {sheet.pk: sheet for sheet in move_sheets(sheets=sheets, to=SheetStatus.PRINTED)}
    for item in good:
        if item.sheet_id is not None:
            moved[item.sheet_id].certificate = item.certificate
    Sheet.objects.bulk_update(moved.values(), ["certificate"])
    for item in good:
        PublicRecord.objects.filter(code=item.certificate.code).update(sheet_last3=item.certificate.sheet_serial[-3:])


def _set_state(run: PrintRun, state: str) -> None:
    run.state = state
    if state not in OPEN_RUN:
        run.printed_at = clock.now()
    run.save(update_fields=["state", "printed_at"])
