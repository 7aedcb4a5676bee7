"""What ran behind the desks: jobs of three years, forms that were sent, prisons that an administrator changed."""

from __future__ import annotations

import datetime
import uuid

from foundation.accounts.choices import Role
from foundation.jobs.choices import JobState
from foundation.jobs.models import Job, JobSubject
from foundation.ui.models import SubmissionKey
from lapas.choices import PrisonAct
from lapas.models import Prison, PrisonChange
from pojok_vokasi.demo.national.nation import Nation
from pojok_vokasi.demo.national.sizes import NATION, chance
from pojok_vokasi.demo.national.trail import Trail

FAILED, CHANGED = 0.004, 0.08
FORMS = 20_000
RAISED = "Kapasitas sesudah blok baru selesai."
WHY = "Berkas tidak dapat ditulis: cakram penuh."


class Background:
    def __init__(self, nation: Nation, trail: Trail) -> None:
        self.nation, self.trail, self.draw = nation, trail, chance("background")

    def write(self) -> None:
        self._jobs()
        self._forms()
        self._prisons()

    def _jobs(self) -> None:
        """Nearly all done at the first attempt; of the last days a few failed and wait for the administrator."""
        nation, draw = self.nation, self.draw
        jobs = nation.table(
            Job, "id", "kind", "params", "actor_id", "state", "attempts", "due_at", "done", "total", "error",
            "created_at", "started_at", "finished_at",
        )  # fmt: skip
        subjects = nation.table(JobSubject, "job_id", "kind", "key")
        for kind, actor, at, about in sorted(nation.done, key=lambda one: (one[2], one[0], one[3][0][1])):
            key, failed = jobs.key(), draw.random() < FAILED
            begun = at + datetime.timedelta(seconds=draw.randrange(1, 20))
            jobs.add(
                key, kind, {}, actor, JobState.FAILED if failed else JobState.DONE, 5 if failed else 1, at,
                0 if failed else len(about), len(about), WHY if failed else "", at, begun,
                begun + datetime.timedelta(seconds=draw.randrange(1, 90)),
            )  # fmt: skip
            for model, row in about:
                subjects.add(key, model._meta.label, str(row))

    def _forms(self) -> None:
        """Forms of the last month, so that each had one effect."""
        nation, draw = self.nation, self.draw
        sent = nation.table(SubmissionKey, "key", "user_id", "path", "result_url", "created")
        users = list(nation.person_of)
        for _at in range(FORMS * nation.scope.people // NATION):
            at = nation.hour(draw, nation.day(-draw.randrange(1, 30)))
            key = uuid.UUID(int=draw.getrandbits(128), version=4)
            sent.add(key, draw.choice(users), "/penghuni/", "/penghuni/", at)

    def _prisons(self) -> None:
        """A capacity or another name, with the letter; the register keeps it over the reference files."""
        nation, draw = self.nation, self.draw
        changes = nation.table(
            PrisonChange, "prison_id", "act", "on", "letter", "reason", "before", "after", "made_by_id", "made_at"
        )
        administrator = nation.office("").user(Role.KEMNAKER_ADMIN)
        for prison in nation.prisons:
            if draw.random() > CHANGED and prison != nation.biggest:
                continue
            capacity = (prison.capacity or nation.national_sizes[prison.code] // 2) + draw.randrange(10, 90)
            on = nation.day(-draw.randrange(20, 900))
            changes.add(
                prison.pk, PrisonAct.CHANGE, on, f"M.HH-{draw.randrange(1, 40):02d}.OT.01.02-{on.year}", RAISED,
                {"capacity": prison.capacity}, {"capacity": capacity}, administrator, nation.at(on),
            )  # fmt: skip
            Prison.objects.filter(pk=prison.pk).update(capacity=capacity)
            self.trail.note(nation.at(on), administrator, "lapas.change_prison", [(Prison, prison.pk)])
