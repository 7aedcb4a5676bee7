"""What people at their desks looked at in three years: the trail in the volume of a country."""

from __future__ import annotations

import datetime
import random
from collections.abc import Sequence

from certification.models import Certificate
from foundation.accounts.choices import Role
from foundation.accounts.models import User
from lapas.models import Inmate, Prison
from pojok_vokasi.demo.national.nation import FIRST_DAY, Nation
from pojok_vokasi.demo.national.people import Someone
from pojok_vokasi.demo.national.sizes import NATION, chance
from pojok_vokasi.demo.national.trail import Trail

# Of the whole country, in the share of each prison, and at the desks above the prisons.
LOOKS, LOOKS_ABOVE = 200_000, 20_000
# Of a hundred acts; the rest are sign-ins.
PERSON, SEARCH, NAME, NIK = 0.58, 0.72, 0.75, 0.754
REASONS = ("pemeriksaan", "permintaan wilayah")


class Reading:
    def __init__(self, nation: Nation, trail: Trail) -> None:
        self.nation, self.trail = nation, trail

    def at_prison(self, prison: Prison, people: Sequence[Someone]) -> None:
        """Who came last is looked at most."""
        draw, office = chance(f"reading:{prison.code}"), self.nation.office(prison.code)
        rows = [one.key for one in people if one.merged_into is None]
        if not rows:
            return
        desks = [
            office.user(role, at)
            for role in (Role.REGISTRY_OFFICER, Role.WORK_OFFICER, Role.PRISON_HEAD)
            for at in range(len(office.desks.get(role, ())) or 1)
        ]
        registry = office.user(Role.REGISTRY_OFFICER)
        for _at in range(LOOKS * len(people) // NATION):
            at, actor, luck = self._moment(draw), desks[int(draw.random() * len(desks))], draw.random()
            one = rows[-1 - int(draw.random() ** 2 * len(rows))]
            if luck < PERSON:
                self.trail.note(at, actor, "lapas.view_inmate", ((Inmate, one),))
            elif luck < SEARCH:
                self.trail.note(at, actor, "lapas.search_inmates", ())
            elif luck < NAME:
                self.trail.note(at, registry, "lapas.confirm_certificate_name", ((Inmate, one),))
            elif luck < NIK:
                self.trail.note(at, registry, "lapas.reveal_nik", ((Inmate, one),))
            else:
                self.trail.note(at, actor, "accounts.sign_in", ((User, actor),))

    def above(self, people: int, certificates: int) -> None:
        """Regional offices and the nation give a reason first; LSPs and centres look at certificates."""
        nation, draw = self.nation, chance("reading")
        above = [user for user, hat in nation.hats.items() if hat in {Role.KANWIL_VIEWER, Role.NATIONAL_VIEWER}]
        issuers = [user for user, hat in nation.hats.items() if hat in {Role.LSP_OFFICER, Role.PRINT_CLERK}]
        last = nation.table(Inmate).made
        for _at in range(LOOKS_ABOVE * people // NATION):
            at, luck = self._moment(draw), draw.random()
            if luck < 0.3:
                actor, key = draw.choice(above), draw.randrange(last) + 1
                about = ((Inmate, key),)
                self.trail.note(at, actor, "lapas.give_reason", about, {"reason": draw.choice(REASONS)})
                self.trail.note(at + datetime.timedelta(seconds=2), actor, "lapas.view_inmate", about)
            elif luck < 0.75 and certificates:
                about_it = ((Certificate, draw.randrange(certificates) + 1),)
                verb = "certification.view_certificate" if luck < 0.6 else "certification.open_copy"
                self.trail.note(at, draw.choice(issuers), verb, about_it)
            else:
                actor = draw.choice(issuers if luck < 0.9 else above)
                self.trail.note(at, actor, "accounts.sign_in", ((User, actor),))

    def _moment(self, draw: random.Random) -> datetime.datetime:
        """More of it lately than in the first year."""
        back = 1 + int(draw.random() ** 1.6 * -FIRST_DAY)
        return self.nation.hour(draw, self.nation.day(-back))
