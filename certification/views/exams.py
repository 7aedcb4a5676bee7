"""Exams: the list, an assessor's own, one exam, classes that are ready for one."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from certification import readiness
from certification.choices import OPEN_EXAM, CandidateStatus, Competence, ExamStatus, NumberingMode, SheetState
from certification.models import Assessment, Exam
from certification.needed import needed_by
from certification.tables import EXAM_TONES, ExamTable, OwnExamTable, ReadyClassTable
from foundation import clock
from foundation.ui.pages import Chip, DetailPage, LinkButton, ListPage
from training.models import TrainingClass

JUDGE, TYPE = "certification.judge_assessment", "certification.type_assessment"


def crumbs_of_exams() -> list[tuple[Any, str]]:
    return [(_("Uji kompetensi"), reverse("certification:exam-list"))]


class ExamList(ListPage):
    permission_required = "certification.view_exam"
    model = Exam
    table_class = ExamTable
    title = _("Uji kompetensi")
    chips = (
        Chip("", _("Semua"), ~Q(status=ExamStatus.CANCELLED)),
        Chip("diusulkan", _("Perlu dijadwalkan"), Q(status=ExamStatus.PROPOSED)),
        Chip("terjadwal", _("Terjadwal"), Q(status=ExamStatus.DATED)),
        Chip("pleno", _("Siap pleno"), Q(status=ExamStatus.SUBMITTED)),
        Chip("diputuskan", _("Diputuskan"), Q(status=ExamStatus.DECIDED)),
        Chip("dibatalkan", _("Dibatalkan"), Q(status=ExamStatus.CANCELLED)),
    )
    empty_title = _("Belum ada uji kompetensi")
    empty_text = _("Uji muncul di sini setelah Kemnaker mengusulkannya untuk sebuah kelas.")

    def get_queryset(self) -> QuerySet[Exam]:
        rows: Any = super().get_queryset()
        found: QuerySet[Exam] = rows.select_related(
            "scheme", "lsp", "training_class__module", "training_class__corner__prison"
        ).with_counts()
        return found

    def get_buttons(self) -> list[LinkButton]:
        url = reverse("certification:exam-propose-list")
        return [LinkButton(_("Usulkan uji"), url, "certification.propose_exam", "plus-lg", primary=True)]


class OwnExamList(ListPage):
    """What an assessor sees: the exams he is assigned to, and how far his own candidates are."""

    permission_required = JUDGE
    model = Exam
    table_class = OwnExamTable
    title = _("Uji saya")
    chips = (
        Chip("", _("Perlu diisi"), Q(open_count__gt=0)),
        Chip("arsip", _("Sudah diajukan"), Q(open_count=0)),
    )
    empty_title = _("Belum ada uji untuk Anda")
    empty_text = _("Uji muncul di sini setelah LSP menugaskan Anda.")

    def get_queryset(self) -> QuerySet[Exam]:
        rows: Any = super().get_queryset()
        own = Assessment.objects.filter(exam=OuterRef("pk"), assessor=self.user.person_id)
        found: QuerySet[Exam] = (
            rows.assigned_to(self.user.person_id)
            .select_related("scheme", "training_class__module")
            .with_counts(self.user.person_id)
            .annotate(is_returned=Exists(own.filter(sheet=SheetState.RETURNED)))
        )
        return found


class ReadyClassList(ListPage):
    permission_required = "certification.propose_exam"
    model = TrainingClass
    table_class = ReadyClassTable
    title = _("Kelas siap diuji")
    lead = _("Peserta lulus pelatihan, belum memegang skema, dan tidak sedang menunggu uji lain.")
    chips = (Chip("", _("Belum ada uji"), Q(has_exam=False)), Chip("semua", _("Semua")))
    empty_title = _("Belum ada kelas yang siap diuji")
    empty_text = _("Kelas muncul di sini setelah hasil pelatihan dicatat.")

    def get_queryset(self) -> QuerySet[TrainingClass]:
        rows = readiness.with_candidates(readiness.ready(super().get_queryset()))
        return rows.select_related("module__scheme", "corner__prison")

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return crumbs_of_exams()


class ExamDetail(DetailPage):
    permission_required = "certification.view_exam"
    model = Exam
    template_name = "certification/exam_detail.html"

    def get_queryset(self) -> QuerySet[Exam]:
        rows: QuerySet[Exam] = super().get_queryset()
        return rows.select_related(
            "scheme", "lsp", "training_class__module", "training_class__corner__prison", "proposed_by__person"
        )

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return crumbs_of_exams()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        exam = self.object
        rows = list(exam.assessments.select_related("inmate", "assessor", "decision").prefetch_related("unit_results"))
        # Names are for those who deal with the candidates; others see how many there are.
        named = self.user.has_perm(TYPE)
        return super().get_context_data(
            exam=exam,
            tone=EXAM_TONES[ExamStatus(exam.status)],
            steps=steps_of(exam, rows),
            candidates=[line(row) for row in rows] if named else [],
            named=named,
            counts=counts_of(rows),
            unconfirmed=sum(not row.inmate.name_is_confirmed for row in rows),
            assessors=exam.assessors.select_related("person__assessor").order_by("person__full_name"),
            advice=advice(exam, rows),
            buttons=[button for button in acts(exam, rows) if self.user.has_perm(button.permission)],
            meetings=exam.meetings.prefetch_related("members__person", "decisions"),
            **kwargs,
        )


def acts(exam: Exam, rows: list[Assessment]) -> list[LinkButton]:
    """What can be done with the exam now, the next step first and primary."""

    def button(label: Any, name: str, permission: str, icon: str = "", primary: bool = False) -> LinkButton:
        return LinkButton(label, reverse(f"certification:{name}", args=[exam.pk]), permission, icon, primary)

    submitted = any(row.sheet == SheetState.SUBMITTED for row in rows)
    assessed = any(row.status == CandidateStatus.ASSESSED for row in rows)
    staffed = bool(rows) and all(row.assessor_id for row in rows)
    dating, deciding = "certification.date_exam", "certification.decide"
    found = []
    if exam.status == ExamStatus.PROPOSED:
        found.append(button(_("Tetapkan jadwal dan asesor"), "exam-date", dating, "calendar-check", primary=True))
        found.append(button(_("Tarik usulan"), "exam-withdraw", "certification.propose_exam"))
    if exam.status == ExamStatus.DATED:
        if staffed:
            found.append(button(_("Ketik hasil"), "exam-results-type", TYPE, "pencil", primary=True))
            found.append(button(_("Cetak lembar FR.AK.02"), "exam-sheet-type", TYPE, "printer"))
        found.append(button(_("Ubah jadwal dan asesor"), "exam-date", dating, "calendar-check", primary=not staffed))
    if exam.status == ExamStatus.SUBMITTED and assessed:
        found.append(button(_("Putuskan dalam pleno"), "exam-decide", deciding, "person-check", primary=True))
    if exam.status == ExamStatus.DECIDED:
        if exam.lsp.numbering == NumberingMode.IMPORTED:
            url = reverse("certification:letter-numbers", args=[exam.lsp_id])
            numbering = "certification.number_certificate"
            found.append(LinkButton(_("Isi nomor dari surat"), url, numbering, "list-check", primary=True))
        url = reverse("certification:certificate-list")
        found.append(LinkButton(_("Lihat sertifikat"), url, "certification.view_certificate", "award"))
    if submitted and exam.status in OPEN_EXAM:
        found.append(button(_("Kembalikan hasil"), "exam-return", deciding))
    if exam.status in OPEN_EXAM and not assessed:
        found.append(button(_("Batalkan uji"), "exam-cancel", dating, "x-circle"))
    return found


def advice(exam: Exam, rows: list[Assessment]) -> Any:
    """One sentence: what happens next, and who does it."""
    if exam.status == ExamStatus.PROPOSED:
        return _("Menunggu LSP menetapkan hari, tempat dan asesor.")
    if exam.status == ExamStatus.DATED:
        if not all(row.assessor_id for row in rows):
            return _("Menunggu LSP menugaskan asesor.")
        return _("Menunggu asesor mencatat dan mengajukan hasil.")
    if exam.status == ExamStatus.SUBMITTED:
        if any(row.status == CandidateStatus.ASSESSED for row in rows):
            return _("Semua hasil sudah diajukan. Menunggu pleno LSP.")
        return _("Tidak ada asesi yang diuji. LSP membatalkan uji ini, lalu pesertanya dapat diusulkan lagi.")
    if exam.status == ExamStatus.DECIDED:
        return _("Sudah diputuskan. Yang kompeten mendapat nomor sertifikat; yang belum dapat diusulkan lagi.")
    return _("Uji ini dibatalkan: %(reason)s.") % {"reason": exam.cancel_reason.rstrip(".")}


def line(row: Assessment) -> dict[str, Any]:
    """A candidate in the LSP's table, with the one derived date that an LSP may see."""
    today = clock.today()
    needed = needed_by(row.inmate.earliest_release, row.inmate.release_basis_on(today), today)
    results = list(row.unit_results.all())
    return {
        "row": row,
        "needed": needed,
        "competent": sum(result.outcome == Competence.COMPETENT for result in results),
        "not_yet": sum(result.outcome == Competence.NOT_YET for result in results),
        "decision": getattr(row, "decision", None),
    }


def counts_of(rows: list[Assessment]) -> dict[str, int]:
    return {
        "all": len(rows),
        "filled": sum(bool(row.recommendation) or row.status_reason != "" for row in rows),
        "competent": sum(row.recommendation == Competence.COMPETENT for row in rows),
        "not_yet": sum(row.recommendation == Competence.NOT_YET for row in rows),
        "left_out": sum(row.status not in (CandidateStatus.READY, CandidateStatus.ASSESSED) for row in rows),
    }


def steps_of(exam: Exam, rows: list[Assessment]) -> list[tuple[Any, str]]:
    """(words, class) for the row of steps: done, on, or still to come."""
    order = [ExamStatus.PROPOSED, ExamStatus.DATED, ExamStatus.SUBMITTED, ExamStatus.DECIDED]
    reached = order.index(ExamStatus(exam.status)) if exam.status in order else -1
    staffed = bool(rows) and all(row.assessor_id for row in rows)
    done = [reached >= 0, reached >= 1, reached >= 1 and staffed, reached >= 2, reached >= 3]
    words = [_("Diusulkan"), _("Dijadwalkan"), _("Asesor ditugaskan"), _("Hasil diajukan"), _("Diputuskan")]
    first_open = done.index(False) if False in done else len(done)
    return [
        (word, "done" if number < first_open else "on" if number == first_open and reached >= 0 else "")
        for number, word in enumerate(words)
    ]
