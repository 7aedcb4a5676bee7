"""Certificates that did not stay as they were: suspended, revoked, replaced, on a new sheet; and who asked in vain."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from certification.choices import CertificateState, Desk, Outcome, Wish
from certification.models import Certificate, StateRequest
from foundation.accounts.choices import Role
from pojok_vokasi.demo.national.nation import Nation
from pojok_vokasi.demo.national.sizes import chance
from pojok_vokasi.demo.national.trail import Trail

# Of the certificates of competence.
SHARES = (
    (Wish.SUSPENDED, 0.007), (Wish.REINSTATED, 0.004), (Wish.REVOKED, 0.006), (Wish.REPLACED, 0.013),
    (Wish.NEW_SHEET, 0.01),
)  # fmt: skip
AFTER = {
    Wish.SUSPENDED: CertificateState.SUSPENDED, Wish.REINSTATED: CertificateState.ACTIVE,
    Wish.REVOKED: CertificateState.REVOKED, Wish.REPLACED: CertificateState.REPLACED,
}  # fmt: skip
NEW_PAPER = frozenset({Wish.REPLACED, Wish.NEW_SHEET})
REASONS = {
    Wish.SUSPENDED: "Bukti dua unit tertukar dengan peserta lain; diperiksa ulang oleh asesor.",
    Wish.REINSTATED: "Pemeriksaan ulang selesai; bukti kedua unit lengkap.",
    Wish.REVOKED: "Pemeriksaan ulang: hasil uji unit ketiga bukan milik pemegang sertifikat.",
    Wish.REPLACED: "Nama di sertifikat kurang satu huruf; di KTP tertulis lengkap.",
    Wish.NEW_SHEET: "Asli sobek dan tintanya luntur kena air; sobekannya disimpan.",
}
# Of the originals in the holder's hand so many had a request that came to nothing, and of the last weeks' one waits.
IN_VAIN, STILL_ASKED, LATELY = 0.008, 0.02, 90


@dataclass(frozen=True)
class Wanted:
    """What became of a certificate, decided on a day."""

    wish: Wish
    on: datetime.date

    @property
    def takes_the_paper(self) -> bool:
        return self.wish in NEW_PAPER


@dataclass(frozen=True)
class Given:
    """An original in its holder's hand, unchanged."""

    certificate: int
    lsp: int
    prison: str
    on: datetime.date


class States:
    def __init__(self, nation: Nation, trail: Trail) -> None:
        self.nation, self.trail, self.draw = nation, trail, chance("states")
        self.requests = nation.table(
            StateRequest, "id", "certificate_id", "wish", "reason", "desk", "asked_by_id", "asked_at", "outcome",
            "decided_by_id", "decided_at", "decision_note", "before", "sheet_serial",
        )  # fmt: skip
        self.given: list[Given] = []

    def wanted(self, since: datetime.date, *, handed: bool) -> Wanted | None:
        """What is decided about a certificate that is there since a day; nothing about nearly all."""
        luck, left = self.draw.random(), self.draw.randrange(20, 300)
        on = since + datetime.timedelta(days=left)
        for wish, share in SHARES:
            if luck < share:
                return Wanted(wish, on) if on < self.nation.today and (handed or wish not in NEW_PAPER) else None
            luck -= share
        return None

    def change(self, wanted: Wanted, certificate: Certificate, lsp: int, prison: str) -> None:
        """Ask and approve; sets the state of the certificate, of which a wrong name is on the replaced ones."""
        before = CertificateState.ACTIVE
        if wanted.wish == Wish.REINSTATED:
            first = wanted.on - datetime.timedelta(days=15)
            self._request(certificate.pk, Wish.SUSPENDED, lsp, prison, first, Outcome.APPROVED, before)
            before = CertificateState.SUSPENDED
        sheet = certificate.sheet_serial if wanted.takes_the_paper else ""
        self._request(certificate.pk, wanted.wish, lsp, prison, wanted.on, Outcome.APPROVED, before, sheet)
        if wanted.wish in AFTER:
            certificate.state, certificate.state_since = AFTER[wanted.wish], wanted.on
        if wanted.wish == Wish.REPLACED:
            certificate.facts = {**certificate.facts, "name": certificate.facts["name"][:-1]}

    def _request(
        self,
        certificate: int,
        wish: Wish,
        lsp: int,
        prison: str,
        on: datetime.date,
        outcome: Outcome,
        before: str = CertificateState.ACTIVE,
        sheet: str = "",
    ) -> None:
        """Decided, or else asked, on the day."""
        nation, key = self.nation, self.requests.key()
        issuer = nation.office(f"lsp:{lsp}")
        # Only the issuer can say that a suspension has lost its reason.
        desk = Desk.ISSUER if wish == Wish.REINSTATED else Desk.PRISON
        asks = issuer.user(Role.LSP_OFFICER, 1)
        if desk == Desk.PRISON:
            asks = nation.office(prison).user(Role.REGISTRY_OFFICER)
        decides = issuer.user(Role.LSP_OFFICER)
        days = 2 if outcome != Outcome.WAITING else 0
        asked_at, decided_at = nation.hour(self.draw, on - datetime.timedelta(days=days)), nation.hour(self.draw, on)
        is_decided = outcome in {Outcome.APPROVED, Outcome.REFUSED}
        note = "Sertifikat dan berkas ujinya sudah sesuai." if outcome == Outcome.REFUSED else ""
        self.requests.add(
            key, certificate, wish, REASONS[wish], desk, nation.person_of[asks], asked_at, outcome,
            nation.person_of[decides] if is_decided else None, decided_at if outcome != Outcome.WAITING else None,
            note, before, sheet,
        )  # fmt: skip
        about = ((StateRequest, key), (Certificate, certificate))
        self.trail.note(asked_at, asks, "certification.ask_for_state", about, {"wish": wish, "desk": desk})
        if is_decided:
            verb = "certification.approve_request" if outcome == Outcome.APPROVED else "certification.refuse_request"
            self.trail.note(decided_at, decides, verb, about, {"wish": wish})

    def finish(self) -> None:
        """Requests that were refused or taken back, and those that wait; the known LSP's last."""
        today, known = self.nation.today, self.nation.biggest.code
        lately = [one for one in self.given if (today - one.on).days < LATELY]
        for one in self.draw.sample(self.given, int(len(self.given) * IN_VAIN)):
            day = one.on + datetime.timedelta(days=5)
            outcome = Outcome.REFUSED if self.draw.random() < 0.7 else Outcome.WITHDRAWN
            if day < today:
                self._request(one.certificate, Wish.NEW_SHEET, one.lsp, one.prison, day, outcome)
        waiting = self.draw.sample(lately, int(len(lately) * STILL_ASKED))
        own = [one for one in self.given if one.lsp == 0]
        waiting = [one for one in waiting if one.lsp != 0]
        waiting += sorted(own, key=lambda one: (one.prison == known, one.certificate))[-4:]
        for at, one in enumerate(waiting):
            day = max(one.on, self.nation.day(-self.draw.randrange(1, 12)))
            wish = (Wish.NEW_SHEET, Wish.SUSPENDED, Wish.REVOKED)[at % 3]
            if day < today:
                self._request(one.certificate, wish, one.lsp, one.prison, day, Outcome.WAITING)
