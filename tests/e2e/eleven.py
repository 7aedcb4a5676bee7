"""Eleven signed certificates of one LSP for one prison, and who works with them: a small world for the browser.

`make(portal)` fills the database of a portal that is not started yet, by `manage.py shell`: nothing else may touch it.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass

from tests.portal import Portal

CLERK, OFFICER = "cetak-sebelas", "kerja-sebelas"


@dataclass(frozen=True)
class Eleven:
    """The holders with the serials of their sheets, and what must stand on no paper that leaves."""

    serials: dict[str, str]
    prison: str
    traces: tuple[str, ...]


def make(portal: Portal) -> Eleven:
    done = portal.manage("shell", "--no-imports", "-c", "from tests.e2e.eleven import build; build()")
    found = json.loads(done.stdout.strip().splitlines()[-1])
    return Eleven(found["serials"], found["prison"], tuple(found["traces"]))


def build() -> None:
    """Within Django, so its imports stand here: the rows, by factories and services; prints what the test must know."""
    from foundation.accounts.choices import Role
    from tests.certification.journey_world import on_sheets
    from tests.e2e.desk import PASSWORD
    from tests.factories.accounts import PersonFactory, UserFactory
    from tests.factories.certification import LspPostingFactory
    from tests.factories.lapas import PrisonPostingFactory

    certificates = on_sheets(11)
    lsp, prison = certificates[0].lsp, certificates[0].inmate.prison
    for account, posting, place in (
        (CLERK, LspPostingFactory, {"lsp": lsp, "role": Role.PRINT_CLERK}),
        (OFFICER, PrisonPostingFactory, {"prison": prison, "role": Role.WORK_OFFICER}),
    ):
        user = UserFactory(person=PersonFactory(staff_number=account))
        user.set_password(PASSWORD)
        user.save()
        posting(person=user.person, **place)
    found = {
        "serials": {row.facts["name"]: row.sheet_serial for row in certificates},
        "prison": str(prison),
        "traces": [prison.name, prison.code, *(row.inmate.register_number for row in certificates)],
    }
    sys.stdout.write(json.dumps(found))
