"""An LSP sends originals of people who have left straight to the counter where they are fetched."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from certification.choices import PickupPlace, SheetStatus
from certification.models import Certificate
from certification.services import pickup
from certification.services.forwarding import forward_originals
from foundation import clock
from foundation.accounts.choices import Role
from tests.certification.journey_world import days_ago, on_sheets, sheet_of
from tests.certification.test_dispatching import codes_of
from tests.factories.accounts import UserFactory
from tests.factories.certification import LspFactory, officer_of
from tests.factories.journey import PickupPlanFactory
from tests.factories.training import CentrePostingFactory, TrainingCentreFactory
from tests.pages import submit

pytestmark = pytest.mark.django_db
TODAY = f"{clock.today():%d-%m-%Y}"


def left(count=1, state=SheetStatus.SIGNED):
    """Certificates whose holders were released without them; the originals lie at the LSP."""
    rows = on_sheets(count, state)
    for row in rows:
        row.inmate.custody_state, row.inmate.released_on = "released", clock.today()
        row.inmate.save()
    return rows


def planned(row, centre=None, lsp=None):
    place = PickupPlace.ISSUER if lsp else PickupPlace.CENTRE
    return PickupPlanFactory(inmate=row.inmate, place=place, lsp=lsp, centre=centre)


def forward(rows, **changes):
    given = {"sent_on": clock.today(), "courier": "JNE", "courier_number": "99", **changes}
    return forward_originals(lsp=rows[0].lsp, certificates=rows, actor=UserFactory(), **given)


@pytest.mark.parametrize("state", [SheetStatus.SIGNED, SheetStatus.RETURNED])
def test_the_original_goes_to_the_centre_and_leaves_the_lists_of_packages(state):
    (row,) = left(state=state)
    made = planned(row, TrainingCentreFactory())
    assert not Certificate.objects.ready_to_send().exists()
    forward([row])
    made.refresh_from_db()
    assert sheet_of(row).state == SheetStatus.FORWARDED
    assert (made.sent_on, made.courier_number) == (clock.today(), "JNE 99")
    assert not Certificate.objects.ready_to_forward().exists()


def test_whoever_is_inside_still_gets_it_by_the_package_of_the_prison():
    (row,) = on_sheets(1)
    planned(row, TrainingCentreFactory())
    assert Certificate.objects.ready_to_send().get() == row
    assert not Certificate.objects.ready_to_forward().exists()


def test_an_own_counter_needs_no_parcel():
    (row,) = left()
    planned(row, lsp=row.lsp)
    assert not Certificate.objects.ready_to_forward().exists()
    with pytest.raises(ValidationError) as refused:
        forward([row])
    assert codes_of(refused) == {"not_waiting"}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"sent_on": clock.today() + datetime.timedelta(days=1)}, "future"),
        ({"sent_on": days_ago(40)}, "before_signed"),
        ({"courier": " "}, "courier"),
    ],
)
def test_a_parcel_refuses_its_day_and_its_courier(changes, code):
    (row,) = left()
    planned(row, TrainingCentreFactory())
    with pytest.raises(ValidationError) as refused:
        forward([row], **changes)
    assert codes_of(refused) == {code}
    assert sheet_of(row).state == SheetStatus.SIGNED


def test_two_counters_are_two_parcels_and_a_foreign_certificate_is_none():
    rows = left(2)
    for row in rows:
        planned(row, TrainingCentreFactory())
    with pytest.raises(ValidationError) as refused:
        forward(rows)
    assert codes_of(refused) == {"one_counter"}
    with pytest.raises(ValidationError) as refused:
        forward_originals(
            lsp=LspFactory(), certificates=rows, sent_on=clock.today(), courier="JNE", actor=UserFactory()
        )
    assert codes_of(refused) == {"foreign"}


def test_what_lies_at_the_prison_still_follows_after_the_lsp_sent_its_part():
    first, second = left(2)
    Certificate.objects.filter(pk=second.pk).update(inmate=first.inmate)
    made = planned(first, TrainingCentreFactory())
    forward([first])
    sheet = sheet_of(second)
    sheet.state = SheetStatus.READY
    sheet.save()
    pickup.send_original(plan=made, sent_on=clock.today(), actor=UserFactory())
    assert sheet_of(second).state == SheetStatus.FORWARDED


def test_the_clerk_forwards_on_the_page_and_the_other_lsp_hands_over_at_its_counter(client):
    (row,) = left()
    counter = LspFactory()
    made = planned(row, lsp=counter)
    client.force_login(officer_of(row.lsp, Role.PRINT_CLERK))
    page = reverse("certification:originals-forward")
    assert counter.name_id in client.get(page).content.decode()
    given = {"certificates": [row.pk], "sent_on": TODAY, "courier": "JNE", "courier_number": "99"}
    submit(client, page, given)
    assert sheet_of(row).state == SheetStatus.FORWARDED
    client.force_login(officer_of(counter, Role.PRINT_CLERK))
    _serve(client, made)
    assert sheet_of(row).state == SheetStatus.HANDED_OVER


def test_the_centre_hands_over_what_was_forwarded_to_it(client):
    (row,) = left()
    desk = CentrePostingFactory(role=Role.CENTRE_OFFICER)
    made = planned(row, desk.centre)
    forward([row])
    user = UserFactory(person=desk.person)
    client.force_login(user)
    _serve(client, made)
    assert sheet_of(row).state == SheetStatus.HANDED_OVER


def test_another_lsp_sees_and_forwards_nothing_of_it(client):
    (row,) = left()
    planned(row, TrainingCentreFactory())
    client.force_login(officer_of(LspFactory(), Role.PRINT_CLERK))
    page = reverse("certification:originals-forward")
    assert row.facts["name"] not in client.get(page).content.decode()
    submit(client, page, {"certificates": [row.pk], "sent_on": TODAY, "courier": "JNE"})
    assert sheet_of(row).state == SheetStatus.SIGNED


def _serve(client, made):
    inmate = made.inmate
    asked = {
        "slip_code": made.printed_code,
        "name": inmate.certificate_name,
        "birth_date": f"{inmate.birth_date:%d-%m-%Y}",
    }
    submit(client, reverse("certification:counter"), asked)
    given = {"handed_on": TODAY, "is_holder": "1", "identity_check": "id_card"}
    submit(client, reverse("certification:counter-hand-over"), given)
