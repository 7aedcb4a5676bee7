from __future__ import annotations

import datetime

import pytest
from django.urls import reverse

from foundation import clock
from foundation.accounts.choices import Role
from lapas import services
from lapas.choices import CustodyState
from lapas.models import CustodyEvent, Inmate
from tests.factories.accounts import NationPostingFactory, UserFactory
from tests.factories.lapas import InmateFactory, PrisonFactory, officer_at
from tests.pages import submit

pytestmark = pytest.mark.django_db
BOARD, ARRIVALS = reverse("lapas:release-board"), reverse("lapas:arrivals")
DAY = datetime.timedelta(days=1)


def event_page(inmate, kind: str) -> str:
    return f"{reverse('lapas:event-record', args=[inmate.pk])}?jenis={kind}"


def today() -> str:
    return f"{clock.today():%d-%m-%Y}"


def names(response) -> list[str]:
    return [row.record.name for row in response.context["table"].rows]


def test_release_is_recorded_with_only_a_day(desk, prison) -> None:
    inmate = InmateFactory(prison=prison)
    response = submit(desk, event_page(inmate, "released"), {"on": today()})
    inmate.refresh_from_db()
    assert response.status_code == 302
    assert (inmate.custody_state, inmate.released_on) == (CustodyState.RELEASED, clock.today())


def test_same_form_twice_records_once(desk, prison) -> None:
    inmate = InmateFactory(prison=prison)
    url = event_page(inmate, "sick")
    key = desk.get(url).context["submission_key"]
    for _time in range(2):
        submit(desk, url, {"on": today()}, key=key)
    assert CustodyEvent.objects.count() == 1


def test_event_page_asks_only_what_the_kind_needs(desk, prison) -> None:
    inmate = InmateFactory(prison=prison)
    asked = {kind: set(desk.get(event_page(inmate, kind)).context["form"].fields) for kind in ("released", "sick")}
    assert asked == {"released": {"on", "release_kind", "letter_number"}, "sick": {"on", "letter_number"}}


def test_event_page_offers_only_what_may_follow(desk, prison) -> None:
    inmate = InmateFactory(prison=prison, state={"custody_state": "released", "released_on": clock.today()})
    response = desk.get(event_page(inmate, "released"))
    assert [kind.value for kind in response.context["kinds"]] == ["admitted"]


def test_event_page_of_somebody_who_died_offers_nothing_and_says_so(desk, prison) -> None:
    inmate = InmateFactory(prison=prison, state={"custody_state": "deceased"})
    response = desk.get(event_page(inmate, "released"))
    assert "Tidak ada peristiwa" in response.content.decode()
    assert submit(desk, event_page(inmate, "released"), {"on": today()}).status_code == 404


def test_event_page_shows_a_refusal(desk, prison) -> None:
    inmate = InmateFactory(prison=prison)
    response = submit(desk, event_page(inmate, "released"), {"on": f"{clock.today() + DAY:%d-%m-%Y}"})
    assert "belum tiba" in response.context["form"].errors["__all__"][0]
    assert not CustodyEvent.objects.exists()


def test_transfer_is_sent_and_accepted_by_the_other_prison(desk, prison, signed_in) -> None:
    inmate, there = InmateFactory(prison=prison, name="Pindahan"), PrisonFactory()
    submit(desk, event_page(inmate, "transfer_out"), {"on": today(), "to_prison": there.pk})
    receiver = signed_in(officer_at(there))
    assert names(receiver.get(ARRIVALS)) == ["Pindahan"]
    assert names(desk.get(ARRIVALS)) == []
    accept = reverse("lapas:arrival-accept", args=[inmate.pk])
    assert submit(desk, accept, {"register_number": "X", "on": today()}).status_code == 404
    submit(receiver, accept, {"register_number": "B.I 3/2026", "on": today()})
    inmate.refresh_from_db()
    assert (inmate.prison, inmate.register_number) == (there, "B.I 3/2026")
    assert desk.get(event_page(inmate, "released")).status_code == 404


def test_transfer_to_the_own_or_a_closed_prison_is_not_offered(desk, prison) -> None:
    inmate, closed = InmateFactory(prison=prison), PrisonFactory(is_active=False)
    for wrong in (prison, closed):
        response = submit(desk, event_page(inmate, "transfer_out"), {"on": today(), "to_prison": wrong.pk})
        assert response.context["form"].errors["to_prison"]


def test_arrival_without_number_is_refused(desk, prison, officer) -> None:
    inmate = InmateFactory()
    services.send_transfer(inmate=inmate, to_prison=prison, on=clock.today(), actor=officer)
    accept = reverse("lapas:arrival-accept", args=[inmate.pk])
    assert desk.get(accept).context["inmate"] == inmate
    response = submit(desk, accept, {"register_number": "", "on": today()})
    assert response.context["form"].errors["register_number"]


def test_who_did_not_arrive_is_with_the_sending_prison_again(desk, prison, signed_in) -> None:
    inmate, there = InmateFactory(prison=prison), PrisonFactory()
    submit(desk, event_page(inmate, "transfer_out"), {"on": today(), "to_prison": there.pk})
    receiver, back = signed_in(officer_at(there)), reverse("lapas:arrival-not-come", args=[inmate.pk])
    assert desk.get(back).status_code == 404
    assert submit(receiver, back, {"on": today()}).status_code == 302
    inmate.refresh_from_db()
    assert (inmate.prison, inmate.destination, inmate.custody_state) == (prison, None, CustodyState.IN_CUSTODY)
    assert receiver.get(reverse("lapas:arrival-accept", args=[inmate.pk])).status_code == 404
    assert inmate.custody_events.filter(kind="returned", prison=prison).count() == 1


def test_arrivals_and_events_are_not_for_the_work_desk(signed_in, prison) -> None:
    client = signed_in(officer_at(prison, Role.WORK_OFFICER))
    assert client.get(ARRIVALS).status_code == 403
    assert client.get(event_page(InmateFactory(prison=prison), "released")).status_code == 403


def test_board_tells_promises_from_any_day_and_overdue(desk, prison, signed_in) -> None:
    now = clock.today()
    for name, dates in {
        "Segera": {"decision": now + 3 * DAY},
        "Bulan": {"two_thirds": now + 20 * DAY},
        "Kapan": {"two_thirds": now - DAY, "expiry": now + 400 * DAY},
        "Lewat": {"expiry": now - DAY},
        "Lama": {"expiry": now + 400 * DAY},
        "Mungkin": {"not_before": now - 2 * DAY, "expiry": now + 400 * DAY},
        "Usul": {"proposal": now, "expiry": now + 400 * DAY},
    }.items():
        InmateFactory(prison=prison, name=name, dates=dates)
    InmateFactory(
        prison=prison, name="Bebas", dates={"decision": now}, state={"custody_state": "released", "released_on": now}
    )
    nation = UserFactory()
    NationPostingFactory(person=nation.person)
    for reader in (desk, signed_in(nation)):
        seen = {chip: names(reader.get(BOARD, {"tampil": chip})) for chip in ("", "30", "90", "sewaktu", "lewat")}
        assert seen == {
            "": ["Segera"],
            "30": ["Segera", "Bulan"],
            "90": ["Segera", "Bulan"],
            "sewaktu": ["Mungkin", "Kapan", "Usul"],
            "lewat": ["Lewat"],
        }
    assert "3 hari lagi" in desk.get(BOARD).content.decode()


@pytest.mark.parametrize("rows", [1, 30])
def test_board_takes_the_same_queries(desk, prison, rows: int, django_assert_num_queries) -> None:
    InmateFactory.create_batch(rows, prison=prison, dates={"decision": clock.today() + DAY})
    desk.get(BOARD)
    with django_assert_num_queries(8):
        assert len(names(desk.get(BOARD))) == rows


@pytest.mark.parametrize("rows", [1, 30])
def test_arrivals_take_the_same_queries(desk, prison, officer, rows: int, django_assert_num_queries) -> None:
    for inmate in InmateFactory.create_batch(rows):
        services.send_transfer(inmate=inmate, to_prison=prison, on=clock.today(), actor=officer)
    desk.get(ARRIVALS)
    with django_assert_num_queries(7):
        assert len(names(desk.get(ARRIVALS))) == rows


def nation(signed_in, role):
    user = UserFactory()
    NationPostingFactory(person=user.person, role=role)
    return signed_in(user)


@pytest.mark.parametrize("rows", [1, 30])
def test_prison_list_takes_the_same_queries(signed_in, rows: int, django_assert_num_queries) -> None:
    for inmate in InmateFactory.create_batch(rows):
        inmate.prison.name = f"Lapas {inmate.pk}"
    client = nation(signed_in, Role.AUDITOR)
    url = reverse("lapas:prison-list")
    client.get(url)
    with django_assert_num_queries(6):
        response = client.get(url)
    assert [row.record.people for row in response.context["table"].rows] == [1] * rows


def test_prison_page_counts_people_and_names_nobody(signed_in) -> None:
    inmate = InmateFactory(name="Rahasia Sekali")
    client = nation(signed_in, Role.AUDITOR)
    response = client.get(reverse("lapas:prison-detail", args=[inmate.prison.pk]))
    assert response.context["people"] == 1
    assert "Rahasia" not in response.content.decode()


def test_prison_pages_are_for_those_who_look_over_several(desk, prison) -> None:
    assert desk.get(reverse("lapas:prison-list")).status_code == 403
    assert desk.get(reverse("lapas:prison-detail", args=[prison.pk])).status_code == 403


MANY = reverse("lapas:release-many")


def test_many_ticked_on_the_board_leave_at_once(desk, prison) -> None:
    one, two, three = InmateFactory.create_batch(3, prison=prison, dates={"decision": clock.today()})
    assert b'name="inmates"' in desk.get(BOARD).content
    page = desk.get(MANY, {"inmates": [one.pk, two.pk]})
    assert list(page.context["chosen"].order_by("pk")) == [one, two]
    response = submit(desk, MANY, {"inmates": [one.pk, two.pk], "on": today(), "release_kind": "pb"})
    assert response.status_code == 302
    assert [i.custody_state for i in Inmate.objects.order_by("pk")] == ["released", "released", "in_custody"]
    assert three.release_kind == ""


def test_many_refuses_a_foreign_person_and_writes_nothing(desk, prison) -> None:
    own, foreign = InmateFactory(prison=prison), InmateFactory(name="Asing Sekali")
    assert "Asing Sekali" not in desk.get(MANY, {"inmates": [own.pk, foreign.pk]}).content.decode()
    response = submit(desk, MANY, {"inmates": [own.pk, foreign.pk], "on": today()})
    assert response.context["form"].errors["inmates"]
    assert not CustodyEvent.objects.exists()


def test_many_without_a_tick_says_where_to_tick(desk) -> None:
    assert "Belum ada yang dipilih" in desk.get(MANY, {"inmates": ["x"]}).content.decode()


def test_board_of_the_work_desk_has_nothing_to_tick(signed_in, prison) -> None:
    InmateFactory(prison=prison, dates={"decision": clock.today()})
    client = signed_in(officer_at(prison, Role.WORK_OFFICER))
    assert b'name="inmates"' not in client.get(BOARD).content
    assert client.get(MANY).status_code == 403
