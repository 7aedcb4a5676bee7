"""Pages that a row alone does not open: whose they are, which rows they have, what is asked before."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.db.models import Q, QuerySet

from certification.choices import LetterState, PlanState
from certification.models import LspPosting, NumberLetter, PickupPlan
from certification.services.training_certificates import PRINT_JOB
from foundation import clock
from foundation.accounts.choices import Role
from foundation.jobs.models import Job, JobSubject
from lapas.choices import CustodyState
from training.models import CentrePosting, TrainingClass

COUNTER = "certification:counter"
TRIED = 20
HAND_OVER = "certification:counter-hand-over"
TRAINING_FILE = "certification:training-print-file"
LETTERS: Mapping[str, str] = {
    "certification:letter-preview": "lsp",
    "certification:letter-discard": "lsp",
    "certification:training-letter-preview": "centre",
    "certification:training-letter-discard": "centre",
}
# Open only after a form was taken that changes the world for good; the walk reads.
AFTER_A_FORM: Mapping[str, str] = {
    "certification:counter-receipts": "opens for 15 minutes after a hand-over there, which the walk does not make",
}


def desk_of(route: str, viewer: str) -> str:
    """The account at which this viewer finds the page at work; nothing when the usual one does."""
    if LETTERS.get(route) == viewer:
        recorder = _letters(viewer).values_list("recorded_by__staff_number", flat=True).first()
        return str(recorder or "")
    if route == HAND_OVER and (known := _plan_and_desk(viewer)) is not None:
        return known[1]
    return ""


def rows_of(route: str, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Those of the rows for which the page exists."""
    if route in LETTERS:
        return rows.filter(state=LetterState.WAITING)
    if route == TRAINING_FILE:
        made = Job.objects.filter(kind=PRINT_JOB).exclude(result_file="")
        about = JobSubject.objects.filter(job__in=made, kind=TrainingClass._meta.label).values_list("key", flat=True)
        return rows.filter(pk__in=[int(key) for key in about])
    return rows


def slip(viewer: str) -> dict[str, str]:
    """What a holder says at the counter, for the plan that `desk_of` went by."""
    known = _plan_and_desk(viewer)
    if known is None:
        return {}
    plan = known[0]
    return {
        "slip_code": plan.slip_code,
        "name": plan.inmate.certificate_name or plan.inmate.name,
        "birth_date": f"{plan.inmate.birth_date:%Y-%m-%d}",
    }


def _letters(viewer: str) -> QuerySet[NumberLetter]:
    side = Q(lsp=None) if viewer == "centre" else Q(centre=None)
    return NumberLetter.objects.filter(side, state=LetterState.WAITING).order_by("-pk")


@cache
def _plan_and_desk(viewer: str) -> tuple[PickupPlan, str] | None:
    """The newest plan of somebody released that names such a counter, and who sits there with an account."""
    side = {
        "lsp": (LspPosting, "lsp_id", Role.LSP_OFFICER),
        "centre": (CentrePosting, "centre_id", Role.CENTRE_OFFICER),
    }
    if viewer not in side:
        return None
    posting, column, role = side[viewer]
    plans = PickupPlan.objects.filter(state=PlanState.OPEN, inmate__custody_state=CustodyState.RELEASED)
    for plan in plans.exclude(**{column: None}).select_related("inmate").order_by("-pk")[:TRIED]:
        at_it: Any = posting.objects.filter(**{column: getattr(plan, column)}, role=role).current(clock.today())
        desk = at_it.exclude(person__user=None).order_by("pk").values_list("person__user__staff_number", flat=True)
        if account := desk.first():
            return plan, str(account)
    return None
