"""A person whom the prison let go long ago: no page that takes a row about the person finds it, read or written."""

from __future__ import annotations

import datetime

import pytest

from certification.choices import PackedState
from certification.models import DispatchItem, HandOver
from foundation import clock
from foundation.accounts.choices import Role
from lapas.models import Inmate, SubjectRequest
from tests.access_world import World, build
from tests.test_access import BY_ROLE, NOT_FOUND, address

pytestmark = pytest.mark.django_db

# Rows about one person, by the label in the access table.
OF_A_PERSON = {
    "lapas.Inmate",
    "lapas.InmateMerge",
    "lapas.SubjectRequest",
    "training.Enrolment",
    "certification.Certificate",
    "certification.StateRequest",
    "certification.PickupPlan",
}
OTHER_DESKS = {Role.REGISTRY_OFFICER, Role.WORK_OFFICER}
# Walked as the head, who opens whatever either desk opens; how far is asked of the place, not of the role.
OF_THE_PRISON = [route for route in BY_ROLE if Role.PRISON_HEAD in route.reach]
ROUTES = [route for route in OF_THE_PRISON if route.row in OF_A_PERSON]
# A prison keeps its closed class rows; and a sheet that it brings itself may name somebody who has come back.
NAMES_STAY = {
    "training:class-detail",
    "training:attendance-overview",
    "training:attendance-day",
    "training:attendance-sheet",
    "training:result-record",
    "training:result-sheet",
    "lapas:import-row-decide",
}
CANARY = "Zulkarnain Kenanga"


@pytest.fixture
def world(settings, tmp_path) -> World:
    settings.MEDIA_ROOT = tmp_path
    return build()


def gone(world: World, days: int) -> Inmate:
    """The person of the world left so long ago, the certificate was handed over before, the request answered then."""
    day = clock.today() - datetime.timedelta(days=days)
    inmate = world.rows["lapas.Inmate"]
    people = [inmate.pk, world.rows["lapas.InmateMerge"].kept_id]
    Inmate.objects.filter(pk__in=people).update(
        custody_state="released", released_on=day, name=CANARY, certificate_name=CANARY
    )
    HandOver.objects.update(handed_on=day - datetime.timedelta(days=60))
    SubjectRequest.objects.update(
        outcome="granted", decided_at=clock.now() - datetime.timedelta(days=days), prepared_at=clock.now()
    )
    # What was handed over is in no package any more.
    DispatchItem.objects.update(state=PackedState.ARRIVED)
    inmate.refresh_from_db()
    return inmate


def walked(client, world: World) -> list[tuple[str, set[int]]]:
    """Every route about a person with what GET and an empty POST are answered with."""
    urls = [(route.name, address(route, world)) for route in ROUTES]
    return [(name, {client.get(url).status_code, client.post(url, {}).status_code}) for name, url in urls]


def test_every_row_about_a_person_is_in_the_walk() -> None:
    assert {route.row for route in ROUTES} == OF_A_PERSON
    assert [route.name for route in BY_ROLE if OTHER_DESKS & set(route.reach) and route not in OF_THE_PRISON] == []


def test_from_the_31st_day_nothing_that_takes_a_row_about_the_person_finds_it(client, world) -> None:
    """Nor does another page name the person, not even a receipt of a whole ceremony; a class keeps its own rows."""
    client.force_login(world.users[Role.PRISON_HEAD])
    gone(world, 30)
    assert [entry for entry in walked(client, world) if NOT_FOUND in entry[1]] == []
    inmate = gone(world, 31)
    assert [entry for entry in walked(client, world) if not entry[1] <= {NOT_FOUND, 405} or entry[1] == {405}] == []

    said = set()
    names = (inmate.certificate_name.lower(), world.rows["certification.Certificate"].facts["name"].lower())
    for route in OF_THE_PRISON:
        if route.row not in OF_A_PERSON:
            page = client.get(address(route, world)).content.decode(errors="replace").lower()
            if any(name in page for name in names):
                said.add(route.name)
    assert said == NAMES_STAY
