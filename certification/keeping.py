"""Who must stay although the time of keeping is over: a certificate that still says something about its holder."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from certification.models import Certificate
from foundation import clock
from lapas.models import Inmate


def holds(people: QuerySet[Inmate]) -> list[tuple[Any, QuerySet[Inmate]]]:
    """Holders of a certificate that is valid, or whose original was never handed over."""
    living = Certificate.objects.living().filter(inmate=OuterRef("pk"))
    valid = living.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=clock.today()))
    return [
        (_("sertifikat masih berlaku"), people.filter(Exists(valid))),
        (_("sertifikat belum diserahkan"), people.filter(Exists(living.not_handed_over()))),
    ]
