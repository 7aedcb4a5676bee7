"""Rows of training certificates and of voided numbers."""

from typing import Any

import factory
from factory.django import DjangoModelFactory

from certification.choices import CertificateKind, CertificateState
from certification.models import Certificate, NumberLetter, TrainingIssuer, VoidedNumber
from foundation import clock
from tests.factories.accounts import UserFactory
from tests.factories.certification import CertificateFactory, LspFactory
from tests.factories.training import EnrolmentFactory, TrainingCentreFactory, TrainingClassFactory, in_days
from training.choices import TrainingOutcome


class TrainingIssuerFactory(DjangoModelFactory):
    """What a centre prints on its training certificates; numbers by letter unless `numbering="portal"`."""

    class Meta:
        model = TrainingIssuer

    centre = factory.SubFactory(TrainingCentreFactory)
    name_id = factory.SelfAttribute("centre.name")
    name_en = factory.Sequence(lambda n: f"Vocational Training Centre {n}")
    city = factory.SelfAttribute("centre.city")
    phone = "0254-5550100"
    signatory = "Ratna Dewi"


class TrainingCertificateFactory(DjangoModelFactory):
    """A numbered training certificate of a passed enrolment, without facts and file."""

    class Meta:
        model = Certificate

    kind = CertificateKind.TRAINING
    enrolment = factory.SubFactory(
        EnrolmentFactory,
        training_class=factory.SubFactory(TrainingClassFactory, finished=True),
        finished=True,
        outcome=TrainingOutcome.PASSED,
        outcome_on=in_days(-20),
    )
    inmate = factory.SelfAttribute("enrolment.inmate")
    centre = factory.SelfAttribute("enrolment.training_class.centre")
    scheme = factory.SelfAttribute("enrolment.training_class.module.scheme")
    number = factory.Sequence(lambda n: f"{n + 21:05d}/BPVP/XI/2026")
    code = factory.Sequence(lambda n: f"5T3R{n:022d}")
    facts: dict[str, Any] = {}
    issued_on = in_days(-5)


class NumberLetterFactory(DjangoModelFactory):
    """A list of an LSP's that waits to be looked at, without rows."""

    class Meta:
        model = NumberLetter

    lsp = factory.SubFactory(LspFactory)
    letter_number = factory.Sequence(lambda n: f"{n + 1}/LSP-S/2026")
    letter_date = in_days(-1)
    file_name = "nomor.xlsx"
    recorded_by = factory.SubFactory(UserFactory)
    recorded_at = factory.LazyFunction(clock.now)


class VoidedNumberFactory(DjangoModelFactory):
    """A number voided before hand-over."""

    class Meta:
        model = VoidedNumber

    certificate = factory.SubFactory(CertificateFactory, state=CertificateState.VOIDED)
    reason = "Nama salah ketik"
    voided_by = factory.SubFactory(UserFactory)
    voided_at = factory.LazyFunction(clock.now)
