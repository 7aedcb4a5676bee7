"""How far the training certificates of a class are, counted by the database."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from certification.choices import CertificateState
from certification.models import Certificate
from training.choices import TrainingOutcome
from training.models import Enrolment, TrainingClass

PASSED = Q(enrolments__outcome=TrainingOutcome.PASSED)
WAITING_FOR_NUMBER, WAITING_FOR_PRINT = Q(waits_for_number=True), Q(waits_for_print=True)


def with_certificate_counts(classes: QuerySet[TrainingClass]) -> QuerySet[Any]:
    """Adds `passed_count`, `numbered_count`, `printed_count`, `unconfirmed_count`, and two flags for filters."""
    living = Certificate.objects.filter(enrolment=OuterRef("enrolments__pk")).living()
    printed = living.filter(printed_on__isnull=False)
    unconfirmed = Q(enrolments__inmate__certificate_name_confirmed_on__isnull=True)
    return classes.annotate(
        waits_for_number=Exists(without_certificate()),
        waits_for_print=Exists(not_printed()),
        passed_count=Count("enrolments", filter=PASSED, distinct=True),
        numbered_count=Count("enrolments", filter=Exists(living), distinct=True),
        printed_count=Count("enrolments", filter=Exists(printed), distinct=True),
        unconfirmed_count=Count("enrolments", filter=PASSED & unconfirmed & Q(~Exists(living)), distinct=True),
    )


def without_certificate() -> QuerySet[Enrolment]:
    """Of the class outside: people who passed and have no living training certificate of it."""
    return Enrolment.objects.filter(training_class=OuterRef("pk"), outcome=TrainingOutcome.PASSED).exclude(
        pk__in=Certificate.objects.of_training().living().values("enrolment")
    )


def not_printed() -> QuerySet[Certificate]:
    """Of the class outside: training certificates that its centre has still to print."""
    return Certificate.objects.of_training().filter(
        enrolment__training_class=OuterRef("pk"), state=CertificateState.ACTIVE, printed_on__isnull=True
    )
