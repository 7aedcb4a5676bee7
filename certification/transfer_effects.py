"""What a transfer means for exams and certificates, and what to do before the person leaves: by convention of the roof.

An LSP packs for the prison where the person is or goes, so whatever is not packed yet follows the person by itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import Exists, F, OuterRef, Subquery
from django.utils.translation import gettext as _

from certification.choices import (
    IN_A_PACKAGE,
    OPEN_RUN,
    CandidateStatus,
    CertificateKind,
    DispatchState,
    ExamStatus,
    SheetStatus,
)
from certification.models import Assessment, Certificate, Decision, DispatchItem, PrintRunItem

HERE = frozenset({None, SheetStatus.ARRIVED, SheetStatus.READY})
UNDECIDED = (CandidateStatus.READY, CandidateStatus.ASSESSED, CandidateStatus.POSTPONED)


def effects(leaving: Collection[int]) -> dict[int, list[tuple[str, str]]]:
    """Inmate id → (tone, sentence) for each exam without a decision and each original that is not in the hand."""
    ids = list(leaving)
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for row in exams_without_decision(ids):
        found[row.inmate_id].append(_exam(row))
    for decision in decisions_without_number(ids):
        exam = decision.assessment.exam
        words = {"name": exam.scheme.title_id, "by": exam.lsp}
        told = _("sertifikat %(name)s belum bernomor; %(by)s mengirim aslinya ke UPT tujuan.") % words
        found[decision.assessment.inmate_id].append(("ok", told))
    for certificate in originals_not_in_hand(ids):
        told_of = _training if certificate.kind == CertificateKind.TRAINING else _original
        found[certificate.inmate_id] += told_of(certificate)
    return dict(found)


def _exam(row: Assessment) -> tuple[str, str]:
    exam = row.exam
    day = exam.exam_on or exam.proposed_for
    words = {"name": exam.scheme.title_id, "by": exam.lsp, "on": f"{day:%d-%m-%Y}"}
    if row.status == CandidateStatus.ASSESSED:
        return "ok", _("hasil uji %(name)s menunggu pleno %(by)s; putusannya tetap berlaku di UPT tujuan.") % words
    if row.status == CandidateStatus.POSTPONED:
        return "warn", _("uji %(name)s ditunda; minta %(by)s menjadwalkannya di UPT tujuan.") % words
    if exam.status == ExamStatus.PROPOSED:
        return "bad", _(
            "diusulkan untuk uji %(name)s, rencana %(on)s; minta tunda pindah, atau beri tahu %(by)s dan Kemnaker."
        ) % words
    return "bad", _(
        "asesi uji %(name)s %(on)s; minta tunda pindah sampai sesudah uji, atau beri tahu %(by)s bahwa tidak hadir."
    ) % words


def exams_without_decision(ids: list[int]) -> Any:
    """Their exams that are still to come or to be decided, with scheme and LSP."""
    exams = Assessment.objects.filter(inmate_id__in=ids, status__in=UNDECIDED, decision__isnull=True)
    return exams.exclude(exam__status=ExamStatus.CANCELLED).select_related("exam__scheme", "exam__lsp")


def decisions_without_number(ids: list[int]) -> Any:
    """Their decisions that wait for a number, oldest first, with scheme and LSP."""
    decided = Decision.objects.waiting_for_number().filter(assessment__inmate_id__in=ids)
    return decided.select_related("assessment__exam__scheme", "assessment__exam__lsp").order_by("pk")


def originals_not_in_hand(ids: list[int]) -> Any:
    """Originals that are not in the hand: whether in print, and in which package."""
    printing = PrintRunItem.objects.filter(certificate=OuterRef("pk"), run__state__in=OPEN_RUN)
    packed = DispatchItem.objects.filter(
        certificate=OuterRef("pk"), state__in=IN_A_PACKAGE, sheet__serial=OuterRef("sheet_serial")
    ).exclude(dispatch__state__in=[DispatchState.CANCELLED, DispatchState.LOST])
    packages = packed.annotate(package_state=F("dispatch__state"))
    return (
        Certificate.objects.living()
        .not_handed_over()
        .filter(inmate_id__in=ids)
        .with_original()
        .annotate(
            is_printing=Exists(printing),
            package=Subquery(packages.values("dispatch_id")[:1]),
            package_state=Subquery(packages.values("package_state")[:1]),
            package_prison=Subquery(packages.values("dispatch__prison")[:1]),
        )
        .select_related("scheme", "lsp", "centre")
        .order_by("pk")
    )


def _training(certificate: Any) -> Iterator[tuple[str, str]]:
    words = {"name": certificate.scheme.title_id, "by": certificate.centre}
    if certificate.printed_on:
        yield "warn", _("sertifikat pelatihan %(name)s sudah dicetak; serahkan sebelum berangkat.") % words
    else:
        yield "ok", _("sertifikat pelatihan %(name)s belum dicetak; minta %(by)s mengirimnya ke UPT tujuan.") % words


def _original(certificate: Any) -> Iterator[tuple[str, str]]:
    words = {"name": certificate.scheme.title_id, "by": certificate.lsp}
    state = certificate.original_state
    if certificate.is_printing:
        yield "ok", _("sertifikat %(name)s sedang dicetak; %(by)s mengirimnya ke UPT tujuan.") % words
    elif not certificate.sheet_serial:
        yield "ok", _("sertifikat %(name)s belum dicetak; %(by)s mengirimnya ke UPT tujuan.") % words
    elif certificate.package and certificate.package_state == DispatchState.PREPARED:
        yield (
            "warn",
            _(
                "sertifikat %(name)s sudah dikemas untuk UPT ini; minta %(by)s membongkar paketnya dan mengirim ke UPT "
                "tujuan."
            )
            % words,
        )
    elif certificate.package_state == DispatchState.SHORT:
        yield (
            "bad",
            _("sertifikat %(name)s tidak ada di paket yang diterima; beri tahu %(by)s bahwa pemegangnya pindah.")
            % words,
        )
    elif state == SheetStatus.DISPATCHED:
        yield "bad", _("sertifikat %(name)s di jalan ke UPT ini; terima paketnya, lalu susulkan ke UPT tujuan.") % words
    elif state == SheetStatus.READY:
        yield "warn", _("sertifikat %(name)s menunggu di kotak siap diserahkan; serahkan sebelum berangkat.") % words
    elif state in HERE:
        yield "warn", _("sertifikat %(name)s sudah di UPT ini; serahkan sebelum berangkat.") % words
    elif state == SheetStatus.FORWARDED:
        yield "bad", _("sertifikat %(name)s sudah diteruskan ke loket; minta dikirim balik ke %(by)s.") % words
    else:
        yield "ok", _("sertifikat %(name)s ada di %(by)s, belum dikemas; dikirim ke UPT tujuan.") % words
