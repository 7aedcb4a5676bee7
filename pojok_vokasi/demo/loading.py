"""Making the whole demo world, all or nothing."""

from __future__ import annotations

from django.db import transaction

from foundation import clock
from foundation.audit import services as audit
from foundation.jobs.execution import run_due
from pojok_vokasi.demo import desks, doubles, imports, letters, numbering, places, registry, staff
from pojok_vokasi.demo.replay import play
from pojok_vokasi.demo.stories import stories
from pojok_vokasi.demo.world import World


@transaction.atomic
def load() -> World:
    """Make places and staff, then live through the months until today; the reference data must be there."""
    world = World(today=clock.today())
    with clock.played(world.day(registry.FIRST_DAY - 1)):
        staff.make_accounts(world)
        places.open_places(world)
        staff.post_everybody(world, at_lsps=False)
        places.register_lsps(world)
        staff.post_everybody(world, at_lsps=True)
        staff.register_assessors(world)
        numbering.say_issuers(world)
    everything = [*(registry.registry(world, key) for key in places.PRISONS), *stories(world)]
    people = [
        registry.names_confirmed(world), registry.custody_events(world), desks.desks(world), doubles.doubles(world),
        doubles.own_data(world), imports.sheets(world), letters.letters(world),
    ]  # fmt: skip
    play([*everything, *people], world.today)
    run_due()
    audit.seal()
    return world
