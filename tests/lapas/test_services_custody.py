from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import ValidationError

from foundation import clock
from foundation.accounts.models import Person
from foundation.audit.models import AuditEvent
from lapas import services
from lapas.choices import CustodyState
from lapas.models import CustodyEvent, Inmate
from lapas.signals import custody_changed
from tests.factories.accounts import UserFactory
from tests.factories.lapas import InmateFactory, PrisonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def actor():
    return UserFactory()


@pytest.fixture
def today():
    return clock.today()


def test_release_works_with_everything_else_missing(actor, today) -> None:
    inmate = InmateFactory(sex="", birth_place="", birth_date=None, dates={}, as_of=datetime.date(2020, 1, 1))
    event = services.record_release(inmate=inmate, on=today, actor=actor)
    inmate.refresh_from_db()
    assert (inmate.custody_state, inmate.released_on) == (CustodyState.RELEASED, today)
    assert event.kind == "released"
    assert AuditEvent.objects.get().verb == "lapas.record_released"


def test_release_is_told_to_higher_floors_in_the_same_transaction(actor, today) -> None:
    told = []
    receiver = lambda sender, inmate, event, **kwargs: told.append((inmate, event.kind))  # noqa: E731 - kept alive by name
    custody_changed.connect(receiver)
    try:
        inmate = InmateFactory()
        services.record_release(inmate=inmate, on=today, release_kind="pb", actor=actor)
    finally:
        custody_changed.disconnect(receiver)
    assert told == [(inmate, "released")]


def test_release_stands_when_a_listener_fails(actor, today) -> None:
    def broken(sender, inmate, event, **kwargs):
        Person.objects.create(full_name="half done")
        raise RuntimeError("a higher floor is broken")

    custody_changed.connect(broken)
    try:
        inmate = InmateFactory()
        services.record_release(inmate=inmate, on=today, actor=actor)
    finally:
        custody_changed.disconnect(broken)
    inmate.refresh_from_db()
    assert inmate.custody_state == CustodyState.RELEASED
    assert not Person.objects.filter(full_name="half done").exists()


@pytest.mark.parametrize("before", ["transfer_out", "escaped"])
def test_release_is_recorded_from_wherever_the_person_is(actor, today, before: str) -> None:
    inmate = InmateFactory()
    services.record_event(inmate=inmate, kind=before, on=today, to_prison=PrisonFactory(), actor=actor)
    services.record_release(inmate=inmate, on=today, actor=actor)
    inmate.refresh_from_db()
    assert (inmate.custody_state, inmate.destination) == (CustodyState.RELEASED, None)


@pytest.mark.parametrize("before", ["released", "deceased"])
def test_release_is_refused_only_after_the_end(actor, today, before: str) -> None:
    inmate = InmateFactory()
    services.record_event(inmate=inmate, kind=before, on=today, actor=actor)
    with pytest.raises(ValidationError) as refusal:
        services.record_release(inmate=inmate, on=today, actor=actor)
    assert refusal.value.code == "event_does_not_follow"
    assert CustodyEvent.objects.count() == 1


def test_event_on_a_day_to_come_is_refused(actor, today) -> None:
    with pytest.raises(ValidationError) as refusal:
        services.record_release(inmate=InmateFactory(), on=today + datetime.timedelta(days=1), actor=actor)
    assert refusal.value.code == "event_in_future"


def test_transfer_moves_the_person_in_two_halves(actor, today) -> None:
    inmate = InmateFactory(register_number="B.I 1/2026", block="A")
    old, new = inmate.prison, PrisonFactory()
    services.send_transfer(inmate=inmate, to_prison=new, on=today, actor=actor)
    inmate.refresh_from_db()
    assert (inmate.custody_state, inmate.prison, inmate.destination) == (CustodyState.IN_TRANSIT, old, new)
    services.receive_transfer(inmate=inmate, register_number="B.I 55/2026", on=today, actor=actor)
    inmate.refresh_from_db()
    assert (inmate.custody_state, inmate.prison, inmate.destination) == (CustodyState.IN_CUSTODY, new, None)
    assert (inmate.register_number, inmate.block) == ("B.I 55/2026", "")
    assert inmate.search_key.endswith("bi552026")
    assert list(inmate.register_numbers.filter(until_date=None).values_list("prison", "number")) == [
        (new.pk, "B.I 55/2026")
    ]
    assert [event.prison for event in inmate.custody_events.order_by("pk")] == [old, new]


def test_transfer_called_off_brings_the_person_back(actor, today) -> None:
    inmate = InmateFactory()
    services.send_transfer(inmate=inmate, to_prison=PrisonFactory(), on=today, actor=actor)
    services.record_event(inmate=inmate, kind="returned", on=today, actor=actor)
    inmate.refresh_from_db()
    assert (inmate.custody_state, inmate.destination) == (CustodyState.IN_CUSTODY, None)


@pytest.mark.parametrize(
    ("to_prison", "code"),
    [
        (lambda inmate: None, "destination_missing"),
        (lambda inmate: inmate.prison, "destination_same"),
        (lambda inmate: PrisonFactory(is_active=False), "destination_closed"),
    ],
)
def test_transfer_needs_another_active_prison(actor, today, to_prison, code: str) -> None:
    inmate = InmateFactory()
    with pytest.raises(ValidationError) as refusal:
        services.record_event(inmate=inmate, kind="transfer_out", on=today, to_prison=to_prison(inmate), actor=actor)
    assert refusal.value.code == code


def test_arrival_needs_a_register_number_nobody_there_has(actor, today) -> None:
    inmate, there = InmateFactory(), InmateFactory(register_number="B.I 5/2026")
    services.send_transfer(inmate=inmate, to_prison=there.prison, on=today, actor=actor)
    for number, code in (("", "register_missing"), ("B.I 5/2026", "register_taken")):
        with pytest.raises(ValidationError) as refusal:
            services.receive_transfer(inmate=inmate, register_number=number, on=today, actor=actor)
        assert refusal.value.code == code
    assert Inmate.objects.get(pk=inmate.pk).custody_state == CustodyState.IN_TRANSIT


def test_arrival_of_somebody_who_is_not_on_the_way_is_refused(actor, today) -> None:
    with pytest.raises(ValidationError) as refusal:
        services.receive_transfer(inmate=InmateFactory(), register_number="B.I 5", on=today, actor=actor)
    assert refusal.value.code == "event_does_not_follow"


def test_second_of_two_officers_is_told(actor, today) -> None:
    inmate = InmateFactory()
    stale = Inmate.objects.get(pk=inmate.pk)
    services.record_release(inmate=inmate, on=today, actor=actor)
    with pytest.raises(ValidationError):
        services.send_transfer(inmate=stale, to_prison=PrisonFactory(), on=today, actor=actor)


@pytest.mark.parametrize(
    ("kind", "state"),
    [("sick", "in_custody"), ("loan", "in_custody"), ("assimilation", "in_custody"), ("escaped", "escaped")],
)
def test_event_moves_the_state_it_means(actor, today, kind: str, state: str) -> None:
    inmate = InmateFactory()
    services.record_event(inmate=inmate, kind=kind, on=today, actor=actor)
    assert Inmate.objects.get(pk=inmate.pk).custody_state == state


def test_person_who_left_can_be_admitted_again(actor, today) -> None:
    inmate = InmateFactory(register_number="B.I 1/2020")
    services.record_release(inmate=inmate, on=today, actor=actor)
    services.record_event(inmate=inmate, kind="admitted", on=today, register_number="A.I 3/2026", actor=actor)
    inmate.refresh_from_db()
    assert (inmate.custody_state, inmate.released_on, inmate.register_number) == ("in_custody", None, "A.I 3/2026")
    assert inmate.admitted_on == today


def test_many_releases_are_one_act(actor, today) -> None:
    people = InmateFactory.create_batch(3)
    services.record_releases(inmates=people, on=today, release_kind="ru_ii", actor=actor)
    assert set(Inmate.objects.values_list("custody_state", "release_kind")) == {("released", "ru_ii")}
    assert AuditEvent.objects.get().subjects.count() == 3


def test_many_releases_are_all_or_none_with_a_sentence_per_refusal(actor, today) -> None:
    people = InmateFactory.create_batch(3)
    services.record_release(inmate=people[1], on=today, actor=actor)
    with pytest.raises(ValidationError) as refusal:
        services.record_releases(inmates=people, on=today, actor=actor)
    assert len(refusal.value.messages) == 1
    assert people[1].name in refusal.value.messages[0]


def test_event_over_a_person_who_moved_meanwhile_is_refused(actor, today) -> None:
    inmate = InmateFactory()
    stale = Inmate.objects.get(pk=inmate.pk)
    services.send_transfer(inmate=inmate, to_prison=PrisonFactory(), on=today, actor=actor)
    services.receive_transfer(inmate=inmate, register_number="B.I 8/2026", on=today, actor=actor)
    with pytest.raises(ValidationError) as refusal:
        services.record_release(inmate=stale, on=today, actor=actor)
    assert refusal.value.code == "event_overtaken"
