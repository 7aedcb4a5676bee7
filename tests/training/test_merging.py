"""Classes, attainments and involvement of two rows of one person, and a merge that meets an enrolment."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import ValidationError

from certification.choices import PlanState
from foundation import clock
from foundation.audit.models import AuditEvent
from lapas import invariants, services
from lapas.models import Inmate
from lapas.querysets import InmateQuerySet
from tests.factories.accounts import PersonFactory, UserFactory
from tests.factories.journey import PickupPlanFactory
from tests.factories.lapas import InmateFactory, PrisonFactory
from tests.factories.training import ClassInstructorFactory
from tests.racing import meet
from tests.training.world import fitting, new_class
from training import invariants as training_invariants
from training.choices import Capacity, EnrolmentStatus
from training.models import Attainment, Enrolment, Involvement
from training.services.attainments import record_attainment
from training.services.enrolment import end_enrolment, enrol_inmates
from training.services.involvement import involve

REASON = "tercatat dua kali"


def broken():
    return [line for one in (invariants, training_invariants) for check in one.checks() for line in check.broken()]


def merge(kept, folded):
    return services.merge_inmates(kept=kept, folded=folded, taken=(), reason=REASON, actor=None)


@pytest.fixture
def classes(db):
    prison = PrisonFactory(hearing_required=False)
    first = new_class(prison)
    return first, new_class(prison, module=first.module, corner=first.corner, batch=2)


def test_classes_ties_and_attainments_move_and_come_back(classes) -> None:
    first, second = classes
    trainer = ClassInstructorFactory(training_class=first).person
    ClassInstructorFactory(training_class=second, person=trainer)
    kept, folded = fitting(first), fitting(first)
    enrol_inmates(training_class=first, inmates=[kept], actor=None)
    enrol_inmates(training_class=second, inmates=[folded], actor=None)
    scheme, day = first.module.scheme, clock.today() - datetime.timedelta(days=9)
    for one in (kept, folded):
        record_attainment(inmate=one, scheme=scheme, on=day, source="paper", actor=None)

    merged = merge(kept, folded)

    assert {place.training_class for place in kept.enrolments.all()} == {first, second}
    assert kept.involvements.count() == kept.attainments.count() == 1
    assert broken() == []
    services.undo_merge(merge=merged, reason="Ternyata dua orang", actor=None)
    assert [place.training_class for place in folded.enrolments.all()] == [second]
    assert Involvement.objects.filter(inmate=folded).count() == Attainment.objects.filter(inmate=folded).count() == 1
    assert broken() == []


def test_two_places_in_one_class_need_one_to_be_over_and_empty(classes) -> None:
    first, _second = classes
    kept, folded = fitting(first), fitting(first)
    enrol_inmates(training_class=first, inmates=[kept, folded], actor=None)
    with pytest.raises(ValidationError, match="Akhiri dulu tempat yang salah"):
        merge(kept, folded)

    wrong = folded.enrolments.get()
    end_enrolment(enrolment=wrong, reason="other", note="tercatat dua kali", on=clock.today(), actor=None)
    merge(kept, folded)

    wrong.refresh_from_db()
    assert (kept.enrolments.count(), wrong.inmate, wrong.status) == (1, folded, EnrolmentStatus.ENDED)
    assert broken() == []


def test_who_trained_the_one_and_assessed_the_other_stands_against_it(classes) -> None:
    first, _second = classes
    kept, folded = fitting(first), fitting(first)
    person, scheme = PersonFactory(), first.module.scheme
    involve(persons=[person], inmates=[kept], scheme=scheme, capacity=Capacity.TRAINED, on=clock.today())
    involve(persons=[person], inmates=[folded], scheme=scheme, capacity=Capacity.ASSESSED, on=clock.today())

    with pytest.raises(ValidationError, match="melatih yang satu dan menguji yang lain"):
        merge(kept, folded)
    assert Involvement.objects.get(inmate=folded).capacity == Capacity.ASSESSED


def test_two_open_pickup_plans_stand_against_it(classes) -> None:
    kept, folded = fitting(classes[0]), fitting(classes[0])
    for one in (kept, folded):
        PickupPlanFactory(inmate=one, state=PlanState.OPEN)

    with pytest.raises(ValidationError, match="rencana pengambilan"):
        merge(kept, folded)


def race():
    training_class = new_class(PrisonFactory(hearing_required=False))
    kept, folded = InmateFactory(prison=training_class.corner.prison), fitting(training_class)
    officer = UserFactory()
    results = meet(
        # The last that both write.
        AuditEvent._meta.db_table,
        lambda: merge(kept, folded),
        lambda: enrol_inmates(training_class=training_class, inmates=[folded], actor=officer),
    )
    return results, kept, folded


@pytest.mark.postgresql
def test_a_merge_and_an_enrolment_never_leave_a_seat_on_the_merged_row(committing) -> None:
    results, kept, folded = race()

    seats = Enrolment.objects.filter(inmate__in=[kept, folded])
    if isinstance(results[1], ValidationError):
        assert not seats.exists()
    else:
        assert [seat.inmate for seat in seats] == [kept]
    assert Inmate.objects.get(pk=folded.pk).merged_into == kept
    assert broken() == []


@pytest.mark.postgresql
def test_without_the_lock_a_seat_is_left_behind(committing, monkeypatch) -> None:
    """The control: it shows that the race above is a race."""
    monkeypatch.setattr(InmateQuerySet, "select_for_update", lambda self, **how: self)

    _results, _kept, folded = race()

    assert Enrolment.objects.filter(inmate=folded).exists()
    assert broken() != []
