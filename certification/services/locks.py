"""The exam row is locked first, before its results and before any counter."""

from __future__ import annotations

import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from certification.choices import ExamStatus
from certification.models import Exam
from foundation import clock

# How sentences of services write a day.
DAY = "%d-%m-%Y"


def lock_exam(exam: Exam | int) -> Exam:
    """The exam as it stands now, held until the end of the transaction; locked before its results and counters."""
    pk = exam if isinstance(exam, int) else exam.pk
    return (
        Exam.objects.select_for_update(of=("self",))
        .select_related("scheme__field", "lsp", "training_class__module", "training_class__corner__prison")
        .get(pk=pk)
    )


def zone_of(exam: Exam) -> str:
    """The zone of the place where the exam is held: its local day counts."""
    return exam.training_class.corner.prison.timezone


def today_at(exam: Exam) -> datetime.date:
    return clock.today(zone_of(exam))


def refuse_closed(exam: Exam) -> None:
    """Raise ValidationError when the exam has come to its end, decided or cancelled."""
    if exam.status == ExamStatus.CANCELLED:
        raise ValidationError(_("Uji ini sudah dibatalkan. Minta Kemnaker mengusulkannya lagi."), code="cancelled")
    if exam.status == ExamStatus.DECIDED:
        raise ValidationError(_("Uji ini sudah diputuskan, jadi tidak dapat diubah lagi."), code="decided")
