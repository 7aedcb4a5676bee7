"""Days that a higher floor writes into a class, so that pages here need nothing from above."""

from __future__ import annotations

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from foundation.accounts.models import User
from foundation.audit import services as audit
from training.choices import ClassStatus
from training.fit import certificate_after_exam
from training.models import TrainingClass
from training.services.locks import lock_class


@transaction.atomic
def set_exam_plan(
    *,
    training_class: TrainingClass,
    exam_on: datetime.date | None,
    certificate_expected_on: datetime.date | None = None,
    actor: User | None,
) -> TrainingClass:
    """Write the day of the exam and the day of the certificate in hand; the latter is counted from the exam if empty.

    Both are taken back with `exam_on=None`. Refuses a cancelled class, an exam before the class begins and a
    certificate before the exam.
    """
    locked = lock_class(training_class)
    if locked.status == ClassStatus.CANCELLED:
        raise ValidationError(_("Kelas ini dibatalkan, jadi tidak dapat diuji."), code="class_cancelled")
    if exam_on is not None and exam_on < locked.starts_on:
        raise ValidationError(_("Tanggal uji tidak boleh sebelum kelas dimulai."), code="exam_before_class")
    if exam_on is None:
        certificate_expected_on = None
    elif certificate_expected_on is None:
        certificate_expected_on = certificate_after_exam(exam_on)
    elif certificate_expected_on < exam_on:
        raise ValidationError(_("Sertifikat tidak mungkin di tangan sebelum uji."), code="certificate_before_exam")
    locked.exam_on = exam_on
    locked.certificate_expected_on = certificate_expected_on
    locked.save(update_fields=["exam_on", "certificate_expected_on"])
    audit.record(
        actor,
        "training.plan_exam",
        [locked],
        {"exam_on": str(exam_on or ""), "certificate_expected_on": str(certificate_expected_on or "")},
    )
    return locked
