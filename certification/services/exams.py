"""Proposing, dating and cancelling exams. Who assesses stands in `staffing`, what came out of it in `results`."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from certification import readiness
from certification.choices import OPEN_EXAM, OPEN_SHEET, CandidateStatus, Competence, ExamStatus, SheetState
from certification.models import Assessment, Exam, Lsp, UnitResult
from certification.services.locks import DAY, lock_exam, refuse_closed
from certification.services.lsp import refuse_scheme, refuse_stigma
from certification.services.staffing import release
from foundation import clock
from foundation.accounts.models import User
from foundation.audit import services as audit
from lapas.models import Inmate
from lapas.services.holding import hold_owners
from lapas.services.requests import ask_newcomers
from training.choices import ClassStatus
from training.models import Scheme, TrainingClass
from training.services.locks import lock_class
from training.services.planning import set_exam_plan

PLACE_FIELDS = ("tuk_name", "tuk_document_name", "assignment_letter")


@transaction.atomic
def propose_exam(*, training_class: TrainingClass, lsp: Lsp, proposed_for: datetime.date, actor: User | None) -> Exam:
    """Propose everybody of the class who passed training, does not hold the scheme and waits for no other exam.

    Units that a candidate had K in at an earlier exam of the scheme are carried over. Refuses a day before the class
    ends, an LSP without licence or scheme on that day, a scheme that cannot be printed, a class without candidates.
    """
    locked = lock_class(training_class)
    scheme = locked.module.scheme
    if proposed_for < locked.ends_on:
        raise ValidationError(
            {
                "proposed_for": ValidationError(
                    _("Kelas baru selesai pada %(day)s. Usulkan tanggal uji sesudahnya.")
                    % {"day": locked.ends_on.strftime(DAY)},
                    code="before_class_ends",
                )
            }
        )
    _refuse_lsp(lsp, scheme, proposed_for)
    _refuse_scheme(scheme)
    hold_owners(locked.enrolments.all())
    inmates = [
        enrolment.inmate
        for enrolment in readiness.candidates(locked.enrolments.select_related("inmate")).order_by("inmate__name", "pk")
    ]
    if not inmates:
        raise _nobody(locked)
    exam = Exam.objects.create(
        training_class=locked,
        scheme=scheme,
        lsp=lsp,
        proposed_for=proposed_for,
        proposed_by=actor,
        proposed_on=clock.today(locked.corner.prison.timezone),
    )
    _add_candidates(exam, inmates)
    # From now on this LSP has something to tell to whoever of them has asked for the own data.
    ask_newcomers(people=inmates, actor=actor)
    set_exam_plan(training_class=locked, exam_on=proposed_for, actor=actor)
    audit.record(actor, "certification.propose_exam", [exam, locked, lsp], {"candidates": len(inmates)})
    return exam


def _nobody(training_class: TrainingClass) -> ValidationError:
    if training_class.exams.filter(status__in=OPEN_EXAM).exists():
        return ValidationError(
            _("Semua peserta yang lulus di kelas ini sudah menunggu uji kompetensi yang diusulkan sebelumnya."),
            code="already_proposed",
        )
    return ValidationError(
        _(
            "Belum ada peserta yang dapat diusulkan: hasil pelatihan belum dicatat, atau semua yang lulus sudah "
            "memegang skema ini. Minta instruktur atau balai mencatat hasil pelatihan lebih dulu."
        ),
        code="no_candidates",
    )


def _refuse_lsp(lsp: Lsp, scheme: Scheme, on: datetime.date) -> None:
    if not lsp.is_active:
        raise _about_lsp(_("%(lsp)s tidak aktif. Pilih LSP lain.") % {"lsp": lsp}, "lsp_inactive")
    if not lsp.schemes.filter(pk=scheme.pk).exists():
        raise _about_lsp(
            _("%(lsp)s tidak memiliki skema %(scheme)s. Pilih LSP lain.") % {"lsp": lsp, "scheme": scheme}, "no_scheme"
        )
    if lsp.licence_valid_until < on:
        raise _about_lsp(
            _("Lisensi %(lsp)s berlaku sampai %(until)s, tidak lagi pada hari uji %(day)s.")
            % {"lsp": lsp, "until": lsp.licence_valid_until.strftime(DAY), "day": on.strftime(DAY)},
            "licence",
        )


def _about_lsp(sentence: str, code: str) -> ValidationError:
    return ValidationError({"lsp": ValidationError(sentence, code=code)})


def _refuse_scheme(scheme: Scheme) -> None:
    refuse_scheme(scheme)
    if not scheme.is_complete or not scheme.scheme_units.exists():
        raise ValidationError(
            _("Daftar unit skema %(scheme)s belum lengkap. Lengkapi katalog lebih dulu.") % {"scheme": scheme},
            code="scheme_incomplete",
        )


def _add_candidates(exam: Exam, inmates: Sequence[Inmate]) -> None:
    attempts = dict(
        Assessment.objects.filter(inmate__in=inmates, exam__scheme=exam.scheme, status=CandidateStatus.ASSESSED)
        .order_by()
        .values_list("inmate")
        .annotate(n=Count("pk"))
    )
    Assessment.objects.bulk_create(
        Assessment(exam=exam, inmate=inmate, candidate_number=number, attempt=attempts.get(inmate.pk, 0) + 1)
        for number, inmate in enumerate(inmates, start=1)
    )
    if attempts:
        _carry_over(exam)


def _carry_over(exam: Exam) -> None:
    """Fill in the units in which a candidate was K when an earlier exam of the same scheme was decided."""
    held: dict[int, set[int]] = {}
    for inmate, unit in UnitResult.objects.filter(
        assessment__inmate__in=exam.assessments.values("inmate"),
        assessment__exam__scheme=exam.scheme,
        assessment__sheet=SheetState.DECIDED,
        outcome=Competence.COMPETENT,
    ).values_list("assessment__inmate", "unit"):
        held.setdefault(inmate, set()).add(unit)
    now = clock.now()
    UnitResult.objects.bulk_create(
        UnitResult(
            assessment=assessment,
            unit_id=link.unit_id,
            position=link.position,
            outcome=Competence.COMPETENT,
            carried_over=True,
            recorded_at=now,
        )
        for assessment in exam.assessments.all()
        for link in exam.scheme.scheme_units.all()
        if link.unit_id in held.get(assessment.inmate_id, ())
    )


@transaction.atomic
def date_exam(
    *,
    exam: Exam,
    exam_on: datetime.date,
    tuk_name: str,
    tuk_document_name: str,
    assignment_letter: str,
    actor: User | None,
) -> Exam:
    """Give the exam its day, its TUK and the letter of assignment; the same again changes them.

    Refuses an exam whose results are handed in, another day once results are written, a day outside licence and
    scheme, before the class ends, or on which an assigned assessor is not valid, and a TUK document name that tells
    of custody.
    """
    locked = lock_exam(exam)
    refuse_closed(locked)
    if locked.assessments.exclude(sheet__in=OPEN_SHEET).exists():
        raise ValidationError(_("Hasil uji ini sudah diajukan, jadi jadwalnya tidak dapat diubah."), code="submitted")
    if exam_on != locked.exam_on and locked.assessments.exclude(status=CandidateStatus.READY).exists():
        raise ValidationError(
            {"exam_on": ValidationError(_("Hasil sudah dicatat pada hari uji itu; harinya tetap."), code="begun")}
        )
    if exam_on < locked.training_class.ends_on:
        raise ValidationError(
            {
                "exam_on": ValidationError(
                    _("Kelas baru selesai pada %(day)s. Pilih hari uji sesudahnya.")
                    % {"day": locked.training_class.ends_on.strftime(DAY)},
                    code="before_class_ends",
                )
            }
        )
    _refuse_day(locked, exam_on)
    try:
        refuse_stigma(tuk_document_name, what=_("Nama TUK di dokumen"))
    except ValidationError as error:
        raise ValidationError({"tuk_document_name": error}) from error
    locked.exam_on, locked.status = exam_on, ExamStatus.DATED
    locked.tuk_name, locked.tuk_document_name = tuk_name.strip(), tuk_document_name.strip()
    locked.assignment_letter = assignment_letter.strip()
    if missing := [name for name in PLACE_FIELDS if not getattr(locked, name)]:
        raise ValidationError({name: ValidationError(_("Isian ini wajib."), code="required") for name in missing})
    locked.clean_fields(exclude=[field.name for field in Exam._meta.fields if field.name not in PLACE_FIELDS])
    locked.save()
    set_exam_plan(training_class=locked.training_class, exam_on=exam_on, actor=actor)
    audit.record(actor, "certification.date_exam", [locked], {"exam_on": exam_on.isoformat()})
    return locked


def _refuse_day(exam: Exam, on: datetime.date) -> None:
    """Licence, scheme and the assessors already assigned must be valid on the day of the exam."""
    try:
        _refuse_lsp(exam.lsp, exam.scheme, on)
    except ValidationError as error:
        # On the page of the LSP there is no choice of LSP: the day is what can be changed.
        raise ValidationError(error.messages, code="lsp_not_valid") from error
    for posting in exam.assessors.filter(person__assessor__valid_until__lt=on).select_related("person__assessor"):
        raise ValidationError(
            {
                "exam_on": ValidationError(
                    _("MET %(person)s berlaku sampai %(until)s, tidak lagi pada hari uji. Ganti asesor atau hari.")
                    % {"person": posting.person, "until": posting.person.assessor.valid_until.strftime(DAY)},
                    code="assessor_expired",
                )
            }
        )


@transaction.atomic
def withdraw_exam(*, exam: Exam, reason: str, actor: User | None) -> Exam:
    """Take a proposal back, with a reason; refused once the LSP has dated it."""
    if lock_exam(exam).status != ExamStatus.PROPOSED:
        raise ValidationError(
            _("LSP sudah menjadwalkan uji ini, jadi usulan tidak dapat ditarik; minta LSP membatalkannya."),
            code="dated",
        )
    return cancel_exam(exam=exam, reason=reason, actor=actor)


@transaction.atomic
def cancel_exam(*, exam: Exam, reason: str, actor: User | None) -> Exam:
    """Call the exam off, with a reason; its candidates can be proposed again and its assessors are free of them.

    Refuses an exam that is decided or in which somebody was assessed.
    """
    locked = lock_exam(exam)
    refuse_closed(locked)
    if not reason.strip():
        raise ValidationError({"reason": ValidationError(_("Tulis alasan pembatalan."), code="required")})
    if count := locked.assessments.filter(status=CandidateStatus.ASSESSED).count():
        raise ValidationError(
            _("%(count)d asesi sudah diuji, jadi uji ini tidak dapat dibatalkan. Ajukan hasilnya ke pleno.")
            % {"count": count},
            code="assessed",
        )
    for posting in locked.assessors.select_related("person"):
        release(locked, posting.person)
    locked.assessors.all().delete()
    locked.assessments.update(assessor=None)
    locked.status, locked.cancel_reason = ExamStatus.CANCELLED, reason.strip()
    locked.save(update_fields=["status", "cancel_reason"])
    # A cancelled class has no plan to correct.
    if locked.training_class.status != ClassStatus.CANCELLED:
        other = locked.training_class.exams.filter(status__in=OPEN_EXAM).order_by("pk").last()
        set_exam_plan(
            training_class=locked.training_class,
            exam_on=(other.exam_on or other.proposed_for) if other else None,
            actor=actor,
        )
    audit.record(actor, "certification.cancel_exam", [locked])
    return locked
