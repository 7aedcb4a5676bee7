"""What it means for exams and originals that a prison accepts somebody who is on the way there.

Told on the page of the arrival, by convention of the roof. Nothing of them ends; what lies elsewhere is asked for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext as _

from certification.choices import CandidateStatus, CertificateKind, DispatchState, SheetStatus
from certification.models import Assessment
from certification.transfer_effects import (
    HERE,
    decisions_without_number,
    exams_without_decision,
    originals_not_in_hand,
)


def effects(arriving: Collection[int]) -> dict[int, list[tuple[str, str]]]:
    """Inmate id → (tone, sentence) for each exam without a decision and each original that is not in the hand."""
    ids = list(arriving)
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for row in exams_without_decision(ids):
        found[row.inmate_id].append(_exam(row))
    for decision in decisions_without_number(ids):
        words = {"name": decision.assessment.exam.scheme.title_id, "by": decision.assessment.exam.lsp}
        told = _("sertifikat %(name)s belum bernomor; %(by)s mengirim aslinya ke UPT ini.") % words
        found[decision.assessment.inmate_id].append(("ok", told))
    for certificate in originals_not_in_hand(ids).select_related("inmate__prison"):
        told_of = _training if certificate.kind == CertificateKind.TRAINING else _original
        found[certificate.inmate_id].append(told_of(certificate))
    return dict(found)


def _exam(row: Assessment) -> tuple[str, str]:
    words = {"name": row.exam.scheme.title_id, "by": row.exam.lsp}
    if row.status == CandidateStatus.ASSESSED:
        return "ok", _("hasil uji %(name)s menunggu pleno %(by)s; putusannya berlaku juga di sini.") % words
    if row.status == CandidateStatus.POSTPONED:
        return "warn", _("uji %(name)s ditunda; minta %(by)s menjadwalkannya di UPT ini.") % words
    return "bad", _("masih asesi uji %(name)s di UPT asal; beri tahu %(by)s bahwa sekarang di UPT ini.") % words


def _training(certificate: Any) -> tuple[str, str]:
    words = {"name": certificate.scheme.title_id, "by": certificate.centre, "origin": certificate.inmate.prison}
    if certificate.printed_on:
        return "warn", _("sertifikat pelatihan %(name)s sudah dicetak; minta %(origin)s menyusulkannya.") % words
    return "ok", _("sertifikat pelatihan %(name)s belum dicetak; minta %(by)s mengirimnya ke UPT ini.") % words


def _original(certificate: Any) -> tuple[str, str]:
    to = certificate.package_prison
    home = to == certificate.inmate.destination_id
    words = {"name": certificate.scheme.title_id, "by": certificate.lsp, "origin": certificate.inmate.prison}
    state = certificate.original_state
    if certificate.is_printing or not certificate.sheet_serial:
        return "ok", _("sertifikat %(name)s belum selesai dicetak; %(by)s mengirimnya ke UPT ini.") % words
    if home and state == SheetStatus.DISPATCHED:
        return "ok", _("sertifikat %(name)s di jalan ke UPT ini; terima paketnya di Kiriman.") % words
    if home and certificate.package_state == DispatchState.PREPARED:
        return "ok", _("sertifikat %(name)s sudah dikemas untuk UPT ini.") % words
    if certificate.package and certificate.package_state == DispatchState.PREPARED:
        return "warn", _("sertifikat %(name)s dikemas untuk %(origin)s; minta %(by)s mengemasnya ke sini.") % words
    if certificate.package_state == DispatchState.SHORT:
        return "bad", _("sertifikat %(name)s tidak ada di paket yang diterima; tanyakan kepada %(by)s.") % words
    if state == SheetStatus.DISPATCHED:
        return "bad", _("sertifikat %(name)s di jalan ke %(origin)s; minta %(origin)s menyusulkannya ke sini.") % words
    if state in HERE:
        return "warn", _("sertifikat %(name)s ada di %(origin)s; minta %(origin)s menyusulkannya ke sini.") % words
    if state == SheetStatus.FORWARDED:
        return "bad", _("sertifikat %(name)s sudah di loket; minta dikirim balik ke %(by)s.") % words
    return "ok", _("sertifikat %(name)s ada di %(by)s, belum dikemas; dikirim ke UPT ini.") % words
