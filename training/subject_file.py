"""What training keeps about a person beside the places in classes, for the person's own file."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from lapas.models import Inmate
from lapas.subject_data import Section, in_words, rows_of
from training.models import Attendance, UnitTrainingResult


def sections(people: Sequence[Inmate]) -> list[Section]:
    present = Attendance.objects.filter(enrolment__inmate__in=people).order_by("session__on", "pk")
    days = [
        [(_("Tanggal"), in_words(on)), (_("Kehadiran"), label)]
        for on, label in present.values_list("session__on", "reason__label")
    ]
    results = UnitTrainingResult.objects.filter(enrolment__inmate__in=people)
    return [
        Section(_("Daftar hadir"), days),
        Section(_("Hasil pelatihan per unit"), rows_of(results, without=["enrolment"])),
    ]
