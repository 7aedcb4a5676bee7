"""Two officers with the same original, and with the same package. PostgreSQL only, where rows are locked."""

import pytest
from django.core.exceptions import ValidationError
from django.db import OperationalError
from django.db.models import QuerySet

from certification.choices import IdentityCheck, SheetStatus
from certification.models import DispatchItem, HandOver, Sheet
from certification.services.dispatching import receive_dispatch
from certification.services.handing_over import Handing, hand_over, hand_over_many
from foundation import clock
from tests.certification.journey_world import on_sheets, sent
from tests.factories.accounts import UserFactory
from tests.racing import meet

pytestmark = pytest.mark.postgresql


def race_for_one_original():
    """One officer hands it over at his desk, the other in a ceremony, in the same moment."""
    (certificate,) = on_sheets(1, SheetStatus.READY)
    first, second = UserFactory(), UserFactory()
    today = clock.today()
    return meet(
        Sheet._meta.db_table,
        lambda: hand_over(
            certificate=certificate,
            handed_on=today,
            received_by="",
            is_holder=True,
            identity_check=IdentityCheck.KNOWN,
            actor=first,
        ),
        lambda: hand_over_many(
            prison=certificate.inmate.prison,
            handings=[Handing(certificate, IdentityCheck.PHOTO)],
            handed_on=today,
            actor=second,
        ),
    )


def race_for_one_package():
    """Two officers open it at once; each says that another sheet is missing."""
    dispatch = sent(2)
    one, other = dispatch.items.all()
    actors = UserFactory(), UserFactory()
    return meet(
        Sheet._meta.db_table,
        *(
            lambda item=item, actor=actor: receive_dispatch(
                dispatch=dispatch, arrived=[item.pk], received_on=clock.today(), actor=actor
            )
            for item, actor in zip((one, other), actors, strict=True)
        ),
    )


def refusals(results):
    return [result.code for result in results if isinstance(result, ValidationError)]


def test_one_original_is_handed_over_once_and_the_other_officer_is_told(committing):
    results = race_for_one_original()

    assert refusals(results) == ["already"]
    assert HandOver.objects.count() == 1


def test_without_the_lock_the_other_officer_meets_the_database(committing, monkeypatch):
    """The control: it shows that the race above is a race."""
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **how: self)

    results = race_for_one_original()

    assert sum(isinstance(result, Exception) for result in results) == 1
    assert refusals(results) == []


def test_one_package_is_received_once(committing):
    results = race_for_one_package()

    assert refusals(results) == ["already"]
    assert sorted(DispatchItem.objects.values_list("state", "sheet__state")) == [
        ("arrived", "arrived"),
        ("missing", "dispatched"),
    ]


def test_without_the_lock_a_package_is_received_twice(committing, monkeypatch):
    """The control: then one says that it is there, the other that it is not, unless both wait for each other."""
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **how: self)

    results = race_for_one_package()

    deadlocks = sum(isinstance(result, OperationalError) for result in results)
    assert refusals(results) == []
    assert Sheet.objects.filter(state=SheetStatus.ARRIVED).count() == 2 - deadlocks
