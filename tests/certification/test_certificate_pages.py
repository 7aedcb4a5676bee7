"""Pages of certificates, numbers, printing, hand-over and the record."""

import pytest
from django.urls import reverse

from certification.choices import NumberingMode
from certification.models import Certificate, HandOver
from foundation import clock
from foundation.accounts.choices import Role
from foundation.audit.models import AuditEvent
from foundation.jobs.choices import JobState
from foundation.jobs.execution import run_due
from foundation.jobs.models import Job
from tests.certification.issuing_world import decided, issued
from tests.factories.accounts import NationPostingFactory, UserFactory
from tests.factories.certification import officer_of
from tests.factories.lapas import officer_at
from tests.factories.numbering import TrainingCertificateFactory
from tests.pages import submit

pytestmark = pytest.mark.django_db

# Literal, so that a page that grows says so: session, user, postings, the page's own.
QUERIES = {"certificate-list": 10, "numbering-list": 10}


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def url(name, *args):
    return reverse(f"certification:{name}", args=args)


def lsp_desk(client, certificate_or_meeting, role=Role.LSP_OFFICER):
    lsp = getattr(certificate_or_meeting, "lsp", None) or certificate_or_meeting.exam.lsp
    client.force_login(officer_of(lsp, role))


def prison_desk(client, certificate, role=Role.WORK_OFFICER):
    client.force_login(officer_at(certificate.inmate.prison, role))


@pytest.mark.parametrize("rows", [1, 30])
@pytest.mark.parametrize("page", list(QUERIES))
def test_lists_take_the_same_queries_for_any_number(client, django_assert_max_num_queries, page, rows):
    certificates = issued(rows, render=False)
    Certificate.objects.update(pdf_sha256="0" * 64)
    lsp_desk(client, certificates[0])
    client.get(url(page))
    with django_assert_max_num_queries(QUERIES[page]):
        answer = client.get(url(page))
    assert answer.status_code == 200


def test_certificate_list_shows_own_rows_only(client):
    (own,), (foreign,) = issued(1, render=False), issued(1, render=False)
    Certificate.objects.filter(pk=foreign.pk).update(number="99999 9999 0 0000001 2026")
    lsp_desk(client, own)
    page = client.get(url("certificate-list")).content.decode()
    assert own.number in page
    assert "99999 9999 0 0000001 2026" not in page


def test_certificate_list_finds_by_name_number_and_sheet(client):
    first, second = issued(2, render=False)
    lsp_desk(client, first)
    for words in (first.facts["name"], first.number, first.registration_number):
        page = client.get(url("certificate-list"), {"cari": words}).content.decode()
        assert first.facts["name"] in page
        assert second.facts["name"] not in page


def test_copy_is_served_under_a_name_that_tells_nothing_and_its_opening_recorded(client):
    (certificate,) = issued(1)
    prison_desk(client, certificate)
    answer = client.get(url("certificate-copy", certificate.pk))
    assert answer["Content-Disposition"] == f'inline; filename="salinan-{certificate.code[:4]}.pdf"'
    assert answer.content.startswith(b"%PDF")
    assert AuditEvent.objects.filter(verb="certification.open_copy").count() == 1


def test_copy_that_is_not_there_is_ordered_once_and_made(client):
    (certificate,) = issued(1, render=False)
    Job.objects.about(certificate).update(state=JobState.DONE)
    prison_desk(client, certificate)
    for _time in range(2):
        answer = client.get(url("certificate-copy", certificate.pk))
        assert answer["Location"] == url("certificate-detail", certificate.pk)
    assert Job.objects.about(certificate).unfinished().count() == 1
    run_due()
    assert client.get(url("certificate-copy", certificate.pk)).content.startswith(b"%PDF")


def test_letter_numbers_are_typed_for_own_decisions_only(client):
    meeting, foreign = decided(1, mode=NumberingMode.IMPORTED), decided(1, mode=NumberingMode.IMPORTED)
    lsp_desk(client, meeting)
    own_pk, foreign_pk = meeting.decisions.get().pk, foreign.decisions.get().pk
    data = {f"number-{own_pk}": "N-1", f"registration-{own_pk}": "R-1"}
    data |= {f"number-{foreign_pk}": "N-2", f"registration-{foreign_pk}": "R-2"}
    data |= {"letter_number": "118/LSP/2026", "letter_date": f"{clock.today():%d-%m-%Y}"}
    submit(client, url("letter-numbers", meeting.exam.lsp.pk), data)
    assert Certificate.objects.get().letter.letter_number == "118/LSP/2026"
    assert list(Certificate.objects.values_list("number", "decision_id")) == [("N-1", own_pk)]


def test_series_is_opened_by_its_first_number(client):
    meeting = decided(1, mode=NumberingMode.IMPORTED)
    lsp_desk(client, meeting)
    submit(client, url("series-open", meeting.exam.lsp.pk), {"kind": "certificate", "first_number": "169986"})
    assert meeting.exam.lsp.series.get().next_number == 169986


def _printed():
    (certificate,) = issued(1)
    Certificate.objects.filter(pk=certificate.pk).update(sheet_serial="13562547", printed_on=certificate.issued_on)
    return Certificate.objects.get(pk=certificate.pk)


def test_hand_over_page_records_once_and_gives_a_receipt(client):
    certificate = _printed()
    prison_desk(client, certificate)
    data = {"handed_on": f"{clock.today():%d-%m-%Y}", "identity_check": "known", "is_holder": "1"}
    submit(client, url("hand-over", certificate.pk), data)
    assert HandOver.objects.get().received_by == certificate.facts["name"]
    receipt = client.get(url("receipt", certificate.pk))
    assert receipt.content.startswith(b"%PDF")
    assert receipt["Content-Disposition"] == f'inline; filename="tanda-terima-{certificate.code[:4]}.pdf"'


def test_receipt_is_not_found_before_the_hand_over(client):
    certificate = _printed()
    prison_desk(client, certificate)
    assert client.get(url("receipt", certificate.pk)).status_code == 404


def test_leaving_list_shows_who_leaves_soon_without_the_certificate(client):
    certificate = _printed()
    inmate = certificate.inmate
    inmate.earliest_release, inmate.earliest_release_basis = clock.today(), "decision"
    inmate.save()
    prison_desk(client, certificate)
    page = client.get(url("leaving-list")).content.decode()
    assert inmate.name in page
    assert url("hand-over", certificate.pk) in page


@pytest.mark.parametrize("classes", [0, 8])
def test_record_is_open_to_the_prison_and_its_reading_recorded(client, django_assert_max_num_queries, classes):
    certificate = _printed()
    trained = TrainingCertificateFactory.create_batch(
        classes, inmate=certificate.inmate, enrolment__inmate=certificate.inmate
    )
    prison_desk(client, certificate)
    client.get(url("inmate-record", certificate.inmate_id))
    with django_assert_max_num_queries(12):
        page = client.get(url("inmate-record", certificate.inmate_id)).content.decode()
    for each in [certificate, *trained]:
        assert url("certificate-detail", each.pk) in page
    assert AuditEvent.objects.filter(verb="lapas.view_inmate").count() == 2


def test_record_asks_a_national_viewer_for_a_reason_first(client):
    (certificate,) = issued(1, render=False)
    user = UserFactory()
    NationPostingFactory(person=user.person, role=Role.NATIONAL_VIEWER)
    client.force_login(user)
    record, reason = url("inmate-record", certificate.inmate_id), url("record-reason", certificate.inmate_id)
    assert client.get(record)["Location"] == reason
    refused = submit(client, reason, {"reason": "cek 3201234567890123"})
    assert "NIK" in str(refused.context["form"].errors)
    submit(client, reason, {"reason": "Menjawab surat keluarga tentang sertifikat"})
    assert client.get(record).status_code == 200
    assert AuditEvent.objects.get(verb="lapas.give_reason").changes["reason"].startswith("Menjawab")


def test_certificate_list_goes_out_as_a_workbook_and_that_is_recorded(client):
    (certificate,) = issued(1, render=False)
    lsp_desk(client, certificate)
    answer = client.get(url("certificate-list"), {"unduh": "xlsx"})
    assert answer.content.startswith(b"PK")
    assert AuditEvent.objects.filter(verb="certification.export").count() == 1
