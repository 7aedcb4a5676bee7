"""Nothing is written on a row that was merged into another: refused with the row to use, or written on the kept one."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import ValidationError

from certification.choices import PickupPlace
from certification.models import Assessment, Certificate, PickupPlan
from certification.services.exams import propose_exam
from certification.services.pickup import plan_pickup
from foundation import clock
from foundation.audit.models import AuditEvent
from lapas import invariants, services
from lapas.choices import EventKind, FactSource
from lapas.models import (
    ChangeNotice,
    CustodyEvent,
    DateFact,
    Inmate,
    RegisterNumber,
    RegistryActRow,
    SubjectRequest,
)
from lapas.parts import all_parts
from lapas.querysets import InmateQuerySet
from lapas.services.bulk import PlannedWrite, write_plans
from lapas.services.holding import hold_owners
from lapas.services.notices import Facts, note_facts
from lapas.services.plan import make_plan
from lapas.services.requests import open_request
from tests.certification import scenes
from tests.factories.accounts import PersonFactory, UserFactory
from tests.factories.lapas import InmateFactory, PrisonFactory
from tests.racing import meet
from tests.training.world import new_class
from training.choices import AttainmentSource, Capacity
from training.models import Attainment, Enrolment, Involvement, Scheme
from training.services.attainments import record_attainment
from training.services.enrolment import enrol_inmates
from training.services.involvement import involve

DAY = datetime.date(2026, 11, 2)

# A service by what it would write about the person `one`, who was merged away since the page was opened.
WRITES = {
    RegisterNumber: lambda one, by: services.change_register_number(inmate=one, number="B.I 9/2026", on=DAY, actor=by),
    DateFact: lambda one, by: services.record_dates(inmate=one, dates={"expiry": DAY}, actor=by),
    CustodyEvent: lambda one, by: services.record_event(inmate=one, kind=EventKind.SICK, on=DAY, actor=by),
    SubjectRequest: lambda one, by: open_request(inmate=one, kind="access", asked_by="sendiri", actor=by),
    Enrolment: lambda one, by: enrol_inmates(
        training_class=new_class(PrisonFactory(hearing_required=False)), inmates=[one], actor=by
    ),
    Attainment: lambda one, by: record_attainment(
        inmate=one, scheme=Scheme.objects.get(), on=DAY, source=AttainmentSource.PAPER, actor=by
    ),
    Involvement: lambda one, by: involve(
        persons=[PersonFactory()], inmates=[one], scheme=Scheme.objects.get(), capacity=Capacity.TRAINED, on=DAY
    ),
    PickupPlan: lambda one, by: plan_pickup(inmate=one, place=PickupPlace.GATE, actor=by),
    Inmate: lambda one, by: services.confirm_certificate_name(inmate=one, name="Lain", on=DAY, actor=by),
}
# Written for a row that moves with the person (`hold_owners`), or only when somebody is found by the register number.
FOLLOWED = {Assessment, Certificate, RegistryActRow, ChangeNotice}


def merged():
    prison = new_class().corner.prison
    kept, folded = InmateFactory(prison=prison, register_number="B.I 1/2026"), InmateFactory(prison=prison)
    services.merge_inmates(kept=kept, folded=folded, taken=(), reason="tercatat dua kali", actor=None)
    return kept, folded


@pytest.mark.django_db
@pytest.mark.parametrize("model", WRITES, ids=lambda model: model.__name__)
def test_a_merged_row_is_refused_with_the_row_to_use(model) -> None:
    _kept, folded = merged()
    before = model.objects.count()

    with pytest.raises(ValidationError) as refusal:
        WRITES[model](folded, UserFactory())

    assert refusal.value.code == "merged"
    assert "nomor register B.I 1/2026" in refusal.value.messages[0]
    assert model.objects.count() == before


def test_the_table_names_every_kind_of_row_that_hangs_on_a_person() -> None:
    assert {part.model for part in all_parts()} == (WRITES.keys() - {Inmate}) | FOLLOWED


@pytest.mark.django_db
def test_a_change_of_a_merged_row_is_told_to_nobody_and_a_planned_write_is_refused() -> None:
    _kept, folded = merged()
    training_class = new_class(folded.prison)
    Enrolment.objects.create(training_class=training_class, inmate=folded, proposed_on=DAY)
    note_facts(before={folded.pk: Facts("Lama", None)}, people=[folded], on=DAY, source=FactSource.TYPED, actor=None)
    plan = make_plan(folded, {}, {"expiry": DAY}, DAY, FactSource.LETTER, {})

    with pytest.raises(ValidationError, match="sudah digabung"):
        write_plans([PlannedWrite(folded, plan, {}, {})], as_of=DAY, source=FactSource.LETTER, actor=None)

    assert not ChangeNotice.objects.exists()


@pytest.mark.django_db
def test_a_row_that_moved_is_followed_and_one_that_stayed_keeps_its_owner() -> None:
    kept, folded = merged()
    training_class = new_class(kept.prison)
    moved = Enrolment.objects.create(training_class=training_class, inmate=kept, proposed_on=DAY)
    stayed = Enrolment.objects.create(training_class=training_class, inmate=folded, proposed_on=DAY)

    assert hold_owners(Enrolment.objects.filter(pk__in=[moved.pk, stayed.pk])) == {kept.pk, folded.pk}
    assert hold_owners(Enrolment.objects.none()) == set()


def race(act):
    """A merge meets `act`, which is made of the class and the candidate who is merged away."""
    training_class = scenes.ready_class(1)
    folded = training_class.enrolments.get().inmate
    kept = InmateFactory(prison=folded.prison)
    # The last that both write.
    results = meet(
        AuditEvent._meta.db_table,
        lambda: services.merge_inmates(kept=kept, folded=folded, taken=(), reason="tercatat dua kali", actor=None),
        act(training_class, folded),
    )
    assert Inmate.objects.get(pk=folded.pk).merged_into == kept
    return results[1], kept, folded


def propose(training_class, _inmate):
    lsp = scenes.lsp_for(training_class)
    return lambda: propose_exam(training_class=training_class, lsp=lsp, proposed_for=clock.today(), actor=None)


def ask(_training_class, inmate):
    officer = UserFactory()
    return lambda: open_request(inmate=inmate, kind="access", asked_by="sendiri", actor=officer)


def broken():
    return [line for check in invariants.checks() for line in check.broken()]


@pytest.mark.postgresql
def test_an_exam_proposed_during_a_merge_has_the_kept_row_as_candidate(committing) -> None:
    exam, kept, _folded = race(propose)

    assert [candidate.inmate for candidate in exam.assessments.all()] == [kept]
    assert broken() == []


@pytest.mark.postgresql
def test_a_request_during_a_merge_is_refused_or_moves(committing) -> None:
    answer, kept, _folded = race(ask)

    if isinstance(answer, ValidationError):
        assert answer.code == "merged"
        assert not SubjectRequest.objects.exists()
    else:
        assert SubjectRequest.objects.get().inmate == kept
    assert broken() == []


@pytest.mark.postgresql
def test_without_the_lock_a_candidate_is_left_behind_and_the_check_says_so(committing, monkeypatch) -> None:
    """The control: it shows that the races above are races."""
    monkeypatch.setattr(InmateQuerySet, "select_for_update", lambda self, **how: self)

    _exam, _kept, folded = race(propose)

    assert Assessment.objects.filter(inmate=folded).exists()
    assert any("certification.Assessment" in line and f"inmate {folded.pk}" in line for line in broken())
