"""Assigning assessors: shares, changes, validity on the day; independence in both orders, by service and database."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from certification.models import ExamAssessor, Lsp
from certification.services.decisions import decide
from certification.services.exams import cancel_exam, propose_exam
from certification.services.results import set_status
from certification.services.staffing import assign_assessors
from tests.certification import scenes
from tests.factories.accounts import PersonFactory, UserFactory
from tests.factories.certification import AssessorFactory, LspFactory
from training.choices import Capacity
from training.models import Involvement
from training.services.involvement import NotIndependent, involve

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def assign(exam, *assessors):
    return assign_assessors(exam=exam, assessors=list(assessors), actor=None)


def shares_of(exam):
    return [a.assessor_id for a in exam.assessments.order_by("candidate_number")]


def test_assign_splits_the_candidates_and_gives_reach():
    exam = scenes.put_on_day(scenes.proposed_exam(5))
    first, second = scenes.assessor_of(exam), scenes.assessor_of(exam)
    assign(exam, first, second)
    assert shares_of(exam) == [first.person_id] * 3 + [second.person_id] * 2
    assert set(exam.assessors.values_list("person", flat=True)) == {first.person_id, second.person_id}
    assert Involvement.objects.filter(capacity=Capacity.ASSESSED, person=first.person).count() == 3


def test_assign_again_moves_candidates_ties_and_reach():
    exam = scenes.put_on_day(scenes.proposed_exam(2))
    first, second = scenes.assessor_of(exam), scenes.assessor_of(exam)
    assign(exam, first)
    assign(exam, second)
    assert shares_of(exam) == [second.person_id] * 2
    assert list(exam.assessors.values_list("person", flat=True)) == [second.person_id]
    assert not Involvement.objects.filter(person=first.person).exists()


def test_assign_refuses_whoever_trained_the_candidates_in_words():
    exam = scenes.put_on_day(scenes.proposed_exam(1))
    trainer = scenes.trainer_of(exam)
    with pytest.raises(NotIndependent) as refused:
        assign(exam, scenes.assessor_of(exam, trainer))
    candidate = exam.assessments.get().inmate
    assert refused.value.messages == [f"{trainer} melatih {candidate} ({exam.scheme}), jadi tidak dapat menguji."]
    assert shares_of(exam) == [None]
    assert not exam.assessors.exists()
    assert not Involvement.objects.filter(capacity=Capacity.ASSESSED).exists()


def test_assign_refuses_the_trainer_of_all_even_beside_another_assessor():
    exam = scenes.put_on_day(scenes.proposed_exam(5))
    with pytest.raises(NotIndependent, match="dan 2 orang lain"):
        assign(exam, scenes.assessor_of(exam, scenes.trainer_of(exam)), scenes.assessor_of(exam))


def test_assign_gives_the_candidates_of_a_tied_assessor_to_the_other():
    exam = scenes.put_on_day(scenes.proposed_exam(4))
    tied, other = scenes.assessor_of(exam), scenes.assessor_of(exam)
    trained = exam.assessments.first()
    involve(
        persons=[tied.person],
        inmates=[trained.inmate],
        scheme=exam.scheme,
        capacity=Capacity.TRAINED,
        on=scenes.today(),
    )
    assign(exam, tied, other)
    trained.refresh_from_db()
    assert trained.assessor == other.person
    assert sorted(shares_of(exam)) == sorted([tied.person_id] * 2 + [other.person_id] * 2)


def test_assign_refuses_when_somebody_is_left_without_an_untied_assessor():
    exam = scenes.put_on_day(scenes.proposed_exam(2))
    tied = scenes.assessor_of(exam)
    trained = exam.assessments.first()
    involve(
        persons=[tied.person],
        inmates=[trained.inmate],
        scheme=exam.scheme,
        capacity=Capacity.TRAINED,
        on=scenes.today(),
    )
    with pytest.raises(NotIndependent, match=f"melatih {trained.inmate} "):
        assign(exam, tied)


def test_assign_refuses_whoever_decided_on_the_candidate_before():
    exam = scenes.put_on_day(scenes.proposed_exam(1))
    decider = scenes.assessor_of(exam)
    involve(
        persons=[decider.person],
        inmates=[exam.assessments.get().inmate],
        scheme=exam.scheme,
        capacity=Capacity.DECIDED,
        on=scenes.today(),
    )
    with pytest.raises(NotIndependent, match="memutuskan hasil"):
        assign(exam, decider)


def test_training_somebody_after_assessing_him_is_refused():
    exam = scenes.staffed_exam(1)
    assessor, candidate = exam.assessors.get().person, exam.assessments.get().inmate
    with pytest.raises(NotIndependent):
        involve(
            persons=[assessor],
            inmates=[candidate],
            scheme=exam.scheme,
            capacity=Capacity.TRAINED,
            on=scenes.today(),
        )


@pytest.mark.parametrize(
    ("first", "second"),
    [(one, other) for one in Capacity.values for other in Capacity.values if one != other],
)
def test_database_refuses_a_second_capacity_in_either_order(first, second):
    exam = scenes.proposed_exam(1)
    pair = {
        "inmate": exam.assessments.get().inmate,
        "scheme": exam.scheme,
        "person": PersonFactory(),
        "on": scenes.today(),
    }
    Involvement.objects.create(**pair, capacity=first)
    with pytest.raises(IntegrityError), transaction.atomic():
        Involvement.objects.create(**pair, capacity=second)


def test_assign_refuses_an_expired_met():
    exam = scenes.put_on_day(scenes.proposed_exam(), scenes.today() + DAY)
    with pytest.raises(ValidationError, match="tidak lagi pada hari uji"):
        assign(exam, scenes.assessor_of(exam, valid_until=scenes.today()))
    assert assign(exam, scenes.assessor_of(exam, valid_until=scenes.today() + DAY))


def test_assign_refuses_an_assessor_of_another_lsp():
    exam = scenes.put_on_day(scenes.proposed_exam())
    with pytest.raises(ValidationError, match="tidak terdaftar di"):
        assign(exam, AssessorFactory(lsps=[LspFactory()], schemes=[exam.scheme]))


def test_assign_refuses_an_assessor_without_the_scheme():
    exam = scenes.put_on_day(scenes.proposed_exam())
    with pytest.raises(ValidationError, match="bukan asesor skema"):
        assign(exam, AssessorFactory(lsps=[exam.lsp]))


def test_assign_refuses_a_licence_that_has_run_out():
    exam = scenes.put_on_day(scenes.proposed_exam())
    Lsp.objects.filter(pk=exam.lsp_id).update(licence_valid_until=scenes.today() - DAY)
    with pytest.raises(ValidationError, match="Lisensi"):
        assign(exam, scenes.assessor_of(exam))


def test_assign_refuses_an_exam_without_a_day():
    exam = scenes.proposed_exam()
    with pytest.raises(ValidationError, match="Tetapkan hari uji"):
        assign(exam, scenes.assessor_of(exam))


def test_assign_refuses_nobody():
    with pytest.raises(ValidationError, match="paling sedikit satu"):
        assign(scenes.put_on_day(scenes.proposed_exam()))


def test_assign_keeps_whom_an_assessor_has_begun_with():
    exam = scenes.put_on_day(scenes.proposed_exam(4))
    first, second = scenes.assessor_of(exam), scenes.assessor_of(exam)
    assign(exam, first)
    scenes.judge(exam.assessments.get(candidate_number=4))
    assign(exam, first, second)
    assert shares_of(exam) == [first.person_id, second.person_id, second.person_id, first.person_id]


def test_assign_refuses_to_take_off_an_assessor_who_has_begun():
    exam = scenes.put_on_day(scenes.proposed_exam(2))
    first, second = scenes.assessor_of(exam), scenes.assessor_of(exam)
    assign(exam, first)
    set_status(assessment=exam.assessments.first(), status="absent", reason="Sakit", version=0, actor=None)
    with pytest.raises(ValidationError, match="sudah mulai mencatat hasil"):
        assign(exam, second)


def test_assign_refuses_once_everything_is_handed_in():
    exam = scenes.submitted_exam()
    with pytest.raises(ValidationError, match="sudah diajukan"):
        assign(exam, scenes.assessor_of(exam))


def test_assign_keeps_a_tie_that_an_earlier_exam_made():
    exam = scenes.submitted_exam(1, not_yet=1)
    decide(
        exam=exam,
        held_on=scenes.today(),
        letter_number="SK-1",
        letter_date=scenes.today(),
        members=scenes.members_of(exam),
        actor=UserFactory(),
    )
    again = scenes.put_on_day(
        propose_exam(training_class=exam.training_class, lsp=exam.lsp, proposed_for=scenes.today(), actor=None)
    )
    assessor = exam.assessors.get().person
    assign(again, assessor.assessor)
    cancel_exam(exam=again, reason="Hujan", actor=None)
    assert Involvement.objects.filter(person=assessor, capacity=Capacity.ASSESSED).count() == 1
    assert ExamAssessor.objects.filter(person=assessor).count() == 1
