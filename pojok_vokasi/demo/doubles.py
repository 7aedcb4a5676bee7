"""What the registry of the demo world found out about its people: the same person entered twice."""

from __future__ import annotations

from lapas.choices import FactSource
from lapas.models import Inmate
from lapas.services import create_inmate, merge_inmates, requests
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


def own_data(world: World) -> Story:
    """Three people asked about their data: one has the file, one waits for the head, one is overdue."""
    yield world.day(-8)
    people = world.chance("own_data").sample(free_people(world, "lapas"), 3)
    desk, head = world.acting("registrasi"), world.acting("kepala")
    first = requests.open_request(inmate=people[0], kind="access", asked_by="orangnya sendiri", actor=desk)
    requests.prepare_request(request=first, proposal="", actor=desk)
    yield world.day(-7)
    requests.decide_request(request=first, outcome="granted", reason="", actor=head)
    yield world.day(-5)
    requests.open_request(
        inmate=people[1], kind="correction", asked_by="kuasa hukum", wish="Tempat lahir keliru", actor=desk
    )
    yield world.day(-1)
    last = requests.open_request(
        inmate=people[2], kind="correction", asked_by="orangnya sendiri", wish="Pendidikan sudah SMA", actor=desk
    )
    requests.prepare_request(request=last, proposal="Ijazah asli sudah diperlihatkan", actor=desk)
    candidate = (
        Inmate.objects.in_custody()
        .filter(prison=world.prisons["lapas"], assessments__isnull=False)
        .exclude(pk__in=[one.pk for one in people])
        .order_by("pk")
        .first()
    )
    if candidate is not None:
        requests.open_request(inmate=candidate, kind="access", asked_by="orangnya sendiri", actor=desk)


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
