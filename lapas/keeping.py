"""Who must stay in the registry although the time of keeping is over."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from lapas.models import Inmate, SubjectRequest


def holds(people: QuerySet[Inmate]) -> list[tuple[Any, QuerySet[Inmate]]]:
    """A request about the own data that nobody has answered."""
    open_requests = SubjectRequest.objects.filter(inmate=OuterRef("pk"), decided_at__isnull=True)
    return [(_("permintaan data belum dijawab"), people.filter(Exists(open_requests)))]
