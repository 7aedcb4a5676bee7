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
    of_the_class = Certificate.objects.of_training().filter(enrolment__training_class=OuterRef("pk"))
    without = Enrolment.objects.filter(training_class=OuterRef("pk"), outcome=TrainingOutcome.PASSED).exclude(
        pk__in=Certificate.objects.of_training().living().values("enrolment")
    )
    printed = living.filter(printed_on__isnull=False)
    unconfirmed = Q(enrolments__inmate__certificate_name_confirmed_on__isnull=True)
    return classes.annotate(
        waits_for_number=Exists(without),
        waits_for_print=Exists(of_the_class.filter(state=CertificateState.ACTIVE, printed_on__isnull=True)),
        passed_count=Count("enrolments", filter=PASSED, distinct=True),
        numbered_count=Count("enrolments", filter=Exists(living), distinct=True),
        printed_count=Count("enrolments", filter=Exists(printed), distinct=True),
        unconfirmed_count=Count("enrolments", filter=PASSED & unconfirmed & Q(~Exists(living)), distinct=True),
    )
