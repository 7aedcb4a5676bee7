"""Whose name on the certificate is still asked for although the registry has let the person go."""

from __future__ import annotations

from certification.models import Decision
from lapas.querysets import InmateQuerySet


def awaited(people: InmateQuerySet) -> InmateQuerySet:
    """Of `people` those with a competent decision that waits for its number, and so for a name."""
    return people.filter(pk__in=Decision.objects.waiting_for_number().values("assessment__inmate"))
