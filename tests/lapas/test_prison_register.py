"""Prisons added, renamed, raised in class, closed and opened again; the reference files undo none of it."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from certification.models import Dispatch
from foundation import clock
from foundation.accounts import postings
from foundation.accounts.choices import Role
from foundation.accounts.models import User
from foundation.desks.models import PostingRequest
from lapas import invariants, reference_data
from lapas.choices import CustodyState
from lapas.models import Inmate, Prison, PrisonChange, PrisonPosting, Province, RegionalOffice, SubjectRequest
from lapas.services import prisons as services
from lapas.services.requests import open_request
from tests.factories.accounts import NationPostingFactory, UserFactory
from tests.factories.journey import DispatchFactory
from tests.factories.lapas import InmateFactory, PrisonFactory, officer_at
from tests.factories.training import TrainingClassFactory
from tests.pages import submit

pytestmark = pytest.mark.django_db

LETTER = "M.HH-03.OT.01.01-2026"


@pytest.fixture
def admin() -> User:
    user = UserFactory()
    NationPostingFactory(person=user.person, role=Role.KEMNAKER_ADMIN)
    return user


def change(prison, admin, letter=LETTER, on=None, **fields) -> Prison:
    return services.change_prison(prison=prison, fields=fields, on=on or clock.today(), letter=letter, actor=admin)


def close(prison, admin, on=None) -> Prison:
    return services.close_prison(prison=prison, on=on or clock.today(), letter=LETTER, actor=admin)


def refused(act, *args, **kwargs) -> str:
    with pytest.raises(ValidationError) as caught:
        act(*args, **kwargs)
    error = caught.value
    errors = [one for many in error.error_dict.values() for one in many] if hasattr(error, "error_dict") else [error]
    return str(errors[0].code)


def test_a_renamed_prison_is_found_by_all_its_names_and_reload_keeps_them(admin):
    reference_data.load()
    prison = Prison.objects.get(code="11002")
    change(prison, admin, name="Lapas Kelas I  Banda Aceh", class_level="I")
    change(prison, admin, name="Lapas Kelas I Lambaro", alias="Lambaro")
    reference_data.load()

    prison = Prison.objects.get(code="11002")
    assert (prison.name, prison.class_level, prison.alias) == ("Lapas Kelas I Lambaro", "I", "Lambaro")
    assert prison.former_names.splitlines() == ["Lapas Kelas IIA Banda Aceh", "Lapas Kelas I Banda Aceh"]
    for words in ("IIA Banda Aceh Lapas", "lambaro", "kelas i banda"):
        assert prison in Prison.objects.named(words)
    # What nobody changed here still follows the files.
    Prison.objects.filter(pk=prison.pk).update(regency="salah")
    reference_data.load()
    assert Prison.objects.get(code="11002").regency == "Aceh Besar"


def test_a_name_that_comes_back_is_no_former_one(admin):
    prison = PrisonFactory(name="Rutan Lama")
    change(prison, admin, name="Rutan Baru")
    assert change(prison, admin, name="Rutan Lama").former_names == "Rutan Baru"


def test_a_change_is_refused_with_a_reason(admin):
    prison, other = PrisonFactory(name="Rutan Satu"), PrisonFactory(name="Rutan Dua")
    assert refused(change, prison, admin, name="Rutan  Satu") == "nothing_changed"
    assert refused(change, prison, admin, name="rutan dua") == "name_taken"
    assert refused(change, prison, admin, name=" ") == "name_missing"
    assert refused(change, prison, admin, name="Rutan Tiga", letter=" ") == "letter_missing"
    late = clock.today() + datetime.timedelta(days=9)
    assert refused(change, prison, admin, name="Rutan Tiga", on=late) == "future"
    close(other, admin)
    assert refused(change, other, admin, name="Rutan Tiga") == "closed"
    assert change(prison, admin, name="Rutan Dua").name == "Rutan Dua"
    assert refused(services.reopen_prison, prison=other, on=clock.today(), letter=LETTER, actor=admin) == "name_taken"


def test_a_new_prison_gets_a_code_of_its_own_that_a_reload_leaves_alone(admin):
    reference_data.load()
    given = {
        "province": Province.objects.get(code="33"),
        "regional_office": RegionalOffice.objects.get(name="Jawa Tengah"),
        "kind": "rutan",
        "class_level": "IIB",
        "timezone": "Asia/Jakarta",
        "on": clock.today(),
        "actor": admin,
    }
    first = services.add_prison(name="Rutan Kelas IIB Contoh", letter=LETTER, **given)
    second = services.add_prison(name="Rutan Kelas IIB Teladan", letter=LETTER, **given)
    assert (first.code, second.code) == ("33901", "33902")
    assert refused(services.add_prison, name="Rutan Kelas IIB contoh", letter=LETTER, **given) == "name_taken"
    assert refused(services.add_prison, name="Rutan Kelas IIB Lain", letter="", **given) == "letter_missing"
    reference_data.load()
    assert Prison.objects.filter(code__in=["33901", "33902"], is_active=True).count() == 2


def test_a_closed_prison_keeps_its_rows_and_loses_its_desks(admin):
    prison = PrisonFactory()
    head = officer_at(prison, Role.PRISON_HEAD)
    gone = InmateFactory(prison=prison, state={"custody_state": CustodyState.RELEASED, "released_on": clock.today()})
    yesterday = clock.today() - datetime.timedelta(days=1)
    close(prison, admin, on=yesterday)

    assert postings.all_held(User.objects.get(pk=head.pk)) == ()
    assert PostingRequest.objects.get(wish="end").posting == PrisonPosting.objects.get().pk
    assert Inmate.objects.get(pk=gone.pk).prison == prison
    assert not list(invariants._closed())
    assert refused(close, prison, admin) == "closed"
    services.reopen_prison(prison=prison, on=clock.today(), letter=LETTER, actor=admin)
    assert Prison.objects.get(pk=prison.pk).closed_on is None
    assert [row.act for row in PrisonChange.objects.filter(prison=prison)] == ["reopen", "close"]
    assert refused(services.reopen_prison, prison=prison, on=clock.today(), letter=LETTER, actor=admin) == "not_closed"


def test_a_prison_is_not_closed_while_anybody_or_anything_is_there(admin):
    prison = PrisonFactory()
    inmate = InmateFactory(prison=prison)
    assert refused(close, prison, admin) == "not_empty"
    assert "kurang dari 5 orang" in services.what_remains(prison)[0].text
    elsewhere = PrisonFactory()
    Inmate.objects.filter(pk=inmate.pk).update(
        prison=elsewhere, custody_state=CustodyState.IN_TRANSIT, destination=prison
    )
    assert refused(close, prison, admin) == "not_empty"
    Inmate.objects.filter(pk=inmate.pk).update(destination=elsewhere)
    asked = open_request(inmate=inmate, kind="access", asked_by="sendiri", actor=admin)
    SubjectRequest.objects.filter(pk=asked.pk).update(prison=prison)
    assert refused(close, prison, admin) == "not_empty"
    assert "permintaan data belum dijawab" in services.what_remains(prison)[0].text
    SubjectRequest.objects.filter(pk=asked.pk).delete()
    course = TrainingClassFactory(corner__prison=prison, status="running")
    assert refused(close, prison, admin) == "not_empty"
    type(course).objects.filter(pk=course.pk).update(status="finished")
    package = DispatchFactory(prison=prison)
    assert refused(close, prison, admin) == "not_empty"
    Dispatch.objects.filter(pk=package.pk).delete()
    assert refused(close, prison, admin, on=clock.today() + datetime.timedelta(days=1)) == "future"
    assert [one.blocks for one in services.what_remains(prison)] == [False]
    assert not close(prison, admin).is_active


def test_a_corrupted_closing_is_caught():
    prison = PrisonFactory(is_active=False, closed_on=clock.today())
    InmateFactory(prison=prison)
    officer_at(prison, Role.WORK_OFFICER)
    assert len(list(invariants._closed())) == 2


def test_the_register_on_the_pages(client, admin, django_assert_max_num_queries):
    client.force_login(admin, backend="foundation.accounts.backend.PostingsBackend")
    prison = PrisonFactory(name="Rutan Satu", class_level="IIB")
    today = f"{clock.today():%d-%m-%Y}"
    given = {"name": "Rutan Kelas IIA Satu", "kind": "rutan", "class_level": "IIA", "on": today, "letter": LETTER}
    submit(client, reverse("lapas:prison-change", args=[prison.pk]), given)
    history = reverse("lapas:prison-history", args=[prison.pk])
    with django_assert_max_num_queries(12):
        words = client.get(history).content.decode()
    assert "Rutan Satu → Rutan Kelas IIA Satu" in words
    assert LETTER in words
    answer = submit(client, reverse("lapas:prison-close", args=[prison.pk]), {"on": today, "letter": ""})
    assert answer.context["form"].errors["letter"]
    submit(client, reverse("lapas:prison-close", args=[prison.pk]), {"on": today, "letter": LETTER})
    register = reverse("lapas:prison-register")
    with django_assert_max_num_queries(12):
        listed = client.get(register + "?tampil=ditutup").context["table"].rows
    assert [row.record.pk for row in listed] == [prison.pk]
    submit(client, reverse("lapas:prison-reopen", args=[prison.pk]), {"on": today, "letter": LETTER})
    rows = client.get(register + "?tampil=berubah").context["table"].rows
    assert [row.record.pk for row in rows] == [prison.pk]
    home = RegionalOffice.objects.first()
    more = {"province": prison.province_id, "regional_office": home.pk, "timezone": "Asia/Jakarta"}
    submit(client, reverse("lapas:prison-add"), {**given, **more, "name": "Rutan Baru"})
    assert Prison.objects.get(name="Rutan Baru").code.endswith("901")
