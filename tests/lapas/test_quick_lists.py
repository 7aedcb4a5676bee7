import datetime

import pytest
from django.db.models import F

from foundation.ui.sorting import sorted_whole
from lapas.choices import CustodyState
from lapas.models import Inmate
from lapas.querysets import GONE, PRESENT
from lapas.search import hits
from tests.factories.accounts import NationPostingFactory, UserFactory
from tests.factories.lapas import InmateFactory, PrisonFactory

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
