"""How the accounts came to their desks: requests at every step, slips for first passwords, locks."""

from __future__ import annotations

import datetime

from foundation.accounts.choices import Role
from foundation.accounts.models import Person, User
from foundation.desks.choices import RequestState, Wish
from foundation.desks.models import AccountLock, PasswordSlip, PostingRequest
from pojok_vokasi.demo.national import words
from pojok_vokasi.demo.national.nation import Held, Nation
from pojok_vokasi.demo.national.sizes import chance
from pojok_vokasi.demo.national.staff import SINCE
from pojok_vokasi.demo.national.trail import Trail

# Of a hundred prisons so many have a request under way; at the known one there is one of each.
UNDER_WAY = 0.16
REASONS = (
    "Membantu registrasi selama pendataan ulang.", "Menggantikan petugas yang pindah tugas.",
    "Kelas berjalan dua gelombang sampai pertengahan tahun.", "Petugas lama memasuki masa purnabakti.",
)  # fmt: skip
AT_WORK = (Role.REGISTRY_OFFICER, Role.WORK_OFFICER)
# No hash of any code, so no code opens these slips.
NO_CODE = "!"


class Desks:
    def __init__(self, nation: Nation, trail: Trail) -> None:
        self.nation, self.trail = nation, trail
        self.draw = chance("desks")
        self.requests = nation.table(
            PostingRequest, "id", "wish", "person_id", "full_name", "staff_number", "role", "kind", "place",
            "place_name", "from_date", "until_date", "reason", "letter", "state", "proposed_by_id", "proposed_at",
            "decided_by_id", "decided_at", "decision_note", "executed_by_id", "executed_at", "posting",
        )  # fmt: skip
        self.slips = nation.table(
            PasswordSlip, "user_id", "first_hash", "first_by_id", "first_at", "second_hash", "second_by_id",
            "second_at", "expires_at", "used_at", "closed_at",
        )  # fmt: skip
        self.locks = nation.table(
            AccountLock, "user_id", "reason", "locked_by_id", "locked_at", "unlock_reason", "unlocked_by_id",
            "unlocked_at",
        )  # fmt: skip
        everywhere = nation.office("")
        self.approvers = [everywhere.user(Role.KEMNAKER_ADMIN, at) for at in range(2)]
        self.executor = everywhere.user(Role.SYSTEM_ADMIN)
        self.names = {f"lsp:{at}": str(lsp) for at, lsp in enumerate(nation.lsps)}
        self.names |= {f"centre:{at}": str(centre) for at, centre in enumerate(nation.centres)}
        self.names |= {prison.code: str(prison) for prison in nation.prisons}
        for prison in nation.prisons:
            self.names[f"region:{prison.regional_office_id}"] = str(prison.regional_office)

    def write(self) -> None:
        """Every desk was asked for and given; some were refused, and some are under way."""
        nation = self.nation
        since, users = nation.day(SINCE), {person: user for user, person in nation.person_of.items()}
        for held in nation.postings:
            day = since - datetime.timedelta(days=self.draw.randrange(20, 60))
            self._given(held, day)
            if held.account.startswith(("upt-", "lsp-", "cetak-", "balai-")):
                self._slip(users[held.person], since)
        for prison in nation.by_size()[::-1]:
            if self.draw.random() < UNDER_WAY:
                self._asked(prison.code, RequestState.PROPOSED)
            for state, share in ((RequestState.APPROVED, 0.06), (RequestState.REFUSED, 0.12)):
                if self.draw.random() < share:
                    self._asked(prison.code, state)
        for state in (RequestState.WITHDRAWN, RequestState.APPROVED, RequestState.PROPOSED):
            self._asked(nation.by_size()[0].code, state)
        self._accounts()

    def _proposer(self, held: Held) -> int:
        """Who runs the place; for its own desk, and where nobody runs it, the ministry."""
        runs = {"lsp": Role.LSP_OFFICER, "centre": Role.CENTRE_OFFICER, "region": ""}
        role = runs.get(held.where.partition(":")[0], Role.PRISON_HEAD)
        office = self.nation.office(held.where)
        if role and role != held.role and office.desks.get(role):
            return office.user(role)
        return self.approvers[1]

    def _given(self, held: Held, day: datetime.date) -> None:
        key, proposer = self.requests.key(), self._proposer(held)
        asked, decided, executed = (self.nation.hour(self.draw, day + datetime.timedelta(days=at)) for at in (0, 2, 5))
        self._row(
            key, held, RequestState.EXECUTED, proposer, asked, decided, executed, since=self.nation.day(SINCE),
        )  # fmt: skip
        about, said = ((PostingRequest, key), (Person, held.person)), {"role": held.role}
        self.trail.note(asked, proposer, "desks.propose_posting", about, said | {"kind": held.kind})
        self.trail.note(decided, self.approvers[0], "desks.approve_posting", about, said)
        self.trail.note(executed, self.executor, "desks.execute_posting", about, said | {"posting": held.posting})

    def _asked(self, code: str, state: RequestState) -> None:
        """A new officer is asked for, so far as `state` says."""
        nation, draw = self.nation, self.draw
        role = draw.choice(AT_WORK)
        name = f"{draw.choice(words.WOMEN if draw.random() < 0.4 else words.MEN)} {draw.choice(words.families())}"
        key = self.requests.key()
        held = Held("lapas.prisonposting", 0, nation.keys[code], code, role, 0, name, f"baru-{key}")
        back = draw.randrange(1, 20) if state != RequestState.REFUSED else draw.randrange(30, 900)
        day = nation.day(-back)
        proposer = nation.office(code).user(Role.PRISON_HEAD)
        asked = nation.hour(draw, day)
        decided = nation.hour(draw, min(day + datetime.timedelta(days=2), nation.day(-1)))
        over = state in {RequestState.APPROVED, RequestState.REFUSED}
        note = "Tulis hari terakhirnya; penugasan sementara ada batasnya." if state == RequestState.REFUSED else ""
        since = day + datetime.timedelta(days=30)
        self._row(
            key, held, state, proposer, asked, max(asked, decided) if over else None, None, since=since, note=note
        )
        self.trail.note(asked, proposer, "desks.propose_posting", [(PostingRequest, key)], {"role": role})

    def _row(
        self,
        key: int,
        held: Held,
        state: RequestState,
        proposer: int,
        asked: datetime.datetime,
        decided: datetime.datetime | None,
        executed: datetime.datetime | None,
        *,
        since: datetime.date,
        note: str = "",
    ) -> None:
        nation = self.nation
        self.requests.add(
            key, Wish.GIVE, held.person or None, held.name, held.account, held.role, held.kind, held.place,
            self.names.get(held.where, "")[:150], since, None, REASONS[key % len(REASONS)],
            f"KP.04.01-{key % 900 + 101}", state, nation.person_of[proposer], asked,
            nation.person_of[self.approvers[0]] if decided else None, decided, note,
            nation.person_of[self.executor] if executed else None, executed, held.posting or None,
        )  # fmt: skip

    def _slip(self, user: int, day: datetime.date) -> None:
        nation = self.nation
        at = nation.at(day)
        used = at + datetime.timedelta(hours=self.draw.randrange(2, 90))
        self.slips.add(
            user, NO_CODE, nation.person_of[self.executor], at, NO_CODE, nation.person_of[self.approvers[0]],
            at + datetime.timedelta(hours=1), at + datetime.timedelta(days=7), used, used,
        )  # fmt: skip

    def _accounts(self) -> None:
        """The newest account waits for its second code, the one before it is locked; some were locked for a while."""
        nation, users = self.nation, list(self.nation.person_of)
        executor, approver = (nation.person_of[user] for user in (self.executor, self.approvers[0]))
        at = nation.hour(self.draw, nation.day(-1))
        self.slips.add(users[-1], NO_CODE, executor, at, "", None, None, at + datetime.timedelta(days=7), None, None)
        self.locks.add(users[-2], "Perangkat kerjanya hilang; menunggu laporan.", executor, at, "", None, None)
        self.trail.note(at, self.executor, "desks.lock_account", [(User, users[-2])])
        at_work = [user for user in users if nation.hats[user] in {*AT_WORK, Role.PRINT_CLERK, Role.INSTRUCTOR}][:-2]
        for user in self.draw.sample(at_work, len(at_work) // 50):
            locked = nation.hour(self.draw, nation.day(-self.draw.randrange(20, 900)))
            unlocked = locked + datetime.timedelta(days=self.draw.randrange(1, 9))
            self.locks.add(
                user, "Sandinya diketahui orang lain.", executor, locked, "Sandi sudah diganti.", approver, unlocked
            )
            self.trail.note(locked, self.executor, "desks.lock_account", [(User, user)])
            self.trail.note(unlocked, self.approvers[0], "desks.unlock_account", [(User, user)])
