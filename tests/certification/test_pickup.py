"""After the release: plans, slips, originals sent to a counter, and the counter that serves slips only."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from certification.choices import PickupPlace, PlanState, SheetStatus
from certification.models import CounterAttempt, PickupPlan
from certification.rendering.slip import render_slip
from certification.services import pickup
from certification.services.handing_over import AT_THE_ISSUER, hand_over
from certification.stigma import found_in
from certification.views.pickups import slip_of
from foundation import clock
from foundation.audit.models import AuditEvent
from tests.certification.journey_world import on_sheets, sheet_of
from tests.certification.paper import metadata_of, text_of
from tests.certification.test_dispatching import codes_of
from tests.factories.accounts import UserFactory
from tests.factories.training import TrainingCentreFactory

pytestmark = pytest.mark.django_db

BORN = datetime.date(1990, 5, 17)


@pytest.fixture
def actor():
    return UserFactory()


def left(state=SheetStatus.READY):
    """A certificate whose holder was released today without it."""
    (certificate,) = on_sheets(1, state)
    inmate = certificate.inmate
    inmate.custody_state, inmate.released_on = "released", clock.today()
    inmate.save()
    return certificate


def plan(certificate, actor, **changes):
    given = {"place": PickupPlace.ISSUER, "lsp": certificate.lsp, **changes}
    return pickup.plan_pickup(inmate=certificate.inmate, actor=actor, **given)


def ask(made, actor, **changes):
    given = {
        "slip_code": made.printed_code,
        "name": made.inmate.certificate_name,
        "birth_date": BORN,
        "lsps": [made.lsp_id],
        "centres": [],
        **changes,
    }
    return pickup.ask_counter(actor=actor, **given)


def test_plan_gives_a_slip_and_a_new_plan_another(actor):
    certificate = left()
    first = plan(certificate, actor)
    second = plan(certificate, actor, place=PickupPlace.POST)
    first.refresh_from_db()
    assert (first.state, second.state) == (PlanState.CHANGED, PlanState.OPEN)
    assert first.slip_code != second.slip_code
    assert second.lsp is None


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"place": ""}, "place"),
        ({"lsp": None}, "lsp"),
        ({"place": PickupPlace.CENTRE}, "centre"),
        ({"place": PickupPlace.PERSON, "named_person": " "}, "named_person"),
    ],
)
def test_plan_refuses_what_is_not_named(actor, changes, code):
    certificate = left()
    with pytest.raises(ValidationError) as refused:
        plan(certificate, actor, **changes)
    assert codes_of(refused) == {code}
    assert not PickupPlan.objects.exists()


def test_plan_refuses_an_lsp_that_has_nothing_of_the_person(actor):
    certificate, other = left(), left()
    with pytest.raises(ValidationError) as refused:
        plan(certificate, actor, lsp=other.lsp)
    assert codes_of(refused) == {"lsp"}


def test_plan_refuses_a_counter_for_somebody_without_birth_date(actor):
    certificate = left()
    type(certificate.inmate).objects.update(birth_date=None)
    certificate.inmate.refresh_from_db()
    with pytest.raises(ValidationError) as refused:
        plan(certificate, actor)
    assert refused.value.code == "birth_date"


def test_plan_is_refused_when_nothing_waits_and_done_when_it_is_handed_over(actor):
    certificate = left()
    made = plan(certificate, actor, place=PickupPlace.GATE)
    hand_over(
        certificate=certificate,
        handed_on=clock.today(),
        received_by="",
        is_holder=True,
        identity_check="known",
        actor=actor,
    )
    made.refresh_from_db()
    assert made.state == PlanState.DONE
    with pytest.raises(ValidationError) as refused:
        plan(certificate, actor)
    assert refused.value.code == "nothing_waits"


@pytest.mark.parametrize(("place", "state"), [("issuer", SheetStatus.RETURNED), ("centre", SheetStatus.FORWARDED)])
def test_original_is_sent_to_the_counter_of_the_plan(actor, place, state):
    certificate = left()
    centre = TrainingCentreFactory()
    made = plan(certificate, actor, place=place, centre=centre)
    pickup.send_original(plan=made, sent_on=clock.today(), courier_number=" 77 ", actor=actor)
    made.refresh_from_db()
    assert sheet_of(certificate).state == state
    assert (made.sent_on, made.courier_number) == (clock.today(), "77")
    with pytest.raises(ValidationError) as refused:
        plan(certificate, actor, place=PickupPlace.GATE)
    assert refused.value.code == "already_sent"
    with pytest.raises(ValidationError) as refused:
        pickup.send_original(plan=made, sent_on=clock.today(), actor=actor)
    assert refused.value.code == "already"


@pytest.mark.parametrize(
    ("state", "place", "day", "code"),
    [
        (SheetStatus.READY, PickupPlace.GATE, 0, "not_sent"),
        (SheetStatus.READY, PickupPlace.ISSUER, 1, "future"),
        (SheetStatus.DISPATCHED, PickupPlace.ISSUER, 0, "not_here"),
    ],
)
def test_sending_an_original_refuses(actor, state, place, day, code):
    made = plan(left(state), actor, place=place)
    with pytest.raises(ValidationError) as refused:
        pickup.send_original(plan=made, sent_on=clock.today() + datetime.timedelta(days=day), actor=actor)
    assert codes_of(refused) == {code}


def test_slip_names_no_place_of_custody_and_no_birth_date(actor):
    certificate = left()
    for place in (PickupPlace.ISSUER, PickupPlace.GATE):
        made = plan(certificate, actor, place=place)
        pdf = render_slip(slip_of(made, clock.today()))
        shown = text_of(pdf) + metadata_of(pdf)
        inmate = certificate.inmate
        assert made.printed_code in shown
        assert inmate.certificate_name in shown
        assert found_in(shown, holder=inmate.certificate_name) == []
        for trace in (inmate.prison.name, inmate.prison.code, inmate.register_number, "17-05-1990", "17 Mei 1990"):
            assert trace not in shown


def test_counter_serves_code_name_and_birth_date_together(actor):
    made = plan(left(), actor)
    assert ask(made, actor, slip_code=made.slip_code.lower(), name=" pemegang nomor  a") == made
    assert CounterAttempt.objects.get().found
    assert AuditEvent.objects.get(verb="certification.ask_counter").changes == {"found": True}


@pytest.mark.parametrize(
    "changes",
    [
        {"slip_code": "00000000"},
        {"name": "ORANG LAIN"},
        {"birth_date": datetime.date(1990, 5, 18)},
        {"lsps": []},
        {"lsps": [], "centres": [1]},
    ],
)
def test_counter_finds_nothing_when_one_of_them_is_wrong(actor, changes):
    made = plan(left(), actor)
    assert ask(made, actor, **changes) is None
    assert not CounterAttempt.objects.get().found


def test_counter_finds_nobody_who_is_still_inside(actor):
    (certificate,) = on_sheets(1, SheetStatus.READY)
    assert ask(plan(certificate, actor), actor) is None


def test_counter_makes_who_asks_too_often_in_vain_wait(actor):
    made = plan(left(), actor)
    for _time in range(pickup.MOST_WRONG):
        assert ask(made, actor, name="ORANG LAIN") is None
    with pytest.raises(ValidationError) as refused:
        ask(made, actor)
    assert refused.value.code == "too_many"
    assert ask(made, UserFactory()) == made
    CounterAttempt.objects.update(at=clock.now() - pickup.WAIT)
    assert ask(made, actor) == made


def test_original_is_handed_over_at_the_counter_of_the_lsp(actor):
    certificate = left(SheetStatus.RETURNED)
    made = plan(certificate, actor)
    hand_over(
        certificate=certificate,
        handed_on=clock.today(),
        received_by="",
        is_holder=True,
        identity_check="id_card",
        actor=actor,
        lies=AT_THE_ISSUER,
    )
    made.refresh_from_db()
    assert made.state == PlanState.DONE
    assert sheet_of(certificate).state == SheetStatus.HANDED_OVER
