"""A certificate belongs to one issuer: an LSP or a centre."""

import pytest
from django.db import IntegrityError, transaction

from certification.models import Certificate
from foundation.accounts.choices import Role
from tests.factories.accounts import UserFactory
from tests.factories.certification import CertificateFactory
from tests.factories.numbering import TrainingCertificateFactory
from tests.factories.training import CentrePostingFactory

pytestmark = pytest.mark.django_db


def desk_at(centre, role=Role.CENTRE_OFFICER):
    user = UserFactory()
    CentrePostingFactory(person=user.person, centre=centre, role=role)
    return user


def test_issuer_is_the_lsp_or_the_centre():
    competency, training = CertificateFactory(), TrainingCertificateFactory()
    assert (competency.issuer, competency.is_training) == (competency.lsp, False)
    assert (training.issuer, training.is_training) == (training.centre, True)


@pytest.mark.parametrize(
    "change", [{"valid_until": "2029-01-01"}, {"sheet_serial": "41000000"}, {"enrolment": None}, {"centre": None}]
)
def test_issuer_training_certificate_has_what_belongs_to_it(change):
    certificate = TrainingCertificateFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.filter(pk=certificate.pk).update(**change)


@pytest.mark.parametrize("field", ["valid_until", "decision", "lsp"])
def test_issuer_competency_certificate_has_what_belongs_to_it(field):
    certificate = CertificateFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.filter(pk=certificate.pk).update(**{field: None})


def test_issuer_centre_numbers_once_and_not_against_an_lsp():
    made = TrainingCertificateFactory()
    CertificateFactory(number=made.number)
    with pytest.raises(IntegrityError), transaction.atomic():
        TrainingCertificateFactory(number=made.number, centre=made.centre)


def test_issuer_centre_is_reached_by_its_officer_and_not_by_its_instructor():
    own, _foreign = TrainingCertificateFactory.create_batch(2)
    perm = "certification.issue_training"
    assert list(Certificate.objects.for_user(desk_at(own.centre), perm)) == [own]
    assert list(Certificate.objects.for_user(desk_at(own.centre, Role.INSTRUCTOR), perm)) == []


def test_issuer_training_certificate_waits_for_hand_over_without_a_sheet():
    made = TrainingCertificateFactory(pdf_sha256="0" * 64)
    assert not Certificate.objects.waiting_for_print().exists()
    assert not Certificate.objects.waiting_for_hand_over().exists()
    made.printed_on = made.issued_on
    made.save()
    assert list(Certificate.objects.waiting_for_hand_over()) == [made]
