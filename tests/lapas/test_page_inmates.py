from __future__ import annotations

import datetime

import pytest
from django.urls import reverse

from foundation import clock
from foundation.accounts.choices import Role
from foundation.audit.models import AuditEvent
from foundation.ui.pages import listing
from lapas import menu_counts
from lapas.models import Inmate
from lapas.views import inmates
from tests.factories.accounts import NationPostingFactory, UserFactory
from tests.factories.lapas import InmateFactory, PrisonFactory, RegionalPostingFactory, officer_at
from tests.pages import submit

pytestmark = pytest.mark.django_db
LIST = reverse("lapas:inmate-list")
D = datetime.date


def shown(response) -> list[str]:
    return [row.record.name for row in response.context["table"].rows]


@pytest.mark.parametrize("rows", [1, 30])
def test_list_takes_the_same_queries_whatever_the_rows(desk, prison, rows: int, django_assert_num_queries) -> None:
    InmateFactory.create_batch(rows, prison=prison)
    desk.get(LIST)
    with django_assert_num_queries(8):
        assert len(shown(desk.get(LIST))) == rows


@pytest.mark.parametrize("rows", [1, 30])
def test_list_of_the_nation_takes_the_same_queries(signed_in, rows: int, django_assert_num_queries) -> None:
    InmateFactory.create_batch(rows)
    PrisonFactory()
    user = UserFactory()
    NationPostingFactory(person=user.person)
    client = signed_in(user)
    client.get(LIST)
    with django_assert_num_queries(8):
        response = client.get(LIST)
    assert len(shown(response)) == rows
    assert "UPT" in [column.header for column in response.context["table"].columns]


def test_the_nation_is_counted_up_to_a_limit_and_not_sorted_without_an_index(signed_in, monkeypatch) -> None:
    monkeypatch.setattr(listing, "MOST_COUNTED", 2)
    monkeypatch.setattr(menu_counts, "MOST_COUNTED", 2)
    InmateFactory.create_batch(3)
    one = InmateFactory(name="Zainal Sendiri")
    user = UserFactory()
    NationPostingFactory(person=user.person)
    client = signed_in(user)
    page = client.get(LIST)
    assert "1–4 dari 2+" in " ".join(page.content.decode().split())
    assert '<span class="n">2+</span>' in page.content.decode()
    assert [(chip["count"], chip["over"]) for chip in page.context["chips"][:2]] == [(2, True), (0, False)]
    narrowed = client.get(LIST, {"q": "sendiri"})
    assert shown(narrowed) == [one.name]
    assert (narrowed.context["chips"][0]["count"], narrowed.context["chips"][0]["over"]) == (1, False)
    sortable = {column.name for column in page.context["table"].columns if column.orderable}
    assert sortable == {"who", "earliest_release", "expiry"}


@pytest.mark.parametrize("few", [0, 2000])
def test_search_of_the_nation_shows_the_same_however_many_match(
    signed_in, monkeypatch, few: int, django_assert_num_queries
) -> None:
    monkeypatch.setattr(inmates, "MOST_FEW", few)
    for number, name in enumerate(("Budi Wira", "Wira", "Zainal", "Muhammad Wirawan")):
        InmateFactory(name=name, register_number=f"B.I {number}/2023")
    InmateFactory(name="Wira Lama", state={"custody_state": "released", "released_on": D(2020, 1, 1)}, dates={})
    user = UserFactory()
    NationPostingFactory(person=user.person)
    client = signed_in(user)
    client.get(LIST)
    with django_assert_num_queries(9, exact=False):
        page = client.get(LIST, {"q": "wira"})
    assert shown(page) == ["Budi Wira", "Muhammad Wirawan", "Wira"]
    assert [chip["count"] for chip in page.context["chips"]][::8] == [3, 1]
    assert shown(client.get(LIST, {"q": "mohammad 3/2023"})) == ["Muhammad Wirawan"]
    assert shown(client.get(LIST, {"q": "wira", "tampil": "keluar"})) == ["Wira Lama"]
    assert shown(client.get(LIST, {"q": "zz"})) == ["Zainal"]
    assert shown(client.get(LIST, {"q": "nobody"})) == []


def test_list_holds_only_the_own_prison(desk, prison) -> None:
    InmateFactory(prison=prison, name="Ada")
    InmateFactory(name="Asing")
    assert shown(desk.get(LIST)) == ["Ada"]


def test_list_of_a_kanwil_holds_its_prisons(signed_in) -> None:
    here = InmateFactory(name="Ada")
    InmateFactory(name="Asing")
    user = UserFactory()
    RegionalPostingFactory(person=user.person, regional_office=here.prison.regional_office)
    assert shown(signed_in(user).get(LIST)) == ["Ada"]


@pytest.mark.parametrize("typed", ["Mohammad", "moh. rizki", "0421/2023", "b.i 0421", "riz"])
def test_search_finds_name_and_number(desk, prison, typed: str) -> None:
    InmateFactory(prison=prison, name="Muh Rizki", register_number="B.I 0421/2023")
    InmateFactory(prison=prison, name="Gunawan", register_number="A.I 7/2026")
    assert shown(desk.get(LIST, {"q": typed})) == ["Muh Rizki"]


def test_search_under_three_letters_hits_only_the_beginning_of_a_word(desk, prison) -> None:
    for name in ("Budi Anwar", "Wan Ali", "Joko"):
        InmateFactory(prison=prison, name=name, register_number=f"X {name}")
    assert shown(desk.get(LIST, {"q": "wa"})) == ["Wan Ali"]


def test_search_is_in_the_trail_without_the_words(desk, prison) -> None:
    desk.get(LIST, {"q": "rahasia"})
    event = AuditEvent.objects.get(verb="lapas.search_inmates")
    assert "rahasia" not in str(event.changes)


def test_chips_count_and_narrow(desk, prison) -> None:
    today = clock.today()
    day = datetime.timedelta(days=1)
    InmateFactory(prison=prison, name="Lewat", dates={"two_thirds": today - day, "expiry": today + 300 * day})
    InmateFactory(prison=prison, name="Segera", nik="9901011705900003", dates={"decision": today + 5 * day})
    InmateFactory(prison=prison, name="Tahan", legal_status="tahanan", register_number="A.III 1/2026")
    InmateFactory(prison=prison, name="Keluar", state={"custody_state": "released", "released_on": today}, dates={})
    response = desk.get(LIST)
    counts = {chip["label"]: chip["count"] for chip in response.context["chips"]}
    assert counts == {
        "Semua": 3,
        "Bebas ≤ 90 hari": 2,
        "Sewaktu-waktu": 1,
        "2/3 belum diketahui": 0,
        "NIK belum ada": 2,
        "Nama belum dikonfirmasi": 3,
        "Tahanan": 1,
        "Dalam perjalanan": 0,
        "Sudah keluar": 1,
    }
    assert shown(desk.get(LIST, {"tampil": "sewaktu"})) == ["Lewat"]
    assert shown(desk.get(LIST, {"tampil": "keluar"})) == ["Keluar"]
    assert "sewaktu-waktu" in response.content.decode()


def test_list_sorts_by_earliest_release_and_filters(desk, prison) -> None:
    InmateFactory(prison=prison, name="Akhir", dates={"expiry": D(2031, 1, 1)}, education="sma")
    InmateFactory(prison=prison, name="Zaki", dates={"expiry": D(2030, 1, 1)}, education="sd", block="C-2")
    assert shown(desk.get(LIST)) == ["Akhir", "Zaki"]
    assert shown(desk.get(LIST, {"sort": "earliest_release"})) == ["Zaki", "Akhir"]
    assert shown(desk.get(LIST, {"education": "sma"})) == ["Akhir"]
    assert shown(desk.get(LIST, {"block": "c-2"})) == ["Zaki"]


def test_prison_filter_offers_only_what_is_in_reach(signed_in) -> None:
    here, there = InmateFactory(name="Ada"), InmateFactory(name="Asing")
    PrisonFactory(regional_office=here.prison.regional_office)
    user = UserFactory()
    RegionalPostingFactory(person=user.person, regional_office=here.prison.regional_office)
    client = signed_in(user)
    assert shown(client.get(LIST, {"prison": here.prison.pk})) == ["Ada"]
    assert shown(client.get(LIST, {"prison": there.prison.pk})) == []


def test_list_shows_the_age_of_the_data(desk, prison) -> None:
    prison.data_as_of = clock.today() - datetime.timedelta(days=12)
    prison.save()
    assert "12 hari" in desk.get(LIST).content.decode()


def test_empty_list_says_what_to_do(desk) -> None:
    assert "Belum ada penghuni" in desk.get(LIST).content.decode()


def test_sheet_is_offered_for_the_own_prison_only(desk, prison, signed_in) -> None:
    InmateFactory(prison=prison)
    assert desk.get(LIST, {"unduh": "xlsx"})["Content-Type"].endswith("sheet")
    viewer = UserFactory()
    NationPostingFactory(person=viewer.person)
    PrisonFactory()
    assert "html" in signed_in(viewer).get(LIST, {"unduh": "xlsx"})["Content-Type"]


@pytest.mark.parametrize("role", [Role.INSTRUCTOR, Role.FIGURES_VIEWER, Role.SYSTEM_ADMIN])
def test_who_has_no_registry_gets_403(signed_in, role) -> None:
    user = UserFactory()
    NationPostingFactory(person=user.person, role=role)
    assert signed_in(user).get(LIST).status_code == 403


PAGES = [
    "inmate-correct",
    "inmate-register",
    "inmate-dates",
    "inmate-nik",
    "inmate-nik-reveal",
    "inmate-confirm-name",
    "event-record",
]


@pytest.mark.parametrize("page", PAGES)
def test_page_about_a_foreign_person_is_404(desk, page: str) -> None:
    url = reverse(f"lapas:{page}", args=[InmateFactory().pk])
    assert desk.get(url).status_code == 404
    assert submit(desk, url, {}).status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_page_about_an_own_person_opens_within_the_budget(
    desk, prison, page: str, django_assert_max_num_queries
) -> None:
    inmate = InmateFactory(prison=prison, dates={"expiry": D(2030, 1, 1)}, admitted_on=D(2025, 1, 1))
    desk.get(LIST)
    with django_assert_max_num_queries(12):
        response = desk.get(reverse(f"lapas:{page}", args=[inmate.pk]))
    assert inmate.register_number in response.content.decode()


@pytest.mark.parametrize(
    "page", ["inmate-correct", "inmate-register", "inmate-dates", "inmate-nik", "inmate-nik-reveal", "event-record"]
)
def test_work_officer_reads_but_does_not_write_the_registry(signed_in, prison, page: str) -> None:
    client = signed_in(officer_at(prison, Role.WORK_OFFICER))
    inmate = InmateFactory(prison=prison)
    assert client.get(LIST).status_code == 200
    assert client.get(reverse(f"lapas:{page}", args=[inmate.pk])).status_code == 403


def create(desk, prison, **fields):
    data = {"prison": prison.pk, "register_number": "B.I 1/2026", "name": "Budi", "legal_status": "narapidana"}
    return submit(desk, reverse("lapas:inmate-create"), data | fields)


def test_create_adds_a_person_with_dates(desk, prison) -> None:
    response = create(desk, prison, expiry="01-02-2030", two_thirds="1/1/2029", nik="9901011705900003", sex="L")
    inmate = Inmate.objects.get()
    assert response.status_code == 302
    assert (inmate.prison, inmate.earliest_release, inmate.expiry) == (prison, D(2029, 1, 1), D(2030, 2, 1))


def test_create_refuses_a_foreign_prison(desk, prison) -> None:
    other = PrisonFactory()
    response = create(desk, other)
    assert not Inmate.objects.exists()
    assert response.context["form"].errors["prison"]


def test_create_says_refusals_at_the_field(desk, prison) -> None:
    response = create(desk, prison, nik="123")
    assert "16 angka" in response.context["form"].errors["nik"][0]
    InmateFactory(prison=prison, register_number="B.I 1/2026")
    response = create(desk, prison)
    assert "sudah dipakai" in response.context["form"].errors["__all__"][0]
    assert Inmate.objects.count() == 1


def test_correct_writes_what_differs(desk, prison) -> None:
    inmate = InmateFactory(prison=prison, name="Budi", education="")
    url = reverse("lapas:inmate-correct", args=[inmate.pk])
    form = desk.get(url).context["form"]
    kept = {name: value for name, value in form.initial.items() if value is not None}
    submit(desk, url, kept | {"birth_date": "17-05-1990", "education": "smk", "fit_for_work": "true"})
    inmate.refresh_from_db()
    assert (inmate.name, inmate.education, inmate.fit_for_work) == ("Budi", "smk", True)
    assert AuditEvent.objects.get(verb="lapas.correct_inmate").changes == {"fields": ["education", "fit_for_work"]}


def test_register_number_is_changed_on_its_page(desk, prison) -> None:
    inmate = InmateFactory(prison=prison, register_number="A.III 1/2026")
    submit(desk, reverse("lapas:inmate-register", args=[inmate.pk]), {"number": "B.I 9/2026", "on": "01-11-2026"})
    inmate.refresh_from_db()
    assert inmate.register_number == "B.I 9/2026"


def test_dates_are_recorded_and_withdrawn(desk, prison) -> None:
    inmate = InmateFactory(prison=prison, dates={"two_thirds": D(2029, 1, 1), "expiry": D(2030, 1, 1)})
    url = reverse("lapas:inmate-dates", args=[inmate.pk])
    said = {"as_of": "12-11-2026", "two_thirds": "01-01-2029", "expiry": "01-01-2030"}
    submit(desk, url, said | {"proposal": "01-06-2028", "proposal_kind": "pb", "proposal_letter": "W.1"})
    inmate.refresh_from_db()
    assert (inmate.earliest_release, inmate.earliest_release_basis) == (D(2028, 6, 1), "proposal")
    assert inmate.date_facts.current().get(kind="proposal").letter_number == "W.1"
    submit(desk, url, said)
    inmate.refresh_from_db()
    assert inmate.earliest_release == D(2029, 1, 1)
    assert inmate.date_facts.count() == 3


def test_nik_is_set_and_shown_masked(desk, prison) -> None:
    inmate = InmateFactory(prison=prison)
    url = reverse("lapas:inmate-nik", args=[inmate.pk])
    submit(desk, url, {"text": "9901011705900003"})
    text = desk.get(url).content.decode()
    assert "9901••••••••0003" in text
    assert "9901011705900003" not in text


def test_nik_is_revealed_once_and_for_a_reason(desk, prison) -> None:
    inmate = InmateFactory(prison=prison, nik="9901011705900003")
    url = reverse("lapas:inmate-nik-reveal", args=[inmate.pk])
    assert "9901011705900003" not in desk.get(url).content.decode()
    response = desk.post(url, {"reason": "x"})
    assert response.context["form"].errors["reason"]
    response = desk.post(url, {"reason": "berkas pengajuan BNSP"})
    assert "9901011705900003" in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert AuditEvent.objects.filter(verb="lapas.reveal_nik").count() == 1
    assert "9901011705900003" not in desk.get(url).content.decode()


def test_name_is_confirmed_for_one(desk, prison) -> None:
    inmate = InmateFactory(prison=prison)
    url = reverse("lapas:inmate-confirm-name", args=[inmate.pk])
    submit(desk, url, {"name": "BUDI UTOMO", "on": f"{clock.today():%d-%m-%Y}"})
    inmate.refresh_from_db()
    assert (inmate.certificate_name, inmate.name_is_confirmed) == ("BUDI UTOMO", True)


GRID = reverse("lapas:name-confirm")


def grid(desk, **names: str):
    ticked = [key.removeprefix("n") for key in names]
    data = {f"name-{pk}": names[f"n{pk}"] for pk in ticked}
    return submit(desk, GRID, data | {"inmates": ticked, "on": f"{clock.today():%d-%m-%Y}"})


@pytest.mark.parametrize("rows", [1, 30])
def test_name_grid_takes_the_same_queries(desk, prison, rows: int, django_assert_num_queries) -> None:
    InmateFactory.create_batch(rows, prison=prison)
    desk.get(GRID)
    with django_assert_num_queries(5):
        assert len(desk.get(GRID).context["rows"]) == rows


def test_name_grid_confirms_the_ticked_ones(desk, prison) -> None:
    one, two = InmateFactory(prison=prison), InmateFactory(prison=prison, name="Lain")
    grid(desk, **{f"n{one.pk}": "BUDI"})
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.certificate_name, two.certificate_name) == ("BUDI", "")


def test_name_grid_refuses_a_foreign_person_and_writes_nothing(desk, prison) -> None:
    own, foreign = InmateFactory(prison=prison), InmateFactory()
    response = grid(desk, **{f"n{own.pk}": "BUDI", f"n{foreign.pk}": "JOKO"})
    assert response.context["form"].errors["inmates"]
    own.refresh_from_db()
    foreign.refresh_from_db()
    assert (own.certificate_name, foreign.certificate_name) == ("", "")
    assert b'value="BUDI"' in response.content


def test_name_grid_keeps_what_was_typed_when_a_name_is_refused(desk, prison) -> None:
    inmate = InmateFactory(prison=prison)
    response = grid(desk, **{f"n{inmate.pk}": "BUDI 2"})
    assert "memuat angka" in response.context["form"].errors["__all__"][0]
    assert b'value="BUDI 2"' in response.content


def test_head_of_the_prison_may_do_what_the_registry_does(signed_in, prison) -> None:
    client = signed_in(officer_at(prison, Role.PRISON_HEAD))
    inmate = InmateFactory(prison=prison)
    assert [client.get(reverse(f"lapas:{page}", args=[inmate.pk])).status_code for page in PAGES] == [200] * len(PAGES)


def test_data_protection_officer_reads_a_nik_for_a_reason_and_writes_nothing(signed_in) -> None:
    inmate = InmateFactory(nik="9901011705900003")
    user = UserFactory()
    NationPostingFactory(person=user.person, role=Role.DATA_PROTECTION_OFFICER)
    client = signed_in(user)
    response = client.post(reverse("lapas:inmate-nik-reveal", args=[inmate.pk]), {"reason": "permintaan subjek data"})
    assert "9901011705900003" in response.content.decode()
    assert client.get(reverse("lapas:inmate-nik", args=[inmate.pk])).status_code == 403
    assert client.get(reverse("lapas:inmate-correct", args=[inmate.pk])).status_code == 403


def test_nik_page_without_a_nik_says_whom_to_ask(desk, prison) -> None:
    inmate = InmateFactory(prison=prison)
    assert "Petugas registrasi" in desk.get(reverse("lapas:inmate-nik-reveal", args=[inmate.pk])).content.decode()


def test_record_shows_the_nik_masked_and_links_to_who_may_see_it(desk, prison, signed_in) -> None:
    inmate = InmateFactory(prison=prison, nik="9901011705900003")
    reveal, change = (reverse(f"lapas:{page}", args=[inmate.pk]) for page in ("inmate-nik-reveal", "inmate-nik"))
    text = desk.get(inmate.get_absolute_url()).content.decode()
    assert "9901••••••••0003" in text
    assert f'"{reveal}"' in text
    assert f'"{change}"' in text
    text = signed_in(officer_at(prison, Role.WORK_OFFICER)).get(inmate.get_absolute_url()).content.decode()
    assert f'"{reveal}"' not in text
    assert f'"{change}"' not in text
