"""What a moved release date means for classes: told wherever a date is about to move, by convention of the roof."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Mapping

from django.utils.translation import gettext as _

from training.choices import OPEN_ENROLMENT, ClassStatus
from training.models import Enrolment, TrainingClass


def effects(moved: Mapping[int, datetime.date]) -> dict[int, list[tuple[str, str]]]:
    """Inmate id → (tone, sentence) for each open class, as it reads with the new earliest release."""
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    running = Enrolment.objects.filter(status__in=OPEN_ENROLMENT, inmate_id__in=list(moved)).exclude(
        training_class__status=ClassStatus.CANCELLED
    )
    for enrolment in running.select_related("training_class__module").order_by("training_class__starts_on"):
        found[enrolment.inmate_id].append(told(enrolment.training_class, moved[enrolment.inmate_id]))
    return dict(found)


def told(one: TrainingClass, free_on: datetime.date) -> tuple[str, str]:
    """(tone, sentence) for somebody of the class who leaves on `free_on`."""
    words = {"name": str(one), "ends": _day(one.ends_on), "exam": _day(one.exam_on)}
    words["paper"] = _day(one.certificate_expected_on)
    if one.ends_on >= free_on:
        return "bad", _("%(name)s baru selesai %(ends)s; unit yang sudah lulus tetap dicatat.") % words
    if one.exam_on and one.exam_on >= free_on:
        return "bad", _("%(name)s selesai, tetapi uji %(exam)s sesudah bebas; minta LSP memajukan uji.") % words
    if one.certificate_expected_on and one.certificate_expected_on >= free_on:
        return "warn", _(
            "%(name)s: sertifikat baru %(paper)s; minta prioritas kepada LSP atau isi rencana pengambilan."
        ) % words
    return "ok", _("%(name)s masih selesai sebelum bebas.") % words


def _day(date: datetime.date | None) -> str:
    return f"{date:%d-%m-%Y}" if date else ""
