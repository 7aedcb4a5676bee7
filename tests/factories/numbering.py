"""Rows of training certificates and of voided numbers."""

from typing import Any

import factory
from factory.django import DjangoModelFactory

from certification.choices import CertificateKind, CertificateState
from certification.models import Certificate, NumberLetter, TrainingIssuer, VoidedNumber
from certification.rendering.facts import TrainedUnitFact, TrainingFacts
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


def facts_of(certificate: Any) -> TrainingFacts:
    """What the paper of a training certificate under construction says."""
    training_class = certificate.enrolment.training_class
    return TrainingFacts(
        name=certificate.inmate.name,
        number=certificate.number,
        programme_id=str(training_class.module),
        programme_en="Shielded metal arc welding",
        units=(TrainedUnitFact("C.24LAS01.001.1", "Mengelas pelat", "Weld plate", 40),),
        total_hours=40,
        started_on=training_class.starts_on,
        ended_on=training_class.ends_on,
        issued_on=certificate.issued_on,
        city="Serang",
        centre_id="Balai Pelatihan Contoh",
        centre_en="Example Training Centre",
        phone="0254-5550100",
        signatory="Ratna Dewi",
        signatory_title_id="Kepala",
        signatory_title_en="Head",
        code=certificate.code,
        verify_base_url="https://sertifikat.contoh.go.id",
    )


class TrainingCertificateFactory(DjangoModelFactory):
    """A numbered training certificate of a passed enrolment, without file."""

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
    issued_on = in_days(-5)
    facts = factory.LazyAttribute(lambda obj: facts_of(obj).to_json())


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
