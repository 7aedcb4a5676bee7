"""The certificate as it will look, before it has a number."""

import pytest
from django.urls import reverse

from certification.choices import Competence, NumberingMode
from certification.models import Certificate, NumberSeries
from certification.rendering.facts import CertificateFacts
from certification.services.issuing import issue_certificates, preview_facts
from foundation.accounts.choices import Role
from foundation.audit.models import AuditEvent
from tests.certification.issuing_world import decided
from tests.certification.paper import text_of
from tests.factories.accounts import UserFactory
from tests.factories.certification import officer_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    def opened(meeting, role=Role.LSP_OFFICER):
        client.force_login(officer_of(meeting.exam.lsp, role))
        return client

    return opened


def _address(decision):
    return reverse("certification:certificate-preview", args=[decision.pk])


def test_preview_shows_the_paper_without_numbers_and_takes_none(desk):
    meeting = decided(1)
    decision = meeting.decisions.get()
    series = list(NumberSeries.objects.values_list("pk", "next_number"))
    answer = desk(meeting).get(_address(decision))
    text = text_of(answer.content)
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'inline; filename="pratinjau.pdf"'
    assert "PRATINJAU · PREVIEW" in text
    assert "PEMEGANG NOMOR A" in text
    assert "No. —" in text
    assert not Certificate.objects.exists()
    assert list(NumberSeries.objects.values_list("pk", "next_number")) == series
    assert AuditEvent.objects.filter(verb="certification.open_preview").count() == 1


def test_preview_is_offered_beside_whoever_waits_for_a_number(desk):
    meeting = decided(1, mode=NumberingMode.IMPORTED, confirmed=False)
    page = desk(meeting).get(reverse("certification:numbering-list")).content.decode()
    assert _address(meeting.decisions.get()) in page


def test_preview_says_which_text_cannot_be_printed(desk):
    meeting = decided(1)
    decision = meeting.decisions.get()
    inmate = decision.assessment.inmate
    inmate.certificate_name = "BUDI\u202e"
    inmate.save()
    answer = desk(meeting).get(_address(decision), follow=True)
    assert "Nama sertifikat berisi huruf yang tidak dapat dicetak (U+202E)" in answer.content.decode()


def test_preview_of_somebody_not_yet_competent_does_not_exist(desk):
    meeting = decided(1)
    decision = meeting.decisions.get()
    decision.outcome = Competence.NOT_YET
    decision.save()
    assert desk(meeting).get(_address(decision)).status_code == 404


def test_preview_says_what_the_certificate_will_say():
    meeting = decided(1)
    shown = preview_facts(meeting.decisions.get()).to_json()
    (certificate,) = issue_certificates(meeting=meeting, actor=UserFactory())
    numbered = {"number", "registration_number", "code", "verify_base_url"}
    frozen = CertificateFacts.from_json(certificate.facts).to_json()
    assert {key for key in frozen if frozen[key] != shown[key]} == numbered
