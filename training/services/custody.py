"""What a change of custody does to a class: a seat ends by itself, and what was finished stays with the person."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction

from foundation.accounts.models import User
from foundation.audit import services as audit
from foundation.jobs import services as jobs
from lapas.choices import CustodyState, EventKind
from lapas.models import CustodyEvent, Inmate
from training.choices import OPEN_ENROLMENT, EndReason, EnrolmentStatus
from training.models import Enrolment, TrainingClass
from training.services.attainments import keep_passed_units

JOB = "training.custody_changed"
ENDS_WITH = {
    EventKind.TRANSFER_OUT: EndReason.TRANSFERRED,
    EventKind.TRANSFER_IN: EndReason.TRANSFERRED,
    EventKind.RELEASED: EndReason.RELEASED,
    EventKind.DECEASED: EndReason.DECEASED,
    EventKind.ESCAPED: EndReason.ESCAPED,
}


def order_ending(sender: Any, *, inmate: Inmate, event: CustodyEvent, **kwargs: Any) -> None:
    """Listens to `custody_changed` and only orders the work, so that nothing in training can hold up a release."""
    if event.kind in ENDS_WITH:
        jobs.enqueue(JOB, params={"event": event.pk}, actor=event.recorded_by, subjects=[inmate])


@transaction.atomic
def end_for_custody(*, inmate: Inmate, reason: str, on: datetime.date, actor: User | None) -> list[Enrolment]:
    """End every seat, reserve place and proposal that the person can no longer take up; finished units are attained.

    Looks at where the person is now, not at the event alone: somebody who is (again) in custody in the class's own
    prison keeps his place. Running it again ends nothing twice. A finished class stays finished.
    """
    places = Enrolment.objects.filter(inmate=inmate, status__in=OPEN_ENROLMENT)
    if inmate.custody_state == CustodyState.IN_CUSTODY:
        places = places.exclude(training_class__corner__prison=inmate.prison_id)
    # Classes are locked first, in one order, like everywhere; then the places are read as they stand.
    list(
        TrainingClass.objects.select_for_update()
        .filter(pk__in=places.values("training_class"))
        .order_by("pk")
        .values("pk")
    )
    elsewhere = list(places.order_by("training_class_id", "pk").select_related("training_class__module__scheme"))
    ended = [enrolment for enrolment in elsewhere if enrolment.status != EnrolmentStatus.FINISHED]
    for enrolment in ended:
        enrolment.status, enrolment.end_reason, enrolment.ended_on = EnrolmentStatus.ENDED, reason, on
        enrolment.reserve_position = None
    Enrolment.objects.bulk_update(ended, ["status", "end_reason", "ended_on", "reserve_position"])
    for enrolment in elsewhere:
        keep_passed_units(enrolment, on)
    if ended:
        audit.record(actor, "training.end_for_custody", [inmate, *ended], {"reason": reason})
    return ended
