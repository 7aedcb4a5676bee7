"""Named reads of the trail."""

from __future__ import annotations

import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q

from foundation.accounts import postings
from foundation.accounts.models import Posting, User


class AuditEventQuerySet(models.QuerySet):
    def for_user(self, user: User | AnonymousUser, perm: str) -> AuditEventQuerySet:
        """Own acts and, where `perm` is held, the acts of those posted there, while they were; all if nationwide."""
        if not isinstance(user, User) or not user.has_perm(perm):
            return self.none()
        if postings.nationwide(user, perm):
            return self
        reach, people = Q(actor=user), {user.person_id}
        for model in postings.posting_models():
            places = postings.places(user, perm, model) if model.PLACE else []
            if places:
                for posting in model.objects.filter(**{f"{model.PLACE}__in": places}):
                    reach |= _acts_under(posting)
                    people.add(posting.person_id)
        # Said once more by account: the many conditions alone would read the trail of the whole country.
        return self.filter(reach, actor__in=User.objects.filter(person_id__in=people))

    def unsealed(self) -> AuditEventQuerySet:
        return self.filter(seal__isnull=True)

    def unsealed_after(self, pk: int) -> AuditEventQuerySet:
        """The unsealed with a higher key; bounded on both sides, or all seals are read from the first."""
        seals: Any = self.model._meta.get_field("seal").related_model
        return self.filter(~Exists(seals.objects.filter(event_id=OuterRef("pk"), event_id__gt=pk)), pk__gt=pk)

    def about(self, *subjects: models.Model) -> AuditEventQuerySet:
        """Events that name any of the rows `subjects`."""
        named = Q(pk__in=[])
        for subject in subjects:
            named |= Q(subjects__kind=subject._meta.label, subjects__key=str(subject.pk))
        return self.filter(named).distinct()


def _acts_under(posting: Posting) -> Q:
    """What the person did under this posting: in its days, with its role worn."""
    acts = Q(actor__person_id=posting.person_id, at__gte=_midnight(posting.from_date), hat__contains=posting.role)
    if posting.until_date is not None:
        acts &= Q(at__lt=_midnight(posting.until_date + datetime.timedelta(days=1)))
    return acts


def _midnight(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(), ZoneInfo(settings.TIME_ZONE))
