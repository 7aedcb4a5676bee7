"""Expressions that every floor reads with."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, IntegerField, QuerySet, Subquery
from django.db.models.functions import Coalesce


def counted(rows: QuerySet[Any], by: str) -> Coalesce:
    """How many of `rows` (narrowed by an OuterRef on `by`) there are; a query of its own, so that no join multiplies.

    A list that shows 50 rows counts for those 50: a join with GROUP BY would count for every row before it cuts.
    """
    number = rows.order_by().values(by).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(number, output_field=IntegerField()), 0)
