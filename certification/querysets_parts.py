"""Named reads of the parts that LSPs give to a person's own file; `for_user` is the fence."""

from __future__ import annotations

import datetime

from django.db.models import Q

from certification.querysets import OfLspQuerySet

# So long an LSP still reads whose file it was asked for.
KEPT_AFTER_ANSWER = datetime.timedelta(days=30)

# To be given: not given yet, and the request has no answer.
WAITING = Q(given_at__isnull=True, request__decided_at__isnull=True)


def still_listed(now: datetime.datetime) -> Q:
    """Unanswered requests, and those answered lately: the name of an applicant is not kept in view for ever."""
    return Q(request__decided_at__isnull=True) | Q(request__decided_at__gte=now - KEPT_AFTER_ANSWER)


class SubjectPartQuerySet(OfLspQuerySet):
    def waiting(self) -> SubjectPartQuerySet:
        return self.filter(WAITING)
