"""A finished class whose people passed, and the centre that issues their training certificates."""

from __future__ import annotations

from typing import Any

from certification.choices import NumberingMode, SeriesKind
from certification.models import Certificate, NumberSeries
from certification.services.training_certificates import issue_training_certificates
from foundation import clock
from foundation.accounts.choices import Role
from tests.factories.accounts import UserFactory
from tests.factories.numbering import TrainingIssuerFactory
from tests.factories.training import CentrePostingFactory, EnrolmentFactory, TrainingClassFactory, in_days
from training.choices import TrainingOutcome
from training.models import TrainingClass

FIRST = 21


def passed_class(people: int = 2, *, mode: str = NumberingMode.PORTAL, confirmed: bool = True) -> TrainingClass:
    """Everybody passed; the centre in portal mode with its series opened."""
    made: TrainingClass = TrainingClassFactory(finished=True)
    TrainingIssuerFactory(centre=made.centre, numbering=mode, number_format="{nomor}/BPVP/{bulan}/{tahun}")
    if mode == NumberingMode.PORTAL:
        NumberSeries.objects.create(
            centre=made.centre, kind=SeriesKind.CERTIFICATE, first_number=FIRST, next_number=FIRST
        )
    for number in range(people):
        add_passed(made, number, confirmed=confirmed)
    return made


def add_passed(training_class: TrainingClass, number: int, *, confirmed: bool = True) -> Any:
    enrolment = EnrolmentFactory(
        training_class=training_class, finished=True, outcome=TrainingOutcome.PASSED, outcome_on=in_days(-20).function()
    )
    inmate = enrolment.inmate
    inmate.certificate_name = f"PESERTA NOMOR {chr(65 + number)}"
    inmate.certificate_name_confirmed_on = clock.today() if confirmed else None
    inmate.save()
    return enrolment


def issued_training(people: int = 1) -> list[Certificate]:
    made = passed_class(people)
    return issue_training_certificates(training_class=made, issued_on=clock.today(), actor=UserFactory())


def desk_at(centre: Any, role: str = Role.CENTRE_OFFICER) -> Any:
    """A user with one current posting at the centre."""
    user = UserFactory()
    CentrePostingFactory(person=user.person, centre=centre, role=role)
    return user
