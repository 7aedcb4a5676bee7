"""Letters about many people that came to the registries of the demo world."""

from __future__ import annotations

from lapas import acts as pasted
from lapas.choices import ActKind, ActStage, ReleaseBasis
from lapas.services import acts
from lapas.services.act_findings import fingerprint, judge
from pojok_vokasi.demo.registry import OFFICERS, free_people
from pojok_vokasi.demo.replay import Story
from pojok_vokasi.demo.world import World


def letters(world: World) -> Story:
    """A decision for a few people is recorded; a proposal lies there with a number that nobody has."""
    yield world.day(-2)
    actor, prison = world.acting(OFFICERS["lapas"]), world.prisons["lapas"]
    people = free_people(world, "lapas", ReleaseBasis.TWO_THIRDS)
    decided = acts.open_act(
        prison=prison,
        kind=ActKind.PB,
        stage=ActStage.DECISION,
        on=world.day(20),
        letter_number="PAS-1187.PK.05.09",
        letter_on=world.day(-4),
        lines=pasted.from_text("\n".join(one.register_number for one in people[-3:])),
        actor=actor,
    )
    acts.record_act(act=decided, actor=actor, seen=fingerprint(judge(decided, decided.rows.all())))
    yield world.day(-1)
    proposed = [*(one.register_number for one in people[-7:-3]), "B.I 9999/2024"]
    acts.open_act(
        prison=prison,
        kind=ActKind.CB,
        stage=ActStage.PROPOSAL,
        on=world.day(75),
        letter_number="W-412.PK.05.09",
        letter_on=world.day(-1),
        lines=pasted.from_text("\n".join(proposed)),
        actor=world.acting(OFFICERS["lapas"]),
    )
