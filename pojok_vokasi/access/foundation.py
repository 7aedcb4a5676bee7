"""Addresses of the ground and the roof."""

from foundation.accounts.choices import Role
from pojok_vokasi.access.lapas import RECORD_READERS
from pojok_vokasi.access.table import Open, Reach, Route

TRAIL = {
    Role.PRISON_HEAD: Reach.PRISON,
    Role.AUDITOR: Reach.NATION,
    Role.DATA_PROTECTION_OFFICER: Reach.NATION,
}

PROPOSERS = {
    Role.PRISON_HEAD: Reach.PRISON,
    Role.CENTRE_OFFICER: Reach.CENTRE,
    Role.LSP_OFFICER: Reach.LSP,
    Role.KEMNAKER_ADMIN: Reach.NATION,
}
DESK_READERS = {**PROPOSERS, Role.AUDITOR: Reach.NATION, Role.SYSTEM_ADMIN: Reach.NATION}
APPROVERS = {Role.KEMNAKER_ADMIN: Reach.NATION}
SYSTEM = {Role.SYSTEM_ADMIN: Reach.NATION}
LOCKERS = {**APPROVERS, **SYSTEM}

ROUTES = (
    Route("home", Open.SIGNED_IN),
    Route("search", RECORD_READERS),
    Route("health", SYSTEM),
    Route("livez", Open.PUBLIC),
    Route("readyz", Open.PUBLIC),
    Route("accounts:sign-in", Open.PUBLIC),
    Route("accounts:sign-out", Open.PUBLIC, post_only=True),
    Route("accounts:change-password", Open.SIGNED_IN),
    Route("accounts:switch-hat", Open.SIGNED_IN, post_only=True),
    Route("audit:trail", TRAIL),
    Route("desks:person-list", DESK_READERS),
    Route("desks:person-detail", DESK_READERS, row="accounts.Person"),
    Route("desks:account-lock", LOCKERS, row="accounts.Person"),
    Route("desks:account-unlock", LOCKERS, row="accounts.Person"),
    Route("desks:code-first", SYSTEM, row="accounts.Person"),
    Route("desks:code-second", PROPOSERS, row="accounts.Person"),
    Route("desks:request-list", DESK_READERS),
    Route("desks:request-propose", PROPOSERS),
    Route("desks:request-detail", DESK_READERS, row="desks.PostingRequest"),
    Route("desks:request-decide", APPROVERS, row="desks.PostingRequest"),
    Route("desks:request-execute", SYSTEM, row="desks.PostingRequest"),
    Route("desks:request-withdraw", PROPOSERS, row="desks.PostingRequest"),
    Route("desks:posting-end", PROPOSERS, row="posting", others={"kind": "kind:posting"}),
    Route("desks:set-password", Open.PUBLIC),
    Route("jobs:failed", SYSTEM),
    Route("jobs:detail", Open.SIGNED_IN, row="jobs.Job"),
    Route("jobs:progress", Open.SIGNED_IN, row="jobs.Job"),
    Route("jobs:retry", Open.SIGNED_IN, row="jobs.Job"),
    Route("verify:entry", Open.PUBLIC),
    Route("verify:record", Open.PUBLIC, others={"code": "7K2M9QXR4TBN8WJZ3VHC5DPF6GW"}),
    Route("verify:record-with-slash", Open.PUBLIC, others={"code": "7K2M9QXR4TBN8WJZ3VHC5DPF6GW"}),
)
