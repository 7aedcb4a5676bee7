"""What certification keeps about a person, for merging two rows of one person."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from certification.choices import PlanState
from certification.models import Assessment, Certificate, PickupPlan
from lapas.models import Inmate
from lapas.parts import Part


def parts() -> list[Part]:
    return [
        Part(_("Asesmen"), Assessment, refusals=same_exam, told_by_holder=True),
        Part(_("Sertifikat"), Certificate, told_by_holder=True),
        Part(_("Rencana pengambilan"), PickupPlan, refusals=two_plans),
    ]


def same_exam(kept: Inmate, folded: Inmate) -> Iterator[str]:
    """One person is one candidate of an exam."""
    twice = Assessment.objects.filter(inmate=folded, exam__in=kept.assessments.values("exam"))
    for assessment in twice.select_related("exam__scheme"):
        yield _t(
            "Keduanya peserta uji %(scheme)s pada %(on)s. Minta LSP membatalkan salah satunya; catatan tidak digabung."
        ) % {
            "scheme": assessment.exam.scheme,
            "on": f"{assessment.exam.exam_on:%d-%m-%Y}" if assessment.exam.exam_on else "–",
        }


def two_plans(kept: Inmate, folded: Inmate) -> Iterator[str]:
    """One person has one open plan for fetching the originals."""
    open_plans = PickupPlan.objects.filter(state=PlanState.OPEN)
    if open_plans.filter(inmate=kept).exists() and open_plans.filter(inmate=folded).exists():
        yield _t("Keduanya punya rencana pengambilan yang terbuka. Tutup dulu salah satunya.")
