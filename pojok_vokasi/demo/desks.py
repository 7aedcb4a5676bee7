"""What administrators did in the demo world: desks asked for, at every step, and a prison raised in class."""

from __future__ import annotations

from foundation.accounts.choices import Role
from foundation.desks.models import PostingRequest
from foundation.desks.services import requests
from lapas.services.prisons import change_prison
from pojok_vokasi.demo.replay import Story
from pojok_vokasi.demo.world import World

KIND = "lapas.prisonposting"


def desks(world: World) -> Story:
    """The head asks; the Kemnaker administrator answers a day or two later; the system administrator executes."""
    yield world.day(-9)
    clerk = _ask(
        world,
        ("Wening Prabasari", "registrasi3", Role.REGISTRY_OFFICER, -6, 21),
        "W13.PAS-KP.04.01-117",
        "Membantu registrasi selama pendataan ulang.",
    )
    yield world.day(-8)
    deputy = _ask(
        world,
        ("Sugeng Sasmitaya", "kerja", Role.PRISON_HEAD, 1, None),
        "W13.PAS-KP.04.01-122",
        "Mewakili kepala selama cuti.",
    )
    requests.approve_posting(request=clerk, actor=world.acting("kemnaker"))
    change_prison(
        prison=world.prisons["kecil"],
        fields={"class_level": "IIB"},
        on=world.day(-8),
        letter="M.HH-02.OT.01.02-2026",
        reason="Naik kelas.",
        actor=world.acting("kemnaker"),
    )
    yield world.day(-6)
    requests.execute_posting(request=clerk, actor=world.acting("sistem"))
    requests.refuse_posting(
        request=deputy, note="Tulis hari terakhirnya; cuti ada batasnya.", actor=world.acting("kemnaker")
    )
    yield world.day(-2)
    moved = _ask(
        world,
        ("Handoko Tirtamaya", "kerja3", Role.WORK_OFFICER, 0, None),
        "W13.PAS-KP.04.01-131",
        "Menggantikan petugas yang pindah ke Semarang.",
    )
    yield world.day(-1)
    requests.approve_posting(request=moved, actor=world.acting("kemnaker"))
    _ask(
        world,
        ("Sekar Wijilestari", "kerja4", Role.WORK_OFFICER, 3, 180),
        "W13.PAS-KP.04.01-140",
        "Kelas las berjalan dua gelombang sampai pertengahan tahun.",
    )


def _ask(world: World, whom: tuple[str, str, Role, int, int | None], letter: str, reason: str) -> PostingRequest:
    full_name, staff_number, role, first, last = whom
    return requests.propose_posting(
        full_name=full_name,
        staff_number=staff_number,
        kind=KIND,
        place=world.prisons["lapas"].pk,
        role=role,
        from_date=world.day(first),
        until_date=None if last is None else world.day(last),
        reason=reason,
        letter=letter,
        actor=world.acting("kepala"),
    )
