"""Writing what an assessor found: K or BK per unit, or why a candidate was not assessed; handing in and returning."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from certification import independence
from certification.choices import (
    NOT_ASSESSED,
    OPEN_SHEET,
    CandidateStatus,
    Competence,
    ExamStatus,
    SheetState,
)
from certification.models import Assessment, Exam, UnitResult
from certification.services.locks import DAY, lock_exam, refuse_closed, today_at
from foundation import clock
from foundation.accounts.models import Person, User
from foundation.audit import services as audit


class ResultsChanged(ValidationError):
    """Somebody else wrote to this candidate meanwhile; `current` is the candidate as it stands now."""

    def __init__(self, current: Assessment) -> None:
        super().__init__(
            _("Hasil %(candidate)s sudah diubah orang lain. Periksa nilainya, lalu isi sekali lagi.")
            % {"candidate": current},
            code="changed",
        )
        self.current = current


@transaction.atomic
def record_results(
    *,
    assessment: Assessment,
    outcomes: Mapping[int, str],
    version: int,
    actor: User | None,
    at_once: bool = False,
) -> Assessment:
    """Write K or BK (or "" to clear) for units of one candidate, by unit id; judged by the assigned assessor.

    `at_once` marks units that were filled with one key for the whole row. `version` is the one that the writer saw:
    raises ResultsChanged when it is not the present one. Refuses a day before the exam, a sheet handed in, a
    candidate without assessor or with another status, a unit outside the scheme or carried over.
    """
    current = _open_to_writing(assessment, version)
    if current.status not in (CandidateStatus.READY, CandidateStatus.ASSESSED):
        raise ValidationError(
            _("%(candidate)s ditandai “%(status)s”. Kembalikan ke “siap diuji” sebelum mengisi hasil.")
            % {"candidate": current, "status": current.get_status_display()},
            code="not_assessed",
        )
    positions = dict(current.exam.scheme.scheme_units.values_list("unit", "position"))
    there = {result.unit_id: result for result in current.unit_results.all()}
    for unit, outcome in outcomes.items():
        _refuse_outcome(unit, outcome, positions, there)
    now = clock.now()
    cleared = [unit for unit, outcome in outcomes.items() if not outcome]
    current.unit_results.filter(unit__in=cleared, carried_over=False).delete()
    for unit, outcome in outcomes.items():
        if outcome and (unit not in there or there[unit].outcome != outcome):
            UnitResult.objects.update_or_create(
                assessment=current,
                unit_id=unit,
                defaults={
                    "position": positions[unit],
                    "outcome": outcome,
                    "filled_at_once": at_once,
                    "recorded_at": now,
                },
            )
    _settle(current, len(positions), actor)
    audit.record(
        actor,
        "certification.record_results",
        [current],
        {"units": len(outcomes), "filled_at_once": at_once, "version": current.version},
    )
    return current


def _open_to_writing(assessment: Assessment, version: int) -> Assessment:
    exam = lock_exam(assessment.exam_id)
    current = Assessment.objects.select_related("inmate", "assessor").get(pk=assessment.pk)
    current.exam = exam
    refuse_closed(exam)
    if exam.exam_on is None:
        raise ValidationError(_("Uji ini belum dijadwalkan, jadi hasilnya belum dapat dicatat."), code="not_dated")
    if today_at(exam) < exam.exam_on:
        raise ValidationError(
            _("Hasil baru dapat dicatat pada hari uji, %(day)s.") % {"day": exam.exam_on.strftime(DAY)},
            code="before_exam",
        )
    if current.assessor_id is None:
        raise ValidationError(_("%(candidate)s belum punya asesor.") % {"candidate": current}, code="no_assessor")
    if current.sheet not in OPEN_SHEET:
        raise ValidationError(
            _("Hasil ini sudah diajukan. Minta LSP mengembalikannya bila perlu diubah."), code="submitted"
        )
    if current.version != version:
        raise ResultsChanged(current)
    return current


def _refuse_outcome(unit: int, outcome: str, positions: Mapping[int, int], there: Mapping[int, UnitResult]) -> None:
    if unit not in positions:
        raise ValidationError(_("Unit ini tidak ada dalam skema uji."), code="unit_not_in_scheme")
    if outcome and outcome not in Competence.values:
        raise ValidationError(_("Hasil unit adalah K atau BK."), code="unknown_outcome")
    if unit in there and there[unit].carried_over and outcome != Competence.COMPETENT:
        raise ValidationError(
            _("Unit %(number)d sudah kompeten pada uji sebelumnya dan tidak diuji lagi.") % {"number": positions[unit]},
            code="carried_over",
        )


def _settle(current: Assessment, units: int, actor: User | None) -> None:
    """Let status and recommendation follow the units, and count the write."""
    outcomes = dict(current.unit_results.order_by().values_list("unit", "outcome"))
    own = current.unit_results.filter(carried_over=False).exists()
    current.status = CandidateStatus.ASSESSED if own else CandidateStatus.READY
    current.status_reason = ""
    current.recommendation = ""
    if own and len(outcomes) == units:
        current.recommendation = Competence.NOT_YET if Competence.NOT_YET in outcomes.values() else Competence.COMPETENT
    _count(current, actor)


def _count(current: Assessment, actor: User | None) -> None:
    current.version += 1
    current.judged_by_id, current.typed_by = current.assessor_id, actor
    current.save()
    Exam.objects.filter(pk=current.exam_id).update(results_version=F("results_version") + 1)


@transaction.atomic
def set_status(
    *, assessment: Assessment, status: str, reason: str = "", version: int, actor: User | None
) -> Assessment:
    """Say that a candidate is absent, withdrew, is not continued or postponed, and why; or is ready after all.

    Units already written go, those carried over stay. Raises ResultsChanged like `record_results`; refuses a status
    without reason.
    """
    current = _open_to_writing(assessment, version)
    if status != CandidateStatus.READY:
        if status not in NOT_ASSESSED:
            raise ValidationError(_("Status asesi ini tidak dikenal."), code="unknown_status")
        if not reason.strip():
            raise ValidationError(_("Tulis alasannya, misalnya “sidang di luar”."), code="reason_required")
    current.unit_results.filter(carried_over=False).delete()
    current.status = status
    current.status_reason = reason.strip()[:200] if status != CandidateStatus.READY else ""
    current.recommendation = ""
    _count(current, actor)
    audit.record(
        actor, "certification.set_candidate_status", [current], {"status": str(status), "version": current.version}
    )
    return current


@transaction.atomic
def set_remarks(*, assessment: Assessment, remarks: str, version: int, actor: User | None) -> Assessment:
    """Keep the assessor's remark of FR.AK.02. Raises ResultsChanged like `record_results`."""
    current = _open_to_writing(assessment, version)
    current.remarks = remarks.strip()[:500]
    _count(current, actor)
    audit.record(actor, "certification.set_remarks", [current], {"version": current.version})
    return current


@transaction.atomic
def submit_results(*, exam: Exam, actor: User | None, assessor: Person | None = None) -> Exam:
    """Hand in the sheets of one assessor (of all when None): locked until the LSP returns them.

    Refuses while a candidate has neither all units nor a status with reason.
    """
    locked = lock_exam(exam)
    refuse_closed(locked)
    own = locked.assessments.filter(sheet__in=OPEN_SHEET)
    if assessor is not None:
        own = own.filter(assessor=assessor)
    sheets = list(own.select_related("inmate"))
    if not sheets:
        raise ValidationError(_("Tidak ada hasil yang menunggu diajukan."), code="nothing_open")
    if unfinished := [sheet for sheet in sheets if not is_complete(sheet)]:
        raise ValidationError(
            _("%(candidates)s belum lengkap: isi semua unit, atau statusnya dengan alasan.")
            % {"candidates": independence.enumerated([str(sheet) for sheet in unfinished])},
            code="incomplete",
        )
    now = clock.now()
    for sheet in sheets:
        sheet.sheet, sheet.submitted_at, sheet.return_note = SheetState.SUBMITTED, now, ""
        sheet.version += 1
    Assessment.objects.bulk_update(sheets, ["sheet", "submitted_at", "return_note", "version"])
    if not locked.assessments.filter(sheet__in=OPEN_SHEET).exists():
        locked.status = ExamStatus.SUBMITTED
        locked.save(update_fields=["status"])
    audit.record(actor, "certification.submit_results", [locked, *sheets])
    return locked


def is_complete(sheet: Assessment) -> bool:
    """Every unit filled, or a status that says why not."""
    return bool(sheet.recommendation) or sheet.status in NOT_ASSESSED


@transaction.atomic
def return_results(*, exam: Exam, assessors: Iterable[Person], note: str, actor: User | None) -> Exam:
    """Give the sheets of these assessors back with a note; they are open again. Refuses without a note."""
    locked = lock_exam(exam)
    refuse_closed(locked)
    if not note.strip():
        raise ValidationError(
            {"note": ValidationError(_("Tulis apa yang perlu diperbaiki."), code="required")}, code="required"
        )
    sheets = list(locked.assessments.filter(sheet=SheetState.SUBMITTED, assessor__in=list(assessors)))
    if not sheets:
        raise ValidationError(_("Tidak ada hasil yang dapat dikembalikan."), code="nothing_submitted")
    for sheet in sheets:
        sheet.sheet, sheet.return_note = SheetState.RETURNED, note.strip()[:300]
        sheet.version += 1
    Assessment.objects.bulk_update(sheets, ["sheet", "return_note", "version"])
    locked.status = ExamStatus.DATED
    locked.save(update_fields=["status"])
    audit.record(actor, "certification.return_results", [locked, *sheets])
    return locked
