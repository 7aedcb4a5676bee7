"""What a moved release date means for certificates on their way: told wherever a date is about to move."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from certification.choices import SheetStatus
from certification.models import Certificate, Decision
from certification.needed import needed_by
from foundation import clock

HERE = frozenset({SheetStatus.ARRIVED, SheetStatus.READY})
ON_THE_WAY = frozenset({SheetStatus.DISPATCHED, SheetStatus.FORWARDED})


def effects(moved: Mapping[int, datetime.date]) -> dict[int, list[tuple[str, str]]]:
    """Inmate id → (tone, sentence) for each certificate of competence that is not in the person's hand yet."""
    today = clock.today()
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    waiting = Certificate.objects.of_competence().not_handed_over().filter(inmate_id__in=list(moved))
    rows: Any = waiting.with_original().select_related("scheme").order_by("pk")
    for row in rows:
        told = _printed if row.sheet_serial else _unprinted
        found[row.inmate_id].append(told(row, moved[row.inmate_id], today))
    decided = Decision.objects.waiting_for_number().filter(assessment__inmate_id__in=list(moved))
    for decision in decided.select_related("assessment__exam__scheme").order_by("pk"):
        inmate_id = decision.assessment.inmate_id
        words = {"name": decision.assessment.exam.scheme.title_id}
        unnumbered = _("sertifikat %(name)s belum bernomor; ") % words
        found[inmate_id].append(_needed(unnumbered, _("minta LSP menerbitkannya dahulu."), moved[inmate_id], today))
    return dict(found)


def _unprinted(certificate: Certificate, free_on: datetime.date, today: datetime.date) -> tuple[str, str]:
    said = _("sertifikat %(name)s belum dicetak; ") % {"name": certificate.scheme.title_id}
    return _needed(said, _("minta LSP mencetaknya dahulu."), free_on, today)


def _printed(certificate: Any, free_on: datetime.date, today: datetime.date) -> tuple[str, str]:
    words = {"name": certificate.scheme.title_id, "day": f"{free_on:%d-%m-%Y}"}
    state = certificate.original_state
    if state is None or state in HERE:
        return "ok", _("sertifikat %(name)s sudah di UPT; serahkan sebelum %(day)s.") % words
    if state in ON_THE_WAY:
        said = _("sertifikat %(name)s sedang dikirim; ") % words
        return _needed(said, _("tanyakan paketnya atau isi rencana pengambilan."), free_on, today)
    said = _("sertifikat %(name)s dicetak, belum dikirim; ") % words
    return _needed(said, _("minta LSP mengirimnya dahulu atau isi rencana pengambilan."), free_on, today)


def _needed(said: str, still: str, free_on: datetime.date, today: datetime.date) -> tuple[str, str]:
    """The new latest day, and what can still be saved where it has come."""
    needed = needed_by(free_on, "", today)
    if needed.at_once:
        return "bad", said + _("dibutuhkan sekarang juga, ") + still
    return "warn", said + _("dibutuhkan paling lambat menjadi %(day)s.") % {"day": f"{needed.on:%d-%m-%Y}"}
