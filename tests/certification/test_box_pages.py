"""Pages of the ready box, ceremonies, the gate and what is fetched after the release."""

import datetime

import pytest
from django.urls import reverse

from certification.choices import PlanState, SheetStatus
from certification.models import Ceremony, HandOver, PickupPlan
from certification.queue import tasks
from certification.stigma import found_in
from foundation import clock, collect
from foundation.accounts.choices import Role
from lapas.choices import DateKind
from lapas.services import set_date_fact
from tests.certification.journey_world import on_sheets, sheet_of
from tests.certification.paper import pages_of, text_of
from tests.factories.accounts import UserFactory
from tests.factories.certification import officer_of
from tests.factories.lapas import officer_at
from tests.factories.training import CentrePostingFactory, TrainingCentreFactory
from tests.pages import submit

pytestmark = pytest.mark.django_db

TODAY = f"{clock.today():%d-%m-%Y}"


def url(name, *args):
    return reverse(f"certification:{name}", args=args)


@pytest.fixture
def officer(client):
    """Signs in the work officer of the prison of a certificate's holder."""

    def sign_in(certificate):
        user = officer_at(certificate.inmate.prison, Role.WORK_OFFICER)
        client.force_login(user)
        return user

    return sign_in


def told(user):
    return {task.title: task.count for task in collect.told(tasks(user))}


def leaves(certificate, day):
    set_date_fact(
        inmate=certificate.inmate,
        kind=DateKind.DECISION,
        date=day,
        release_kind="pb",
        letter_number="PAS-1.PK.05.09",
        actor=None,
        source="letter",
    )


def release(certificate):
    inmate = certificate.inmate
    inmate.refresh_from_db()
    inmate.custody_state, inmate.released_on = "released", clock.today()
    inmate.save()
    return inmate


@pytest.mark.parametrize("rows", [1, 30])
def test_box_takes_the_same_queries_for_any_number(client, officer, django_assert_max_num_queries, rows):
    certificates = on_sheets(rows, SheetStatus.ARRIVED)
    officer(certificates[0])
    client.get(url("ready-box"))
    with django_assert_max_num_queries(7):
        page = client.get(url("ready-box")).content.decode()
    assert page.count('name="certificates"') == rows


def test_box_takes_the_ticked_and_no_foreign_one(client, officer):
    own, other = on_sheets(2, SheetStatus.ARRIVED)
    (foreign,) = on_sheets(1, SheetStatus.ARRIVED)
    user = officer(own)
    assert told(user)["Sertifikat perlu foto dan tanda tangan"] == 2
    submit(client, url("ready-box"), {"certificates": [own.pk, foreign.pk]})
    assert [sheet_of(row).state for row in (own, other, foreign)] == ["ready", "arrived", "arrived"]
    assert told(user)["Sertifikat siap diserahkan"] == 1
    page = client.get(url("ready-box"), {"tampil": "siap"}).content.decode()
    assert own.sheet_serial in page
    assert other.sheet_serial not in page


def test_ceremony_hands_over_with_exceptions_and_gives_all_receipts_in_one_file(client, officer):
    first, second, third = on_sheets(3, SheetStatus.READY)
    officer(first)
    ids = {"certificates": [first.pk, second.pk, third.pk]}
    assert third.facts["name"] in client.get(url("ceremony-create"), ids).content.decode()
    data = {
        **ids,
        "handed_on": TODAY,
        "identity_check": "photo",
        f"cara-{first.pk}": "holder",
        f"cara-{second.pk}": "other",
        f"penerima-{second.pk}": "SITI AMINAH",
        f"cara-{third.pk}": "skip",
    }
    submit(client, url("ceremony-create"), data)
    ceremony = Ceremony.objects.get()
    given = dict(HandOver.objects.values_list("certificate", "received_by"))
    assert given == {first.pk: first.facts["name"], second.pk: "SITI AMINAH"}
    assert first.facts["name"] in client.get(url("ceremony-detail", ceremony.pk)).content.decode()
    receipts = client.get(url("ceremony-receipts", ceremony.pk))
    text = text_of(receipts.content)
    assert pages_of(receipts.content) == 2
    assert "SITI AMINAH (atas nama pemegang)" in text
    assert found_in(text, holder=first.facts["name"]) == []
    assert first.inmate.prison.name not in text


def test_ceremony_refuses_all_and_says_who(client, officer):
    here, away = on_sheets(2, SheetStatus.READY)
    sheet = sheet_of(away)
    sheet.state = SheetStatus.SIGNED
    sheet.save()
    officer(here)
    data = {"certificates": [here.pk, away.pk], "handed_on": TODAY, "identity_check": "photo"}
    data |= {f"cara-{row.pk}": "holder" for row in (here, away)}
    answer = submit(client, url("ceremony-create"), data)
    assert away.facts["name"] in str(answer.context["form"].non_field_errors())
    assert not HandOver.objects.exists()


def test_gate_list_says_what_is_in_the_hand_today_and_what_is_fetched_later(client, officer):
    here, away, later = on_sheets(3, SheetStatus.READY)
    sheet = sheet_of(away)
    sheet.state = SheetStatus.SIGNED
    sheet.save()
    leaves(here, clock.today())
    leaves(away, clock.today())
    leaves(later, clock.today() + datetime.timedelta(days=1))
    officer(here)
    answer = client.get(url("gate-list"))
    rows = {row["inmate"].pk: row for row in answer.context["rows"]}
    assert set(rows) == {here.inmate_id, away.inmate_id}
    assert rows[here.inmate_id]["here"] == [here]
    assert rows[away.inmate_id]["to_plan"]
    assert url("pickup-plan", away.inmate_id) in answer.content.decode()
    tomorrow = client.get(url("gate-list"), {"hari": "besok"})
    assert [row["inmate"].pk for row in tomorrow.context["rows"]] == [later.inmate_id]


@pytest.mark.parametrize("rows", [1, 30])
def test_gate_and_after_release_take_the_same_queries(client, officer, django_assert_max_num_queries, rows):
    certificates = on_sheets(rows, SheetStatus.READY)
    for certificate in certificates:
        release(certificate)
    officer(certificates[0])
    client.get(url("after-release"))
    with django_assert_max_num_queries(7):
        assert len(client.get(url("after-release")).context["rows"]) == rows
    # Nine, and the savepoint round the record of the reading.
    with django_assert_max_num_queries(12):
        client.get(url("gate-list"))


def test_released_without_a_plan_is_a_task_until_the_original_is_on_its_way(client, officer):
    (certificate,) = on_sheets(1, SheetStatus.READY)
    inmate, user = release(certificate), officer(certificate)
    assert told(user)["Bebas tanpa rencana pengambilan"] == 1
    submit(client, url("pickup-plan", inmate.pk), {"place": "issuer", "lsp": certificate.lsp_id})
    plan = PickupPlan.objects.get()
    assert "Bebas tanpa rencana pengambilan" not in told(user)
    page = client.get(url("after-release")).content.decode()
    assert plan.printed_code in page
    assert url("pickup-send", plan.pk) in page
    slip = client.get(url("pickup-slip", plan.pk))
    assert plan.printed_code in text_of(slip.content)
    assert slip["Content-Disposition"] == f'inline; filename="slip-{plan.slip_code[:4]}.pdf"'
    submit(client, url("pickup-send", plan.pk), {"sent_on": TODAY, "courier_number": "77"})
    assert sheet_of(certificate).state == SheetStatus.RETURNED


def asked(plan):
    return {"slip_code": plan.printed_code, "name": plan.inmate.certificate_name, "birth_date": "17-05-1990"}


def planned(place="issuer", state=SheetStatus.RETURNED, centre=None):
    (certificate,) = on_sheets(1, state)
    inmate = release(certificate)
    plan = PickupPlan.objects.create(
        inmate=inmate,
        place=place,
        lsp=None if centre else certificate.lsp,
        centre=centre,
        slip_code="7K2M9QXR",
        planned_by=UserFactory(),
        planned_at=clock.now(),
    )
    return certificate, plan


GIVEN = {"handed_on": TODAY, "identity_check": "id_card", "is_holder": "1"}


def test_counter_of_the_lsp_serves_the_slip_and_prints_the_receipt(client):
    certificate, plan = planned()
    client.force_login(officer_of(certificate.lsp, Role.PRINT_CLERK))
    assert client.get(url("counter-hand-over"))["Location"] == url("counter")
    assert client.get(url("counter-receipts"))["Location"] == url("counter")
    wrong = submit(client, url("counter"), {**asked(plan), "birth_date": "18-05-1990"})
    assert "Tidak ditemukan" in str(wrong.context["form"].errors)
    assert submit(client, url("counter"), asked(plan))["Location"] == url("counter-hand-over")
    page = client.get(url("counter-hand-over")).content.decode()
    assert certificate.number in page
    assert certificate.inmate.prison.name not in page
    submit(client, url("counter-hand-over"), GIVEN)
    plan.refresh_from_db()
    assert plan.state == PlanState.DONE
    assert certificate.facts["name"] in text_of(client.get(url("counter-receipts")).content)
    assert client.get(url("counter-hand-over"))["Location"] == url("counter")


def test_counter_of_a_centre_serves_what_was_forwarded_to_it(client):
    centre = TrainingCentreFactory()
    certificate, plan = planned("centre", SheetStatus.FORWARDED, centre)
    user = UserFactory()
    CentrePostingFactory(person=user.person, centre=centre, role=Role.CENTRE_OFFICER)
    client.force_login(user)
    submit(client, url("counter"), asked(plan))
    submit(client, url("counter-hand-over"), GIVEN)
    assert sheet_of(certificate).state == SheetStatus.HANDED_OVER
    assert HandOver.objects.get().handed_by == user


def test_counter_of_another_lsp_finds_nothing(client):
    (other,) = on_sheets(1)
    _certificate, plan = planned()
    client.force_login(officer_of(other.lsp, Role.PRINT_CLERK))
    assert "Tidak ditemukan" in str(submit(client, url("counter"), asked(plan)).context["form"].errors)


def test_counter_says_when_the_original_has_not_come(client):
    certificate, plan = planned(state=SheetStatus.READY)
    client.force_login(officer_of(certificate.lsp))
    submit(client, url("counter"), asked(plan))
    # In the ready box of the prison: the LSP has it only after it was sent back.
    type(sheet_of(certificate)).objects.update(state=SheetStatus.ARRIVED)
    answer = submit(client, url("counter-hand-over"), GIVEN)
    assert "belum sampai" in str(answer.context["form"].errors)
