"""Exams, candidates and results per unit."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from certification.choices import CandidateStatus, Competence, ExamStatus, SheetState
from certification.models.lsp import Lsp
from certification.querysets import AssessmentQuerySet, ExamQuerySet
from foundation.accounts.choices import Role
from foundation.accounts.models import Person, Posting
from lapas.models import Inmate
from training.models import CompetencyUnit, Scheme, TrainingClass


class Exam(models.Model):
    """*Uji kompetensi*: a visit of an LSP for a class. Proposed by Kemnaker, dated and staffed by the LSP."""

    training_class = models.ForeignKey(TrainingClass, on_delete=models.PROTECT, related_name="exams")
    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="exams", verbose_name=_("skema"))
    lsp = models.ForeignKey(Lsp, on_delete=models.PROTECT, related_name="exams", verbose_name=_("LSP"))
    status = models.CharField(_("status"), max_length=10, choices=ExamStatus, default=ExamStatus.PROPOSED)
    proposed_for = models.DateField(_("tanggal yang diusulkan"))
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    proposed_on = models.DateField(_("diusulkan pada"))
    exam_on = models.DateField(_("tanggal uji"), null=True, blank=True)
    # The document name is printed and never tells of custody; the internal one says where to go.
    tuk_name = models.CharField(_("TUK, nama internal"), max_length=150, blank=True)
    tuk_document_name = models.CharField(_("TUK, nama di dokumen"), max_length=150, blank=True)
    assignment_letter = models.CharField(_("nomor surat tugas"), max_length=80, blank=True)
    cancel_reason = models.CharField(_("alasan pembatalan"), max_length=200, blank=True)
    # Bumped by every write to a result, so that two people on one sheet are told.
    results_version = models.PositiveIntegerField(default=0)

    objects = ExamQuerySet.as_manager()

    class Meta:
        ordering = ["-exam_on", "-pk"]
        indexes = [models.Index(fields=["lsp", "status", "exam_on"])]

    def __str__(self) -> str:
        """The scheme and the class; a class that is named like its scheme says both by itself."""
        scheme, module, course = str(self.scheme), str(self.training_class.module), self.training_class
        if module.casefold() in scheme.casefold():
            return f"{scheme}, Angkatan {course.batch}"
        return str(course) if scheme.casefold() in module.casefold() else f"{scheme}, {course}"


class ExamAssessor(Posting):
    """Who assesses at an exam; reach while posted (services: from the assignment until 30 days after the result)."""

    PLACE = "exam"
    ROLES = (Role.ASSESSOR,)

    exam = models.ForeignKey(Exam, on_delete=models.PROTECT, related_name="assessors")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["exam", "person"], name="exam_assessor_once")]


class Assessment(models.Model):
    """*Asesmen*: one attempt of one candidate (asesi) at one scheme."""

    exam = models.ForeignKey(Exam, on_delete=models.PROTECT, related_name="assessments")
    inmate = models.ForeignKey(Inmate, on_delete=models.PROTECT, related_name="assessments")
    candidate_number = models.PositiveSmallIntegerField(_("nomor asesi"))
    assessor = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("asesor")
    )
    status = models.CharField(_("kehadiran"), max_length=15, choices=CandidateStatus, default=CandidateStatus.READY)
    status_reason = models.CharField(_("alasan"), max_length=200, blank=True)
    sheet = models.CharField(_("lembar hasil"), max_length=10, choices=SheetState, default=SheetState.DRAFT)
    recommendation = models.CharField(_("rekomendasi"), max_length=2, choices=Competence, blank=True)
    remarks = models.CharField(_("catatan FR.AK.02"), max_length=500, blank=True)
    return_note = models.CharField(_("alasan dikembalikan"), max_length=300, blank=True)
    attempt = models.PositiveSmallIntegerField(_("percobaan ke-"), default=1)
    version = models.PositiveIntegerField(default=0)
    submitted_at = models.DateTimeField(null=True, blank=True)
    judged_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    typed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        ordering = ["exam", "candidate_number"]
        indexes = [models.Index(fields=["inmate", "sheet"])]
        constraints = [
            models.UniqueConstraint(fields=["exam", "inmate"], name="assessment_once_per_exam"),
            models.UniqueConstraint(fields=["exam", "candidate_number"], name="assessment_number_once"),
        ]

    def __str__(self) -> str:
        return f"Asesi {self.candidate_number:02d}"


class UnitResult(models.Model):
    """K or BK in one unit of one attempt."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="unit_results")
    unit = models.ForeignKey(CompetencyUnit, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=2, choices=Competence)
    # Shift+K fills all units of a candidate at once, and that is remembered.
    filled_at_once = models.BooleanField(default=False)
    carried_over = models.BooleanField(default=False)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["assessment", "position"]
        constraints = [models.UniqueConstraint(fields=["assessment", "unit"], name="unit_result_once")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.outcome}"
