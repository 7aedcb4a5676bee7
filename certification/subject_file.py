"""What certification keeps about a person beside attempts and certificates, for the person's own file."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q
from django.utils.translation import gettext as _

from certification.models import Decision, HandOver, UnitResult
from lapas.models import Inmate
from lapas.subject_data import Section, rows_of


def sections(people: Sequence[Inmate]) -> list[Section]:
    handed = HandOver.objects.filter(Q(certificate__inmate__in=people) | Q(former_certificate__inmate__in=people))
    return [
        Section(
            _("Hasil uji per unit"),
            rows_of(UnitResult.objects.filter(assessment__inmate__in=people), without=["assessment"]),
        ),
        Section(
            _("Keputusan"), rows_of(Decision.objects.filter(assessment__inmate__in=people), without=["assessment"])
        ),
        Section(_("Penyerahan"), rows_of(handed)),
    ]
