"""*Perubahan*: what the work desks were told about people of their classes, read or waiting to be read."""

from __future__ import annotations

import datetime
import random
from collections.abc import Collection, Sequence

from foundation.accounts.choices import Role
from lapas.choices import DateKind, FactSource, NoticeKind
from lapas.models import ChangeNotice, Inmate, Prison
from pojok_vokasi.demo.national.acts import Moved
from pojok_vokasi.demo.national.nation import FIRST_DAY, Nation
from pojok_vokasi.demo.national.people import Someone
from pojok_vokasi.demo.national.sizes import chance
from pojok_vokasi.demo.national.trail import Trail

# Of the people with a class and still here: a date moved lately, a name was corrected, the last sheet lacks them.
DATE_MOVED, RENAMED, MISSING = 0.05, 0.02, 0.01
# Older than so many days nearly everything has been read.
READ_AFTER, NEVER_READ = 12, 0.02


class Notices:
    """Writes the notices of one prison after the other."""

    def __init__(self, nation: Nation, trail: Trail) -> None:
        self.nation, self.trail = nation, trail
        self.notices = nation.table(
            ChangeNotice, "inmate_id", "prison_id", "kind", "on", "before", "after", "source", "recorded_by_id",
            "recorded_at", "acknowledged_by_id", "acknowledged_at",
        )  # fmt: skip

    def write(self, prison: Prison, people: Sequence[Someone], busy: Collection[int], moved: Moved) -> None:
        draw, nation = chance(f"notices:{prison.code}"), self.nation
        for one in people:
            if one.key not in busy:
                continue
            if one.released_on and one.released_on > nation.day(FIRST_DAY):
                self._note(draw, prison, one, NoticeKind.RELEASED, nation.at(one.released_on))
            if one.key in moved:
                days, recorded = moved[one.key]
                now = one.dates[DateKind.TWO_THIRDS][0]
                before = now + datetime.timedelta(days=days)
                self._note(draw, prison, one, NoticeKind.RELEASE_MOVED, recorded, before, now, is_read=True)
            if one.is_present:
                self._lately(draw, prison, one)

    def _lately(self, draw: random.Random, prison: Prison, one: Someone) -> None:
        moment = self.nation.hour(draw, self.nation.day(-draw.randrange(1, 40)))
        if DateKind.TWO_THIRDS in one.dates and draw.random() < DATE_MOVED:
            now = one.dates[DateKind.TWO_THIRDS][0]
            before = now + datetime.timedelta(days=draw.randrange(10, 90))
            self._note(draw, prison, one, NoticeKind.RELEASE_MOVED, moment, before, now)
        if draw.random() < RENAMED:
            self._note(draw, prison, one, NoticeKind.NAME, moment, one.name.upper(), one.name)
        if draw.random() < MISSING:
            self._note(draw, prison, one, NoticeKind.MISSING, moment)

    def _note(
        self,
        draw: random.Random,
        prison: Prison,
        one: Someone,
        kind: NoticeKind,
        moment: datetime.datetime,
        before: datetime.date | str = "",
        after: datetime.date | str = "",
        *,
        is_read: bool = False,
    ) -> None:
        nation, office = self.nation, self.nation.office(prison.code)
        age = (nation.today - moment.date()).days
        read = is_read or (age > READ_AFTER and draw.random() > NEVER_READ)
        reader = office.user(Role.WORK_OFFICER, one.key) if read else None
        read_at = moment + datetime.timedelta(days=1 + age // 20) if read else None
        words = [f"{said:%d-%m-%Y}" if isinstance(said, datetime.date) else said for said in (before, after)]
        self.notices.add(
            one.key, prison.pk, kind, moment.date(), *words, FactSource.IMPORT,
            office.user(Role.REGISTRY_OFFICER), moment, reader, read_at,
        )  # fmt: skip
        if reader is not None and read_at is not None and draw.random() < 0.25:
            self.trail.note(read_at, reader, "lapas.acknowledge_changes", [(Inmate, one.key)], {"notices": 1})
