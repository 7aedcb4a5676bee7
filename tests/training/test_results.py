import datetime

import pytest

from foundation.audit.models import AuditEvent
from tests.factories.accounts import PersonFactory
from tests.factories.training import EnrolmentFactory, InvolvementFactory
from tests.training.refusals import refused
from tests.training.teaching_world import running_class
from training.choices import AttainmentSource, Capacity, EndReason, EnrolmentStatus, TrainingOutcome
from training.models import Attainment, ClassInstructor, Involvement, UnitTrainingResult
from training.services.results import ResultsChanged, conclude_results

pytestmark = pytest.mark.django_db


def test_result_keeps_who_judged_and_who_typed():
    world = running_class()
    world.judge("passed", actor=world.officer)
    row = UnitTrainingResult.objects.get()
    assert (row.unit, row.outcome, row.judged_on) == (world.units[0], "passed", world.today)
    assert (row.judged_by, row.typed_by) == (world.teacher.person, world.officer)
    world.course.refresh_from_db()
    assert world.course.results_version == 1
    event = AuditEvent.objects.get(verb="training.record_results")
    assert event.changes == {"written": 1, "emptied": 0, "judged_by": world.teacher.person_id}


def test_result_ties_the_judge_to_the_person_as_trainer():
    world = running_class()
    world.judge("passed")
    tie = Involvement.objects.get(inmate=world.people[0].inmate)
    assert (tie.person, tie.capacity, tie.scheme) == (
        world.teacher.person,
        Capacity.TRAINED,
        world.course.module.scheme,
    )


def test_result_by_somebody_who_assessed_the_person_is_refused():
    world = running_class()
    InvolvementFactory(
        inmate=world.people[0].inmate,
        scheme=world.course.module.scheme,
        person=world.teacher.person,
        capacity=Capacity.ASSESSED,
    )
    refused("not_independent", world.judge, "passed")
    assert not UnitTrainingResult.objects.exists()


def test_result_judged_by_a_stranger_is_refused():
    world = running_class()
    refused("not_an_instructor", world.judge, "passed", judged_by=PersonFactory(), actor=world.officer)


def test_result_an_instructor_writes_only_his_own_judgement():
    world = running_class()
    other = running_class()
    ClassInstructor.objects.filter(person=other.teacher.person).update(training_class=world.course)
    refused("instructor_judges_himself", world.judge, "passed", judged_by=other.teacher.person)


def test_result_of_somebody_from_another_class_is_refused():
    world = running_class()
    stranger = EnrolmentFactory(running=True)
    refused("not_in_class", world.judge, results={(stranger.pk, world.units[0].pk): "passed"})


def test_result_of_a_unit_outside_the_scheme_is_refused():
    world, other = running_class(), running_class()
    refused("not_in_class", world.judge, results={(world.people[0].pk, other.units[0].pk): "passed"})


def test_result_with_an_unknown_outcome_is_refused():
    world = running_class()
    refused("unknown_outcome", world.judge, "K")


def test_result_of_a_day_to_come_is_refused():
    world = running_class()
    refused("day_to_come", world.judge, "passed", judged_on=world.today + datetime.timedelta(days=1))


def test_result_of_a_day_before_the_class_is_refused():
    world = running_class()
    refused("day_before_class", world.judge, "passed", judged_on=world.course.starts_on - datetime.timedelta(days=1))


def test_result_the_later_of_two_people_is_told_and_nothing_is_lost():
    world = running_class()
    world.judge("passed", "not_yet")
    told = refused("changed_meanwhile", world.judge, "not_yet", "passed", version=0, actor=world.officer)
    assert isinstance(told, ResultsChanged)
    assert list(UnitTrainingResult.objects.order_by("unit__code").values_list("outcome", flat=True)) == [
        "passed",
        "not_yet",
    ]


def test_result_may_be_changed_and_emptied_until_it_is_concluded():
    world = running_class()
    world.judge("passed", "passed")
    world.judge("not_yet", "")
    row = UnitTrainingResult.objects.get()
    assert row.outcome == "not_yet"


def test_result_unchanged_cells_keep_their_judge():
    world = running_class()
    world.judge("passed")
    other = running_class().teacher
    ClassInstructor.objects.filter(person=other.person).update(training_class=world.course)
    world.judge("passed", "passed", judged_by=other.person, actor=world.officer)
    judges = dict(UnitTrainingResult.objects.values_list("unit_id", "judged_by_id"))
    assert judges == {world.units[0].pk: world.teacher.person_id, world.units[1].pk: other.person_id}


def test_result_after_the_conclusion_is_refused():
    world = running_class()
    world.judge("passed", "passed", conclude=True)
    refused("concluded", world.judge, "not_yet")


def test_result_keeps_the_class_in_reach_for_thirty_days():
    world = running_class()
    world.course.starts_on -= datetime.timedelta(days=60)
    world.course.ends_on = world.today - datetime.timedelta(days=12)
    world.course.save()
    world.course.instructors.update(until_date=world.today + datetime.timedelta(days=18))
    world.judge("passed")
    assert world.course.instructors.get().until_date == world.today + datetime.timedelta(days=30)


def test_conclusion_is_passed_when_every_unit_is_and_writes_the_units_as_attainments():
    world = running_class(people=2)
    world.judge("passed", "passed")
    world.judge("passed", "not_yet", person=1)
    concluded = conclude_results(training_class=world.course, on=world.today, actor=world.officer)
    assert {row.pk: row.outcome for row in concluded} == {
        world.people[0].pk: TrainingOutcome.PASSED,
        world.people[1].pk: TrainingOutcome.NOT_PASSED,
    }
    held = Attainment.objects.values_list("inmate_id", "unit_id", "source")
    first, second = (row.inmate_id for row in world.people)
    assert set(held) == {
        (first, world.units[0].pk, AttainmentSource.TRAINING),
        (first, world.units[1].pk, AttainmentSource.TRAINING),
        (second, world.units[0].pk, AttainmentSource.TRAINING),
    }
    world.people[0].refresh_from_db()
    assert (world.people[0].outcome, world.people[0].outcome_on) == (TrainingOutcome.PASSED, world.today)


def test_conclusion_leaves_open_whoever_has_a_unit_left_and_concludes_nobody_twice():
    world = running_class(people=2)
    world.judge("passed", "passed")
    world.judge("passed", person=1)
    assert len(conclude_results(training_class=world.course, on=world.today, actor=world.officer)) == 1
    assert conclude_results(training_class=world.course, on=world.today, actor=world.officer) == []
    world.people[1].refresh_from_db()
    assert world.people[1].outcome == ""
    assert Attainment.objects.count() == 2


def test_result_typed_after_the_seat_ended_belongs_to_the_person_at_once():
    world = running_class()
    world.mark(world.session(days_ago=3), "present")
    gone = world.people[0]
    gone.status, gone.end_reason, gone.ended_on = EnrolmentStatus.ENDED, EndReason.TRANSFERRED, world.today
    gone.save()
    world.judge("passed", "not_yet", judged_on=world.today - datetime.timedelta(days=1), actor=world.officer)
    assert list(Attainment.objects.values_list("inmate_id", "unit_id")) == [(gone.inmate_id, world.units[0].pk)]
