"""What training keeps about a person beside the places in classes, for the person's own file."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from lapas.models import Inmate
from lapas.subject_data import Row, Section, in_words, rows_of
from training.models import Attendance, UnitTrainingResult


def sections(people: Sequence[Inmate]) -> list[Section]:
    present = Attendance.objects.filter(enrolment__inmate__in=people).order_by("session__on", "pk")
    days: list[Row] = [
        [
            (_("Tanggal"), in_words(entry.session.on)),
            (_("Kelas"), str(entry.session.training_class)),
            (_("Kehadiran"), entry.reason.label),
        ]
        for entry in present.select_related("session__training_class__module", "reason")
    ]
    results = UnitTrainingResult.objects.filter(enrolment__inmate__in=people)
    return [
        Section(_("Daftar hadir"), days),
        Section(_("Hasil pelatihan per unit"), rows_of(results, without=["enrolment"])),
    ]
