"""What a change about a person means for exams and certificates, by convention of the registry."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from certification.choices import CandidateStatus
from certification.models import Assessment, Certificate
from lapas.choices import NoticeKind
from lapas.models import ChangeNotice

GONE = frozenset({NoticeKind.RELEASED, NoticeKind.DECEASED, NoticeKind.ESCAPED, NoticeKind.TRANSFERRED})


def concerned(ids: Collection[int]) -> set[int]:
    """Candidates without a decision, and holders who do not have the original in their hands."""
    waiting = Certificate.objects.living().not_handed_over().filter(inmate__in=ids)
    candidates = _undecided().filter(inmate__in=ids)
    return {*waiting.values_list("inmate_id", flat=True), *candidates.values_list("inmate_id", flat=True)}


def effects(notices: Sequence[ChangeNotice]) -> dict[int, list[tuple[str, str]]]:
    """What follows for exams to come and for originals that are not in the holder's hands."""
    people = {notice.inmate_id for notice in notices}
    exams: dict[int, list[Assessment]] = defaultdict(list)
    for row in _undecided().filter(inmate__in=people).select_related("exam__scheme", "exam__lsp").order_by("pk"):
        exams[row.inmate_id].append(row)
    papers: dict[int, list[Certificate]] = defaultdict(list)
    held = Certificate.objects.living().not_handed_over().filter(inmate__in=people)
    for paper in held.select_related("scheme").order_by("pk"):
        papers[paper.inmate_id].append(paper)
    return {
        notice.pk: [*_exams(notice, exams[notice.inmate_id]), *_papers(notice, papers[notice.inmate_id])]
        for notice in notices
    }


def _undecided() -> QuerySet[Assessment]:
    waiting = (CandidateStatus.READY, CandidateStatus.ASSESSED, CandidateStatus.POSTPONED)
    return Assessment.objects.filter(decision__isnull=True, status__in=waiting)


def _exams(notice: ChangeNotice, rows: Sequence[Assessment]) -> Iterator[tuple[str, str]]:
    for row in rows:
        on = row.exam.exam_on
        words = {
            "scheme": row.exam.scheme,
            "on": f"{on:%d-%m-%Y}" if on else _("belum ditetapkan"),
            "lsp": row.exam.lsp,
        }
        if notice.kind in GONE:
            yield "bad", _("Uji %(scheme)s (%(on)s): beri tahu %(lsp)s bahwa asesi ini tidak di sini lagi.") % words
        elif notice.kind == NoticeKind.NAME:
            yield "warn", _("Uji %(scheme)s (%(on)s): minta nama sertifikat dikonfirmasi lagi sebelum uji.") % words


def _papers(notice: ChangeNotice, rows: Sequence[Certificate]) -> Iterator[tuple[str, str]]:
    for row in rows:
        words = {"scheme": row.scheme}
        if notice.kind == NoticeKind.TRANSFERRED:
            yield "warn", _("Sertifikat %(scheme)s belum diserahkan; susulkan aslinya ke UPT tujuan.") % words
        elif notice.kind in {NoticeKind.RELEASED, NoticeKind.ESCAPED}:
            yield "bad", _("Sertifikat %(scheme)s belum diserahkan; isi rencana pengambilan.") % words
        elif notice.kind == NoticeKind.DECEASED:
            yield "warn", _("Sertifikat %(scheme)s belum diserahkan; serahkan kepada keluarga.") % words
        elif notice.kind == NoticeKind.RELEASE_MOVED:
            yield "warn", _("Sertifikat %(scheme)s belum di tangan; periksa apakah sampai sebelum bebas.") % words
        elif notice.kind == NoticeKind.NAME:
            yield "warn", _("Sertifikat %(scheme)s memuat nama yang dikonfirmasi dulu; periksa ejaannya.") % words
