"""The pages of people and requests: from the proposal to the slip, the lists, the home tasks."""

from __future__ import annotations

import datetime

import pytest
from django.urls import reverse

from foundation import clock, collect
from foundation.accounts.choices import Role
from foundation.accounts.models import User
from foundation.desks.models import PostingRequest
from foundation.desks.queue import tasks, waiting_requests
from foundation.desks.services import requests, slips
from lapas.models import PrisonPosting
from tests.factories.accounts import UserFactory
from tests.factories.desks import PostingRequestFactory
from tests.factories.lapas import PrisonPostingFactory
from tests.foundation.desks_world import KIND, LETTER, REASON, again, days, desks_world, executed, national, propose
from tests.pages import submit

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return desks_world()


@pytest.fixture
def sign(client):
    def enter(user):
        client.force_login(user, backend="foundation.accounts.backend.PostingsBackend")
        return client

    return enter


def test_from_proposal_to_execution_on_the_pages(sign, world):
    form = {
        "full_name": "Tirta Wangsadipa", "staff_number": "991985", "place": world.prison.pk,
        "role": Role.WORK_OFFICER, "from_date": f"{clock.today():%d-%m-%Y}", "reason": REASON, "letter": LETTER,
    }  # fmt: skip
    answer = submit(sign(world.head), reverse("desks:request-propose"), {**form, "letter": ""})
    assert "letter" in answer.context["form"].errors
    submit(sign(world.head), reverse("desks:request-propose"), form)
    request = PostingRequest.objects.get()
    decide = reverse("desks:request-decide", args=[request.pk])
    answer = submit(sign(world.kemnaker), decide, {"answer": "refuse", "note": ""})
    assert answer.context["form"].errors["note"]
    submit(sign(world.kemnaker), decide, {"answer": "approve", "note": ""})
    submit(sign(world.system), reverse("desks:request-execute", args=[request.pk]))
    posting = PrisonPosting.objects.get(role=Role.WORK_OFFICER)
    person = reverse("desks:person-detail", args=[posting.person_id])
    end = reverse("desks:posting-end", args=[KIND, posting.pk])
    assert end in sign(world.head).get(person).content.decode()
    assert end not in sign(world.system).get(person).content.decode()
    assert sign(world.head).post(end).status_code == 200
    answer = submit(sign(world.head), end, {"when": "day", "on": "", "reason": REASON})
    assert answer.context["form"].errors["on"]
    submit(sign(world.head), end, {"when": "now", "reason": REASON})
    posting.refresh_from_db()
    assert posting.until_date == days(-1)
    words = sign(world.kemnaker).get(person).content.decode()
    assert "berakhir" in words
    assert "Mengakhiri penugasan" in words


def test_withdrawn_by_the_proposer_only(sign, world):
    request = propose(world)
    url = reverse("desks:request-withdraw", args=[request.pk])
    assert submit(sign(world.kemnaker), url).context["form"].errors
    submit(sign(world.head), url)
    request.refresh_from_db()
    assert request.state == "withdrawn"


def test_kemnaker_proposes_for_every_kind_and_a_head_for_the_own(sign, world):
    url = reverse("desks:request-propose")
    kinds = [kind["url"] for kind in sign(world.kemnaker).get(url).context["kinds"]]
    assert "?jenis=accounts.nationposting" in kinds
    assert len(kinds) == 5
    for kind in kinds:
        assert sign(world.kemnaker).get(url + kind).status_code == 200
    assert sign(world.head).get(url + "?jenis=accounts.nationposting").status_code == 404
    assert sign(world.head).get(url + "?jenis=training.classinstructor").status_code == 404


def test_a_head_sees_the_own_desks_of_somebody_who_works_elsewhere_too(sign, world):
    person = UserFactory().person
    here = PrisonPostingFactory(person=person, prison=world.prison)
    there = PrisonPostingFactory(person=person)
    words = sign(world.head).get(reverse("desks:person-detail", args=[person.pk])).content.decode()
    assert reverse("desks:posting-end", args=[KIND, here.pk]) in words
    assert there.prison.name not in words
    assert sign(world.head).get(reverse("desks:posting-end", args=[KIND, there.pk])).status_code == 404


@pytest.mark.parametrize("rows", [1, 30])
def test_lists_take_the_same_queries_whatever_the_rows(sign, world, django_assert_num_queries, rows):
    for _row in range(rows):
        PrisonPostingFactory(person=UserFactory().person)
        PostingRequestFactory()
    enter = sign(national(Role.AUDITOR))
    for name, queries in (("desks:person-list", 6), ("desks:request-list", 5)):
        enter.get(reverse(name))  # the menu's counts are kept from here on
        with django_assert_num_queries(queries):
            enter.get(reverse(name))


def test_a_request_whose_last_day_is_past_says_so(sign, world):
    request = PostingRequestFactory(place=world.prison.pk, until_date=days(1))
    page = reverse("desks:request-detail", args=[request.pk])
    assert "Hari terakhirnya sudah lewat" not in sign(world.kemnaker).get(page).content.decode()
    PostingRequest.objects.update(from_date=days(-3), until_date=days(-1))
    assert "Hari terakhirnya sudah lewat" in sign(world.kemnaker).get(page).content.decode()


def test_details_take_at_most_twelve_queries(sign, world, django_assert_max_num_queries):
    request = executed(world)
    user = User.objects.get(staff_number="991985")
    slips.print_first_code(user=user, actor=world.system)
    for reader in (world.head, world.system, world.kemnaker):
        enter = sign(again(reader))
        for url in (request.get_absolute_url(), reverse("desks:person-detail", args=[request.person_id])):
            with django_assert_max_num_queries(12):
                assert enter.get(url).status_code == 200


def test_lists_narrow_by_words_role_and_chip(sign, world):
    executed(world, until_date=days(9))
    enter = sign(world.kemnaker)
    people = reverse("desks:person-list")

    def shown(query: str) -> list[str]:
        return [row.record.full_name for row in enter.get(people + query).context["table"].rows]

    assert shown("?cari=wangsadipa") == shown("?cari=991985") == shown("?tampil=berakhir") == ["Tirta Wangsadipa"]
    assert shown("?peran=registry_officer") == ["Tirta Wangsadipa"]
    assert shown("?tampil=dikunci") == []
    long_ago = clock.now() - datetime.timedelta(days=91)
    User.objects.filter(pk=world.system2.pk).update(last_login=long_ago)
    assert shown("?tampil=lama") == [world.system2.full_name]
    listed = enter.get(reverse("desks:request-list") + "?tampil=selesai&cari=W13").context["table"].rows
    assert [row.record.full_name for row in listed] == ["Tirta Wangsadipa"]


def test_home_tells_each_what_waits_for_him(world):
    request = propose(world, until_date=days(9))
    titles = lambda user: {task.title for task in collect.told(tasks(again(user)))}  # noqa: E731
    approve, execute = "Usulan penugasan menunggu persetujuan", "Penugasan menunggu pelaksanaan"
    assert approve in titles(world.kemnaker)
    assert waiting_requests(again(world.kemnaker)) == 1
    assert not titles(world.head)
    PostingRequest.objects.filter(pk=request.pk).update(proposed_by=world.kemnaker.person)
    assert approve not in titles(world.kemnaker)
    PostingRequest.objects.filter(pk=request.pk).update(
        proposed_by=world.head.person, decided_by=world.kemnaker.person, state="approved"
    )
    assert execute in titles(world.system)
    request = PostingRequest.objects.get()
    requests.execute_posting(request=request, actor=world.system)
    assert titles(world.head) == {"Penugasan berakhir dalam 30 hari"}
    slips.print_first_code(user=User.objects.get(staff_number="991985"), actor=world.system)
    assert titles(world.head) == {"Penugasan berakhir dalam 30 hari", "Kode kedua belum dicetak"}
    User.objects.filter(pk=world.kemnaker2.pk).update(date_joined=clock.now() - datetime.timedelta(days=100))
    assert "Akun tidak dipakai 90 hari" in titles(world.system)
