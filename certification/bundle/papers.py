"""What is known of one certificate, as papers: one JSON per step of its life, the stored copy, the trail.

The issuer gets all of it; an auditor gets who acted and when, but not the holder: neither the name nor a file, code or
free text that holds it (TRUST §1).
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _

from certification.masking import Reader, masked_name
from certification.models import Assessor, Certificate, DispatchItem, HandOver, NumberSeries, Sheet
from certification.receipts import receipt_of
from certification.rendering.receipt import render_receipt
from certification.timeline import life_of
from foundation import stored
from foundation.accounts.models import Person, User
from foundation.audit import services as audit
from foundation.audit.models import AuditEvent, AuditSeal

Paper = dict[str, Any] | list[dict[str, Any]]


def papers_of(certificate: Certificate, reader: Reader, *, at: datetime.datetime, by: User) -> dict[str, bytes]:
    """File name → content. `certificate` comes with what `life_of` asks for, and with `letter`."""
    teller = _Teller(certificate, reader)
    found = {f"{name}.json": _json(paper) for name, paper in teller.papers() if paper}
    found |= teller.files()
    found["riwayat.txt"] = teller.story().encode()
    found["BACA-SAYA.txt"] = teller.read_me(at, by).encode()
    return {name: teller.without_holder(content) for name, content in found.items()} if teller.masked else found


def _json(paper: Paper) -> bytes:
    return (json.dumps(paper, ensure_ascii=False, indent=2, default=str, sort_keys=False) + "\n").encode()


def _met(assessor: Assessor | None, day: datetime.date | None) -> dict[str, Any]:
    """The assessor's MET as the register has it now, and whether it held on the day of the exam."""
    if assessor is None:
        return {"met": ""}
    until = assessor.valid_until
    return {"met": assessor.met_number, "met_valid_until": until, "met_valid_that_day": bool(day and day <= until)}


class _Teller:
    def __init__(self, certificate: Certificate, reader: Reader) -> None:
        self.certificate, self.reader = certificate, reader
        self.masked = reader is Reader.AUDITOR
        self.zone = ZoneInfo(certificate.zone or settings.TIME_ZONE)
        whose = Q(certificate=certificate) | Q(former_certificate=certificate)
        self.hand_overs = list(HandOver.objects.filter(whose).select_related("handed_by__person").order_by("pk"))
        rows = Sheet.objects.filter(certificate=certificate).select_related("lot", "run__created_by__person", "letter")
        self.sheets = list(rows.order_by("pk"))

    def papers(self) -> Iterator[tuple[str, Paper]]:
        yield "01-tertulis", self._facts()
        yield "02-salinan", self._copy()
        if self.certificate.decision is not None:
            yield "03-uji-dan-keputusan", self._decision()
        if self.certificate.enrolment is not None:
            yield "03-hasil-pelatihan", self._training()
        yield "04-nomor", self._numbers()
        yield "05-blangko", [self._sheet(sheet) for sheet in self.sheets]
        yield "06-kiriman", list(self._packages())
        yield "07-penyerahan", [self._hand_over(row) for row in self.hand_overs]
        yield "08-status", list(self._states())
        yield "09-jejak", list(self._trail())

    def files(self) -> dict[str, bytes]:
        """The copy as it is stored, and the receipt of each hand-over; none of it for an auditor."""
        row = self.certificate
        if self.masked:
            return {}
        found = {}
        if row.pdf_sha256 and stored.is_whole("certificates", row.pdf_sha256):
            found[row.file_name] = stored.read("certificates", row.pdf_sha256)
        for number, handed in enumerate(self.hand_overs, start=1):
            found[f"tanda-terima-{number}.pdf"] = render_receipt(*receipt_of(row, handed))
        return found

    def without_holder(self, content: bytes) -> bytes:
        """Reasons and notes are free text, and somebody may have written the holder's name into one."""
        text, inmate = content.decode(), self.certificate.inmate
        for name in {self.certificate.facts["name"], inmate.name, inmate.certificate_name} - {""}:
            text = re.sub(re.escape(name), masked_name(name), text, flags=re.IGNORECASE)
        return text.encode()

    def story(self) -> str:
        """The life as the page tells it, one line a step."""
        lines = []
        for entry in life_of(self.certificate, self.reader).entries:
            told = "; ".join(filter(None, (entry.title, entry.detail, entry.who)))
            lines.append(f"{entry.on:%d-%m-%Y}  {told}")
        return "\n".join(lines) + "\n"

    def read_me(self, at: datetime.datetime, by: User) -> str:
        """What this is, who took it, how it is checked, and that it stays inside."""
        row = self.certificate
        lines = [
            _("Berkas bukti sertifikat nomor %(number)s") % {"number": row.number},
            _("Diambil %(at)s oleh %(name)s (%(number)s).")
            % {"at": f"{at.astimezone(self.zone):%d-%m-%Y %H.%M}", "name": by.full_name, "number": by.staff_number},
            "",
            _("HANYA UNTUK PEMERIKSAAN DI DALAM. Jangan diteruskan kepada pemegang, pemberi kerja atau umum."),
            _("Untuk umum ada halaman pemeriksaan, yang dibuka dengan kode atau QR pada sertifikat."),
        ]
        if self.masked:
            lines.append(_("Nama pemegang, kode pemeriksaan dan berkas PDF tidak disertakan untuk auditor."))
        lines += [
            "",
            _("Periksa keutuhan isi dengan perintah: sha256sum -c SHA256SUMS"),
            _("Setiap catatan dalam 09-jejak.json memuat nomor dan hash segelnya dalam rantai jejak audit portal;"),
            _("hash itu SHA-256 dari teks pada sealed, jadi tiap mata rantai dapat dihitung ulang."),
        ]
        return "\n".join(lines) + "\n"

    def _facts(self) -> Paper:
        facts = dict(self.certificate.facts)
        if self.masked:
            facts["name"] = masked_name(facts["name"])
            facts["code"] = facts["verify_base_url"] = ""
        return facts

    def _copy(self) -> Paper:
        row = self.certificate
        if not row.pdf_sha256:
            return {}
        return {
            "sha256": row.pdf_sha256,
            "bytes": row.pdf_size,
            "file_is_whole": stored.is_whole("certificates", row.pdf_sha256),
            "made_at": self._moment(row.rendered_at),
            "way": row.render_way,
            "copy_number": row.copy_made_number,
            "names_sheet": row.copy_sheet_serial,
        }

    def _decision(self) -> Paper:
        decision = self.certificate.decision
        assert decision is not None
        meeting, sheet = decision.meeting, decision.assessment
        exam = sheet.exam
        seats = exam.assessors.select_related("person")
        register = {row.person_id: row for row in Assessor.objects.filter(person__in=seats.values("person"))}
        return {
            "exam": {
                "day": exam.exam_on,
                "tuk": exam.tuk_document_name,
                "assignment_letter": exam.assignment_letter,
                "assessors": [
                    {
                        "name": str(seat.person),
                        "from": seat.from_date,
                        **_met(register.get(seat.person_id), exam.exam_on),
                    }
                    for seat in seats
                ],
            },
            "assessment": {
                "candidate_number": sheet.candidate_number,
                "attempt": sheet.attempt,
                "recommendation": sheet.recommendation,
                "judged_by": self._named(sheet.judged_by),
                "typed_by": self._named(sheet.typed_by.person if sheet.typed_by else None),
                "submitted_at": self._moment(sheet.submitted_at),
                "units": [
                    {
                        "code": result.unit.code,
                        "title": result.unit.title_id,
                        "outcome": result.outcome,
                        "filled_at_once": result.filled_at_once,
                        "carried_over": result.carried_over,
                        "recorded_at": self._moment(result.recorded_at),
                    }
                    for result in sheet.unit_results.select_related("unit").order_by("position")
                ],
            },
            "meeting": {
                "held_on": meeting.held_on,
                "letter_number": meeting.letter_number,
                "letter_date": meeting.letter_date,
                "origin": meeting.origin,
                "members": [str(member.person) for member in meeting.members.select_related("person")],
                "decided_on_this_candidate": [str(one.person) for one in decision.deciders.select_related("person")],
                "recorded_at": self._moment(meeting.recorded_at),
                "outcome": decision.outcome,
            },
        }

    def _training(self) -> Paper:
        enrolment = self.certificate.enrolment
        assert enrolment is not None
        results = enrolment.unit_results.select_related("unit", "judged_by", "typed_by__person").order_by("pk")
        return {
            "outcome": enrolment.outcome,
            "outcome_on": enrolment.outcome_on,
            "units": [
                {
                    "code": result.unit.code,
                    "title": result.unit.title_id,
                    "outcome": result.outcome,
                    "judged_on": result.judged_on,
                    "judged_by": self._named(result.judged_by),
                    "typed_by": self._named(result.typed_by.person if result.typed_by else None),
                }
                for result in results
            ],
        }

    def _numbers(self) -> Paper:
        row = self.certificate
        letter, voided = row.letter, getattr(row, "voided", None)
        issuer = {"lsp": row.lsp} if row.lsp_id else {"centre": row.centre}
        return {
            "number": row.number,
            "registration_number": row.registration_number,
            "serial": row.serial,
            "registration_serial": row.registration_serial,
            "series": list(NumberSeries.objects.filter(**issuer).values("kind", "year", "first_number", "next_number")),
            "letter": letter and {"number": letter.letter_number, "date": letter.letter_date, "file": letter.file_name},
            "voided": voided and {"reason": voided.reason, "at": self._moment(voided.voided_at)},
            "replaces": row.replaces and row.replaces.number,
            "successor": getattr(getattr(row, "successor", None), "number", None),
        }

    def _sheet(self, sheet: Sheet) -> dict[str, Any]:
        lot, run = sheet.lot, sheet.run
        return {
            "serial": sheet.serial,
            "state": sheet.state,
            "since": sheet.state_since,
            "spoiled_reason": sheet.spoiled_reason,
            "spoiled_letter": sheet.letter and sheet.letter.number,
            "lot": {"hand_in": lot.hand_in, "received_on": lot.received_on, "first": lot.first, "last": lot.last},
            "run": run
            and {
                "day": run.day,
                "number_of_day": run.number_of_day,
                "printed_at": self._moment(run.printed_at),
                "by": self._named(run.created_by.person),
            },
        }

    def _packages(self) -> Iterator[dict[str, Any]]:
        items = DispatchItem.objects.filter(certificate=self.certificate)
        for item in items.select_related("dispatch", "sheet").order_by("pk"):
            package = item.dispatch
            yield {
                "package": str(package),
                "sheet": item.sheet.serial,
                "sent_on": package.sent_on,
                "courier": f"{package.courier} {package.courier_number}".strip(),
                "received_on": package.received_on,
                "state": item.state,
                "since": item.state_since,
                "lost_reason": item.lost_reason,
            }

    def _hand_over(self, row: HandOver) -> dict[str, Any]:
        return {
            "sheet": row.sheet_serial,
            "handed_on": row.handed_on,
            "to_the_holder": row.is_holder,
            "received_by": masked_name(row.received_by) if self.masked else row.received_by,
            "identity_check": row.identity_check,
            "handed_by": self._named(row.handed_by.person, of_the_issuer=False),
            "recorded_at": self._moment(row.recorded_at),
            "original_replaced_since": row.former_certificate_id is not None,
        }

    def _states(self) -> Iterator[dict[str, Any]]:
        for row in self.certificate.state_requests.select_related("asked_by", "decided_by").order_by("pk"):
            yield {
                "wish": row.wish,
                "reason": row.reason,
                "asked_by": self._named(row.asked_by, of_the_issuer=row.desk == "issuer"),
                "asked_at": self._moment(row.asked_at),
                "outcome": row.outcome,
                "decided_by": self._named(row.decided_by),
                "decided_at": self._moment(row.decided_at),
                "note": row.decision_note,
            }

    def _trail(self) -> Iterator[dict[str, Any]]:
        about = [self.certificate, *self.sheets]
        if self.certificate.decision is not None:
            about += [self.certificate.decision.meeting, self.certificate.decision.assessment]
        events = AuditEvent.objects.about(*about).select_related("actor__person", "seal").order_by("pk")
        events = events.prefetch_related("subjects")
        for event in events:
            seal = getattr(event, "seal", None)
            at_the_issuer = any(role in event.hat for role in ("lsp_", "print_clerk", "assessor", "centre_"))
            yield {
                "event": event.pk,
                "at": self._moment(event.at),
                "verb": event.verb,
                "actor": self._named(event.actor.person if event.actor else None, of_the_issuer=at_the_issuer),
                "as": event.hat,
                "seal": seal and {"seq": seal.seq, "hash": seal.hash, "prev": seal.prev},
                "sealed": self._sealed(event, seal),
            }

    def _sealed(self, event: AuditEvent, seal: AuditSeal | None) -> str:
        """The text under the seal; not of an event with a reason in words, when the holder is masked."""
        if seal is None or (self.masked and "reason" in event.changes):
            return ""
        return audit.sealed_text(seal.seq, seal.prev, event)

    def _named(self, person: Person | None, *, of_the_issuer: bool = True) -> str:
        """The name, where the reader may know it: an issuer its own people, an auditor everybody who acted."""
        if person is None:
            return ""
        return str(person) if of_the_issuer or self.masked else _("petugas UPT")

    def _moment(self, moment: datetime.datetime | None) -> str | None:
        return moment.astimezone(self.zone).isoformat(timespec="seconds") if moment else None
