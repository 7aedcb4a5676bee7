"""Which people may leave within days, and who of them would leave without the certificate in the hand."""

from __future__ import annotations

import datetime

from django.db.models import Exists, OuterRef

from certification.models import Certificate
from lapas.querysets import InmateQuerySet


def leaving(inmates: InmateQuerySet, today: datetime.date, days: int) -> InmateQuerySet:
    """People still here whose earliest release lies within `days`; those who may leave any day come along."""
    return inmates.present().filter(earliest_release__lte=today + datetime.timedelta(days=days))


def without_certificate_in_hand(inmates: InmateQuerySet, today: datetime.date, days: int) -> InmateQuerySet:
    """Of those, the people who have a certificate of competence that was not handed over yet."""
    # Asked person by person: few leave within days, and the certificates not handed over are the country's.
    waiting = Certificate.objects.of_competence().not_handed_over().filter(inmate=OuterRef("pk"))
    return leaving(inmates, today, days).filter(Exists(waiting))
