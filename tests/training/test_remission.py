"""Remission days: deadlines backwards, the table, who is told at home."""

from __future__ import annotations

import datetime

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from foundation import clock, collect
from foundation.accounts.choices import Role
from lapas import reference_data
from lapas.models import RemissionDay
from tests.factories.accounts import NationPostingFactory, UserFactory
from tests.factories.lapas import InmateFactory, PrisonFactory, officer_at
from tests.pages import submit
from training.fit import certificate_in_hand
from training.queue_remission import missing_feasts, remission_tasks
from training.remission import deadlines

DAYS = reverse("training:remission-days")


@given(st.dates(datetime.date(2026, 1, 1), datetime.date(2029, 12, 31)), st.integers(0, 30))
def test_whoever_keeps_the_first_deadline_has_the_certificate_in_hand(day: datetime.date, margin: int) -> None:
    last = deadlines(day, margin)
    assert last.in_order() == sorted(last.in_order())
    assert certificate_in_hand(last.training_ends) <= last.in_hand == day - datetime.timedelta(days=margin)


def test_deadlines_before_17_august_are_those_counted_by_hand() -> None:
    last = deadlines(datetime.date(2026, 8, 17), 7)
    assert last.in_hand == datetime.date(2026, 8, 10)
    assert last.dispatch == datetime.date(2026, 8, 3)
    assert last.print == datetime.date(2026, 7, 22)
    assert last.proposal == datetime.date(2026, 7, 6)


@pytest.mark.django_db
def test_reference_leaves_alone_what_an_administrator_set() -> None:
    moved = RemissionDay.objects.create(kind="nyepi", on=datetime.date(2026, 3, 20), source="SKB perubahan")
    first = reference_data._load_remission_days()
    assert reference_data._load_remission_days() == first
    assert list(RemissionDay.objects.filter(kind="nyepi", on__year=2026)) == [moved]
    assert RemissionDay.objects.get(kind="natal", on__year=2026).on == datetime.date(2026, 12, 25)


@pytest.mark.django_db
def test_home_speaks_of_a_remission_day_from_45_days_on() -> None:
    prison = PrisonFactory()
    officer, today = officer_at(prison), clock.today()
    for days in (45, 46):
        RemissionDay.objects.create(kind="natal", on=today + datetime.timedelta(days=days), source="x")
    InmateFactory(prison=prison, dates={"decision": today + datetime.timedelta(days=45)})
    InmateFactory(dates={"decision": today + datetime.timedelta(days=45)})
    (task,) = collect.told(remission_tasks(officer))
    assert (task.count, task.reason.split(" orang")[0]) == (45, "1")
    assert not list(remission_tasks(officer_at(prison, Role.WORK_OFFICER)))


@pytest.mark.django_db
def test_national_desk_keeps_the_table_and_others_read_it(client) -> None:
    admin = UserFactory()
    NationPostingFactory(person=admin.person, role=Role.KEMNAKER_ADMIN)
    client.force_login(admin, backend="foundation.accounts.backend.PostingsBackend")
    on = clock.today() + datetime.timedelta(days=100)
    add = reverse("training:remission-day-add")
    said = {"kind": "nyepi", "on": f"{on:%d-%m-%Y}", "source": "SKB 1/2026"}
    assert submit(client, add, said).status_code == 302
    assert submit(client, add, said).context["form"].errors
    wrong = submit(client, add, said | {"kind": "natal", "on": "26-12-2026"})
    assert "selalu jatuh pada 25-12" in wrong.context["form"].errors["on"][0]
    day = RemissionDay.objects.get()
    assert f"{on:%d-%m-%Y}" in client.get(DAYS).content.decode()
    change = reverse("training:remission-day-change", args=[day.pk])
    assert submit(client, change, said | {"source": "SKB 2/2026"}).status_code == 302
    assert RemissionDay.objects.get().source == "SKB 2/2026"
    client.force_login(officer_at(PrisonFactory()), backend="foundation.accounts.backend.PostingsBackend")
    assert "remission-day" not in client.get(DAYS).content.decode()
    assert client.get(change).status_code == 403
    client.force_login(admin, backend="foundation.accounts.backend.PostingsBackend")
    submit(client, reverse("training:remission-day-remove", args=[day.pk]))
    assert not RemissionDay.objects.exists()


@pytest.mark.django_db
def test_feasts_without_a_date_are_asked_for_from_october_on() -> None:
    RemissionDay.objects.create(kind="waisak", on=datetime.date(2026, 5, 31), source="SKB")
    assert {(kind.value, year) for kind, year in missing_feasts(datetime.date(2026, 9, 30))} == {
        ("nyepi", 2026),
        ("idul_fitri", 2026),
    }
    assert ("imlek", 2026) in missing_feasts(datetime.date(2026, 2, 21))
    assert ("waisak", 2027) in missing_feasts(datetime.date(2026, 10, 1))


@pytest.mark.django_db
def test_an_estimate_says_so_everywhere_until_a_decree_confirms_it(client) -> None:
    admin = UserFactory()
    NationPostingFactory(person=admin.person, role=Role.KEMNAKER_ADMIN)
    client.force_login(admin, backend="foundation.accounts.backend.PostingsBackend")
    on = clock.today() + datetime.timedelta(days=40)
    add = reverse("training:remission-day-add")
    said = {"kind": "idul_fitri", "on": f"{on:%d-%m-%Y}", "source": "kalender", "is_estimate": "on"}
    assert submit(client, add, said).status_code == 302
    day = RemissionDay.objects.get()
    page = client.get(DAYS).content.decode()
    assert "Masih perkiraan" in page
    assert f"{deadlines(on).dispatch:%d-%m-%Y}" in page
    prison = PrisonFactory()
    (task,) = collect.told(remission_tasks(officer_at(prison)))
    assert "(perkiraan)" in task.title
    assert task.reason.startswith("Tanggalnya perkiraan, SKB belum terbit.")
    titles = {task.title: task.count for task in collect.told(remission_tasks(admin))}
    assert titles["Hari remisi masih perkiraan"] == 1

    # The same feast is not set beside its estimate, and a fixed day is none.
    beside = said | {"on": f"{on + datetime.timedelta(days=1):%d-%m-%Y}", "is_estimate": ""}
    assert "konfirmasikan yang itu" in submit(client, add, beside).context["form"].errors["on"][0]
    fixed = said | {"kind": "natal", "on": f"25-12-{on.year + 1}"}
    assert submit(client, add, fixed).context["form"].errors["is_estimate"]

    confirm = reverse("training:remission-day-confirm", args=[day.pk])
    decreed = {"on": beside["on"], "decree": "SKB"}
    assert "nomor SKB" in submit(client, confirm, decreed).context["form"].errors["decree"][0]
    assert submit(client, confirm, decreed | {"decree": "SKB 1066/2026"}).status_code == 302
    day.refresh_from_db()
    assert (day.is_estimate, day.on, day.source) == (False, on + datetime.timedelta(days=1), "SKB 1066/2026")
    assert "perkiraan" not in client.get(DAYS).content.decode()
    assert client.get(confirm).status_code == 404
    again = reverse("training:remission-day-change", args=[day.pk])
    assert submit(client, again, said).context["form"].errors["is_estimate"]
    (task,) = collect.told(remission_tasks(officer_at(prison)))
    assert "perkiraan" not in task.title + task.reason
