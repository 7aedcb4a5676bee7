"""What it means for exams and originals that a transfer never arrived, by convention of the roof.

Nothing of them ended with the departure. What has to be turned round is what an LSP packed for the other prison.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from django.db.models import F
from django.utils.translation import gettext as _

from certification.choices import IN_A_PACKAGE, CandidateStatus, DispatchState, ExamStatus
from certification.models import Assessment, DispatchItem


def effects(returning: Collection[int]) -> dict[int, list[tuple[str, str]]]:
    """Inmate id → (tone, sentence) for each exam to come and each original in a package for another prison."""
    ids = list(returning)
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    waiting = (CandidateStatus.READY, CandidateStatus.POSTPONED)
    exams = Assessment.objects.filter(inmate_id__in=ids, status__in=waiting, decision__isnull=True)
    for row in exams.exclude(exam__status=ExamStatus.CANCELLED).select_related("exam__scheme", "exam__lsp"):
        words = {"name": row.exam.scheme.title_id, "by": row.exam.lsp}
        if row.status == CandidateStatus.POSTPONED:
            told = "warn", _("uji %(name)s ditunda; minta %(by)s menjadwalkannya lagi di UPT ini.") % words
        else:
            told = "ok", _("tetap asesi uji %(name)s; beri tahu %(by)s bahwa pindahnya batal.") % words
        found[row.inmate_id].append(told)
    packed = DispatchItem.objects.filter(
        certificate__inmate__in=ids,
        state__in=IN_A_PACKAGE,
        sheet__serial=F("certificate__sheet_serial"),
        dispatch__state__in=[DispatchState.PREPARED, DispatchState.SENT],
    ).exclude(dispatch__prison=F("certificate__inmate__prison"))
    for item in packed.select_related("certificate__scheme", "dispatch__lsp", "dispatch__prison").order_by("pk"):
        words = {"name": item.certificate.scheme.title_id, "by": item.dispatch.lsp, "to": item.dispatch.prison}
        if item.dispatch.state == DispatchState.PREPARED:
            told = (
                "warn",
                _("sertifikat %(name)s dikemas untuk %(to)s; minta %(by)s membongkar paketnya.") % words,
            )
        else:
            told = "bad", _("sertifikat %(name)s di jalan ke %(to)s; minta %(to)s mengirimnya ke UPT ini.") % words
        found[item.certificate.inmate_id].append(told)
    return dict(found)
