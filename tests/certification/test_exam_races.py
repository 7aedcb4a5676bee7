"""Two people at once: on one candidate, on one pleno, on one independence. PostgreSQL only, where rows are locked."""

import pytest
from django.core.exceptions import ValidationError

from certification.models import DecisionMeeting, UnitResult
from certification.querysets import ExamQuerySet
from certification.services.decisions import decide
from certification.services.results import ResultsChanged, record_results
from certification.services.staffing import assign_assessors
from tests.certification import scenes
from tests.factories.accounts import UserFactory
from tests.racing import meet
from training.choices import Capacity
from training.models import Involvement
from training.services.involvement import NotIndependent, involve

pytestmark = pytest.mark.postgresql


def grade(sheet, unit, outcome):
    return lambda: record_results(assessment=sheet, outcomes={unit: outcome}, version=0, actor=None)


def race_on_one_candidate():
    sheet = scenes.staffed_exam(1).assessments.get()
    first, second, *_rest = sheet.exam.scheme.scheme_units.values_list("unit_id", flat=True)
    return meet(UnitResult._meta.db_table, grade(sheet, first, "K"), grade(sheet, second, "BK"))


def test_two_people_on_one_candidate_one_is_told(committing):
    results = race_on_one_candidate()

    assert sum(isinstance(result, ResultsChanged) for result in results) == 1
    assert UnitResult.objects.count() == 1


def test_without_the_lock_nobody_is_told(committing, monkeypatch):
    """The control: it shows that the race above is a race."""
    monkeypatch.setattr(ExamQuerySet, "select_for_update", lambda self, **how: self)

    results = race_on_one_candidate()

    assert not any(isinstance(result, Exception) for result in results)
    assert UnitResult.objects.count() == 2


def test_two_meetings_about_one_exam_one_is_refused(committing):
    exam, officer = scenes.submitted_exam(2), UserFactory()
    members = scenes.members_of(exam)

    def hold(number):
        return lambda: decide(
            exam=exam,
            held_on=scenes.today(),
            letter_number=f"SK-{number}",
            letter_date=scenes.today(),
            members=members,
            actor=officer,
        )

    results = meet(DecisionMeeting._meta.db_table, hold(1), hold(2))

    assert [result.code for result in results if isinstance(result, ValidationError)] == ["decided"]
    assert DecisionMeeting.objects.count() == 1


def test_assigning_and_teaching_at_once_leave_one_tie(committing):
    exam = scenes.put_on_day(scenes.proposed_exam(1))
    assessor = scenes.assessor_of(exam)
    candidate = exam.assessments.get().inmate

    results = meet(
        Involvement._meta.db_table,
        lambda: assign_assessors(exam=exam, assessors=[assessor], actor=None),
        lambda: involve(
            persons=[assessor.person],
            inmates=[candidate],
            scheme=exam.scheme,
            capacity=Capacity.TRAINED,
            on=scenes.today(),
        ),
    )

    assert sum(isinstance(result, NotIndependent) for result in results) == 1
    assert Involvement.objects.filter(inmate=candidate, person=assessor.person).count() == 1
