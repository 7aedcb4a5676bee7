import datetime

import pytest
from django.core.cache import cache
from django.urls import reverse

from foundation import collect
from foundation.accounts.choices import Role
from foundation.audit.models import AuditEvent
from lapas.models import Prison
from pojok_vokasi import menu
from tests.factories.accounts import NationPostingFactory, UserFactory
from tests.factories.lapas import InmateFactory, PrisonPostingFactory


@pytest.fixture
def officer(db):
    user = UserFactory(person__full_name="Rina Wahyuni")
    PrisonPostingFactory(
        person=user.person, role=Role.REGISTRY_OFFICER, prison__name="Lapas Ujung", prison__timezone="Asia/Jayapura"
    )
    return user


@pytest.fixture
def as_officer(client, officer):
    client.force_login(officer)
    return client


def test_home_greets_by_name_and_says_where(as_officer):
    page = as_officer.get("/").content.decode()
    assert ", Rina" in page
    assert "Petugas registrasi · Lapas Ujung" in page


def test_home_writes_the_time_of_the_place(as_officer):
    assert " WIT<" in as_officer.get("/").content.decode()


def test_home_of_a_stranger_is_the_sign_in_page(client, db):
    assert client.get("/").url == reverse("accounts:sign-in") + "?next=/"


def test_home_puts_the_most_urgent_first(as_officer):
    tasks = as_officer.get("/").context["tasks"]
    assert [task.urgency for task in tasks] == sorted(task.urgency for task in tasks)


def test_home_without_a_posting_says_so(client, db):
    client.force_login(UserFactory())
    page = client.get("/").content.decode()
    assert "Tanpa penugasan" in page
    assert "Tidak ada yang menunggu Anda" in page


def test_every_floor_offers_what_the_roof_collects():
    for module, name in (("queue", "tasks"), ("panels", "panels"), ("search", "hits"), ("invariants", "checks")):
        assert all(callable(offered) for offered in collect.offered(module, name))


def test_menu_shows_only_what_the_hat_allows(as_officer, officer):
    items = as_officer.get("/").context["house"].menu
    allowed = {line.label for line in menu.MENU if not line.permission or officer.has_perm(line.permission)}
    assert items[0]["label"] == "Beranda"
    assert items[0]["active"]
    assert {item["label"] for item in items} <= allowed


def test_menu_counts_at_most_once_a_minute(as_officer, monkeypatch):
    cache.clear()
    asked = []
    monkeypatch.setattr(menu, "import_string", lambda path: lambda user: asked.append(path) or 7)
    monkeypatch.setattr(menu, "MENU", (menu.Line("Beranda", "home", count="somewhere.number"),))
    first, second = (as_officer.get("/").context["house"].menu for _ in range(2))
    assert first[0]["count"] == second[0]["count"] == 7
    assert len(asked) == 1


def test_moved_day_is_told_on_every_page(as_officer, settings):
    settings.POJOK_TODAY = datetime.date(2026, 3, 2)
    page = as_officer.get("/").content.decode()
    assert "hari ini dianggap 2 Maret 2026" in page
    settings.POJOK_TODAY = None
    assert "Dunia contoh" not in as_officer.get("/").content.decode()


def test_search_is_recorded_without_its_words(as_officer, officer):
    as_officer.get("/cari/", {"q": "Bambang"})
    event = AuditEvent.objects.get(verb="portal.search")
    assert event.actor == officer
    assert "Bambang" not in str(event.changes)


def test_search_under_two_letters_asks_for_more_and_records_nothing(as_officer):
    assert "dua huruf" in as_officer.get("/cari/", {"q": "B"}).content.decode()
    assert not AuditEvent.objects.filter(verb="portal.search").exists()


def test_search_finds_only_people_in_reach(as_officer, officer):
    mine = InmateFactory(name="Bambang Setiawan", prison=Prison.objects.get(name="Lapas Ujung"))
    InmateFactory(name="Bambang Lain")
    page = as_officer.get("/cari/", {"q": "bambang"}).content.decode()
    assert mine.name in page
    assert "Bambang Lain" not in page


def test_search_is_for_roles_with_a_registry(client, db):
    user = UserFactory()
    NationPostingFactory(person=user.person, role=Role.SYSTEM_ADMIN)
    client.force_login(user)
    assert client.get("/cari/", {"q": "Bambang"}).status_code == 403
    assert 'role="search"' not in client.get("/").content.decode()
