"""After the release: where the original is fetched, the slip for it, and the counter that serves who shows a slip."""

from __future__ import annotations

import datetime
import secrets

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from certification.choices import SENT_ON, PickupPlace, PlanState, SheetStatus
from certification.models import Certificate, CounterAttempt, Lsp, PickupPlan, Sheet
from certification.rendering.codes import ALPHABET
from certification.services.sheets import move_sheets
from foundation import clock
from foundation.accounts.models import User
from foundation.audit import services as audit
from lapas import names
from lapas.choices import CustodyState
from lapas.models import Inmate
from lapas.services.holding import refuse_merged
from training.models import TrainingCentre

CODE_LENGTH = 8
# Wrong questions of one person at a counter before he has to wait, and how long.
MOST_WRONG = 5
WAIT = datetime.timedelta(minutes=15)
SIMILAR_SIGNS = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V", "-": None, " ": None})


def new_slip_code() -> str:
    """Eight signs of the same alphabet as the public code: 40 bits, of use only with name and birth date."""
    return "".join(secrets.choice(ALPHABET) for _sign in range(CODE_LENGTH))


@transaction.atomic
def plan_pickup(
    *,
    inmate: Inmate,
    place: str,
    lsp: Lsp | None = None,
    centre: TrainingCentre | None = None,
    named_person: str = "",
    actor: User,
) -> PickupPlan:
    """Record where the person fetches what is not in the hand yet; a new plan takes the place of the open one.

    Refused: nothing waits, a counter that is not named or whose LSP has nothing of the person, no birth date for a
    counter, nobody named who fetches it.
    """
    if place not in PickupPlace.values:
        raise _at("place", _("Pilih tempat pengambilan."), "place")
    refuse_merged(inmate)
    # Locked, so that of two officers the second sees the first one's plan.
    waiting = list(
        Certificate.objects.select_for_update(of=("self",)).filter(inmate=inmate).not_handed_over().order_by("pk")
    )
    if not waiting:
        raise ValidationError(_("Tidak ada sertifikat orang ini yang masih menunggu."), code="nothing_waits")
    if place == PickupPlace.ISSUER and (lsp is None or lsp.pk not in {row.lsp_id for row in waiting}):
        raise _at("lsp", _("Pilih LSP yang menerbitkan sertifikatnya."), "lsp")
    if place == PickupPlace.CENTRE and centre is None:
        raise _at("centre", _("Pilih balai pelatihan."), "centre")
    if place in {PickupPlace.ISSUER, PickupPlace.CENTRE} and inmate.birth_date is None:
        raise ValidationError(
            _("Tanggal lahir belum tercatat, padahal ditanyakan di loket. Minta registrasi melengkapinya."),
            code="birth_date",
        )
    if place == PickupPlace.PERSON and not named_person.strip():
        raise _at("named_person", _("Tulis nama orang yang ditunjuk."), "named_person")
    sent = PickupPlan.objects.filter(inmate=inmate, state=PlanState.OPEN, sent_on__isnull=False).first()
    if sent is not None:
        raise ValidationError(
            _("Aslinya sudah dikirim ke %(where)s; rencana ini tidak dapat diubah lagi.") % {"where": sent.where},
            code="already_sent",
        )
    PickupPlan.objects.filter(inmate=inmate, state=PlanState.OPEN).update(state=PlanState.CHANGED)
    try:
        with transaction.atomic():
            made = PickupPlan.objects.create(
                inmate=inmate,
                place=place,
                lsp=lsp if place == PickupPlace.ISSUER else None,
                centre=centre if place == PickupPlace.CENTRE else None,
                named_person=named_person.strip() if place == PickupPlace.PERSON else "",
                slip_code=new_slip_code(),
                planned_by=actor,
                planned_at=clock.now(),
            )
    except IntegrityError as clash:
        raise ValidationError(_("Rekan lain baru saja membuat rencana; muat ulang halaman."), code="busy") from clash
    audit.record(actor, "certification.plan_pickup", [made, inmate], {"place": place})
    return made


@transaction.atomic
def send_original(*, plan: PickupPlan, sent_on: datetime.date, courier_number: str = "", actor: User) -> PickupPlan:
    """The prison sends what it holds of the person to the counter or by post; from then on it holds nothing of it."""
    certificates = list(
        Certificate.objects.select_for_update(of=("self",))
        .filter(inmate=plan.inmate_id)
        .not_handed_over()
        .order_by("pk")
    )
    locked = PickupPlan.objects.select_for_update(of=("self",)).select_related("inmate__prison").get(pk=plan.pk)
    sheets = list(
        Sheet.objects.filter(
            serial__in=[row.sheet_serial for row in certificates if row.sheet_serial],
            state__in=[SheetStatus.ARRIVED, SheetStatus.READY],
        )
    )
    # An LSP may have sent its part of them before; what lies here still has to follow.
    if locked.state != PlanState.OPEN or (locked.sent_on is not None and not sheets):
        raise ValidationError(_("Rencana ini sudah selesai atau aslinya sudah dikirim."), code="already")
    if locked.place not in SENT_ON:
        raise ValidationError(_("Menurut rencananya, asli ini tidak dikirim."), code="not_sent")
    if sent_on > clock.today(locked.inmate.prison.timezone):
        raise _at("sent_on", _("Tanggal kirim belum tiba."), "future")
    unknown = [row for row in certificates if row.is_on_paper and not row.sheet_serial]
    if not sheets and not unknown:
        raise ValidationError(_("Belum ada lembar asli orang ini di UPT."), code="not_here")
    # Back at its own LSP it is returned; another counter only keeps it for the holder.
    back = [sheet for sheet in sheets if sheet.lsp_id == locked.lsp_id]
    move_sheets(sheets=back, to=SheetStatus.RETURNED, on=sent_on)
    move_sheets(sheets=[sheet for sheet in sheets if sheet not in back], to=SheetStatus.FORWARDED, on=sent_on)
    locked.sent_on, locked.courier_number = sent_on, courier_number.strip()
    locked.save(update_fields=["sent_on", "courier_number"])
    audit.record(actor, "certification.send_original", [locked, locked.inmate, *certificates], {"count": len(sheets)})
    return locked


def refuse_impatient(actor: User) -> None:
    """Raise ValidationError when this person asked in vain too often lately."""
    since = clock.now() - WAIT
    wrong = CounterAttempt.objects.filter(user=actor, at__gt=since, found=False).count()
    if wrong >= MOST_WRONG:
        raise ValidationError(
            _("Terlalu banyak percobaan yang salah. Tunggu %(minutes)d menit, lalu periksa slipnya kembali.")
            % {"minutes": WAIT.seconds // 60},
            code="too_many",
        )


@transaction.atomic
def ask_counter(
    *, slip_code: str, name: str, birth_date: datetime.date, lsps: list[int], centres: list[int], actor: User
) -> PickupPlan | None:
    """The open plan of somebody released, for one of these counters, when code, name and birth date all agree.

    Each question is kept and recorded, found or not; nothing says which of the three was wrong.
    """
    refuse_impatient(actor)
    code = slip_code.upper().translate(SIMILAR_SIGNS)
    plan = (
        PickupPlan.objects.select_related("inmate", "lsp", "centre")
        .filter(slip_code=code, state=PlanState.OPEN, inmate__custody_state=CustodyState.RELEASED)
        .first()
    )
    found = plan is not None and _agrees(plan, name, birth_date) and (plan.lsp_id in lsps or plan.centre_id in centres)
    CounterAttempt.objects.create(user=actor, at=clock.now(), found=found)
    audit.record(actor, "certification.ask_counter", [plan] if found and plan else [], {"found": found})
    return plan if found else None


def _agrees(plan: PickupPlan, name: str, birth_date: datetime.date) -> bool:
    inmate = plan.inmate
    said = names.fold(name)
    known = {names.fold(inmate.certificate_name), names.fold(inmate.name)}
    return bool(said) and said in known and inmate.birth_date == birth_date


def _at(field: str, sentence: str, code: str) -> ValidationError:
    return ValidationError({field: ValidationError(sentence, code=code)})
