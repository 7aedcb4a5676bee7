"""What the registry of the demo world found out about its people: the same person entered twice."""

from __future__ import annotations

from lapas.choices import FactSource
from lapas.models import Inmate
from lapas.services import create_inmate, merge_inmates
from pojok_vokasi.demo.registry import free_people
from pojok_vokasi.demo.replay import Story
from pojok_vokasi.demo.world import World


def doubles(world: World) -> Story:
    """Two people came back under a new number; one of the doubles was noticed and merged, one waits."""
    yield world.day(-14)
    chance = world.chance("doubles")
    people = chance.sample([one for one in free_people(world, "lapas") if one.birth_date], 2)
    pairs = [(one, _again(world, one, f"B.I {880 + number}/2026")) for number, one in enumerate(people)]
    yield world.day(-9)
    kept, folded = pairs[0]
    merge_inmates(
        kept=kept,
        folded=folded,
        taken=(),
        reason="Orang yang sama menurut buku register dan foto",
        actor=world.acting("registrasi"),
    )


def _again(world: World, one: Inmate, number: str) -> Inmate:
    """The person once more, as an officer in a hurry writes the name."""
    return create_inmate(
        prison=one.prison,
        register_number=number,
        fields={
            "name": one.name.replace("Muhammad", "Moh.").replace("u", "oe", 1),
            "sex": one.sex,
            "birth_date": one.birth_date,
            "birth_place": one.birth_place,
            "education": "sma",
            "admitted_on": world.day(-14),
        },
        actor=world.acting("registrasi"),
        source=FactSource.DEMO,
        is_synthetic=True,
    )
