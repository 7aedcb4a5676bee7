"""Home tasks about exams: Kemnaker proposes, the LSP dates and decides, the assessor fills in."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from certification import readiness
from certification.choices import CandidateStatus, ExamStatus, SheetState
from certification.models import Assessment, Exam
from foundation import clock
from foundation.accounts.models import User
from foundation.accounts.postings import permissions
from foundation.collect import Task
from training.choices import ClassStatus
from training.models import TrainingClass

# A class that ends within this time should have its exam planned.
ENDS_SOON = datetime.timedelta(days=14)
# A proposed day, or an exam without assessors, that is this close is urgent.
CLOSE = datetime.timedelta(days=7)


def exam_tasks(user: User) -> Iterator[Task]:
    allowed = permissions(user)
    if "certification.propose_exam" in allowed:
        yield from _to_propose(user)
    if "certification.date_exam" in allowed:
        yield from _of_the_lsp(user)
    if "certification.judge_assessment" in allowed:
        yield from _to_fill(user)


def _to_propose(user: User) -> Iterator[Task]:
    today = clock.today()
    classes = readiness.with_candidates(TrainingClass.objects.for_user(user, "certification.propose_exam"))
    without = classes.filter(has_exam=False)
    if ready := without.filter(is_ready=True).count():
        reason = _("pesertanya lulus pelatihan dan menunggu uji")
        url = reverse("certification:exam-propose-list")
        yield Task(ready, _("Kelas siap diuji, uji belum diusulkan"), reason, _("Usulkan"), url, 1)
    soon = without.filter(status=ClassStatus.RUNNING, ends_on__gte=today, ends_on__lte=today + ENDS_SOON)
    if number := soon.filter(is_ready=False).count():
        reason = _("cari LSP dan tanggalnya sekarang, supaya sertifikat tidak terlambat")
        url = reverse("training:class-list")
        yield Task(number, _("Kelas selesai dalam 14 hari, uji belum diusulkan"), reason, _("Lihat kelas"), url, 2)


def _of_the_lsp(user: User) -> Iterator[Task]:
    today = clock.today()
    exams = Exam.objects.for_user(user, "certification.date_exam")
    listed = reverse("certification:exam-list")
    proposed = exams.filter(status=ExamStatus.PROPOSED)
    if number := proposed.count():
        urgent = proposed.filter(proposed_for__lte=today + CLOSE).exists()
        reason = _("tetapkan hari, TUK dan asesor") if not urgent else _("tanggal yang diusulkan sudah dekat")
        url = _only(proposed, number, "exam-date") or f"{listed}?tampil=diusulkan"
        yield Task(number, _("Uji menunggu jadwal"), reason, _("Jadwalkan"), url, 0 if urgent else 1)
    nobody = Assessment.objects.filter(exam=OuterRef("pk"), assessor__isnull=True)
    unstaffed = exams.filter(Exists(nobody), status=ExamStatus.DATED)
    if number := unstaffed.count():
        urgent = unstaffed.filter(exam_on__lte=today + CLOSE).exists()
        url = _only(unstaffed, number, "exam-date") or f"{listed}?tampil=terjadwal"
        reason = _("terjadwal, tetapi asesi belum dibagi")
        yield Task(number, _("Uji tanpa asesor"), reason, _("Tugaskan"), url, 0 if urgent else 1)
    assessed = Assessment.objects.filter(exam=OuterRef("pk"), status=CandidateStatus.ASSESSED)
    submitted = exams.filter(Exists(assessed), status=ExamStatus.SUBMITTED)
    if number := submitted.count():
        url = _only(submitted, number, "exam-decide") or f"{listed}?tampil=pleno"
        yield Task(number, _("Hasil uji menunggu pleno"), _("semua hasil sudah diajukan"), _("Putuskan"), url, 1)


def _to_fill(user: User) -> Iterator[Task]:
    today = clock.today()
    exams = Exam.objects.for_user(user, "certification.judge_assessment").assigned_to(user.person_id)
    own = Assessment.objects.filter(exam=OuterRef("pk"), assessor=user.person_id)
    returned = exams.filter(Exists(own.filter(sheet=SheetState.RETURNED)), status=ExamStatus.DATED)
    drafts = exams.filter(Exists(own.filter(sheet=SheetState.DRAFT)), status=ExamStatus.DATED)
    listed = reverse("certification:my-exam-list")
    for rows, title, reason, button, urgency in (
        (returned, _("Hasil dikembalikan LSP"), _("baca catatannya, perbaiki, ajukan lagi"), _("Perbaiki"), 0),
        (drafts.filter(exam_on=today), _("Uji Anda hari ini"), _("catat hasil per unit"), _("Catat hasil"), 0),
        (
            drafts.filter(exam_on__lt=today),
            _("Hasil uji belum diajukan"),
            _("hari ujinya sudah lewat"),
            _("Lengkapi"),
            0,
        ),
        (drafts.filter(exam_on__gt=today), _("Uji yang akan datang"), _("cetak lembarnya dulu"), _("Lihat"), 2),
    ):
        if number := rows.count():
            yield Task(number, title, reason, button, _only(rows, number, "exam-results") or listed, urgency)


def _only(rows: Any, number: int, name: str) -> str:
    """The page of the one exam, when there is only one."""
    return reverse(f"certification:{name}", args=[rows.get().pk]) if number == 1 else ""


def open_own_exams(user: User) -> int | None:
    """For the menu: exams at which the user has results to fill in or to hand in, today or before."""
    own = Assessment.objects.filter(exam=OuterRef("pk"), assessor=user.person_id).open()
    exams = Exam.objects.for_user(user, "certification.judge_assessment").assigned_to(user.person_id)
    return int(exams.filter(Exists(own), status=ExamStatus.DATED, exam_on__lte=clock.today()).count()) or None


def waiting_exams(user: User) -> int | None:
    """For the menu: exams that wait for a step of this user (date, assessors, meeting)."""
    exams = Exam.objects.for_user(user, "certification.date_exam")
    return int(exams.filter(Q(status=ExamStatus.PROPOSED) | Q(status=ExamStatus.SUBMITTED)).count()) or None
