"""Each promise about originals on their way is broken on purpose, and the check must say so."""

import pytest

from certification.choices import DispatchState, PackedState, PickupPlace, PlanState, SheetStatus
from certification.invariants_journey import journey_checks
from certification.models import Dispatch, DispatchItem, HandOver, PickupPlan, Sheet
from certification.services.dispatching import declare_lost
from certification.services.handing_over import Handing, hand_over_many
from certification.services.pickup import plan_pickup
from foundation import clock
from tests.certification.journey_world import prepared, received
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

CODES = [check.code for check in journey_checks()]


@pytest.fixture
def world():
    """A package not sent; a short one with one sheet looked for and one lost; one original handed over, one planned."""
    actor = UserFactory()
    waiting = prepared(1)
    dispatch = received(4, missing=2)
    _missing, lost = dispatch.items.missing()
    declare_lost(item=lost, reason="Dicari di dua kantor kurir", actor=actor)
    first, second = [item.certificate for item in dispatch.items.filter(state=PackedState.ARRIVED)]
    hand_over_many(prison=dispatch.prison, handings=[Handing(first, "photo")], handed_on=clock.today(), actor=actor)
    plan_pickup(inmate=second.inmate, place=PickupPlace.GATE, actor=actor)
    return waiting, dispatch


def broken(code):
    return list(next(each for each in journey_checks() if each.code == f"certification.{code}").broken())


@pytest.mark.parametrize("code", CODES)
def test_invariant_holds_for_what_the_services_made(world, code):
    assert broken(code.removeprefix("certification.")) == []


def test_invariant_sees_a_sheet_on_its_way_in_no_package(world):
    Sheet.objects.filter(state=SheetStatus.ARRIVED).update(state=SheetStatus.DISPATCHED)
    assert "in no package" in broken("sheets_in_packages")[0]


def test_invariant_sees_a_missing_sheet_that_is_elsewhere(world):
    Sheet.objects.filter(state=SheetStatus.DISPATCHED).update(state=SheetStatus.ARRIVED)
    assert "is arrived" in broken("sheets_in_packages")[0]


def test_invariant_sees_an_unsigned_sheet_in_a_package(world):
    Sheet.objects.filter(state=SheetStatus.SIGNED).update(state=SheetStatus.PRINTED)
    assert "not a signed one" in broken("sheets_in_packages")[0]


def test_invariant_sees_a_short_package_called_complete(world):
    Dispatch.objects.filter(state=DispatchState.SHORT).update(state=DispatchState.RECEIVED)
    assert "received complete" in broken("packages_agree")[0]


def test_invariant_sees_a_sheet_that_nobody_looked_for(world):
    DispatchItem.objects.filter(state=PackedState.ARRIVED).update(state=PackedState.PACKED)
    assert len(broken("packages_agree")) == 2


def test_invariant_sees_a_cancelled_package_that_holds_sheets(world):
    Dispatch.objects.filter(state=DispatchState.PREPARED).update(state=DispatchState.CANCELLED)
    assert "still holds" in broken("packages_agree")[0]


def test_invariant_sees_a_sheet_handed_over_to_nobody(world):
    HandOver.objects.all().delete()
    assert "no hand-over" in broken("sheets_handed_over")[0]


def test_invariant_sees_a_hand_over_of_a_sheet_that_is_elsewhere(world):
    Sheet.objects.filter(state=SheetStatus.HANDED_OVER).update(state=SheetStatus.READY)
    assert "elsewhere" in broken("sheets_handed_over")[0]


def test_invariant_sees_a_plan_for_nothing(world):
    plan = PickupPlan.objects.get(state=PlanState.OPEN)
    HandOver.objects.filter(certificate__isnull=False).update(certificate=plan.inmate.certificates.get())
    assert "nothing waits" in broken("pickup_plans_open")[0]
