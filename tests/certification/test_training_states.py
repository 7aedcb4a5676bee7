"""A training certificate is taken back by two people of its centre, once it was handed over; before, it is voided."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from certification.choices import CertificateState, Desk, Wish
from certification.models import Certificate, PublicRecord, StateRequest
from certification.rendering import codes
from certification.services.handing_over import hand_over
from certification.services.states import approve_request, ask_for_state
from certification.services.training_certificates import mark_printed, waiting_for_certificate
from foundation import clock
from foundation.accounts.choices import Role
from tests.certification.state_world import REASON
from tests.certification.training_world import desk_at, issued_training
from tests.factories.accounts import UserFactory
from tests.factories.lapas import officer_at
from tests.factories.training import TrainingCentreFactory
from tests.pages import submit

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate():
    (made,) = issued_training()
    mark_printed(certificates=[made], actor=UserFactory())
    row = Certificate.objects.select_related("inmate__prison", "centre").get(pk=made.pk)
    today = clock.today(row.inmate.prison.timezone)
    hand_over(
        certificate=row, handed_on=today, received_by="", is_holder=True, identity_check="known", actor=UserFactory()
    )
    return row


@pytest.fixture
def desks(certificate):
    return desk_at(certificate.centre), desk_at(certificate.centre)


def url(name, *args):
    return reverse(f"certification:{name}", args=args)


def test_training_certificate_is_revoked_by_two_people_and_stays_the_only_one(client, certificate, desks):
    request = ask_for_state(certificate=certificate, wish=Wish.REVOKED, reason=REASON, actor=desks[0])
    assert request.desk == Desk.ISSUER
    with pytest.raises(ValidationError) as refused:
        approve_request(request=request, actor=desks[0])
    assert refused.value.code == "same_person"
    approve_request(request=request, actor=desks[1])
    certificate.refresh_from_db()
    assert certificate.state == PublicRecord.objects.get().state == CertificateState.REVOKED
    assert not waiting_for_certificate().exists()
    page = client.get(reverse("verify:record", args=[certificate.code + codes.check_character(certificate.code)]))
    assert "Dicabut" in page.content.decode()
    assert REASON not in page.content.decode()


@pytest.mark.parametrize("wish", [wish for wish in Wish if wish != Wish.REVOKED])
def test_training_certificate_is_neither_suspended_nor_replaced(certificate, desks, wish):
    with pytest.raises(ValidationError) as refused:
        ask_for_state(certificate=certificate, wish=wish, reason=REASON, actor=desks[0])
    assert refused.value.code == "not_competency"


def test_training_certificate_is_not_revoked_before_its_hand_over():
    (certificate,) = issued_training()
    with pytest.raises(ValidationError) as refused:
        ask_for_state(certificate=certificate, wish=Wish.REVOKED, reason=REASON, actor=desk_at(certificate.centre))
    assert refused.value.code == "not_handed_over"


def test_prison_asks_and_the_centre_decides_on_its_pages(client, certificate, desks):
    head = officer_at(certificate.inmate.prison, Role.PRISON_HEAD)
    client.force_login(head)
    assert url("state-ask", certificate.pk) in client.get(url("certificate-detail", certificate.pk)).content.decode()
    submit(client, url("state-ask", certificate.pk), {"wish": "revoked", "reason": REASON})
    request = StateRequest.objects.get()
    assert request.desk == Desk.PRISON
    assert client.get(url("state-decide", request.pk)).status_code == 403
    client.force_login(desks[1])
    assert certificate.number in client.get(url("state-request-list")).content.decode()
    assert REASON in client.get(url("state-decide", request.pk)).content.decode()
    desks[1].set_password("kata-sandi-uji-2026")
    desks[1].save()
    client.force_login(desks[1])
    submit(client, url("state-decide", request.pk), {"answer": "approve", "password": "kata-sandi-uji-2026"})
    assert Certificate.objects.get().state == CertificateState.REVOKED


def test_centre_reads_the_life_of_its_own_certificates_only(client, certificate, desks):
    client.force_login(desks[0])
    assert certificate.number in client.get(url("certificate-list")).content.decode()
    assert "Diserahkan" in client.get(url("certificate-detail", certificate.pk)).content.decode()
    client.force_login(desk_at(TrainingCentreFactory()))
    assert certificate.number not in client.get(url("certificate-list")).content.decode()
    assert client.get(url("certificate-detail", certificate.pk)).status_code == 404
