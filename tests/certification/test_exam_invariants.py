"""Each promise about exams is broken once and seen."""

import pytest

from certification.choices import Competence, ExamStatus, SheetState
from certification.invariants_exams import exam_checks
from certification.models import Assessment, Decider, Decision, Exam, UnitResult
from certification.services.decisions import decide
from tests.certification import scenes
from tests.factories.accounts import PersonFactory, UserFactory
from tests.factories.training import InvolvementFactory
from training.choices import Capacity
from training.models import Attainment, Involvement

pytestmark = pytest.mark.django_db


def broken():
    return {check.code for check in exam_checks() if list(check.broken())}


@pytest.fixture
def exam():
    exam = scenes.submitted_exam(2, not_yet=1)
    decide(
        exam=exam,
        held_on=scenes.today(),
        letter_number="SK-1",
        letter_date=scenes.today(),
        members=scenes.members_of(exam),
        actor=UserFactory(),
    )
    scenes.staffed_exam(1)
    return exam


def test_exam_promises_hold_after_the_services(exam):
    assert broken() == set()


def test_assessor_without_a_tie_is_seen(exam):
    Assessment.objects.filter(exam=exam).update(assessor=PersonFactory())
    assert "exams.assessed" in broken()


def test_tie_of_an_assessor_without_an_assessment_is_seen(exam):
    InvolvementFactory(capacity=Capacity.ASSESSED)
    assert broken() == {"exams.assessed"}


def test_decider_without_a_tie_is_seen(exam):
    Involvement.objects.filter(capacity=Capacity.DECIDED).first().delete()
    assert broken() == {"exams.decided"}


def test_tie_of_a_decider_without_a_decision_is_seen(exam):
    Decider.objects.first().delete()
    assert broken() == {"exams.decided"}


def test_competent_decision_with_a_unit_short_is_seen(exam):
    UnitResult.objects.filter(outcome=Competence.COMPETENT, assessment__exam=exam).first().delete()
    assert broken() == {"exams.outcomes"}


def test_not_yet_decision_with_every_unit_is_seen(exam):
    decision = Decision.objects.get(outcome=Competence.NOT_YET)
    decision.assessment.unit_results.update(outcome=Competence.COMPETENT)
    assert broken() == {"exams.outcomes"}


def test_decision_about_somebody_absent_is_seen(exam):
    Assessment.objects.filter(exam=exam).update(status="absent")
    assert broken() == {"exams.outcomes"}


def test_competent_decision_without_attainment_is_seen(exam):
    Attainment.objects.filter(unit__isnull=True).delete()
    assert broken() == {"exams.attained"}


def test_open_sheet_of_a_decided_exam_is_seen(exam):
    Assessment.objects.filter(exam=exam).update(sheet=SheetState.RETURNED)
    assert broken() == {"exams.closed"}
    assert Exam.objects.get(pk=exam.pk).status == ExamStatus.DECIDED
