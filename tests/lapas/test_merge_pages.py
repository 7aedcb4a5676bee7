"""The pages on which two rows of one person are compared, merged and taken apart."""

from __future__ import annotations

import datetime

import pytest
from django.urls import reverse

from lapas import services
from lapas.models import Inmate, InmateMerge
from tests.factories.lapas import InmateFactory
from tests.pages import submit

pytestmark = pytest.mark.django_db

BORN = datetime.date(1988, 8, 17)


@pytest.fixture
def kept(prison):
    return InmateFactory(prison=prison, name="Muhammad Djoko", register_number="B.I 0001/2026", birth_date=BORN)


@pytest.fixture
def other(prison):
    return InmateFactory(
        prison=prison, name="Moh. Joko", register_number="B.I 0777/2026", birth_date=BORN, education="smp",
        dates={"two_thirds": datetime.date(2027, 3, 1)},
    )  # fmt: skip


def page(kept, other=None):
    return reverse("lapas:inmate-merge", args=[kept.pk]) + (f"?dengan={other.pk}" if other else "")


def test_the_other_row_is_suggested_or_looked_for(desk, kept, other) -> None:
    stranger = InmateFactory(prison=kept.prison, name="Agus Salim", birth_date=datetime.date(1970, 1, 1))

    assert desk.get(page(kept)).context["found"] == [other]
    assert desk.get(page(kept), {"q": "agus"}).context["found"] == [stranger]
    (pair,) = desk.get(reverse("lapas:merge-list")).context["doubles"]
    assert pair == (kept, other)


def test_chosen_facts_stay_and_the_merge_is_undone_on_its_page(desk, kept, other) -> None:
    shown = desk.get(page(kept, other))
    assert shown.context["form"]["education"].initial == "folded"
    choices = {row["name"]: row["chosen"] for row in shown.context["form"].table() if row["name"]}

    answer = submit(desk, page(kept, other), {**choices, "name": "folded", "reason": "Sama menurut buku register"})

    merge = InmateMerge.objects.get()
    assert answer["Location"] == merge.get_absolute_url()
    kept.refresh_from_db()
    assert (kept.name, kept.education, kept.earliest_release) == ("Moh. Joko", "smp", datetime.date(2027, 3, 1))
    old = desk.get(reverse("certification:inmate-record", args=[other.pk]))
    assert old["Location"] == reverse("certification:inmate-record", args=[kept.pk])
    assert desk.get(page(kept, other)).status_code == 404
    assert "Moh. Joko" in desk.get(reverse("lapas:merge-list")).content.decode()
    hits = desk.get(reverse("search"), {"q": "B.I 0777/2026"}).content.decode()
    assert "B.I 0001/2026" in hits
    submit(desk, merge.get_absolute_url(), {"reason": "Ternyata dua orang"})
    assert Inmate.objects.unmerged().count() == 2

    # Found to be two people: not suggested again, and whoever compares them all the same reads why.
    assert desk.get(reverse("lapas:merge-list")).context["doubles"] == []
    assert "Ternyata dua orang" in desk.get(page(other, kept)).content.decode()
    parted = desk.get(merge.get_absolute_url()).content.decode()
    assert other.get_absolute_url() in parted
    assert "Ternyata dua orang" in parted


def test_a_row_of_another_prison_is_not_found_and_a_refusal_stays_on_the_page(desk, kept, other, prison) -> None:
    assert desk.get(page(kept, InmateFactory())).status_code == 404
    assert submit(desk, page(kept, InmateFactory()), {"reason": "Sama orangnya"}).status_code == 404
    assert "Pilih dulu" in submit(desk, page(kept)).context["form"].errors["__all__"][0]
    services.send_transfer(
        inmate=other, to_prison=InmateFactory().prison, on=datetime.date(2026, 1, 2), actor=None
    )  # on the way
    refused = submit(desk, page(kept, other), {"reason": "Sama orangnya"})
    assert "perjalanan" in refused.content.decode()
    assert not InmateMerge.objects.exists()


def test_pages_take_few_queries_whatever_the_rows(desk, kept, other, prison, django_assert_max_num_queries) -> None:
    for number in range(6):
        twin = InmateFactory(prison=prison, name="Moh. Joko", birth_date=BORN, register_number=f"C {number}")
        merge = services.merge_inmates(kept=kept, folded=twin, taken=(), reason="tercatat dua kali", actor=None)
    for url in (reverse("lapas:merge-list"), page(kept), merge.get_absolute_url(), page(kept, other)):
        with django_assert_max_num_queries(12):
            response = desk.get(url)
        assert response.status_code == 200
