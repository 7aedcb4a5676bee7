"""What people asked about their own data: answered in time or late, before the head, overdue; and the LSPs' parts."""

from __future__ import annotations

import datetime
import json
import random
import uuid
from collections.abc import Sequence

from certification.models import SubjectPart
from foundation.accounts.choices import Role
from lapas import sealed
from lapas.choices import RequestKind, RequestOutcome
from lapas.models import Inmate, Prison, SubjectRequest
from lapas.models.requests import ANSWERED_WITHIN
from lapas.services.requests import place_of
from pojok_vokasi.demo.national.nation import Nation
from pojok_vokasi.demo.national.people import Someone
from pojok_vokasi.demo.national.sizes import chance
from pojok_vokasi.demo.national.trail import Trail

# One request from so many people in three years; of a hundred so many are not answered yet.
PEOPLE_PER_REQUEST, OPEN = 170, 0.12
ASKED_BY = ("orangnya sendiri", "orangnya sendiri", "kuasa hukum", "keluarga, dengan surat kuasa")
WISHES = (
    ("Tempat lahir keliru", "Sesuai akta kelahiran yang diperlihatkan"),
    ("Pendidikan sudah SMA", "Ijazah asli sudah diperlihatkan"),
    ("Nama ayah kurang satu huruf", "Sesuai kartu keluarga"),
    ("Tanggal lahir terbalik bulan dan harinya", "Sesuai putusan pengadilan"),
)  # fmt: skip
# How far a request has come.
NEW, PREPARED, ANSWERED = range(3)
HOUR = datetime.timedelta(hours=1)


class Requests:
    """Writes the requests of one prison after the other."""

    def __init__(self, nation: Nation, trail: Trail) -> None:
        self.nation, self.trail = nation, trail
        self.requests = nation.table(
            SubjectRequest, "id", "uuid", "inmate_id", "prison_id", "kind", "asked_by", "wish", "opened_by_id",
            "opened_at", "due_at", "prepared_by_id", "prepared_at", "proposal", "content", "outcome", "reason",
            "decided_by_id", "decided_at",
        )  # fmt: skip
        self.parts = nation.table(
            SubjectPart, "request_id", "lsp_id", "asked_at", "due_at", "given_by_id", "given_at", "note"
        )

    def write(self, prison: Prison, people: Sequence[Someone]) -> None:
        draw = chance(f"requests:{prison.code}")
        examined = [one for one in people if one.key in self.nation.examined] or people
        for _at in range(int(len(people) / PEOPLE_PER_REQUEST + draw.random())):
            stage = draw.choice((NEW, PREPARED)) if draw.random() < OPEN else ANSWERED
            self._request(draw, prison, draw.choice(examined if draw.random() < 0.4 else people), stage)
        if prison == self.nation.biggest and people:
            # At the known desk there is one of each, also for the LSP of the known accounts.
            own = [one for one in examined if 0 in self.nation.examined.get(one.key, ())] or people
            for stage in (ANSWERED, PREPARED, NEW):
                self._request(draw, prison, draw.choice(own), stage, RequestKind.ACCESS)
                self._request(draw, prison, draw.choice(people), stage, RequestKind.CORRECTION)

    def _request(
        self, draw: random.Random, prison: Prison, one: Someone, stage: int, kind: RequestKind | None = None
    ) -> None:
        nation, office = self.nation, self.nation.office(prison.code)
        key = self.requests.key()
        row = SubjectRequest(pk=key, uuid=_uuid(draw), kind=kind or draw.choice(RequestKind.values), inmate_id=one.key)
        wish, proposal = ("", "") if row.kind == RequestKind.ACCESS else draw.choice(WISHES)
        # What is open is at most five days old, so some of it is late.
        days = draw.randrange(6, 1000) if stage == ANSWERED else draw.randrange(1, 6)
        row.opened_at = nation.hour(draw, nation.day(-days))
        row.due_at = row.opened_at + ANSWERED_WITHIN
        clerk, head = office.user(Role.REGISTRY_OFFICER, key), office.user(Role.PRISON_HEAD, key)
        about = ((Inmate, one.key), (SubjectRequest, key))
        self.trail.note(row.opened_at, clerk, "lapas.open_request", about, {"kind": row.kind})
        prepared_at = row.opened_at + draw.randrange(4, 22 if stage == PREPARED else 60) * HOUR
        if stage >= PREPARED:
            row.prepared_by_id, row.proposal, row.prepared_at = clerk, proposal, prepared_at
            row.content = self._content(row, one) if row.kind == RequestKind.ACCESS else ""
            self.trail.note(prepared_at, clerk, "lapas.prepare_request", about, {"kind": row.kind})
        if stage == ANSWERED:
            luck = draw.random()
            row.outcome = RequestOutcome.GRANTED if luck < 0.85 else RequestOutcome.PARTLY
            if luck > 0.93:
                row.outcome = RequestOutcome.REFUSED
            row.reason = "" if row.outcome == RequestOutcome.GRANTED else "Buktinya belum cukup untuk semua data itu."
            decided_at = prepared_at + draw.randrange(1, 20) * HOUR
            row.decided_by_id, row.decided_at = head, decided_at
            said = {"outcome": row.outcome, "late": decided_at > row.due_at}
            self.trail.note(decided_at, head, "lapas.decide_request", about, said)
        self.requests.add(
            key, row.uuid, one.key, prison.pk, row.kind, draw.choice(ASKED_BY), wish, clerk, row.opened_at, row.due_at,
            row.prepared_by_id, row.prepared_at, row.proposal, row.content, row.outcome, row.reason, row.decided_by_id,
            row.decided_at,
        )  # fmt: skip
        if row.kind == RequestKind.ACCESS:
            self._asked(draw, row, one, stage)

    def _content(self, row: SubjectRequest, one: Someone) -> str:
        """The sealed file as the head reads it."""
        known = [["Nama", one.name], ["Nomor register", one.number], ["Tempat lahir", one.birth_place]]
        content = {
            "title": "Berkas data pribadi",
            "request": row.pk,
            "made_on": f"{row.prepared_at:%d-%m-%Y}",
            "sections": [{"title": "Identitas", "rows": [known]}],
        }
        return sealed.seal(json.dumps(content, ensure_ascii=False), place=place_of(row))

    def _asked(self, draw: random.Random, row: SubjectRequest, one: Someone, stage: int) -> None:
        """Every LSP that examined the person is asked for its part, and gives it before the file is made."""
        due = row.due_at - datetime.timedelta(hours=24)
        for lsp in sorted(self.nation.examined.get(one.key, ())):
            given_by = self.nation.office(f"lsp:{lsp}").user(Role.LSP_OFFICER) if stage != NEW else None
            given_at = row.opened_at + draw.randrange(1, 4) * HOUR if given_by else None
            self.parts.add(row.pk, self.nation.lsps[lsp].pk, row.opened_at, due, given_by, given_at, "")


def _uuid(draw: random.Random) -> uuid.UUID:
    return uuid.UUID(int=draw.getrandbits(128), version=4)
