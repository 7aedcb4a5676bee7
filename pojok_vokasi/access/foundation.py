"""Addresses of the ground and the roof."""

from foundation.accounts.choices import Role
from pojok_vokasi.access.lapas import RECORD_READERS
from pojok_vokasi.access.table import Open, Reach, Route

TRAIL = {
    Role.PRISON_HEAD: Reach.PRISON,
    Role.AUDITOR: Reach.NATION,
    Role.DATA_PROTECTION_OFFICER: Reach.NATION,
}

ROUTES = (
    Route("home", Open.SIGNED_IN),
    Route("search", RECORD_READERS),
    Route("livez", Open.PUBLIC),
    Route("readyz", Open.PUBLIC),
    Route("accounts:sign-in", Open.PUBLIC),
    Route("accounts:sign-out", Open.PUBLIC, post_only=True),
    Route("accounts:change-password", Open.SIGNED_IN),
    Route("accounts:switch-hat", Open.SIGNED_IN, post_only=True),
    Route("audit:trail", TRAIL),
    Route("jobs:failed", {Role.SYSTEM_ADMIN: Reach.NATION}),
    Route("jobs:detail", Open.SIGNED_IN, row="jobs.Job"),
    Route("jobs:progress", Open.SIGNED_IN, row="jobs.Job"),
    Route("jobs:retry", Open.SIGNED_IN, row="jobs.Job"),
    Route("verify:entry", Open.PUBLIC),
    Route("verify:record", Open.PUBLIC, others={"code": "7K2M9QXR4TBN8WJZ3VHC5DPF6GW"}),
)
