"""Two desks write the same thing at once: one wins, the other is told. PostgreSQL only: SQLite has one writer."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from foundation import clock
from lapas import services
from lapas.models import CustodyEvent, DateFact, Inmate, RegisterNumber
from lapas.services.overtaking import told_when_overtaken
from tests.factories.accounts import UserFactory
from tests.factories.lapas import InmateFactory, PrisonFactory
from tests.racing import meet

NIK = "9901011705900003"


def told(results) -> list[str]:
    return [result.code for result in results if isinstance(result, ValidationError)]


@pytest.mark.postgresql
def test_two_desks_give_one_register_number_once(committing) -> None:
    prison, actor = PrisonFactory(), UserFactory()

    def enter():
        return services.create_inmate(prison=prison, register_number="B.I 1/2026", fields={"name": "Budi"}, actor=actor)

    assert told(meet(RegisterNumber._meta.db_table, enter, enter)) == ["overtaken"]
    assert Inmate.objects.count() == 1


@pytest.mark.postgresql
def test_two_desks_give_one_nik_once(committing) -> None:
    actor, people = UserFactory(), InmateFactory.create_batch(2)
    acts = [lambda inmate=inmate: services.set_nik(inmate=inmate, text=NIK, actor=actor) for inmate in people]
    assert told(meet(Inmate._meta.db_table, *acts)) == ["overtaken"]
    assert Inmate.objects.with_nik(NIK).count() == 1


@pytest.mark.postgresql
def test_two_desks_that_give_one_date_leave_one_current_and_both_in_the_history(committing) -> None:
    actor, inmate = UserFactory(), InmateFactory()
    acts = [
        lambda year=year: services.set_date_fact(
            inmate=Inmate.objects.get(pk=inmate.pk), kind="expiry", date=datetime.date(year, 1, 1), actor=actor
        )
        for year in (2030, 2031)
    ]
    assert told(meet(DateFact._meta.db_table, *acts)) == []
    assert (DateFact.objects.current().count(), DateFact.objects.count()) == (1, 2)


@pytest.mark.postgresql
def test_two_desks_release_one_person_once(committing) -> None:
    actor, inmate = UserFactory(), InmateFactory()
    acts = [lambda: services.record_release(inmate=Inmate.objects.get(pk=inmate.pk), on=clock.today(), actor=actor)] * 2
    # The second waits for the first, and then reads that the person has left.
    assert told(meet(Inmate._meta.db_table, *acts)) == ["event_does_not_follow"]
    assert CustodyEvent.objects.count() == 1


@pytest.mark.django_db
def test_another_broken_constraint_is_not_called_overtaking() -> None:
    inmate = InmateFactory()
    with pytest.raises(IntegrityError), told_when_overtaken():
        Inmate.objects.filter(pk=inmate.pk).update(name="")
