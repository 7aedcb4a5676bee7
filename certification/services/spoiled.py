"""Signed sheets and spoiled ones: out of the pile of good sheets, onto a letter, back to BNSP."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from types import MappingProxyType

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certification.choices import IN_A_PACKAGE, SheetStatus
from certification.models import Certificate, DispatchItem, Lsp, Sheet, SpoiledLetter
from certification.services.freezing import free_for_print
from certification.services.sheets import move_sheets
from foundation import clock
from foundation.accounts.models import User
from foundation.audit import services as audit

# Where a sheet is spoiled by another page than this one.
ELSEWHERE = MappingProxyType(
    {
        SheetStatus.IN_RUN: (
            "in_run",
            gettext_lazy("Blangko %(serial)s sedang dalam cetakan; tulis rusaknya pada hasil cetak itu."),
        ),
        SheetStatus.DISPATCHED: (
            "in_package",
            gettext_lazy("Blangko %(serial)s ada dalam kiriman; keluarkan dari kiriman atau nyatakan hilang di sana."),
        ),
        SheetStatus.HANDED_OVER: (
            "handed_over",
            gettext_lazy("Blangko %(serial)s sudah di tangan pemegang; mintalah penggantian sertifikatnya."),
        ),
    }
)


@transaction.atomic
def sign_sheets(*, sheets: Sequence[Sheet], signed_on: datetime.date, actor: User) -> list[Sheet]:
    """Ketua and Manajer signed and stamped these printed sheets; all or none."""
    if not sheets:
        raise ValidationError(_("Pilih paling sedikit satu lembar."), code="none_chosen")
    if signed_on > clock.today(sheets[0].lsp.timezone):
        raise ValidationError({"signed_on": ValidationError(_("Tanggal tanda tangan belum tiba."), code="future")})
    for sheet in sheets:
        if sheet.state == SheetStatus.PRINTED and signed_on < sheet.state_since:
            raise ValidationError(
                {
                    "signed_on": ValidationError(
                        _("Blangko %(serial)s baru dicetak %(day)s.")
                        % {"serial": sheet.serial, "day": f"{sheet.state_since:%d-%m-%Y}"},
                        code="before_print",
                    )
                }
            )
    moved = move_sheets(sheets=sheets, to=SheetStatus.SIGNED, on=signed_on)
    audit.record(actor, "certification.sign_sheets", moved, {"count": len(moved)})
    return moved


@transaction.atomic
def spoil_sheets(*, sheets: Sequence[Sheet], reason: str, actor: User) -> list[Sheet]:
    """Take sheets out of use: torn, wet, smeared, lost. A certificate that stood on one waits for print again.

    Refused where another page says it: in a running print run (`in_run`), in a package (`in_package`), in its holder's
    hands (`handed_over`: that original is replaced, by two persons).
    """
    if not sheets:
        raise ValidationError(_("Pilih paling sedikit satu lembar."), code="none_chosen")
    if not reason.strip():
        raise ValidationError({"reason": ValidationError(_("Isi sebabnya."), code="reason")})
    ids = [sheet.pk for sheet in sheets]
    certificates = list(Certificate.objects.select_for_update(of=("self",)).filter(sheets__in=ids).order_by("pk"))
    for sheet in Sheet.objects.filter(pk__in=ids):
        if sheet.state in ELSEWHERE:
            code, words = ELSEWHERE[SheetStatus(sheet.state)]
            raise ValidationError(words % {"serial": sheet.serial}, code=code)
    if packed := DispatchItem.objects.filter(sheet__in=ids, state__in=IN_A_PACKAGE).select_related("sheet").first():
        raise ValidationError(ELSEWHERE[SheetStatus.DISPATCHED][1] % {"serial": packed.sheet.serial}, code="in_package")
    moved = move_sheets(sheets=sheets, to=SheetStatus.SPOILED, spoiled_reason=reason.strip())
    serials = {sheet.serial for sheet in moved}
    freed = [row for row in certificates if row.sheet_serial in serials]
    audit.record(actor, "certification.spoil_sheets", [*moved, *freed], {"count": len(moved)})
    free_for_print(certificates=freed, actor=actor)
    return moved


@transaction.atomic
def make_spoiled_letter(
    *, lsp: Lsp, number: str, made_on: datetime.date, sheets: Sequence[Sheet], actor: User
) -> SpoiledLetter:
    """Put spoiled sheets on one *berita acara*; a sheet stands on one letter only."""
    if not sheets:
        raise ValidationError(_("Pilih paling sedikit satu lembar."), code="none_chosen")
    if made_on > clock.today(lsp.timezone):
        raise ValidationError({"made_on": ValidationError(_("Tanggal berita acara belum tiba."), code="future")})
    ids = [sheet.pk for sheet in sheets]
    rows = list(Sheet.objects.select_for_update(of=("self",)).filter(pk__in=ids, lsp=lsp).spoiled_here())
    if len(rows) != len(set(ids)):
        raise ValidationError(
            _("Salah satu lembar tidak lagi menunggu berita acara; muat ulang halaman."), code="not_spoiled"
        )
    try:
        with transaction.atomic():
            letter = SpoiledLetter.objects.create(
                lsp=lsp, number=number.strip(), made_on=made_on, made_by=actor, recorded_at=clock.now()
            )
    except IntegrityError as clash:
        raise ValidationError(
            {"number": ValidationError(_("Nomor berita acara ini sudah dipakai."), code="number_taken")}
        ) from clash
    for row in rows:
        row.letter = letter
    Sheet.objects.bulk_update(rows, ["letter"])
    audit.record(actor, "certification.make_spoiled_letter", letter, {"count": len(rows)})
    return letter


@transaction.atomic
def send_spoiled(*, letter: SpoiledLetter, sent_on: datetime.date, actor: User) -> SpoiledLetter:
    """The sheets of a letter went back to BNSP; once, not before the letter and not in the future."""
    locked = SpoiledLetter.objects.select_for_update(of=("self",)).select_related("lsp").get(pk=letter.pk)
    if locked.sent_on is not None:
        raise ValidationError(_("Lembar pada berita acara ini sudah dikirim."), code="already")
    if not locked.made_on <= sent_on <= clock.today(locked.lsp.timezone):
        raise ValidationError(
            {"sent_on": ValidationError(_("Tanggal kirim antara tanggal berita acara dan hari ini."), code="sent_on")}
        )
    locked.sent_on = sent_on
    locked.save(update_fields=["sent_on"])
    move_sheets(sheets=locked.sheets.all(), to=SheetStatus.RETURNED, on=sent_on)
    audit.record(actor, "certification.send_spoiled", locked, {"count": locked.sheets.count()})
    return locked
