"""Originals on their way in the demo world: packages on time, late and short, the ready box, a plan after a release."""

from __future__ import annotations

from collections.abc import Sequence

from certification.choices import PickupPlace
from certification.models import Certificate, Dispatch
from certification.services import dispatching, pickup, ready_box
from lapas.models import Inmate
from pojok_vokasi.demo.replay import Story
from pojok_vokasi.demo.world import World

COURIERS = {"Pos Indonesia": "8812", "JNE": "0114"}


def sent(world: World, certificates: Sequence[Certificate], day: int, courier: str) -> Story:
    """One package that leaves the LSP on that day."""
    yield world.day(day)
    clerk, lsp = world.acting("cetak"), certificates[0].lsp
    assert lsp is not None  # certificates of competence
    rows = list(Certificate.objects.select_related("inmate__prison").filter(pk__in=[row.pk for row in certificates]))
    package = dispatching.prepare_dispatch(lsp=lsp, prison=rows[0].inmate.prison, certificates=rows, actor=clerk)
    number = f"{COURIERS[courier]}{7300 + abs(day) * 7:04d}"
    dispatching.send_dispatch(
        dispatch=package, sent_on=world.day(day), courier=courier, courier_number=number, actor=clerk
    )


def received_short(world: World, certificates: Sequence[Certificate], day: int, desk: str = "kerja") -> Story:
    """The package of these certificates is opened, and the last of them is not in it."""
    yield world.day(day)
    package = Dispatch.objects.get(items__certificate=certificates[0].pk, state="sent")
    missing = certificates[-1].pk
    dispatching.receive_dispatch(
        dispatch=package,
        arrived=list(package.items.exclude(certificate=missing).values_list("pk", flat=True)),
        received_on=world.day(day),
        note="Segel utuh, satu lembar tidak ada.",
        actor=world.acting(desk),
    )


def made_ready(world: World, certificates: Sequence[Certificate], day: int, desk: str = "kerja") -> Story:
    """Photo glued, holder signed: into the box."""
    yield world.day(day)
    ready_box.mark_ready(certificates=certificates, actor=world.acting(desk))


def planned_at_the_issuer(world: World, certificate: Certificate, day: int, desk: str = "kerja") -> Story:
    """Who left without it fetches it at the LSP."""
    yield world.day(day)
    inmate = Inmate.objects.select_related("prison").get(pk=certificate.inmate_id)
    pickup.plan_pickup(inmate=inmate, place=PickupPlace.ISSUER, lsp=certificate.lsp, actor=world.acting(desk))
