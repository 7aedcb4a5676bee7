"""Home tasks about exams: Kemnaker proposes, the LSP dates and decides, the assessor fills in."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from functools import partial

from django.db.models import Exists, Func, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from certification import readiness
from certification.choices import CandidateStatus, ExamStatus, SheetState
from certification.models import Assessment, Exam
from foundation import clock
from foundation.accounts.models import User
from foundation.accounts.postings import permissions
from foundation.collect import Numbers, Task, counting
from foundation.together import lowest
from training.choices import ClassStatus
from training.models import TrainingClass

# A class that ends within this time should have its exam planned.
ENDS_SOON = datetime.timedelta(days=14)
# A proposed day, or an exam without assessors, that is this close is urgent.
CLOSE = datetime.timedelta(days=7)
ALL_AND_FIRST: Mapping[str, Q | Func] = {"all": Q(), "first": lowest()}


def exam_tasks(user: User) -> Iterator[Task | Numbers]:
    allowed = permissions(user)
    if "certification.propose_exam" in allowed:
        yield from _to_propose(user)
    if "certification.date_exam" in allowed:
        yield from _of_the_lsp(user)
    if "certification.judge_assessment" in allowed:
        yield from _to_fill(user)


def _to_propose(user: User) -> Iterator[Numbers]:
    today = clock.today()
    without = readiness.without_exam(TrainingClass.objects.for_user(user, "certification.propose_exam"))
    reason = _("pesertanya lulus pelatihan dan menunggu uji")
    url = reverse("certification:exam-propose-list")
    title = _("Kelas siap diuji, uji belum diusulkan")
    yield counting(readiness.ready(without), title=title, reason=reason, button=_("Usulkan"), url=url, urgency=1)
    soon = without.filter(status=ClassStatus.RUNNING, ends_on__gte=today, ends_on__lte=today + ENDS_SOON)
    reason = _("cari LSP dan tanggalnya sekarang, supaya sertifikat tidak terlambat")
    url = reverse("training:class-list")
    title = _("Kelas selesai dalam 14 hari, uji belum diusulkan")
    yield counting(readiness.unready(soon), title=title, reason=reason, button=_("Lihat kelas"), url=url, urgency=2)


def _of_the_lsp(user: User) -> Iterator[Numbers]:
    exams = Exam.objects.for_user(user, "certification.date_exam")
    listed = reverse("certification:exam-list")
    close = clock.today() + CLOSE
    nobody = Assessment.objects.filter(exam=OuterRef("pk"), assessor__isnull=True)
    assessed = Assessment.objects.filter(exam=OuterRef("pk"), status=CandidateStatus.ASSESSED)

    def to_date(found: Mapping[str, int]) -> Iterator[Task]:
        if found["all"]:
            urgent = found["close"]
            reason = _("tetapkan hari, TUK dan asesor") if not urgent else _("tanggal yang diusulkan sudah dekat")
            url = _only(found, "exam-date") or f"{listed}?tampil=diusulkan"
            yield Task(found["all"], _("Uji menunggu jadwal"), reason, _("Jadwalkan"), url, 0 if urgent else 1)

    def to_staff(found: Mapping[str, int]) -> Iterator[Task]:
        if found["all"]:
            url = _only(found, "exam-date") or f"{listed}?tampil=terjadwal"
            reason = _("terjadwal, tetapi asesi belum dibagi")
            yield Task(found["all"], _("Uji tanpa asesor"), reason, _("Tugaskan"), url, 0 if found["close"] else 1)

    def to_decide(found: Mapping[str, int]) -> Iterator[Task]:
        if found["all"]:
            url = _only(found, "exam-decide") or f"{listed}?tampil=pleno"
            reason = _("semua hasil sudah diajukan")
            yield Task(found["all"], _("Hasil uji menunggu pleno"), reason, _("Putuskan"), url, 1)

    proposed = exams.filter(status=ExamStatus.PROPOSED)
    yield Numbers(proposed, {**ALL_AND_FIRST, "close": Q(proposed_for__lte=close)}, to_date)
    unstaffed = exams.filter(Exists(nobody), status=ExamStatus.DATED)
    yield Numbers(unstaffed, {**ALL_AND_FIRST, "close": Q(exam_on__lte=close)}, to_staff)
    yield Numbers(exams.filter(Exists(assessed), status=ExamStatus.SUBMITTED), ALL_AND_FIRST, to_decide)


def _to_fill(user: User) -> Iterator[Numbers]:
    today = clock.today()
    exams = Exam.objects.for_user(user, "certification.judge_assessment").assigned_to(user.person_id)
    own = Assessment.objects.filter(exam=OuterRef("pk"), assessor=user.person_id)
    returned = exams.filter(Exists(own.filter(sheet=SheetState.RETURNED)), status=ExamStatus.DATED)
    drafts = exams.filter(Exists(own.filter(sheet=SheetState.DRAFT)), status=ExamStatus.DATED)
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
        yield Numbers(rows, ALL_AND_FIRST, partial(_exams_to_fill, title, reason, button, urgency))


def _exams_to_fill(title: str, reason: str, button: str, urgency: int, found: Mapping[str, int]) -> Iterator[Task]:
    if found["all"]:
        url = _only(found, "exam-results") or reverse("certification:my-exam-list")
        yield Task(found["all"], title, reason, button, url, urgency)


def _only(found: Mapping[str, int], name: str) -> str:
    """The page of the one exam, when there is only one."""
    return reverse(f"certification:{name}", args=[found["first"]]) if found["all"] == 1 else ""


def open_own_exams(user: User) -> int | None:
    """For the menu: exams at which the user has results to fill in or to hand in, today or before."""
    own = Assessment.objects.filter(exam=OuterRef("pk"), assessor=user.person_id).open()
    exams = Exam.objects.for_user(user, "certification.judge_assessment").assigned_to(user.person_id)
    return int(exams.filter(Exists(own), status=ExamStatus.DATED, exam_on__lte=clock.today()).count()) or None


def waiting_exams(user: User) -> int | None:
    """For the menu: exams that wait for a step of this user (date, assessors, meeting)."""
    exams = Exam.objects.for_user(user, "certification.date_exam")
    return int(exams.filter(Q(status=ExamStatus.PROPOSED) | Q(status=ExamStatus.SUBMITTED)).count()) or None
