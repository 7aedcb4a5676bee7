"""Packages of signed sheets: prepared and sent by the LSP, received complete or short by the prison.

Lock order: certificates, then the package, then its sheets.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Sequence

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from certification.choices import IN_A_PACKAGE, CertificateState, DispatchState, PackedState, SheetStatus
from certification.models import Certificate, Dispatch, DispatchItem, Lsp, Sheet
from certification.services.freezing import free_for_print
from certification.services.sheets import move_sheets
from foundation import clock
from foundation.accounts.models import User
from foundation.audit import services as audit
from lapas.models import Inmate, Prison

MOST_IN_A_PACKAGE = 200


def place_of(inmate: Inmate) -> int:
    """The id of the prison that can hand something to the person: where the person is, or goes, or was released."""
    return inmate.destination_id or inmate.prison_id


@transaction.atomic
def prepare_dispatch(*, lsp: Lsp, prison: Prison, certificates: Sequence[Certificate], actor: User) -> Dispatch:
    """Put signed sheets into one package for `prison`; all or none, with a sentence for each that cannot go.

    Refused per certificate: not signed, in another package, not valid now, its holder has moved to another prison.
    """
    if not certificates:
        raise ValidationError(_("Pilih paling sedikit satu sertifikat."), code="none_chosen")
    if len(certificates) > MOST_IN_A_PACKAGE:
        raise ValidationError(
            _("Paling banyak %(most)d sertifikat sepaket; kurangi pilihan.") % {"most": MOST_IN_A_PACKAGE},
            code="too_many",
        )
    rows = _locked(lsp, [certificate.pk for certificate in certificates])
    sheets = {sheet.serial: sheet for sheet in Sheet.objects.filter(serial__in=[row.sheet_serial for row in rows])}
    # Asked after the lock: of two clerks with the same sheet the second finds it in the first one's package.
    packed = set(
        DispatchItem.objects.filter(sheet__in=sheets.values(), state__in=IN_A_PACKAGE).values_list("sheet", flat=True)
    )
    refusals = []
    if len(rows) < len({certificate.pk for certificate in certificates}):
        refusals.append(ValidationError(_("Ada sertifikat yang bukan milik LSP ini."), code="foreign"))
    for row in rows:
        sheet = sheets.get(row.sheet_serial)
        if sheet is None or sheet.state != SheetStatus.SIGNED:
            refusals.append(_refused(row, _("lembar aslinya belum ditandatangani"), "not_signed"))
        elif sheet.pk in packed:
            refusals.append(_refused(row, _("sudah ada di kiriman lain"), "in_a_package"))
        elif row.state != CertificateState.ACTIVE:
            refusals.append(_refused(row, _("sedang tidak berlaku"), "not_active"))
        elif place_of(row.inmate) != prison.pk:
            refusals.append(_refused(row, _("pemegangnya pindah ke UPT lain"), "elsewhere"))
    if refusals:
        raise ValidationError(refusals)
    today = clock.today(lsp.timezone)
    try:
        with transaction.atomic():
            made = Dispatch.objects.create(
                lsp=lsp,
                prison=prison,
                day=today,
                number_of_day=Dispatch.objects.filter(lsp=lsp, day=today).count() + 1,
                prepared_by=actor,
                prepared_at=clock.now(),
            )
            DispatchItem.objects.bulk_create(
                DispatchItem(
                    dispatch=made,
                    sheet=sheets[row.sheet_serial],
                    certificate=row,
                    position=position,
                    state_since=today,
                )
                for position, row in enumerate(rows, start=1)
            )
    except IntegrityError as clash:
        raise ValidationError(_("Petugas lain baru saja menyiapkan kiriman; coba sekali lagi."), code="busy") from clash
    audit.record(actor, "certification.prepare_dispatch", [made, *rows], {"count": len(rows)})
    return made


@transaction.atomic
def send_dispatch(
    *, dispatch: Dispatch, sent_on: datetime.date, courier: str, courier_number: str = "", actor: User
) -> Dispatch:
    """Record that the package left with a courier on a day that is not to come; its sheets are on their way then."""
    locked = _lock(dispatch)
    if locked.state != DispatchState.PREPARED:
        raise _overtaken(locked)
    if not courier.strip():
        raise _at("courier", _("Tulis kurir atau orang yang membawa paket ini."), "courier")
    if sent_on > clock.today(locked.lsp.timezone):
        raise _at("sent_on", _("Tanggal kirim belum tiba."), "future")
    sheets = [item.sheet for item in locked.items.select_related("sheet")]
    if any(sheet.state_since > sent_on for sheet in sheets):
        raise _at("sent_on", _("Tanggal ini sebelum sertifikatnya ditandatangani."), "before_signed")
    stopped = locked.items.exclude(certificate__state=CertificateState.ACTIVE).select_related("certificate").first()
    if stopped is not None:
        raise ValidationError(
            _("Sertifikat %(name)s sedang tidak berlaku. Batalkan kiriman ini, lalu siapkan tanpa dia.")
            % {"name": stopped.certificate.facts["name"]},
            code="not_active",
        )
    move_sheets(sheets=sheets, to=SheetStatus.DISPATCHED, on=sent_on)
    locked.state, locked.sent_on, locked.sent_by = DispatchState.SENT, sent_on, actor
    locked.courier, locked.courier_number = courier.strip(), courier_number.strip()
    locked.save(update_fields=["state", "sent_on", "sent_by", "courier", "courier_number"])
    audit.record(actor, "certification.send_dispatch", locked, {"count": len(sheets)})
    return locked


@transaction.atomic
def cancel_dispatch(*, dispatch: Dispatch, actor: User) -> Dispatch:
    """Unpack a package that was not sent: its sheets can go into another one."""
    locked = _lock(dispatch)
    if locked.state != DispatchState.PREPARED:
        raise _overtaken(locked)
    locked.state = DispatchState.CANCELLED
    locked.save(update_fields=["state"])
    locked.items.update(state=PackedState.REMOVED, state_since=clock.today(locked.lsp.timezone))
    audit.record(actor, "certification.cancel_dispatch", locked)
    return locked


@transaction.atomic
def receive_dispatch(
    *, dispatch: Dispatch, arrived: Collection[int], received_on: datetime.date, note: str = "", actor: User
) -> Dispatch:
    """Record what was in the package when it was opened; what was not there is missing until the LSP explains it.

    `arrived`: ids of items. Received once; a package that brought nothing is not received but asked after.
    """
    locked = _lock(dispatch)
    if locked.state != DispatchState.SENT:
        raise _overtaken(locked)
    _refuse_day(locked, received_on)
    items = list(locked.items.select_related("sheet"))
    here = [item for item in items if item.pk in arrived]
    if not here:
        raise ValidationError(
            _("Centang yang ada di paket. Bila paketnya belum datang atau kosong, hubungi LSP dan biarkan terbuka."),
            code="none_arrived",
        )
    away = [item for item in items if item.pk not in arrived]
    move_sheets(sheets=[item.sheet for item in here], to=SheetStatus.ARRIVED, on=received_on)
    _settle(here, PackedState.ARRIVED, received_on)
    _settle(away, PackedState.MISSING, received_on)
    locked.state = DispatchState.SHORT if away else DispatchState.RECEIVED
    locked.received_on, locked.received_by, locked.note = received_on, actor, note.strip()
    locked.save(update_fields=["state", "received_on", "received_by", "note"])
    audit.record(actor, "certification.receive_dispatch", locked, {"arrived": len(here), "missing": len(away)})
    return locked


@transaction.atomic
def find_at_prison(*, dispatch: Dispatch, found: Collection[int], on: datetime.date, actor: User) -> Dispatch:
    """What was missing from a short package turned up at the prison after all."""
    locked = _lock(dispatch)
    _refuse_day(locked, on)
    items = list(locked.items.missing().filter(pk__in=found).select_related("sheet"))
    if locked.state != DispatchState.SHORT or not items or len(items) < len(set(found)):
        raise ValidationError(
            _("Pilih yang tercatat tidak ada di paket; muat ulang halaman bila daftarnya berubah."), code="not_missing"
        )
    move_sheets(sheets=[item.sheet for item in items], to=SheetStatus.ARRIVED, on=on)
    _settle(items, PackedState.ARRIVED, on)
    audit.record(actor, "certification.find_at_prison", locked, {"count": len(items)})
    return locked


@transaction.atomic
def find_at_issuer(*, item: DispatchItem, actor: User) -> DispatchItem:
    """What was missing from a package never left the LSP: the sheet can go into a later one."""
    dispatch = _lock(item.dispatch)
    missing = _still_missing(dispatch, item)
    today = clock.today(dispatch.lsp.timezone)
    move_sheets(sheets=[missing.sheet], to=SheetStatus.SIGNED, on=today)
    _settle([missing], PackedState.BACK, today)
    audit.record(actor, "certification.find_at_issuer", [dispatch, missing.certificate])
    return missing


@transaction.atomic
def declare_lost(*, item: DispatchItem, reason: str, actor: User) -> DispatchItem:
    """Give up a missing sheet; its certificate waits for print again, on another sheet."""
    certificate = Certificate.objects.select_for_update(of=("self",)).get(pk=item.certificate_id)
    dispatch = _lock(item.dispatch)
    missing = _still_missing(dispatch, item)
    _give_up([missing], [certificate], _worded(reason), clock.today(dispatch.lsp.timezone), actor)
    audit.record(actor, "certification.declare_lost", [dispatch, certificate], {"count": 1})
    return missing


@transaction.atomic
def lose_dispatch(*, dispatch: Dispatch, reason: str, actor: User) -> Dispatch:
    """Give up a package that never arrived; every certificate in it waits for print again."""
    certificates = list(
        Certificate.objects.select_for_update(of=("self",)).filter(packed__dispatch=dispatch).order_by("pk")
    )
    locked = _lock(dispatch)
    if locked.state != DispatchState.SENT:
        raise _overtaken(locked)
    words = _worded(reason)
    _give_up(list(locked.items.select_related("sheet")), certificates, words, clock.today(locked.lsp.timezone), actor)
    locked.state, locked.lost_reason = DispatchState.LOST, words
    locked.save(update_fields=["state", "lost_reason"])
    audit.record(actor, "certification.lose_dispatch", [locked, *certificates], {"count": len(certificates)})
    return locked


def _give_up(
    items: list[DispatchItem], certificates: list[Certificate], reason: str, on: datetime.date, actor: User
) -> None:
    move_sheets(
        sheets=[item.sheet for item in items], to=SheetStatus.SPOILED, on=on, spoiled_reason=_("hilang di perjalanan")
    )
    for item in items:
        item.state, item.state_since, item.lost_reason = PackedState.LOST, on, reason
    DispatchItem.objects.bulk_update(items, ["state", "state_since", "lost_reason"])
    free_for_print(certificates=certificates, actor=actor)


def _locked(lsp: Lsp, ids: Iterable[int]) -> list[Certificate]:
    """The LSP's certificates among `ids`, locked, in the order of the list: by name."""
    rows = Certificate.objects.select_for_update(of=("self",)).select_related("inmate").filter(pk__in=ids, lsp=lsp)
    return sorted(rows.order_by("pk"), key=lambda row: (row.facts["name"], row.pk))


def _lock(dispatch: Dispatch) -> Dispatch:
    return Dispatch.objects.select_for_update(of=("self",)).select_related("lsp", "prison").get(pk=dispatch.pk)


def _still_missing(dispatch: Dispatch, item: DispatchItem) -> DispatchItem:
    missing = dispatch.items.missing().select_related("sheet", "certificate").filter(pk=item.pk).first()
    if missing is None:
        raise ValidationError(_("Lembar ini tidak lagi dicari; muat ulang halaman."), code="not_missing")
    return missing


def _settle(items: list[DispatchItem], state: str, on: datetime.date) -> None:
    for item in items:
        item.state, item.state_since = state, on
    DispatchItem.objects.bulk_update(items, ["state", "state_since"])


def _refuse_day(dispatch: Dispatch, on: datetime.date) -> None:
    if on > clock.today(dispatch.prison.timezone):
        raise _at("received_on", _("Tanggal terima belum tiba."), "future")
    if dispatch.sent_on and on < dispatch.sent_on:
        raise _at("received_on", _("Tanggal ini sebelum paketnya dikirim."), "before_sent")


def _worded(reason: str) -> str:
    if len(reason.strip()) < 10:
        raise _at("reason", _("Tulis dalam satu kalimat apa yang sudah dicari dan kepada siapa ditanyakan."), "reason")
    return reason.strip()


def _overtaken(dispatch: Dispatch) -> ValidationError:
    return ValidationError(
        _("Kiriman ini sekarang %(state)s; muat ulang halaman.") % {"state": dispatch.get_state_display()},
        code="already",
    )


def _refused(certificate: Certificate, why: str, code: str) -> ValidationError:
    return ValidationError(f"{certificate.facts['name']}: {why}.", code=code)


def _at(field: str, sentence: str, code: str) -> ValidationError:
    return ValidationError({field: ValidationError(sentence, code=code)})
