"""Requests about the state of a certificate."""

import factory
from factory.django import DjangoModelFactory

from certification.choices import CertificateState, Desk, Wish
from certification.models import StateRequest
from foundation import clock
from tests.factories.accounts import PersonFactory
from tests.factories.certification import CertificateFactory


class StateRequestFactory(DjangoModelFactory):
    """A request from the LSP that waits for another person."""

    class Meta:
        model = StateRequest

    certificate = factory.SubFactory(CertificateFactory, printed=True)
    wish = Wish.SUSPENDED
    reason = "Nama di sertifikat tertukar dengan peserta lain"
    desk = Desk.ISSUER
    asked_by = factory.SubFactory(PersonFactory)
    asked_at = factory.LazyFunction(clock.now)
    before = CertificateState.ACTIVE
