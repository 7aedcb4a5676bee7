"""What the prison's side of certification keeps about a person, for the person's own file.

What the LSPs hold they tell themselves (`subject_parts`); a training centre has no part in such requests, so its
certificates stand here.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from certification.models import Certificate, HandOver
from lapas.models import Inmate
from lapas.subject_data import Section, rows_of


def sections(people: Sequence[Inmate]) -> list[Section]:
    trained = Certificate.objects.of_training().filter(inmate__in=people)
    return [
        Section(_("Sertifikat pelatihan"), rows_of(trained)),
        Section(_("Penyerahan sertifikat pelatihan"), rows_of(HandOver.objects.filter(certificate__in=trained))),
    ]
