"""The ready box, and originals handed over one by one and to many."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from certification.choices import CertificateState, IdentityCheck, SheetStatus
from certification.models import Ceremony, Certificate, HandOver, Sheet
from certification.services.handing_over import AT_THE_ISSUER, Handing, hand_over, hand_over_many
from certification.services.ready_box import mark_ready
from foundation import clock
from tests.certification.journey_world import on_sheets, sheet_of
from tests.certification.test_dispatching import codes_of
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def actor():
    return UserFactory()


def give(certificate, actor, **changes):
    return hand_over(
        certificate=certificate,
        actor=actor,
        **{"handed_on": clock.today(), "received_by": "", "is_holder": True, "identity_check": "known", **changes},
    )


def ceremony(certificates, actor, on=None, **changes):
    return hand_over_many(
        prison=certificates[0].inmate.prison,
        handings=[Handing(each, IdentityCheck.PHOTO, **changes) for each in certificates],
        handed_on=on or clock.today(),
        actor=actor,
    )


def test_ready_box_takes_what_arrived(actor):
    certificates = on_sheets(2, SheetStatus.ARRIVED)
    mark_ready(certificates=certificates, actor=actor)
    assert {sheet_of(each).state for each in certificates} == {SheetStatus.READY}


def test_ready_box_refuses_all_with_a_sentence_for_each(actor):
    here, there, again, suspended = on_sheets(4, SheetStatus.ARRIVED)
    Sheet.objects.filter(serial=there.sheet_serial).update(state=SheetStatus.DISPATCHED)
    Sheet.objects.filter(serial=again.sheet_serial).update(state=SheetStatus.READY)
    Certificate.objects.filter(pk=suspended.pk).update(state=CertificateState.SUSPENDED)
    with pytest.raises(ValidationError) as refused:
        mark_ready(certificates=[here, there, again, suspended], actor=actor)
    assert codes_of(refused) == {"not_arrived", "already", "not_active"}
    assert sheet_of(here).state == SheetStatus.ARRIVED


def test_ready_box_refuses_nothing(actor):
    with pytest.raises(ValidationError) as refused:
        mark_ready(certificates=[], actor=actor)
    assert refused.value.code == "none_chosen"


@pytest.mark.parametrize("state", [SheetStatus.ARRIVED, SheetStatus.READY])
def test_hand_over_moves_the_sheet_to_the_holder(actor, state):
    (certificate,) = on_sheets(1, state)
    made = give(certificate, actor)
    assert sheet_of(certificate).state == SheetStatus.HANDED_OVER
    assert made.sheet_serial == certificate.sheet_serial


@pytest.mark.parametrize(
    "state", [SheetStatus.PRINTED, SheetStatus.SIGNED, SheetStatus.DISPATCHED, SheetStatus.RETURNED]
)
def test_hand_over_refuses_an_original_that_is_not_here(actor, state):
    (certificate,) = on_sheets(1, state)
    with pytest.raises(ValidationError) as refused:
        give(certificate, actor)
    assert refused.value.code == "not_here"
    assert sheet_of(certificate).state == state


def test_hand_over_refuses_a_day_before_the_arrival(actor):
    (certificate,) = on_sheets(1, SheetStatus.ARRIVED)
    Sheet.objects.update(state_since=clock.today())
    with pytest.raises(ValidationError) as refused:
        give(certificate, actor, handed_on=clock.today() - datetime.timedelta(days=1))
    assert codes_of(refused) == {"before_arrival"}


def test_hand_over_at_the_issuers_counter_takes_what_never_left_it(actor):
    (certificate,) = on_sheets(1, SheetStatus.SIGNED)
    give(certificate, actor, lies=AT_THE_ISSUER)
    assert sheet_of(certificate).state == SheetStatus.HANDED_OVER


def test_ceremony_hands_over_to_everybody_on_one_day(actor):
    certificates = on_sheets(3, SheetStatus.READY)
    made = ceremony(certificates, actor)
    assert made.hand_overs.count() == 3
    assert set(made.hand_overs.values_list("received_by", flat=True)) == {row.facts["name"] for row in certificates}
    assert set(Sheet.objects.values_list("state", flat=True)) == {SheetStatus.HANDED_OVER}


def test_ceremony_refuses_all_with_a_sentence_for_each(actor):
    good, away, given = on_sheets(3, SheetStatus.READY)
    give(given, actor)
    Sheet.objects.filter(serial=away.sheet_serial).update(state=SheetStatus.SIGNED)
    with pytest.raises(ValidationError) as refused:
        ceremony([good, away, given], actor)
    assert codes_of(refused) == {"not_here", "already"}
    assert all(row.facts["name"] in " ".join(refused.value.messages) for row in (away, given))
    assert HandOver.objects.count() == 1
    assert not Ceremony.objects.exists()


def test_ceremony_says_whose_receiver_is_missing(actor):
    certificates = on_sheets(2, SheetStatus.READY)
    with pytest.raises(ValidationError) as refused:
        ceremony(certificates, actor, is_holder=False)
    assert codes_of(refused) == {"received_by"}
    assert certificates[0].facts["name"] in refused.value.messages[0]


def test_ceremony_refuses_nobody_and_too_many(actor):
    certificates = on_sheets(1, SheetStatus.READY)
    prison = certificates[0].inmate.prison
    for rows, code in (([], "none_chosen"), (certificates * 201, "too_many")):
        with pytest.raises(ValidationError) as refused:
            hand_over_many(
                prison=prison,
                handings=[Handing(each, IdentityCheck.PHOTO) for each in rows],
                handed_on=clock.today(),
                actor=actor,
            )
        assert refused.value.code == code
