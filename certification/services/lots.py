"""Lots of sheets as BNSP sends them, and the physical count of those that are still blank."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from certification import numbers
from certification.choices import SheetStatus
from certification.models import Certificate, HandOver, Lsp, Sheet, SheetCount, SheetLot, SpoiledLetter
from certification.services.sheets import move_sheets
from certification.sheet_plan import in_ranges
from foundation import clock
from foundation.accounts.models import User
from foundation.audit import services as audit

MOST_IN_A_LOT = 5000


def serials_of(*, first: str, last: str, gaps: Iterable[str]) -> list[str]:
    """The serials of a lot; refuses what is no lot (not 8 digits, first after last, over 5,000, a gap outside)."""
    for name, serial in (("first", first), ("last", last)):
        if not numbers.SHEET_SERIAL.fullmatch(serial):
            raise ValidationError({name: ValidationError(_("Nomor blangko harus tepat 8 angka."), code="sheet_serial")})
    if first > last:
        raise ValidationError(
            {"last": ValidationError(_("Nomor terakhir lebih kecil daripada nomor pertama."), code="first_after_last")}
        )
    if int(last) - int(first) >= MOST_IN_A_LOT:
        raise ValidationError(
            {
                "last": ValidationError(
                    _("Satu lot paling banyak %(most)d lembar; periksa kedua nomor.") % {"most": MOST_IN_A_LOT},
                    code="lot_too_big",
                )
            }
        )
    missing = set(gaps)
    if outside := sorted(serial for serial in missing if not first <= serial <= last):
        raise ValidationError(
            {
                "gaps": ValidationError(
                    _("Nomor %(serial)s tidak ada di antara nomor pertama dan terakhir.") % {"serial": outside[0]},
                    code="gap_outside",
                )
            }
        )
    found = [serial for n in range(int(first), int(last) + 1) if (serial := f"{n:08d}") not in missing]
    if not found:
        raise ValidationError({"gaps": ValidationError(_("Lot ini tidak berisi satu lembar pun."), code="empty_lot")})
    return found


@transaction.atomic
def receive_lot(
    *,
    lsp: Lsp,
    hand_in: str,
    received_on: datetime.date,
    first: str,
    last: str,
    gaps: Sequence[str] = (),
    note: str = "",
    replaces: SpoiledLetter | None = None,
    actor: User,
) -> SheetLot:
    """Write a lot and its sheets into the ledger; a lot that replaces spoiled sheets has exactly as many.

    A sheet whose serial a letter gave to a certificate before is taken as printed (or handed over) for it.
    """
    serials = serials_of(first=first, last=last, gaps=gaps)
    if received_on > clock.today(lsp.timezone):
        raise ValidationError({"received_on": ValidationError(_("Tanggal terima belum tiba."), code="future")})
    known = Sheet.objects.filter(serial__gte=first, serial__lte=last, serial__in=serials)
    if overlap := list(known.values_list("serial", flat=True)[:MOST_IN_A_LOT]):
        raise ValidationError(
            {
                "first": ValidationError(
                    _("Blangko %(serials)s sudah tercatat di lot lain.") % {"serials": in_ranges(overlap)},
                    code="overlap",
                )
            }
        )
    named = Certificate.objects.filter(sheet_serial__in=serials, sheet_serial__gte=first, sheet_serial__lte=last)
    if foreign := named.exclude(lsp=lsp).values_list("sheet_serial", flat=True).first():
        raise ValidationError(
            {
                "first": ValidationError(
                    _("Blangko %(serial)s sudah dipakai sertifikat LSP lain.") % {"serial": foreign}, code="overlap"
                )
            }
        )
    if replaces is not None:
        _refuse_replacement(lsp, replaces, len(serials))
    try:
        with transaction.atomic():
            lot = SheetLot.objects.create(
                lsp=lsp,
                hand_in=hand_in.strip(),
                received_on=received_on,
                first=first,
                last=last,
                gaps=sorted(set(gaps)),
                note=note.strip(),
                replaces=replaces,
                replaces_spoiled=replaces is not None,
                recorded_by=actor,
                recorded_at=clock.now(),
            )
            Sheet.objects.bulk_create(
                (Sheet(lot=lot, lsp=lsp, serial=serial, state_since=received_on) for serial in serials),
                batch_size=500,
            )
    except IntegrityError as clash:
        raise ValidationError(
            {"first": ValidationError(_("Lot ini baru saja dicatat petugas lain."), code="overlap")}
        ) from clash
    take_over(certificates=named)
    audit.record(actor, "certification.receive_lot", lot, {"first": first, "last": last, "count": len(serials)})
    return lot


def take_over(*, certificates: Iterable[Certificate]) -> None:
    """Give free sheets to certificates that name them already, because the number came with its sheet by letter.

    Raises ValidationError `sheet_not_free` when the ledger has the sheet elsewhere. A serial in no lot is left alone.
    """
    named = {row.sheet_serial: row for row in certificates if row.sheet_serial}
    if not named:
        return
    sheets = list(Sheet.objects.filter(serial__in=named))
    for sheet in sheets:
        if sheet.state != SheetStatus.RECEIVED or sheet.lsp_id != named[sheet.serial].lsp_id:
            raise ValidationError(
                _("Blangko %(serial)s menurut buku blangko tidak kosong (%(state)s); periksa nomornya.")
                % {"serial": sheet.serial, "state": sheet.get_state_display()},
                code="sheet_not_free",
            )
    pks = [row.pk for row in named.values()]
    handed = set(HandOver.objects.filter(certificate__in=pks).values_list("certificate", flat=True))
    moved = move_sheets(sheets=sheets, to=SheetStatus.PRINTED)
    for sheet in moved:
        sheet.certificate = named[sheet.serial]
        if sheet.certificate_id in handed:
            sheet.state = SheetStatus.HANDED_OVER
    Sheet.objects.bulk_update(moved, ["certificate", "state"], batch_size=500)


def _refuse_replacement(lsp: Lsp, letter: SpoiledLetter, count: int) -> None:
    if letter.lsp_id != lsp.pk or letter.sent_on is None or SheetLot.objects.filter(replaces=letter).exists():
        raise ValidationError(
            {
                "replaces": ValidationError(
                    _("Berita acara ini belum dikirim, atau sudah diganti."), code="not_to_be_replaced"
                )
            }
        )
    spoiled = letter.sheets.count()
    if spoiled != count:
        raise ValidationError(
            {
                "replaces": ValidationError(
                    _("Berita acara ini memuat %(spoiled)d lembar rusak, lot ini %(count)d lembar: harus sama.")
                    % {"spoiled": spoiled, "count": count},
                    code="not_one_for_one",
                )
            }
        )


@transaction.atomic
def count_sheets(
    *,
    lsp: Lsp,
    counted_on: datetime.date,
    counted_by: str,
    witnessed_by: str,
    counted: int,
    note: str = "",
    actor: User,
) -> SheetCount:
    """Record what two people counted in the cupboard beside what the ledger says is free; corrects nothing."""
    by, witness = " ".join(counted_by.split()), " ".join(witnessed_by.split())
    if by.casefold() == witness.casefold():
        raise ValidationError(
            {"witnessed_by": ValidationError(_("Saksi harus orang lain daripada penghitung."), code="two_people")}
        )
    if counted_on > clock.today(lsp.timezone):
        raise ValidationError({"counted_on": ValidationError(_("Tanggal hitung belum tiba."), code="future")})
    ledger = Sheet.objects.filter(lsp=lsp).free().count()
    if counted != ledger and not note.strip():
        raise ValidationError(
            {
                "note": ValidationError(
                    _("Menurut buku ada %(ledger)d lembar kosong, terhitung %(counted)d. Isi keterangan selisihnya.")
                    % {"ledger": ledger, "counted": counted},
                    code="difference",
                )
            }
        )
    made = SheetCount.objects.create(
        lsp=lsp,
        counted_on=counted_on,
        counted_by=by,
        witnessed_by=witness,
        counted=counted,
        ledger=ledger,
        note=note.strip(),
        recorded_by=actor,
        recorded_at=clock.now(),
    )
    audit.record(actor, "certification.count_sheets", made, {"counted": counted, "ledger": ledger})
    return made
