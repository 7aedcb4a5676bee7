"""The life of one certificate, from the decision to the hand: what happened, on which day, by whom.

A reader sees the people of the own side by name and the other side by its desk (TRUST §1); an auditor sees who acted,
but neither the holder nor a person who received for the holder.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import FilteredRelation, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certification.choices import Desk, DispatchState, Outcome, PackedState, SheetStatus, Wish
from certification.masking import Reader
from certification.models import Certificate, DispatchItem, HandOver, Sheet, StateRequest
from foundation.accounts.choices import Role
from foundation.accounts.models import Person
from foundation.audit.models import AuditEvent

PRISON_ROLES = (Role.REGISTRY_OFFICER, Role.WORK_OFFICER, Role.PRISON_HEAD)
# Steps of which only the trail knows the day.
EVENTS = {
    "certification.issue": gettext_lazy("Nomor diberikan"),
    "certification.issue_training": gettext_lazy("Nomor diberikan"),
    "certification.print_training": gettext_lazy("Dicetak oleh balai"),
    "certification.sign_sheets": gettext_lazy("Ditandatangani Ketua dan Manajer"),
    "certification.mark_ready": gettext_lazy("Masuk kotak siap diserahkan"),
    "certification.reprint_copy": gettext_lazy("Salinan dibuat lagi"),
}
GIVES_A_NUMBER = frozenset({"certification.issue", "certification.issue_training"})
DONE = {
    Wish.SUSPENDED: gettext_lazy("Dibekukan"),
    Wish.REINSTATED: gettext_lazy("Diberlakukan kembali"),
    Wish.REVOKED: gettext_lazy("Dicabut"),
    Wish.REPLACED: gettext_lazy("Diganti sertifikat baru"),
    Wish.NEW_SHEET: gettext_lazy("Asli diganti: menunggu blangko baru"),
}
BAD_TURNS = frozenset({Wish.SUSPENDED, Wish.REVOKED, Wish.REPLACED, Wish.NEW_SHEET})
WITH_THE_SHEET: tuple[str, ...] = (
    "run__created_by__person",
    "package__dispatch__sent_by__person",
    "package__dispatch__received_by__person",
)
# What happens on one day is told in this order.
DECIDED, NUMBERED, COPIED, PRINTED, MOVED, HANDED, CHANGED, SUCCEEDED = range(8)


@dataclass(frozen=True)
class Entry:
    """One line: its day, what happened, and who did it as the reader may know it. Level ok, warn, bad or mut."""

    on: datetime.date
    rank: int
    title: str
    detail: str = ""
    who: str = ""
    level: str = "ok"


@dataclass(frozen=True)
class Life:
    """The steps in the order of their days, the request that waits for its decision, and whether it ever left."""

    entries: list[Entry]
    waiting: StateRequest | None
    was_handed_over: bool


def life_of(certificate: Certificate, reader: Reader) -> Life:
    """Read in four queries whatever has happened.

    `certificate` comes with `lsp`, `centre`, `decision__meeting`, `enrolment`, `replaces` and `successor`.
    """
    requests = list(certificate.state_requests.select_related("asked_by", "decided_by").order_by("asked_at", "pk"))
    whose = Q(certificate=certificate) | Q(former_certificate=certificate)
    hand_overs = list(HandOver.objects.filter(whose).select_related("handed_by__person"))
    told = _Teller(certificate, reader, requests, hand_overs).entries()
    waiting = next((request for request in requests if request.outcome == Outcome.WAITING), None)
    return Life(sorted(told, key=lambda entry: (entry.on, entry.rank)), waiting, bool(hand_overs))


class _Teller:
    def __init__(
        self, certificate: Certificate, reader: Reader, requests: list[StateRequest], hand_overs: list[HandOver]
    ) -> None:
        self.certificate, self.reader, self.requests, self.hand_overs = certificate, reader, requests, hand_overs
        self.zone = ZoneInfo(certificate.zone or settings.TIME_ZONE)
        self.issuer = str(certificate.issuer)

    def entries(self) -> Iterator[Entry]:
        yield from self._beginning()
        # A sheet comes once per package that it lay in.
        rows: list[Any] = list(
            Sheet.objects.filter(certificate=self.certificate)
            .annotate(package=FilteredRelation("packed", condition=~Q(packed__state=PackedState.REMOVED)))
            .select_related(*WITH_THE_SHEET)
            .order_by("serial", "package__pk")
        )
        sheets = list({row.pk: row for row in rows}.values())
        yield from self._sheets(sheets)
        yield from self._packages([row.package for row in rows if hasattr(row, "package")])
        yield from self._hand_overs()
        yield from self._requests()
        yield from self._events(sheets)

    def _day(self, moment: datetime.datetime) -> datetime.date:
        return moment.astimezone(self.zone).date()

    def _at_the_issuer(self, person: Person | None) -> str:
        known = person is not None and self.reader in {Reader.ISSUER, Reader.AUDITOR}
        return f"{person}, {self.issuer}" if known else self.issuer

    def _at_the_prison(self, person: Person | None) -> str:
        known = person is not None and self.reader in {Reader.PRISON, Reader.AUDITOR}
        return f"{person}, {_('UPT')}" if known else _("petugas UPT")

    def _beginning(self) -> Iterator[Entry]:
        row = self.certificate
        if row.enrolment is not None:
            yield Entry(row.enrolment.outcome_on or row.issued_on, DECIDED, _("Lulus pelatihan"), who=self.issuer)
        if row.decision is not None:
            meeting = row.decision.meeting
            detail = meeting.letter_number
            yield Entry(meeting.letter_date, DECIDED, _("Diputuskan kompeten"), detail, self.issuer)
        if row.rendered_at:
            detail = _("salinan ke-%(n)d") % {"n": row.copy_made_number} if row.copy_made_number > 1 else ""
            yield Entry(self._day(row.rendered_at), COPIED, _("Salinan PDF disiapkan dan diperiksa"), detail)
        if row.replaces is not None:
            detail = _("nomor lama %(number)s") % {"number": row.replaces.number}
            yield Entry(row.replaces.state_since or row.issued_on, DECIDED, _("Menggantikan sertifikat lama"), detail)
        successor = getattr(row, "successor", None)
        if successor is not None:
            detail = _("nomor baru %(number)s") % {"number": successor.number}
            yield Entry(row.state_since or row.issued_on, SUCCEEDED, _("Penggantinya terbit"), detail)

    def _sheets(self, sheets: list[Sheet]) -> Iterator[Entry]:
        row = self.certificate
        if row.sheet_serial and row.printed_on and row.sheet_serial not in {sheet.serial for sheet in sheets}:
            # Printed before the LSP kept its sheets here.
            serial = _("blangko %(serial)s") % {"serial": row.sheet_serial}
            yield Entry(row.printed_on, PRINTED, _("Dicetak di blangko BNSP"), serial, self.issuer)
        for sheet in sheets:
            run = sheet.run
            serial = _("blangko %(serial)s") % {"serial": sheet.serial}
            if run is not None and sheet.state not in {SheetStatus.IN_RUN, SheetStatus.RECEIVED}:
                day = self._day(run.printed_at) if run.printed_at else run.day
                who = self._at_the_issuer(run.created_by.person)
                yield Entry(day, PRINTED, _("Dicetak di blangko BNSP"), serial, who)
            if sheet.state == SheetStatus.SPOILED:
                detail = f"{serial}, {sheet.spoiled_reason}"
                yield Entry(sheet.state_since, PRINTED, _("Blangko rusak"), detail, self.issuer, "bad")
            if sheet.state == SheetStatus.FORWARDED:
                yield Entry(sheet.state_since, MOVED, _("Diteruskan kepada pemegang"), serial, level="warn")

    def _packages(self, items: list[DispatchItem]) -> Iterator[Entry]:
        for item in items:
            package = item.dispatch
            if package.sent_on is None or package.state == DispatchState.CANCELLED:
                continue
            sent_by = package.sent_by.person if package.sent_by else None
            detail = f"{package.courier} {package.courier_number}".strip()
            yield Entry(package.sent_on, MOVED, _("Dikirim ke UPT"), detail, self._at_the_issuer(sent_by))
            if item.state == PackedState.ARRIVED:
                got = package.received_by.person if package.received_by else None
                yield Entry(item.state_since, MOVED, _("Tiba di UPT"), "", self._at_the_prison(got))
            elif item.state != PackedState.PACKED:
                title = _("Aslinya %(state)s") % {"state": item.get_state_display()}
                yield Entry(item.state_since, MOVED, title, item.lost_reason, level="bad")

    def _hand_overs(self) -> Iterator[Entry]:
        for row in self.hand_overs:
            if row.is_holder:
                to = _("kepada pemegang sendiri")
            elif self.reader is Reader.PRISON:
                to = _("kepada %(name)s") % {"name": row.received_by}
            else:
                to = _("kepada orang yang ditunjuk pemegang")
            if row.former_certificate_id:
                to += ", " + _("blangko %(serial)s, kemudian diganti") % {"serial": row.sheet_serial}
            who = self._at_the_prison(row.handed_by.person)
            yield Entry(row.handed_on, HANDED, _("Diserahkan"), to, who)

    def _requests(self) -> Iterator[Entry]:
        for row in self.requests:
            asked = self._at_the_issuer if row.desk == Desk.ISSUER else self._at_the_prison
            by_the_lsp = self.reader is not Reader.PRISON
            reason = row.reason if by_the_lsp or row.desk == Desk.PRISON else ""
            title = _("Diminta: %(wish)s") % {"wish": row.get_wish_display()}
            level = "warn" if row.outcome == Outcome.WAITING else "mut"
            yield Entry(self._day(row.asked_at), CHANGED, title, reason, asked(row.asked_by), level)
            if row.decided_at is None:
                continue
            day, who = self._day(row.decided_at), self._at_the_issuer(row.decided_by)
            if row.outcome == Outcome.APPROVED:
                level = "bad" if row.wish in BAD_TURNS else "ok"
                note = row.decision_note if by_the_lsp else ""
                yield Entry(day, CHANGED, str(DONE[Wish(row.wish)]), note, who, level)
            elif row.outcome == Outcome.REFUSED:
                yield Entry(day, CHANGED, _("Permohonan ditolak"), row.decision_note, who, "mut")
            else:
                yield Entry(day, CHANGED, _("Permohonan ditarik kembali"), "", asked(row.asked_by), "mut")

    def _events(self, sheets: list[Sheet]) -> Iterator[Entry]:
        rows = AuditEvent.objects.about(self.certificate, *sheets).filter(verb__in=EVENTS)
        for event in rows.select_related("actor__person").order_by("pk"):
            person = event.actor.person if event.actor is not None else None
            at_the_prison = any(role in event.hat for role in PRISON_ROLES)
            who = self._at_the_prison(person) if at_the_prison else self._at_the_issuer(person)
            detail = _("salinan ke-%(n)d") % {"n": event.changes["copy"]} if "copy" in event.changes else ""
            rank = NUMBERED if event.verb in GIVES_A_NUMBER else MOVED
            yield Entry(self._day(event.at), rank, str(EVENTS[event.verb]), detail, who)
