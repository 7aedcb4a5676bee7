"""Ten certificates of one LSP whose holders are in one prison, and who works with them: a small world for the browser.

`make(portal)` fills the database of a portal that is not started yet, by `manage.py shell`: nothing else may touch it.
"""

from __future__ import annotations

import datetime
import json
import sys
from dataclasses import dataclass

from tests.portal import Portal

CLERK, OFFICER = "cetak-sepuluh", "kerja-sepuluh"


@dataclass(frozen=True)
class Ten:
    """The holders in the order of the queue: who leaves first is needed first."""

    holders: tuple[str, ...]
    lsp: str
    prison: str


def make(portal: Portal) -> Ten:
    done = portal.manage("shell", "--no-imports", "-c", "from tests.e2e.ten import build; build()")
    found = json.loads(done.stdout.strip().splitlines()[-1])
    return Ten(tuple(found["holders"]), found["lsp"], found["prison"])


def build() -> None:
    """Within Django, so its imports stand here: the rows, by factories and services; prints what the test must know."""
    from foundation import clock
    from foundation.accounts.choices import Role
    from lapas.choices import DateKind, FactSource, ReleaseKind
    from lapas.services import set_date_fact
    from tests.certification.issuing_world import issued
    from tests.e2e.desk import PASSWORD
    from tests.factories.accounts import PersonFactory, UserFactory
    from tests.factories.certification import LspPostingFactory
    from tests.factories.lapas import PrisonPostingFactory

    certificates = issued(10, render=False)
    lsp, prison = certificates[0].lsp, certificates[0].inmate.prison
    for number, certificate in enumerate(certificates):
        set_date_fact(
            inmate=certificate.inmate,
            kind=DateKind.DECISION,
            date=clock.today() + datetime.timedelta(days=60 + number),
            release_kind=ReleaseKind.PB,
            letter_number=f"PAS-{number}.PK.05.09",
            actor=UserFactory(),
            source=FactSource.LETTER,
        )
    for account, posting, place in (
        (CLERK, LspPostingFactory, {"lsp": lsp, "role": Role.PRINT_CLERK}),
        (OFFICER, PrisonPostingFactory, {"prison": prison, "role": Role.WORK_OFFICER}),
    ):
        person = PersonFactory(staff_number=account)
        user = UserFactory(person=person)
        user.set_password(PASSWORD)
        user.save()
        posting(person=person, **place)
    holders = [certificate.facts["name"] for certificate in certificates]
    sys.stdout.write(json.dumps({"holders": holders, "lsp": str(lsp), "prison": str(prison)}))
