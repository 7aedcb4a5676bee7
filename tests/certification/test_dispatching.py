"""Packages: prepared, sent, received complete or short, looked for, given up."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from certification.choices import CertificateState, DispatchState, PackedState, SheetStatus
from certification.models import Certificate, Dispatch, PublicRecord
from certification.services import dispatching
from foundation import clock
from tests.certification.journey_world import days_ago, on_sheets, prepared, received, sent, sheet_of
from tests.factories.accounts import UserFactory
from tests.factories.lapas import PrisonFactory

pytestmark = pytest.mark.django_db

GONE = "Ditanyakan kepada kurir dan dicari di dua kantor"


@pytest.fixture
def actor():
    return UserFactory()


def codes_of(refused):
    error = refused.value
    if hasattr(error, "error_dict"):
        return {each.code for group in error.error_dict.values() for each in group}
    return {each.code for each in error.error_list}


def pack(certificates, actor, prison=None):
    return dispatching.prepare_dispatch(
        lsp=certificates[0].lsp,
        prison=prison or certificates[0].inmate.prison,
        certificates=certificates,
        actor=actor,
    )


def states(dispatch):
    return list(dispatch.items.values_list("state", "sheet__state"))


def test_package_goes_from_the_lsp_to_the_prison(actor):
    dispatch = prepared(2)
    assert (dispatch.state, str(dispatch)) == (DispatchState.PREPARED, f"{clock.today():%Y%m%d}-01")
    assert states(dispatch) == [(PackedState.PACKED, SheetStatus.SIGNED)] * 2
    dispatching.send_dispatch(dispatch=dispatch, sent_on=clock.today(), courier=" JNE ", actor=actor)
    assert states(dispatch) == [(PackedState.PACKED, SheetStatus.DISPATCHED)] * 2
    ids = list(dispatch.items.values_list("pk", flat=True))
    done = dispatching.receive_dispatch(dispatch=dispatch, arrived=ids, received_on=clock.today(), actor=actor)
    assert (done.state, done.courier, done.received_by) == (DispatchState.RECEIVED, "JNE", actor)
    assert states(dispatch) == [(PackedState.ARRIVED, SheetStatus.ARRIVED)] * 2


def test_package_refuses_nothing_and_too_many(actor):
    (certificate,) = on_sheets(1)
    for chosen, code in (([], "none_chosen"), ([certificate] * 201, "too_many")):
        with pytest.raises(ValidationError) as refused:
            dispatching.prepare_dispatch(
                lsp=certificate.lsp, prison=certificate.inmate.prison, certificates=chosen, actor=actor
            )
        assert refused.value.code == code


def test_package_refuses_all_with_a_sentence_for_each(actor):
    printed, suspended, good = on_sheets(3)
    sheet = sheet_of(printed)
    sheet.state = SheetStatus.PRINTED
    sheet.save()
    Certificate.objects.filter(pk=suspended.pk).update(state=CertificateState.SUSPENDED)
    with pytest.raises(ValidationError) as refused:
        pack([printed, suspended, good], actor)
    assert codes_of(refused) == {"not_signed", "not_active"}
    assert printed.facts["name"] in " ".join(refused.value.messages)
    assert not Dispatch.objects.exists()


def test_package_refuses_what_is_in_another_one(actor):
    dispatch = prepared(1)
    with pytest.raises(ValidationError) as refused:
        pack([dispatch.items.get().certificate], actor)
    assert codes_of(refused) == {"in_a_package"}


def test_package_refuses_a_foreign_certificate(actor):
    (own,), (foreign,) = on_sheets(1), on_sheets(1)
    with pytest.raises(ValidationError) as refused:
        pack([own, foreign], actor)
    assert codes_of(refused) == {"foreign"}


def test_package_goes_where_the_holder_is(actor):
    (certificate,) = on_sheets(1)
    inmate, elsewhere = certificate.inmate, PrisonFactory()
    inmate.custody_state, inmate.destination = "in_transit", elsewhere
    inmate.save()
    with pytest.raises(ValidationError) as refused:
        pack([certificate], actor)
    assert codes_of(refused) == {"elsewhere"}
    assert pack([certificate], actor, elsewhere).prison == elsewhere


def test_cancelled_package_lets_its_sheets_go(actor):
    dispatch = prepared(1)
    dispatching.cancel_dispatch(dispatch=dispatch, actor=actor)
    assert states(dispatch) == [(PackedState.REMOVED, SheetStatus.SIGNED)]
    assert str(pack([dispatch.items.get().certificate], actor)).endswith("-02")


def test_cancelling_refuses_what_was_sent(actor):
    with pytest.raises(ValidationError) as refused:
        dispatching.cancel_dispatch(dispatch=sent(1), actor=actor)
    assert refused.value.code == "already"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"sent_on": clock.today() + datetime.timedelta(days=1)}, "future"),
        ({"sent_on": clock.today() - datetime.timedelta(days=30)}, "before_signed"),
        ({"courier": "  "}, "courier"),
    ],
)
def test_sending_refuses(actor, changes, code):
    dispatch = prepared(1)
    with pytest.raises(ValidationError) as refused:
        dispatching.send_dispatch(
            dispatch=dispatch, **{"sent_on": clock.today(), "courier": "JNE", "actor": actor, **changes}
        )
    assert codes_of(refused) == {code}
    assert states(dispatch) == [(PackedState.PACKED, SheetStatus.SIGNED)]


def test_sending_refuses_a_certificate_that_was_suspended_meanwhile(actor):
    dispatch = prepared(1)
    Certificate.objects.update(state=CertificateState.SUSPENDED)
    with pytest.raises(ValidationError) as refused:
        dispatching.send_dispatch(dispatch=dispatch, sent_on=clock.today(), courier="JNE", actor=actor)
    assert refused.value.code == "not_active"


@pytest.mark.parametrize(("on", "code"), [(1, "future"), (-10, "before_sent")])
def test_receiving_refuses_a_day(actor, on, code):
    dispatch = sent(1)
    with pytest.raises(ValidationError) as refused:
        dispatching.receive_dispatch(
            dispatch=dispatch,
            arrived=[dispatch.items.get().pk],
            received_on=clock.today() + datetime.timedelta(days=on),
            actor=actor,
        )
    assert codes_of(refused) == {code}


def test_receiving_refuses_nothing_and_twice(actor):
    dispatch = sent(1)
    for arrived, code in (
        ([], "none_arrived"),
        ([dispatch.items.get().pk], ""),
        ([dispatch.items.get().pk], "already"),
    ):
        if not code:
            dispatching.receive_dispatch(dispatch=dispatch, arrived=arrived, received_on=clock.today(), actor=actor)
            continue
        with pytest.raises(ValidationError) as refused:
            dispatching.receive_dispatch(dispatch=dispatch, arrived=arrived, received_on=clock.today(), actor=actor)
        assert refused.value.code == code


def test_short_package_leaves_the_missing_with_the_lsp(actor):
    dispatch = received(3, missing=1)
    assert dispatch.state == DispatchState.SHORT
    assert states(dispatch)[-1] == (PackedState.MISSING, SheetStatus.DISPATCHED)
    with pytest.raises(ValidationError) as refused:
        pack([dispatch.items.last().certificate], actor)
    assert "not_signed" in codes_of(refused)


def test_missing_sheet_turns_up_at_the_prison(actor):
    dispatch = received(2, missing=1)
    missing = dispatch.items.missing().get()
    dispatching.find_at_prison(dispatch=dispatch, found=[missing.pk], on=clock.today(), actor=actor)
    assert states(dispatch) == [(PackedState.ARRIVED, SheetStatus.ARRIVED)] * 2
    with pytest.raises(ValidationError) as refused:
        dispatching.find_at_prison(dispatch=dispatch, found=[missing.pk], on=clock.today(), actor=actor)
    assert refused.value.code == "not_missing"


def test_missing_sheet_turns_up_at_the_lsp_and_goes_with_a_later_package(actor):
    missing = received(2, missing=1).items.missing().get()
    dispatching.find_at_issuer(item=missing, actor=actor)
    later = pack([missing.certificate], actor)
    assert states(later) == [(PackedState.PACKED, SheetStatus.SIGNED)]
    with pytest.raises(ValidationError) as refused:
        dispatching.find_at_issuer(item=missing, actor=actor)
    assert refused.value.code == "not_missing"


def test_lost_sheet_is_spoiled_and_its_certificate_waits_for_print(actor):
    missing = received(2, missing=1).items.missing().get()
    dispatching.declare_lost(item=missing, reason=GONE, actor=actor)
    certificate = Certificate.objects.get(pk=missing.certificate_id)
    missing.sheet.refresh_from_db()
    assert (missing.sheet.state, missing.sheet.spoiled_reason) == (SheetStatus.SPOILED, "hilang di perjalanan")
    assert (certificate.sheet_serial, certificate.printed_on) == ("", None)
    assert PublicRecord.objects.get(code=certificate.code).sheet_last3 == ""


def test_giving_up_asks_for_a_sentence(actor):
    missing = received(2, missing=1).items.missing().get()
    with pytest.raises(ValidationError) as refused:
        dispatching.declare_lost(item=missing, reason="hilang", actor=actor)
    assert codes_of(refused) == {"reason"}


def test_lost_package_frees_everything_in_it(actor):
    dispatch = sent(2)
    dispatching.lose_dispatch(dispatch=dispatch, reason=GONE, actor=actor)
    dispatch.refresh_from_db()
    assert (dispatch.state, dispatch.lost_reason) == (DispatchState.LOST, GONE)
    assert states(dispatch) == [(PackedState.LOST, SheetStatus.SPOILED)] * 2
    assert Certificate.objects.filter(sheet_serial="").count() == 2
    with pytest.raises(ValidationError) as refused:
        dispatching.lose_dispatch(dispatch=dispatch, reason=GONE, actor=actor)
    assert refused.value.code == "already"


@pytest.mark.parametrize(("days", "late"), [(7, 0), (8, 1), (12, 5)])
def test_package_is_late_after_the_days_of_the_setting(settings, days, late):
    settings.DISPATCH_DAYS = 7
    dispatch = sent(1, days=days)
    assert dispatch.days_late_on(clock.today()) == late
    assert Dispatch.objects.late(clock.today()).exists() == bool(late)
    assert days_ago(days) == dispatch.sent_on
