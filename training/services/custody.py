"""What a change of custody does to a class: a seat ends by itself, and what was finished stays with the person.

A transfer that never arrived gives the seat back.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from foundation.accounts.models import User
from foundation.audit import services as audit
from foundation.jobs import services as jobs
from lapas.choices import CustodyState, EventKind
from lapas.models import CustodyEvent, Inmate
from lapas.services.holding import hold_owners
from training.choices import EndReason, EnrolmentStatus
from training.models import Enrolment, TrainingClass
from training.returning import NEEDS_A_SEAT, Return, judge_places
from training.services.attainments import keep_passed_units
from training.services.enrolment import seated_status, tie_to_instructors
from training.services.involvement import NotIndependent

JOB = "training.custody_changed"
RETURN_JOB = "training.returned"
LONGEST_NOTE = 300
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
    elif event.kind == EventKind.RETURNED and Enrolment.objects.to_come_back().filter(inmate=inmate).exists():
        jobs.enqueue(RETURN_JOB, params={"event": event.pk}, actor=event.recorded_by, subjects=[inmate])


@transaction.atomic
def end_for_custody(*, event: CustodyEvent, actor: User | None) -> list[Enrolment]:
    """End every seat, reserve place and proposal that the person can no longer take up; finished units are attained.

    Looks at where the person is now, not at the event alone: somebody who is (again) in custody in the class's own
    prison keeps his place. Running it again ends nothing twice. A finished class stays finished.
    """
    places = _locked_places(event, Enrolment.objects.open())
    # Read behind the lock: a return that was recorded meanwhile counts, and one to come waits for this.
    inmate = Inmate.objects.get(pk=CustodyEvent.objects.values_list("inmate").get(pk=event.pk)[0])
    if inmate.custody_state == CustodyState.IN_CUSTODY:
        places = places.exclude(training_class__corner__prison=inmate.prison_id)
    elsewhere = list(places.order_by("training_class_id", "pk").select_related("training_class__module__scheme"))
    ended = [enrolment for enrolment in elsewhere if enrolment.status != EnrolmentStatus.FINISHED]
    reason = ENDS_WITH[EventKind(event.kind)]
    for enrolment in ended:
        enrolment.ended_from, enrolment.ended_with = enrolment.status, event
        enrolment.status, enrolment.end_reason, enrolment.ended_on = EnrolmentStatus.ENDED, reason, event.on
    Enrolment.objects.bulk_update(ended, ["status", "end_reason", "ended_on", "ended_from", "ended_with"])
    for enrolment in elsewhere:
        keep_passed_units(enrolment, event.on)
    if ended:
        audit.record(actor, "training.end_for_custody", [inmate, *ended], {"reason": reason})
    return ended


@transaction.atomic
def restore_after_return(*, event: CustodyEvent, actor: User | None) -> list[Return]:
    """Give back the places that a transfer ended which never arrived; what cannot come back gets a note that says why.

    Everything is judged behind the locks of classes and person, as `training.returning` told before. Running it again
    does nothing more.
    """
    told = [_tied(one) for one in judge_places(_locked_places(event, Enrolment.objects.to_come_back()))]
    restored = [one for one in told if one.back]
    for one in told:
        place = one.place
        if not one.back:
            place.end_note = one.why[:LONGEST_NOTE]
            continue
        place.status = place.ended_from
        if place.status in NEEDS_A_SEAT:
            place.status = seated_status(place.training_class)
        place.end_reason, place.ended_on, place.ended_from, place.ended_with = "", None, "", None
    Enrolment.objects.bulk_update(
        [one.place for one in told], ["status", "end_reason", "end_note", "ended_on", "ended_from", "ended_with"]
    )
    if told:
        counts = {"restored": len(restored), "not_restored": len(told) - len(restored)}
        audit.record(actor, "training.restore_places", [told[0].place.inmate, *(one.place for one in told)], counts)
    return told


def _tied(one: Return) -> Return:
    """Whoever teaches the class trains who gets his seat back; not back where somebody is tied to him otherwise."""
    if one.back and one.place.ended_from in NEEDS_A_SEAT:
        try:
            with transaction.atomic():
                tie_to_instructors(one.place.training_class, [one.place.inmate])
        except NotIndependent as refusal:
            return Return(one.place, refusal.messages[0])
    return one


def _locked_places(event: CustodyEvent, places: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    """Those of `places` that are the person's, behind the locks: classes by id, then the person.

    Nobody can give the person another place meanwhile: whoever does so holds the person, who is not where the class is.
    """
    own = places.filter(inmate__custody_events=event)
    locked = TrainingClass.objects.select_for_update().filter(pk__in=own.values("training_class")).order_by("pk")
    classes = list(locked.values_list("pk", flat=True))
    hold_owners(CustodyEvent.objects.filter(pk=event.pk))
    return own.filter(training_class__in=classes)
