import datetime

import pytest
from django.db.models import F

from foundation import clock
from foundation.ui.sorting import sorted_whole
from lapas.choices import CustodyState, LegalStatus
from lapas.filters import people_chips
from lapas.models import Inmate
from lapas.querysets import GONE, PRESENT
from lapas.search import hits
from lapas.views import inmates
from tests.factories.accounts import NationPostingFactory, UserFactory
from tests.factories.lapas import InmateFactory, PrisonFactory, RegionalPostingFactory

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 24)


def test_who_is_gone_is_whoever_is_not_present():
    assert {*PRESENT.children[0][1], *GONE.children[0][1]} == set(CustodyState)
    assert not {*PRESENT.children[0][1]} & {*GONE.children[0][1]}


def test_sorting_the_whole_place_gives_the_rows_in_the_same_order():
    prison = PrisonFactory()
    for number, name in enumerate(("Budi", "agus", "Budi", "Çelik", "Émile", "Zul")):
        inmate = InmateFactory(prison=prison, name=name)
        day = TODAY + datetime.timedelta(days=number % 3) if number % 2 else None
        Inmate.objects.filter(pk=inmate.pk).update(earliest_release=day, expiry=day)
    rows = Inmate.objects.filter(prison=prison)
    for order in (
        (),
        ("-name", "-pk"),
        ("pk",),
        ("earliest_release", "name", "pk"),
        ("-expiry", "pk"),
        ("prison__name", "pk"),
        ("prison", "pk"),
        (F("expiry").desc(nulls_last=True), "pk"),
    ):
        asked = rows.order_by(*order) if order else rows
        assert list(sorted_whole(asked)) == list(asked), order
        assert list(sorted_whole(asked)[1:4]) == list(asked[1:4]), order


def test_the_country_is_searched_like_one_place():
    national_viewer = UserFactory()
    NationPostingFactory(person=national_viewer.person)
    folded = InmateFactory(name="Moh. Boedi", register_number="BI 11/2026")
    InmateFactory(name="Siti Aminah", alias="Budi Kecil", register_number="BI 12/2026")
    InmateFactory(name="Zainal Zz", register_number="BI 13/2026")
    everybody = Inmate.objects.for_user(national_viewer, "lapas.view_inmate")
    for words in ("budi", "muhammad", "zz", "zainal zz", "11/2026", "BI 12/2026", "nobody", "ti am"):
        plain = [inmate.display_name for inmate in everybody.matching(words).order_by("name", "pk")]
        assert [hit.title for hit in hits(national_viewer, words)] == plain, words
    assert list(everybody.matching_few("boedi").filter(pk=folded.pk)) == [folded]


def test_a_search_of_the_country_shows_every_page_of_every_chip_in_order(signed_in, monkeypatch):
    monkeypatch.setattr(inmates, "ROWS_PER_PAGE", 2)
    reader = UserFactory()
    NationPostingFactory(person=reader.person)
    for number, name in enumerate(("Budi C", "Boedi B", "Budi A", "Ani Budi", "Budi A", "Joko")):
        inmate = InmateFactory(name=name, legal_status=LegalStatus.DETAINED if number % 2 else LegalStatus.SENTENCED)
        if name == "Budi C":
            Inmate.objects.filter(pk=inmate.pk).update(custody_state=CustodyState.RELEASED, released_on=TODAY)
    browser, everybody = signed_in(reader), Inmate.objects.unmerged().matching("budi")
    chips = {chip.value: everybody.filter(chip.where) for chip in people_chips(clock.today())}
    for value in ("", "tahanan", "keluar", "jalan"):
        for page in (1, 2, 3):
            shown = browser.get("/penghuni/", {"q": "budi", "tampil": value, "page": page, "per_page": 2}).context
            wanted = list(chips[value])
            last = max(-(-len(wanted) // 2), 1)
            start = 2 * (min(page, last) - 1)
            assert [row.record for row in shown["table"].paginated_rows] == wanted[start : start + 2], (value, page)
            assert [chip["count"] for chip in shown["chips"]] == [rows.count() for rows in chips.values()]
    for asked in ({"per_page": 1}, {"page": 2, "per_page": 3}, {"sort": "-who"}, {"page": "9" * 5000}, {"page": "x"}):
        assert browser.get("/penghuni/", {"q": "budi", **asked}).context["table"].paginated_rows[0].record in everybody
    monkeypatch.setattr(inmates, "MOST_ROWS", 3)  # more than that many are met in the order of names
    shown = browser.get("/penghuni/", {"q": "budi", "per_page": 2}).context["table"]
    assert [row.record for row in shown.paginated_rows] == list(chips[""][:2])


def test_a_search_of_a_region_shows_and_counts_its_own_people_in_order(signed_in):
    reader, here, there = UserFactory(), PrisonFactory(), PrisonFactory()
    RegionalPostingFactory(person=reader.person, regional_office=here.regional_office)
    beside = PrisonFactory(regional_office=here.regional_office)
    names = {"Moh. Boedi": here, "Ani Budi": beside, "Budi": there, "Budi Z": here, "Joko": here}
    for name, prison in names.items():
        InmateFactory(name=name, prison=prison)
    browser = signed_in(reader)
    for sort, wanted in ((None, ["Ani Budi", "Budi Z", "Moh. Boedi"]), ("-who", ["Moh. Boedi", "Budi Z", "Ani Budi"])):
        shown = browser.get("/penghuni/", {"q": "budi", **({"sort": sort} if sort else {})}).context
        assert [row.record.name for row in shown["table"].paginated_rows] == wanted
        assert [chip["count"] for chip in shown["chips"]][:1] == [3]
