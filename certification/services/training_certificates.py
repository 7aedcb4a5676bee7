"""Training certificates: numbered by the centre, its own paper, for people who passed the training."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from certification import training_numbers
from certification.choices import CertificateKind, CertificateState, NumberingMode, SeriesKind
from certification.models import Certificate, NumberLetter, TrainingIssuer
from certification.rendering import codes
from certification.rendering.facts import TrainedUnitFact, TrainingFacts
from certification.services.counters import take_block
from certification.services.freezing import keep, refuse_stigma, refuse_unconfirmed, verify_address
from foundation import clock
from foundation.accounts.models import User
from foundation.audit import services as audit
from foundation.jobs import services as jobs
from foundation.jobs.models import Job
from lapas.services.holding import hold_owners
from training.choices import TrainingOutcome
from training.models import Enrolment, TrainingCentre, TrainingClass
from training.services.locks import lock_class

PRINT_JOB = "certification.training_print"


@dataclass(frozen=True)
class NumberedTraining:
    """An enrolment with the number that its certificate gets."""

    enrolment: Enrolment
    number: str
    serial: int | None = None


def waiting_for_certificate(enrolments: QuerySet[Enrolment] | None = None) -> QuerySet[Enrolment]:
    """Who passed the training and has no living training certificate."""
    living = Certificate.objects.filter(enrolment=OuterRef("pk")).living()
    rows = Enrolment.objects.all() if enrolments is None else enrolments
    return rows.filter(~Exists(living), outcome=TrainingOutcome.PASSED)


@transaction.atomic
def issue_training_certificates(
    *, training_class: TrainingClass, issued_on: datetime.date, actor: User
) -> list[Certificate]:
    """Number everybody of a class who passed and confirmed the name, in one block of the centre's counter.

    Who has not confirmed the name stays waiting. Refused: a centre that numbers on its own (`record_training_numbers`),
    one whose printed data are missing, a day before the results or to come, a class in which nobody waits.
    """
    locked = lock_class(training_class)
    issuer = issuer_of(locked.centre)
    if issuer.numbering != NumberingMode.PORTAL:
        raise ValidationError(
            _("Balai ini menomori sendiri; ketik nomornya atau unggah daftar nomor."), code="imported_mode"
        )
    ready = [row for row in _waiting_in(locked) if row.inmate.name_is_confirmed]
    if not ready:
        raise ValidationError(
            _("Tidak ada peserta kelas ini yang menunggu nomor dan sudah mengonfirmasi namanya; muat ulang halaman."),
            code="nobody_waiting",
        )
    _refuse_day(ready, issued_on)
    first = take_block(locked.centre, SeriesKind.CERTIFICATE, 0, len(ready))
    rows = [
        NumberedTraining(enrolment, training_numbers.written(issuer.number_format, serial=serial, on=issued_on), serial)
        for serial, enrolment in enumerate(ready, start=first)
    ]
    return _freeze(issuer, locked, rows, issued_on, actor)


@transaction.atomic
def record_training_numbers(
    *,
    training_class: TrainingClass,
    rows: Sequence[NumberedTraining],
    issued_on: datetime.date,
    letter: NumberLetter | None = None,
    actor: User,
) -> list[Certificate]:
    """Take over numbers from the centre's own register for people of one class, by list or typed; all rows or none."""
    locked = lock_class(training_class)
    issuer = issuer_of(locked.centre)
    if issuer.numbering != NumberingMode.IMPORTED:
        raise ValidationError(_("Balai ini dinomori oleh portal; nomor tidak dapat diketik."), code="portal_mode")
    if not rows:
        raise ValidationError(_("Isi paling sedikit satu nomor sertifikat."), code="no_rows")
    known = {row.pk: row for row in _waiting_in(locked)}
    if any(row.enrolment.pk not in known for row in rows):
        raise ValidationError(_("Sebagian peserta sudah bernomor; muat ulang halaman."), code="not_waiting")
    waiting = [known[row.enrolment.pk] for row in rows]
    refuse_unconfirmed([row.inmate.name for row in waiting if not row.inmate.name_is_confirmed])
    _refuse_day(waiting, issued_on)
    typed = [row.number for row in rows]
    taken = set(Certificate.objects.filter(centre=locked.centre, number__in=typed).values_list("number", flat=True))
    for row in rows:
        if not row.number.strip():
            raise ValidationError(
                _("Nomor sertifikat %(name)s belum diisi.") % {"name": known[row.enrolment.pk].inmate.name},
                code="number_missing",
            )
        if row.number in taken or typed.count(row.number) > 1:
            raise ValidationError(
                _("Nomor %(number)s sudah dipakai; periksa kembali register balai.") % {"number": row.number},
                code="number_taken",
            )
    fresh = [NumberedTraining(known[row.enrolment.pk], row.number) for row in rows]
    return _freeze(issuer, locked, fresh, issued_on, actor, letter)


@transaction.atomic
def order_training_print(*, training_class: TrainingClass, certificates: Sequence[Certificate], actor: User) -> Job:
    """Order one print file of these training certificates, for the centre's own paper."""
    if not certificates:
        raise ValidationError(
            _("Tidak ada sertifikat yang menunggu dicetak; muat ulang halaman."), code="nothing_to_print"
        )
    return jobs.enqueue(
        PRINT_JOB,
        params={"certificates": [row.pk for row in certificates]},
        actor=actor,
        total=len(certificates),
        subjects=[training_class],
    )


@transaction.atomic
def mark_printed(*, certificates: Iterable[Certificate], actor: User) -> list[Certificate]:
    """Note that the centre printed these training certificates; from then on they can be handed over."""
    rows = list(
        Certificate.objects.of_training()
        .select_for_update(of=("self",))
        .filter(pk__in=[row.pk for row in certificates], state=CertificateState.ACTIVE, printed_on=None, hand_over=None)
    )
    if not rows:
        raise ValidationError(
            _("Tidak ada sertifikat yang menunggu dicetak; muat ulang halaman."), code="nothing_to_print"
        )
    today = clock.today()
    Certificate.objects.filter(pk__in=[row.pk for row in rows]).update(printed_on=today)
    audit.record(actor, "certification.print_training", rows, {"count": len(rows)})
    return rows


def issuer_of(centre: TrainingCentre) -> TrainingIssuer:
    """What the centre prints; refused while nobody has said it."""
    issuer = TrainingIssuer.objects.filter(centre=centre).first()
    if issuer is None:
        raise ValidationError(
            _("Data cetak balai belum diisi: nama, kota dan penandatangan. Isi dulu di halaman penerbit."),
            code="no_issuer",
        )
    return issuer


def _waiting_in(training_class: TrainingClass) -> list[Enrolment]:
    hold_owners(waiting_for_certificate().filter(training_class=training_class))
    rows = waiting_for_certificate().filter(training_class=training_class).select_related("inmate")
    return list(rows.order_by("inmate__certificate_name", "inmate__name", "pk"))


def _refuse_day(rows: Iterable[Enrolment], issued_on: datetime.date) -> None:
    if issued_on > clock.today():
        raise ValidationError({"issued_on": ValidationError(_("Tanggal sertifikat belum tiba."), code="future")})
    if any(row.outcome_on and issued_on < row.outcome_on for row in rows):
        raise ValidationError(
            {"issued_on": ValidationError(_("Tanggal ini sebelum hasil pelatihan ditetapkan."), code="before_result")}
        )


def _freeze(
    issuer: TrainingIssuer,
    training_class: TrainingClass,
    rows: Sequence[NumberedTraining],
    issued_on: datetime.date,
    actor: User,
    letter: NumberLetter | None = None,
) -> list[Certificate]:
    base_url = verify_address(issuer.verify_base_url)
    module = training_class.module
    units = tuple(
        TrainedUnitFact(entry.unit.code, entry.unit.title_id, entry.unit.title_en)
        for entry in module.scheme.scheme_units.select_related("unit").order_by("position")
    )
    made = []
    for row in rows:
        facts = TrainingFacts(
            name=row.enrolment.inmate.certificate_name,
            number=row.number,
            programme_id=module.title,
            programme_en=module.scheme.title_en,
            units=units,
            total_hours=module.hours_jp,
            started_on=training_class.starts_on,
            ended_on=training_class.ends_on,
            issued_on=issued_on,
            city=issuer.city,
            centre_id=issuer.name_id,
            centre_en=issuer.name_en,
            phone=issuer.phone,
            signatory=issuer.signatory,
            signatory_title_id=issuer.signatory_title_id,
            signatory_title_en=issuer.signatory_title_en,
            code=codes.new_code(),
            verify_base_url=base_url,
        )
        refuse_stigma(printed_words(facts))
        made.append(
            Certificate(
                kind=CertificateKind.TRAINING,
                enrolment=row.enrolment,
                inmate=row.enrolment.inmate,
                centre=training_class.centre,
                scheme=module.scheme,
                number=row.number,
                serial=row.serial,
                letter=letter,
                code=facts.code,
                facts=facts.to_json(),
                issued_on=issued_on,
            )
        )
    return keep(made, "certification.issue_training", actor)


def printed_words(facts: TrainingFacts) -> list[str]:
    """Everything on the paper but the holder's name."""
    return [
        facts.number, facts.programme_id, facts.programme_en, facts.city, facts.centre_id, facts.centre_en,
        facts.signatory, facts.signatory_title_id, facts.signatory_title_en, facts.verify_base_url,
        *(text for unit in facts.units for text in (unit.code, unit.title_id, unit.title_en)),
    ]  # fmt: skip
