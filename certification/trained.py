"""How far the training certificates of a class are, counted by the database."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from certification.choices import CertificateState
from certification.models import Certificate
from foundation.reading import counted
from training.choices import TrainingOutcome
from training.models import Enrolment, TrainingClass

WAITING_FOR_NUMBER, WAITING_FOR_PRINT = Q(waits_for_number=True), Q(waits_for_print=True)


def with_certificate_counts(classes: QuerySet[TrainingClass]) -> QuerySet[Any]:
    """Adds `passed_count`, `numbered_count`, `printed_count`, `unconfirmed_count`, and three flags for filters."""
    living = Certificate.objects.of_training().filter(enrolment=OuterRef("pk")).living()
    printed = living.filter(printed_on__isnull=False)
    everybody = Enrolment.objects.filter(training_class=OuterRef("pk"))
    passed = everybody.filter(outcome=TrainingOutcome.PASSED)
    unconfirmed = passed.filter(~Exists(living), inmate__certificate_name_confirmed_on__isnull=True)
    return classes.annotate(
        waits_for_number=Exists(without_certificate()),
        waits_for_print=Exists(not_printed()),
        has_passed=Exists(passed),
        passed_count=counted(passed, "training_class"),
        numbered_count=counted(everybody.filter(Exists(living)), "training_class"),
        printed_count=counted(everybody.filter(Exists(printed)), "training_class"),
        unconfirmed_count=counted(unconfirmed, "training_class"),
    )


def without_certificate() -> QuerySet[Enrolment]:
    """Of the class outside: people who passed and have no living training certificate of it."""
    living = Certificate.objects.of_training().filter(enrolment=OuterRef("pk")).living()
    passed = Enrolment.objects.filter(training_class=OuterRef("pk"), outcome=TrainingOutcome.PASSED)
    return passed.filter(~Exists(living))


def not_printed() -> QuerySet[Certificate]:
    """Of the class outside: training certificates that its centre has still to print."""
    return Certificate.objects.of_training().filter(
        enrolment__training_class=OuterRef("pk"), state=CertificateState.ACTIVE, printed_on__isnull=True
    )
