"""LSPs and assessors: who registers, who changes what, what is refused."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from certification.models import Assessor, Lsp
from certification.services.lsp import change_lsp, person_for, register_lsp
from foundation.accounts.models import Person
from tests.certification import scenes
from tests.factories.accounts import PersonFactory
from tests.factories.certification import AssessorFactory, CertificateFactory, LspFactory, officer_of
from tests.factories.training import SchemeFactory
from tests.pages import submit

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"certification:{name}", args=args)


def lsp_form(scheme, **words):
    usual = {
        "name_id": "LSP Las Nusantara",
        "name_en": "Nusantara Welding Certification Body",
        "kind": "P3",
        "licence": "BNSP-LSP-1565-ID",
        "licence_valid_until": "24-11-2028",
        "sector_code": "LAS",
        "city": "Semarang",
        "address": "Jalan Pemuda 1",
        "phone": "024-5550100",
        "timezone": "Asia/Jakarta",
        "chairman": "Sri Wahyuni",
        "certification_manager": "Dedi Kurniawan",
        "numbering": "imported",
        "meeting_quorum": "3",
        "verify_base_url": "",
        "schemes": [scheme.pk],
        "is_active": "on",
    }
    return usual | words


@pytest.fixture
def kemnaker(client):
    user = scenes.kemnaker()
    client.force_login(user)
    return user


def test_kemnaker_registers_an_lsp(client, kemnaker):
    scheme = SchemeFactory()
    response = submit(client, url("lsp-create"), lsp_form(scheme))
    lsp = Lsp.objects.get()
    assert response.url == url("lsp-detail", lsp.pk)
    assert (lsp.licence_number, list(lsp.schemes.all())) == ("1565", [scheme])
    page = client.get(response.url).content.decode()
    assert "LSP Las Nusantara" in page
    assert str(scheme) in page


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name_id", "LSP Lapas Nusantara"),
        ("name_en", "Prison Welding Body"),
        ("city", "Rutan Salemba"),
        ("chairman", "Sri Wahyuni, Kepala Rutan"),
        ("certification_manager", "Kasi Pemasyarakatan"),
        ("address", "Lembaga Pemasyarakatan Kelas I"),
    ],
)
def test_register_refuses_what_tells_of_custody(client, kemnaker, field, value):
    response = submit(client, url("lsp-create"), lsp_form(SchemeFactory(), **{field: value}))
    assert "memuat kata" in response.context["form"].errors[field][0]
    assert not Lsp.objects.exists()


def test_register_refuses_a_scheme_that_tells_of_custody(client, kemnaker):
    scheme = SchemeFactory(title_id="Juru Las Warga Binaan")
    response = submit(client, url("lsp-create"), lsp_form(scheme))
    assert "memuat kata “warga binaan”" in response.context["form"].errors["schemes"][0]


def test_register_refuses_a_licence_taken(client, kemnaker):
    LspFactory(licence="BNSP-LSP-1565-ID")
    response = submit(client, url("lsp-create"), lsp_form(SchemeFactory()))
    assert "licence" in response.context["form"].errors


def test_register_refuses_a_quorum_of_nobody(client, kemnaker):
    response = submit(client, url("lsp-create"), lsp_form(SchemeFactory(), meeting_quorum="0"))
    assert "paling sedikit satu" in response.context["form"].errors["meeting_quorum"][0]


def test_register_is_closed_to_an_lsp(client):
    client.force_login(officer_of(LspFactory()))
    assert client.get(url("lsp-create")).status_code == 403


def test_officer_changes_the_own_signatories_and_not_the_quorum(client):
    lsp = LspFactory(schemes=[scheme := SchemeFactory()])
    client.force_login(officer_of(lsp))
    form = lsp_form(SchemeFactory(), chairman="Ratna Dewi", meeting_quorum="1", licence="BNSP-LSP-9999-ID")
    submit(client, url("lsp-change", lsp.pk), form)
    changed = Lsp.objects.get(pk=lsp.pk)
    assert (changed.chairman, changed.meeting_quorum, changed.licence) == ("Ratna Dewi", 3, lsp.licence)
    assert list(changed.schemes.all()) == [scheme]


def test_officer_cannot_change_another_lsp(client):
    client.force_login(officer_of(LspFactory()))
    other = LspFactory()
    assert client.get(url("lsp-change", other.pk)).status_code == 404
    assert submit(client, url("lsp-change", other.pk), lsp_form(SchemeFactory())).status_code == 404
    assert client.get(url("lsp-detail", other.pk)).status_code == 404


def test_kemnaker_changes_schemes_and_quorum(client, kemnaker):
    lsp, scheme = LspFactory(), SchemeFactory()
    submit(client, url("lsp-change", lsp.pk), lsp_form(scheme, meeting_quorum="2"))
    lsp.refresh_from_db()
    assert (lsp.meeting_quorum, list(lsp.schemes.all())) == (2, [scheme])


@pytest.mark.parametrize("rows", [1, 30])
def test_lsp_list_takes_the_same_queries_for_any_number(client, kemnaker, django_assert_num_queries, rows):
    LspFactory.create_batch(rows)
    client.get(url("lsp-list"))
    with django_assert_num_queries(5):
        client.get(url("lsp-list"))


def test_lsp_list_shows_an_officer_the_own_one(client):
    own, other = LspFactory(), LspFactory()
    client.force_login(officer_of(own))
    page = client.get(url("lsp-list")).content.decode()
    assert own.name_id in page
    assert other.name_id not in page


@pytest.mark.parametrize("rows", [1, 30])
def test_assessor_list_takes_the_same_queries_for_any_number(client, kemnaker, django_assert_num_queries, rows):
    lsp, scheme = LspFactory(), SchemeFactory()
    for _number in range(rows):
        AssessorFactory(lsps=[lsp], schemes=[scheme])
    client.get(url("assessor-list"))
    with django_assert_num_queries(7):
        client.get(url("assessor-list"))


def assessor_form(lsp, scheme, **words):
    usual = {
        "full_name": "Agus Salim",
        "staff_number": "99190001",
        "met_number": "met.000.001668  2012",
        "valid_until": "24-11-2028",
        "lsps": [lsp.pk],
        "schemes": [scheme.pk],
    }
    return usual | words


def test_officer_registers_an_assessor_of_the_own_lsp(client):
    lsp, scheme = LspFactory(), SchemeFactory()
    client.force_login(officer_of(lsp))
    response = submit(client, url("assessor-create"), assessor_form(lsp, scheme))
    assert response.url == url("assessor-list")
    assessor = Assessor.objects.get()
    assert (str(assessor.person), assessor.met_number) == ("Agus Salim", "MET.000.001668 2012")
    assert (list(assessor.lsps.all()), list(assessor.schemes.all())) == ([lsp], [scheme])


def test_an_instructor_who_becomes_an_assessor_stays_one_person(client, kemnaker):
    instructor = PersonFactory(full_name="Agus Salim", staff_number="99190001")
    submit(client, url("assessor-create"), assessor_form(LspFactory(), SchemeFactory(), full_name="agus  salim"))
    assert Assessor.objects.get().person == instructor
    assert Person.objects.filter(full_name__iexact="Agus Salim").count() == 1


def test_register_assessor_refuses_somebody_elses_staff_number(client, kemnaker):
    PersonFactory(full_name="Budi Santoso", staff_number="99190001")
    response = submit(client, url("assessor-create"), assessor_form(LspFactory(), SchemeFactory()))
    assert "milik Budi Santoso" in response.context["form"].errors["staff_number"][0]
    assert not Assessor.objects.exists()


def test_register_assessor_refuses_a_met_number_taken(client, kemnaker):
    AssessorFactory(met_number="MET.000.001668 2012")
    response = submit(client, url("assessor-create"), assessor_form(LspFactory(), SchemeFactory()))
    assert "met_number" in response.context["form"].errors


def test_register_assessor_refuses_a_second_time(client, kemnaker):
    person = PersonFactory(full_name="Agus Salim", staff_number="99190001")
    AssessorFactory(person=person)
    response = submit(client, url("assessor-create"), assessor_form(LspFactory(), SchemeFactory()))
    assert "sudah terdaftar sebagai asesor" in " ".join(response.context["form"].non_field_errors())


def test_officer_cannot_give_an_assessor_another_lsp(client):
    client.force_login(officer_of(LspFactory()))
    response = submit(client, url("assessor-create"), assessor_form(LspFactory(), SchemeFactory()))
    assert "lsps" in response.context["form"].errors


def test_officer_takes_an_assessor_off_the_own_lsp_and_no_other(client):
    own, other, scheme = LspFactory(), LspFactory(), SchemeFactory()
    assessor = AssessorFactory(lsps=[own, other], schemes=[scheme])
    client.force_login(officer_of(own))
    form = {"met_number": assessor.met_number, "valid_until": "24-11-2029", "schemes": [scheme.pk]}
    submit(client, url("assessor-change", assessor.pk), form)
    assert list(assessor.lsps.all()) == [other]
    assert client.get(url("assessor-change", assessor.pk)).status_code == 404


def test_change_lsp_refuses_what_tells_of_custody():
    lsp = LspFactory()
    with pytest.raises(ValidationError, match="memuat kata “lapas”"):
        change_lsp(lsp=lsp, fields={"name_id": "LSP Lapas"}, actor=None)
    lsp.refresh_from_db()
    assert "Lapas" not in lsp.name_id


def test_register_lsp_by_service_makes_the_lsp():
    fields = {key: value for key, value in lsp_form(SchemeFactory()).items() if key not in {"schemes", "is_active"}}
    lsp = register_lsp(
        fields=fields | {"licence_valid_until": scenes.today(), "meeting_quorum": 3}, schemes=[], actor=None
    )
    assert Lsp.objects.get() == lsp


def test_person_for_makes_a_person_once():
    first = person_for(full_name=" Agus   Salim ", staff_number="9919-1")
    assert person_for(full_name="Agus Salim", staff_number="9919-1") == first
    assert first.full_name == "Agus Salim"


@pytest.mark.parametrize("rows", [1, 12])
def test_lsp_page_says_how_many_copies_were_laid_out_in_full(client, django_assert_max_num_queries, rows):
    lsp = LspFactory()
    CertificateFactory.create_batch(rows, lsp=lsp, pdf_sha256="0" * 64, render_way="stamped")
    CertificateFactory(lsp=lsp, pdf_sha256="0" * 64, render_way="full")
    CertificateFactory(lsp=lsp, render_way="")
    CertificateFactory(pdf_sha256="0" * 64, render_way="full")
    AssessorFactory.create_batch(rows, lsps=[lsp])
    client.force_login(officer_of(lsp))
    client.get(url("lsp-detail", lsp.pk))
    with django_assert_max_num_queries(12):
        page = client.get(url("lsp-detail", lsp.pk)).content.decode()
    assert f"1 dari {rows + 1}; yang lain dicap" in page


def test_lsp_page_without_a_copy_says_nothing_of_them(client):
    lsp = LspFactory()
    client.force_login(officer_of(lsp))
    assert "disusun penuh" not in client.get(url("lsp-detail", lsp.pk)).content.decode()
