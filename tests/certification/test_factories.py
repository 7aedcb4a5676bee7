"""The factories build rows that agree with each other."""

import pytest

from certification.choices import CandidateStatus
from certification.models import Assessment, Exam
from tests.factories import certification as make
from tests.factories import numbering, sheets

pytestmark = pytest.mark.django_db


def test_exam_factory_gives_the_lsp_the_scheme():
    exam = make.ExamFactory()
    assert list(exam.lsp.schemes.all()) == [exam.training_class.module.scheme] == [exam.scheme]


def test_decision_factory_fills_every_unit_of_a_candidate_of_the_meetings_exam():
    decision = make.DecisionFactory(outcome="BK")
    assert decision.assessment.exam == decision.meeting.exam
    assert decision.assessment.status == CandidateStatus.ASSESSED
    assert [result.outcome for result in decision.assessment.unit_results.all()] == ["BK"] * 3


def test_hand_over_factory_reaches_down_to_one_exam():
    hand_over = make.HandOverFactory()
    certificate = hand_over.certificate
    assert certificate.decision.assessment.inmate == certificate.inmate
    assert hand_over.received_by == certificate.inmate.name
    assert Exam.objects.count() == 1


@pytest.mark.parametrize(
    "factory",
    [
        make.LspPostingFactory,
        make.MeetingMemberFactory,
        make.DeciderFactory,
        make.NumberSeriesFactory,
        make.PublicRecordFactory,
        make.PrintRunItemFactory,
        sheets.PrinterProfileFactory,
        sheets.SheetCountFactory,
        sheets.SheetFactory,
        sheets.SpoiledLetterFactory,
        make.UnitResultFactory,
        numbering.TrainingIssuerFactory,
        numbering.TrainingCertificateFactory,
        numbering.VoidedNumberFactory,
    ],
)
def test_factory_saves_a_row(factory):
    assert factory().pk


def test_assessor_for_an_exam_reaches_it_and_no_candidate_of_another():
    exam = make.ExamFactory(dated=True)
    user = make.assessor_for(exam)
    own = make.AssessmentFactory(exam=exam, assessor=user.person)
    make.AssessmentFactory(exam=exam)
    make.AssessmentFactory(assessor=user.person)
    assert list(Assessment.objects.for_user(user, "certification.judge_assessment")) == [own]
