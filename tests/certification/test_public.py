"""The public check: what it says, what it never says, how it forgives typing."""

import datetime
import re

import pytest
from django.urls import reverse

from certification.choices import CertificateState
from certification.models import PublicRecord
from certification.rendering import codes
from foundation import clock
from tests.certification.issuing_world import issued
from tests.factories.certification import PublicRecordFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate():
    return issued(1, render=False)[0]


def _address(code):
    return reverse("verify:record", args=[code + codes.check_character(code)])


def test_public_record_shows_what_is_printed(client, certificate):
    page = client.get(_address(certificate.code)).content.decode()
    for wanted in (
        "name",
        "number",
        "registration_number",
        "scheme_id",
        "scheme_en",
        "lsp_id",
        "licence",
        "phone",
        "city",
    ):
        assert certificate.facts[wanted] in page, wanted
    for unit in certificate.facts["units"]:
        assert unit["code"] in page
    assert "Terdaftar dan berlaku" in page


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (CertificateState.SUSPENDED, "Dibekukan"),
        (CertificateState.REVOKED, "Dicabut"),
        (CertificateState.REPLACED, "minta sertifikat pengganti kepada pemegang"),
    ],
)
def test_public_record_says_its_state_in_words(client, certificate, state, words):
    PublicRecord.objects.filter(code=certificate.code).update(state=state, state_since=datetime.date(2026, 11, 2))
    page = client.get(_address(certificate.code)).content.decode()
    assert words in page
    assert "Terdaftar dan berlaku" not in page


def test_public_record_past_its_validity_says_so(client, certificate):
    PublicRecord.objects.filter(code=certificate.code).update(valid_until=clock.today() - datetime.timedelta(days=1))
    assert "masa berlaku berakhir" in client.get(_address(certificate.code)).content.decode()


def test_public_check_accepts_civilian_records_of_the_issuer(client):
    shown = {
        "name": "SIPIL CONTOH", "number": "1", "registration_number": "2", "field_id": "a", "field_en": "b",
        "scheme_id": "c", "scheme_en": "d", "units": [], "issued_on": "2026-01-02", "city": "Semarang",
        "lsp_id": "LSP X", "licence": "L", "phone": "1",
    }  # fmt: skip
    record = PublicRecordFactory(code=codes.new_code(), shown=shown)
    assert "SIPIL CONTOH" in client.get(_address(record.code)).content.decode()


def test_public_check_of_an_unknown_code_is_404_with_what_to_do(client):
    answer = client.get(_address(codes.new_code()))
    assert answer.status_code == 404
    assert "Kode tidak ditemukan" in answer.content.decode()


def test_public_entry_leads_from_typed_groups_to_the_record(client, certificate):
    typed = codes.printed(certificate.code).lower()
    answer = client.get(reverse("verify:entry"), {"kode": typed})
    assert answer.headers["Location"] == _address(certificate.code)


@pytest.mark.parametrize(("typed", "words"), [("7K2M", "27 huruf"), ("U" * 27, "tanpa U"), ("9" * 27, "salah ketik")])
def test_public_entry_tells_a_typing_error_in_words(client, typed, words):
    answer = client.get(reverse("verify:entry"), {"kode": typed})
    assert answer.status_code == 400
    assert words in answer.content.decode()


@pytest.mark.parametrize("path", ["entry", "record", "unknown"])
def test_public_pages_set_no_cookie_and_ask_not_to_be_indexed(client, certificate, path):
    url = {
        "entry": reverse("verify:entry"),
        "record": _address(certificate.code),
        "unknown": _address(codes.new_code()),
    }[path]
    answer = client.get(url)
    assert not answer.cookies
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert answer["Referrer-Policy"] == "no-referrer"


def test_public_record_reads_one_table_only(client, certificate, django_assert_num_queries):
    with django_assert_num_queries(1) as captured:
        client.get(_address(certificate.code))
    tables = set(re.findall(r'(?:FROM|JOIN) "(\w+)"', captured.captured_queries[0]["sql"]))
    assert tables == {"certification_publicrecord"}


def test_public_pages_are_read_only(client, certificate):
    assert client.post(_address(certificate.code)).status_code == 405


def test_public_address_with_a_slash_leads_to_the_record_and_tells_not_whether_it_is_there(client, certificate):
    for code in (certificate.code, codes.new_code()):
        answer = client.get(f"{_address(code)}/")
        assert (answer.status_code, answer.headers["Location"]) == (302, _address(code))
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert not answer.cookies
