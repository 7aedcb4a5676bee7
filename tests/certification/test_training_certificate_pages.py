"""The centre's pages about training certificates."""

import pytest
from django.urls import reverse
from pytest_django.asserts import assertRedirects

from certification.choices import NumberingMode
from certification.models import Certificate, PublicRecord, TrainingIssuer
from certification.rendering import codes
from foundation import clock
from foundation.accounts.choices import Role
from foundation.audit.models import AuditEvent
from foundation.jobs.execution import run_due
from tests.certification.training_world import add_passed, desk_at, issued_training, passed_class
from tests.factories.training import TrainingCentreFactory
from tests.pages import submit

pytestmark = pytest.mark.django_db
# Session, user, postings, the page's own.
QUERIES = {"training-certificate-list": 10, "training-certificate-class": 11}


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def url(name, *args):
    return reverse(f"certification:{name}", args=args)


def public(certificate):
    return reverse("verify:record", args=[certificate.code + codes.check_character(certificate.code)])


def day():
    return {"issued_on": f"{clock.today():%d-%m-%Y}"}


@pytest.mark.parametrize("people", [1, 30])
def test_class_page_takes_the_same_queries_for_any_number(client, django_assert_max_num_queries, people):
    training_class = issued_training(people)[0].enrolment.training_class
    for number in range(people):
        add_passed(training_class, number % 26, confirmed=bool(number % 2))
    client.force_login(desk_at(training_class.centre))
    page = url("training-certificate-class", training_class.pk)
    client.get(page)
    with django_assert_max_num_queries(QUERIES["training-certificate-class"]):
        assert client.get(page).status_code == 200


@pytest.mark.parametrize("classes", [1, 30])
def test_list_takes_the_same_queries_for_any_number(client, django_assert_max_num_queries, classes):
    first = passed_class(1)
    for _ in range(classes - 1):
        made = passed_class(1)
        made.centre = first.centre
        made.save()
    client.force_login(desk_at(first.centre))
    page = url("training-certificate-list")
    client.get(page)
    with django_assert_max_num_queries(QUERIES["training-certificate-list"]):
        assert client.get(page).status_code == 200


def test_list_counts_who_waits_for_what(client):
    training_class = passed_class(2)
    add_passed(training_class, 2, confirmed=False)
    client.force_login(desk_at(training_class.centre))
    page = client.get(url("training-certificate-list"), {"tampil": "nomor"}).content.decode()
    assert "2 menunggu nomor" in page
    submit(client, url("training-certificate-class", training_class.pk), day())
    page = client.get(url("training-certificate-list")).content.decode()
    assert "1 nama belum dikonfirmasi" in page


def test_class_is_numbered_in_one_go_and_printed_for_the_centres_paper(client):
    training_class = passed_class(2)
    client.force_login(desk_at(training_class.centre))
    page = url("training-certificate-class", training_class.pk)
    submit(client, page, day())
    assert Certificate.objects.of_training().count() == 2
    assert "Beri nomor seluruh kelas" not in client.get(page).content.decode()
    assert client.get(url("training-print-file", training_class.pk)).status_code == 404
    submit(client, url("training-print", training_class.pk))
    run_due()
    file = client.get(url("training-print-file", training_class.pk))
    assert file.content.startswith(b"%PDF")
    assert "pelatihan" in file["Content-Disposition"]
    submit(client, url("training-printed", training_class.pk))
    assert Certificate.objects.of_training().filter(printed_on=clock.today()).count() == 2
    assert AuditEvent.objects.filter(verb="certification.print_training").count() == 1


def test_class_is_numbered_from_the_centres_register(client):
    training_class = passed_class(2, mode=NumberingMode.IMPORTED)
    client.force_login(desk_at(training_class.centre))
    first = training_class.enrolments.earliest("pk")
    submit(client, url("training-certificate-class", training_class.pk), {**day(), f"number-{first.pk}": " A-1 "})
    assert list(Certificate.objects.values_list("number", "enrolment_id")) == [("A-1", first.pk)]


def test_class_page_keeps_what_was_typed_when_a_number_is_taken(client):
    training_class = passed_class(2, mode=NumberingMode.IMPORTED)
    client.force_login(desk_at(training_class.centre))
    typed = {f"number-{row.pk}": "A-1" for row in training_class.enrolments.all()}
    answer = submit(client, url("training-certificate-class", training_class.pk), {**day(), **typed})
    assert "sudah dipakai" in str(answer.context["form"].errors)
    assert 'value="A-1"' in answer.content.decode()


def test_class_page_says_when_the_issuer_is_unknown(client):
    training_class = passed_class(1)
    TrainingIssuer.objects.all().delete()
    client.force_login(desk_at(training_class.centre))
    page = client.get(url("training-certificate-class", training_class.pk)).content.decode()
    assert url("training-issuer-change", training_class.centre_id) in page


def test_file_is_opened_by_its_own_centre_only(client):
    (made,) = issued_training()
    client.force_login(desk_at(made.centre))
    # Not there yet: it is ordered, and the page of the certificate tells when it is.
    assertRedirects(client.get(url("training-certificate-file", made.pk)), url("certificate-detail", made.pk))
    run_due()
    answer = client.get(url("training-certificate-file", made.pk))
    assert answer["Content-Disposition"] == f'inline; filename="salinan-{made.code[:4]}.pdf"'
    client.force_login(desk_at(TrainingCentreFactory()))
    assert client.get(url("training-certificate-file", made.pk)).status_code == 404
    client.force_login(desk_at(made.centre, Role.INSTRUCTOR))
    assert client.get(url("training-certificate-file", made.pk)).status_code == 403


def test_issuer_and_first_number_are_typed_once(client):
    centre = TrainingCentreFactory()
    client.force_login(desk_at(centre))
    fields = {
        "name_id": "Balai Pelatihan Serang", "name_en": "Serang Training Centre", "city": "Serang", "phone": "0254-1",
        "signatory": "Ratna Dewi", "signatory_title_id": "Kepala", "signatory_title_en": "Head",
        "numbering": "portal", "number_format": "{nomor}/BPVP/{tahun}",
    }  # fmt: skip
    refused = submit(client, url("training-issuer-change", centre.pk), fields | {"name_id": "Balai Lapas"})
    assert "lapas" in str(refused.context["form"].errors["name_id"])
    submit(client, url("training-issuer-change", centre.pk), fields)
    submit(client, url("training-series-open", centre.pk), {"first_number": "417"})
    assert TrainingIssuer.objects.get().name_id == "Balai Pelatihan Serang"
    assert centre.number_series.get().next_number == 417


def test_home_says_which_classes_wait(client):
    training_class = passed_class(1)
    client.force_login(desk_at(training_class.centre))
    assert "Kelas menunggu sertifikat pelatihan" in client.get(reverse("home")).content.decode()


def test_public_page_shows_hours_and_units_and_no_class_prison_or_expiry(client):
    (made,) = issued_training()
    page = client.get(public(made)).content.decode()
    training_class = made.enrolment.training_class
    assert f"{training_class.module.hours_jp} jam pelajaran" in page
    assert all(unit["title_id"] in page for unit in made.facts["units"])
    assert "tidak mempunyai masa berlaku" in page
    hidden = (training_class.corner.name, training_class.corner.prison.name, f"{training_class.starts_on:%d-%m-%Y}")
    assert not any(word in page for word in hidden)


def test_public_page_says_that_a_training_certificate_was_revoked(client):
    (made,) = issued_training()
    PublicRecord.objects.update(state="revoked", state_since=clock.today())
    assert "Dicabut" in client.get(public(made)).content.decode()
