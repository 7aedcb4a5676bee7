"""The figure that the portal moves: who left with an original competency certificate in hand.

Two rates over the same twelve months (DOMAIN): of all sentenced people who left (transfers, deaths, escapes and
detained people are not among them), and of those among them who had started a class. Copies and training certificates
do not count in them; they stand apart.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q

from certification.choices import CertificateKind
from certification.models import Certificate, HandOver
from lapas.choices import CustodyState, LegalStatus
from lapas.querysets import InmateQuerySet
from training.choices import EnrolmentStatus
from training.models import Enrolment

PERIOD_DAYS = 365


@dataclass(frozen=True)
class InHand:
    """People: who left, who of them held the original; the same among those who had started a class.

    Apart: who held a training certificate, and who had no original though a checked copy of it was there.
    """

    left: int
    left_in_hand: int
    trained: int
    trained_in_hand: int
    training_in_hand: int
    copy_only: int
    since: datetime.date


def left_in_hand(inmates: InmateQuerySet, today: datetime.date) -> InHand:
    """The counts for the people in reach, over the twelve months before `today`; one query."""
    since = today - datetime.timedelta(days=PERIOD_DAYS)
    competency = CertificateKind.COMPETENCY
    in_hand = HandOver.objects.filter(
        certificate__inmate=OuterRef("pk"), certificate__kind=competency, handed_on__lte=OuterRef("released_on")
    )
    # An original that was replaced later was in hand all the same. Few are, so they are listed once: asked for each
    # person, a database that counts the empty column would walk through all hand-overs.
    formerly = HandOver.objects.filter(
        former_certificate__isnull=False,
        former_certificate__kind=competency,
        handed_on__lte=F("former_certificate__inmate__released_on"),
    )
    training = HandOver.objects.filter(
        certificate__inmate=OuterRef("pk"),
        certificate__kind=CertificateKind.TRAINING,
        handed_on__lte=OuterRef("released_on"),
    )
    copy = (
        Certificate.objects.of_competence()
        .living()
        .rendered()
        .filter(inmate=OuterRef("pk"), issued_on__lte=OuterRef("released_on"))
    )
    started = Enrolment.objects.filter(inmate=OuterRef("pk")).filter(
        Q(status__in=[EnrolmentStatus.RUNNING, EnrolmentStatus.FINISHED])
        | Q(status=EnrolmentStatus.ENDED, ended_on__gte=F("training_class__starts_on"))
    )
    # Grouped by the four answers: each is asked once of a person, and the sixteen groups at most are added up here.
    groups = (
        inmates.filter(
            custody_state=CustodyState.RELEASED,
            legal_status__in=[LegalStatus.SENTENCED, LegalStatus.CHILD],
            released_on__gt=since,
            released_on__lte=today,
        )
        .order_by()
        .annotate(
            held=Exists(in_hand) | Q(pk__in=formerly.values("former_certificate__inmate")),
            trained=Exists(started),
            taught=Exists(training),
            copied=Exists(copy),
        )
        .values_list("held", "trained", "taught", "copied")
        .annotate(people=Count("pk"))
    )
    counts = [(bool(held), bool(trained), bool(taught), bool(copied), n) for held, trained, taught, copied, n in groups]
    return InHand(
        left=sum(n for *_flags, n in counts),
        left_in_hand=sum(n for held, _trained, _taught, _copied, n in counts if held),
        trained=sum(n for _held, trained, _taught, _copied, n in counts if trained),
        trained_in_hand=sum(n for held, trained, _taught, _copied, n in counts if held and trained),
        training_in_hand=sum(n for _held, _trained, taught, _copied, n in counts if taught),
        copy_only=sum(n for held, _trained, _taught, copied, n in counts if copied and not held),
        since=since,
    )
