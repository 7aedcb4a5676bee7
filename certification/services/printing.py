"""Copies, print runs and sheet serials."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from certification import numbers
from certification.choices import CertificateState, PrintRunState
from certification.models import Certificate, Lsp, PrintRun, PrintRunItem, PublicRecord
from certification.rendering.forms import Mark
from certification.services.freezing import order_rendering
from foundation import clock
from foundation.accounts.models import User
from foundation.audit import services as audit
from foundation.jobs import services as jobs

MOST_IN_A_RUN = 50


def copy_is_current(certificate: Certificate) -> bool:
    """Whether the stored copy was made for the sheet serial and the copy number that the certificate has now."""
    return (
        bool(certificate.pdf_sha256)
        and certificate.copy_sheet_serial == certificate.sheet_serial
        and certificate.copy_made_number == certificate.copy_number
    )


@dataclass(frozen=True)
class Copy:
    """A stored and checked copy that says `mark`; `size` in bytes, `way` as RenderWay."""

    certificate: Certificate
    mark: Mark
    sha256: str
    size: int
    way: str


def keep_copies(copies: Sequence[Copy]) -> None:
    """Note the stored copies; called by the rendering job inside its own transaction."""
    now = clock.now()
    for copy in copies:
        row = copy.certificate
        row.pdf_sha256, row.pdf_size, row.render_way, row.rendered_at = copy.sha256, copy.size, copy.way, now
        row.copy_sheet_serial, row.copy_made_number = copy.mark.sheet_serial, copy.mark.copy_number
    Certificate.objects.bulk_update(
        [copy.certificate for copy in copies],
        ["pdf_sha256", "pdf_size", "render_way", "rendered_at", "copy_sheet_serial", "copy_made_number"],
    )


@transaction.atomic
def start_print_run(*, lsp: Lsp, certificates: Sequence[Certificate], actor: User) -> PrintRun:
    """Put certificates into one print file, in the given order; at most 50, each with a finished copy and no sheet."""
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
                state=PrintRunState.PREPARING,
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
    jobs.enqueue(
        "certification.print_run", params={"run": run.pk}, actor=actor, total=len(certificates), subjects=[run]
    )
    return run


def keep_print_file(*, run: PrintRun, sha256: str) -> None:
    """Note the finished print file; called by its job. A run that is already printed keeps its state."""
    PrintRun.objects.filter(pk=run.pk).update(file_sha256=sha256)
    PrintRun.objects.filter(pk=run.pk, state=PrintRunState.PREPARING).update(state=PrintRunState.READY)


@transaction.atomic
def record_sheets(*, run: PrintRun, serials: Mapping[int, str], actor: User) -> list[Certificate]:
    """Take over the serials of the BNSP sheets on which a run's certificates were printed; all or none.

    `serials`: certificate id → 8 digits. The copies are made anew, because a copy names its original's sheet.
    """
    items = {item.certificate_id: item.certificate for item in run.items.select_related("certificate")}
    if set(serials) != set(items):
        raise ValidationError(_("Isi nomor blangko untuk setiap sertifikat di daftar ini."), code="serial_missing")
    typed = list(serials.values())
    for pk, serial in serials.items():
        if not numbers.SHEET_SERIAL.fullmatch(serial):
            raise ValidationError(
                _("Nomor blangko %(holder)s harus tepat 8 angka, seperti tercetak di blangko.")
                % {"holder": items[pk].facts["name"]},
                code="sheet_serial",
            )
        if typed.count(serial) > 1:
            raise ValidationError(_("Nomor blangko %(serial)s diketik dua kali.") % {"serial": serial}, code="twice")
    locked = list(Certificate.objects.select_for_update(of=("self",)).filter(pk__in=items))
    if any(certificate.sheet_serial for certificate in locked):
        raise ValidationError(_("Nomor blangko daftar ini sudah dicatat; muat ulang halaman."), code="already")
    today = clock.today(run.lsp.timezone)
    try:
        with transaction.atomic():
            for certificate in locked:
                certificate.sheet_serial, certificate.printed_on = serials[certificate.pk], today
            Certificate.objects.bulk_update(locked, ["sheet_serial", "printed_on"])
    except IntegrityError as clash:
        raise ValidationError(
            _("Salah satu nomor blangko sudah dipakai sertifikat lain; cocokkan kembali dengan tumpukan."),
            code="sheet_taken",
        ) from clash
    for certificate in locked:
        PublicRecord.objects.filter(code=certificate.code).update(sheet_last3=certificate.sheet_serial[-3:])
    PrintRun.objects.filter(pk=run.pk).update(state=PrintRunState.PRINTED, printed_at=clock.now())
    audit.record(actor, "certification.record_sheets", [run, *locked], {"count": len(locked)})
    order_rendering(certificates=locked, actor=actor)
    return locked
