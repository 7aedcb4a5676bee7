"""Named reads of postings."""

from __future__ import annotations

import datetime

from django.db import models
from django.db.models import Q


class PostingQuerySet(models.QuerySet):
    def current(self, on: datetime.date) -> PostingQuerySet:
        """Postings that hold on the day `on`, first and last day included."""
        return self.filter(Q(until_date__isnull=True) | Q(until_date__gte=on), from_date__lte=on)
