"""What the roof collects from the registry: home tasks, search hits, invariants."""

from __future__ import annotations

import datetime

import pytest

from foundation import clock, collect
from foundation.accounts.choices import Role
from lapas import invariants, queue, search, services
from lapas.models import DateFact, Inmate, RegisterNumber
from tests.factories.lapas import InmateFactory, PrisonFactory, officer_at

pytestmark = pytest.mark.django_db
NIK = "9901011705900003"
DAY = datetime.timedelta(days=1)


def counts(user) -> dict[str, int]:
    return {task.title: task.count for task in collect.told(queue.tasks(user))}


def test_queue_of_a_fresh_desk_is_empty(officer, prison) -> None:
    prison.data_as_of = clock.today()
    prison.save()
    assert collect.told(queue.tasks(officer)) == []


def test_queue_counts_what_waits(officer, prison) -> None:
    now = clock.today()
    prison.data_as_of = now - 12 * DAY
    prison.save()
    coming = InmateFactory()
    services.send_transfer(inmate=coming, to_prison=prison, on=now, actor=officer)
    services.send_transfer(inmate=InmateFactory(prison=prison), to_prison=coming.prison, on=now, actor=officer)
    InmateFactory(prison=prison, dates={"expiry": now - DAY, "two_thirds": now - DAY})
    InmateFactory(prison=prison, dates={"decision": now})
    InmateFactory(prison=prison, dates={"decision": now + 5 * DAY}, nik=NIK)
    InmateFactory(prison=prison, dates={"expiry": now + 900 * DAY})
    InmateFactory(dates={"decision": now})
    assert counts(officer) == {
        "Pindah ke sini, belum diterima": 1,
        "Berangkat, belum diterima UPT tujuan": 1,
        "Bebas hari ini": 1,
        "Bebas dalam 14 hari": 1,
        "hari umur data SDP": 12,
        "NIK belum ada, bebas ≤ 90 hari": 2,
        "Tanggal 2/3 belum diketahui": 1,
        "Nama sertifikat belum dikonfirmasi, bebas ≤ 90 hari": 3,
    }


def test_queue_turns_red_when_data_is_old_or_a_date_has_passed(officer, prison) -> None:
    InmateFactory(prison=prison, dates={"decision": clock.today() - DAY})
    urgency = {task.title: task.urgency for task in collect.told(queue.tasks(officer))}
    assert urgency["Tanggal bebas sudah lewat, belum dicatat"] == 0
    assert urgency["Data SDP belum pernah diimpor"] == 0


def test_queue_of_the_work_desk_holds_only_names(prison) -> None:
    InmateFactory(prison=prison, dates={"decision": clock.today() + DAY})
    assert list(counts(officer_at(prison, Role.WORK_OFFICER))) == [
        "Nama sertifikat belum dikonfirmasi, bebas ≤ 90 hari"
    ]


@pytest.mark.parametrize("typed", ["djoko", "0421/2023", NIK, "9901 0117 0590 0003"])
def test_search_hits_name_number_and_whole_nik(officer, prison, typed: str) -> None:
    InmateFactory(prison=prison, name="Joko", register_number="B.I 0421/2023", nik=NIK)
    InmateFactory(prison=prison, name="Gunawan")
    assert [hit.title for hit in search.hits(officer, typed)] == ["Joko"]


def test_search_does_not_find_part_of_a_nik_or_a_foreign_person(officer, prison) -> None:
    InmateFactory(prison=prison, name="Ada", nik=NIK)
    InmateFactory(name="Asing")
    assert list(search.hits(officer, NIK[:12])) == []
    assert list(search.hits(officer, "asing")) == []


def broken() -> set[str]:
    return {check.code for check in invariants.checks() if list(check.broken())}


def test_invariants_hold_after_services(officer, prison) -> None:
    one, two = InmateFactory(prison=prison, nik=NIK, dates={"two_thirds": clock.today()}), InmateFactory(prison=prison)
    services.correct_inmate(inmate=one, fields={"name": "Lain", "alias": "X"}, actor=officer)
    services.send_transfer(inmate=two, to_prison=PrisonFactory(), on=clock.today(), actor=officer)
    services.receive_transfer(inmate=two, register_number="B.I 99", on=clock.today(), actor=officer)
    services.record_release(inmate=one, on=clock.today(), actor=officer)
    assert broken() == set()


@pytest.mark.parametrize(
    ("code", "corrupt"),
    [
        ("lapas.one_prison", lambda pk: Inmate.objects.filter(pk=pk).update(prison=PrisonFactory())),
        ("lapas.register_number", lambda pk: Inmate.objects.filter(pk=pk).update(register_number="X")),
        ("lapas.register_number", lambda pk: RegisterNumber.objects.update(normalised="x")),
        ("lapas.register_number", lambda pk: RegisterNumber.objects.update(until_date=datetime.date(2026, 1, 1))),
        ("lapas.earliest_release", lambda pk: DateFact.objects.update(date=datetime.date(2030, 2, 2))),
        ("lapas.search_key", lambda pk: Inmate.objects.filter(pk=pk).update(name="Lain")),
        ("lapas.one_nik", lambda pk: Inmate.objects.filter(pk=pk).update(nik_cipher="")),
    ],
)
def test_invariant_reports_what_breaks_it(code: str, corrupt) -> None:
    inmate = InmateFactory(nik=NIK, dates={"expiry": datetime.date(2030, 1, 1)})
    corrupt(inmate.pk)
    assert code in broken()


def test_invariant_reports_a_second_open_register_number(prison) -> None:
    inmate = InmateFactory(prison=prison)
    RegisterNumber.objects.create(inmate=inmate, prison=PrisonFactory(), number="B", normalised="B")
    assert "lapas.one_prison" in broken()
