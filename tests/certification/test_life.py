"""One certificate's life as its issuer, its prison and an auditor read it, and the list that leads there."""

import datetime
import io

import openpyxl
import pytest
from django.urls import reverse

from certification.choices import PackedState, Wish
from certification.masking import Reader, masked_name
from certification.models import Certificate
from certification.rendering import codes
from certification.timeline import life_of
from foundation import clock
from foundation.accounts.choices import Role
from tests.certification.issuing_world import issued
from tests.certification.journey_world import received
from tests.certification.state_world import REASON, approved, handed, officers
from tests.factories.accounts import NationPostingFactory, UserFactory
from tests.factories.certification import officer_of
from tests.factories.journey import DispatchItemFactory
from tests.factories.lapas import officer_at

pytestmark = pytest.mark.django_db
# Session, user, postings, the place in the head; the row; its requests, sheets with their packages, hand-overs and
# events; the copy's job; and the record of the reading: event and subjects.
DETAIL_QUERIES = 12
LIST_QUERIES = 11


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def url(name, *args):
    return reverse(f"certification:{name}", args=args)


def auditor():
    user = UserFactory()
    NationPostingFactory(person=user.person, role=Role.AUDITOR)
    return user


def loaded(certificate):
    return Certificate.objects.select_related(
        "lsp", "centre", "decision__meeting", "enrolment", "replaces", "successor"
    ).get(pk=certificate.pk)


def told(certificate, reader=Reader.ISSUER):
    return [(entry.title, entry.detail) for entry in life_of(loaded(certificate), reader).entries]


@pytest.mark.parametrize(("name", "masked"), [("BAMBANG SETIAWAN", "B••• S•••"), ("SUPARMAN", "S•••")])
def test_masked_name_keeps_the_first_letters_and_no_length(name, masked):
    assert masked_name(name) == masked


def test_life_tells_every_step_in_the_order_of_its_days():
    certificate = handed()
    desks = officers(certificate.lsp)
    for wish in (Wish.SUSPENDED, Wish.REINSTATED):
        approved(certificate, wish, desks)
    titles = [title for title, _detail in told(certificate)]
    assert titles == [
        "Diputuskan kompeten", "Nomor diberikan", "Diserahkan", "Diminta: bekukan", "Dibekukan",
        "Diminta: berlakukan kembali", "Diberlakukan kembali",
    ]  # fmt: skip


def test_life_tells_the_way_of_a_package():
    certificate = received(1).items.get().certificate
    entries = dict(told(certificate))
    assert entries["Dikirim ke UPT"] == "Pos Indonesia 88120031"
    assert "Tiba di UPT" in entries


def test_life_of_a_replaced_original_names_the_sheet_that_was_handed_over():
    certificate = handed()
    approved(certificate, Wish.NEW_SHEET, officers(certificate.lsp))
    entries = dict(told(certificate))
    assert entries["Diserahkan"] == "kepada pemegang sendiri, blangko 13562547, kemudian diganti"
    assert "Asli diganti: menunggu blangko baru" in entries


def test_life_of_a_replaced_certificate_names_its_successor_inside_and_never_outside(client):
    certificate = handed()
    certificate.inmate.certificate_name = "PEMEGANG YANG BENAR"
    certificate.inmate.save()
    approved(certificate, Wish.REPLACED, officers(certificate.lsp))
    new = Certificate.objects.living().get()
    assert told(certificate)[-1] == ("Penggantinya terbit", f"nomor baru {new.number}")
    assert ("Menggantikan sertifikat lama", f"nomor lama {certificate.number}") in told(new)
    page = client.get(reverse("verify:record", args=[certificate.code + codes.check_character(certificate.code)]))
    text = page.content.decode()
    assert "minta sertifikat pengganti kepada pemegang" in text
    assert new.number not in text


def test_life_shows_a_prison_no_name_and_no_reason_of_the_lsp():
    certificate = handed()
    desks = officers(certificate.lsp)
    approved(certificate, Wish.SUSPENDED, desks)
    text = str(life_of(loaded(certificate), Reader.PRISON))
    for desk in desks:
        assert desk.person.full_name not in text
    assert REASON not in text
    assert certificate.hand_over.handed_by.full_name in text


def test_life_shows_an_lsp_no_name_of_the_prison():
    certificate = handed()
    text = str(life_of(loaded(certificate), Reader.ISSUER))
    assert certificate.hand_over.handed_by.full_name not in text
    assert certificate.inmate.prison.name not in text


def test_auditor_reads_who_acted_and_the_holder_masked(client):
    certificate = handed()
    client.force_login(auditor())
    page = client.get(url("certificate-detail", certificate.pk)).content.decode()
    assert certificate.facts["name"] not in page
    assert masked_name(certificate.facts["name"]) in page
    assert certificate.hand_over.handed_by.full_name in page
    assert client.get(url("certificate-copy", certificate.pk)).status_code == 403
    assert certificate.code not in page


def test_auditor_searches_by_number_and_not_by_name(client):
    certificate = handed()
    client.force_login(auditor())
    for words, found in ((certificate.facts["name"], False), (certificate.number, True), ("13562547", True)):
        page = client.get(url("certificate-list"), {"cari": words}).content.decode()
        assert (f">{certificate.number}<" in page) is found


def test_auditors_workbook_is_masked(client):
    certificate = handed()
    client.force_login(auditor())
    answer = client.get(url("certificate-list"), {"unduh": "xlsx", "sort": "holder"})
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.values)
    assert certificate.number in rows[1]
    assert certificate.facts["name"] not in str(rows)


@pytest.mark.parametrize("rows", [1, 30])
def test_list_takes_the_same_queries_for_any_number(client, django_assert_max_num_queries, rows):
    certificates = issued(rows, render=False)
    client.force_login(officer_of(certificates[0].lsp))
    client.get(url("certificate-list"))
    with django_assert_max_num_queries(LIST_QUERIES):
        page = client.get(url("certificate-list"), {"status": "active", "skema": certificates[0].scheme_id})
    assert certificates[0].number in page.content.decode()


@pytest.mark.parametrize("steps", [0, 6])
def test_detail_takes_the_same_queries_for_any_life(client, django_assert_max_num_queries, steps):
    certificate = received(1).items.get().certificate
    desks = officers(certificate.lsp)
    for step in range(steps):
        approved(certificate, Wish.REINSTATED if step % 2 else Wish.SUSPENDED, desks)
        DispatchItemFactory(sheet=certificate.sheets.get(), certificate=certificate, state=PackedState.BACK)
    # A new copy is on its way, so that its job is asked for as well.
    Certificate.objects.filter(pk=certificate.pk).update(copy_number=2)
    client.force_login(desks[0])
    client.get(url("certificate-detail", certificate.pk))
    with django_assert_max_num_queries(DETAIL_QUERIES):
        assert client.get(url("certificate-detail", certificate.pk)).status_code == 200


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"status": "active"}, {"valid"}),
        ({"status": "expired"}, {"expired"}),
        ({"status": "suspended"}, {"suspended"}),
        ({"tampil": "berakhir"}, set()),
        ({"tampil": "belum"}, {"valid", "expired"}),
        ({"jenis": "training"}, set()),
        ({"jenis": "competency"}, {"valid", "expired", "suspended"}),
    ],
)
def test_list_is_narrowed_by_what_people_ask_for(client, filters, found):
    rows = dict(zip(("valid", "expired", "suspended"), issued(3, render=False), strict=True))
    yesterday = clock.today() - datetime.timedelta(days=1)
    Certificate.objects.filter(pk=rows["expired"].pk).update(valid_until=yesterday)
    Certificate.objects.filter(pk=rows["suspended"].pk).update(state="suspended")
    client.force_login(officer_of(rows["valid"].lsp))
    page = client.get(url("certificate-list"), filters).content.decode()
    assert {name for name, row in rows.items() if row.facts["name"] in page} == found


def test_list_finds_what_ends_within_six_months(client):
    (certificate,) = issued(1, render=False)
    Certificate.objects.update(valid_until=clock.today() + datetime.timedelta(days=90))
    client.force_login(officer_of(certificate.lsp))
    assert certificate.number in client.get(url("certificate-list"), {"tampil": "berakhir"}).content.decode()
    assert "berakhir dalam 6 bulan" in client.get(reverse("home")).content.decode()


def test_expired_reads_so_on_list_and_page(client):
    (certificate,) = issued(1, render=False)
    Certificate.objects.update(valid_until=clock.today() - datetime.timedelta(days=1))
    client.force_login(officer_at(certificate.inmate.prison, Role.WORK_OFFICER))
    assert "masa berlaku berakhir" in client.get(url("certificate-list")).content.decode()
    assert "Masa berlaku berakhir" in client.get(url("certificate-detail", certificate.pk)).content.decode()
