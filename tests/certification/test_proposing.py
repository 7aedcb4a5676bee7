"""Proposing, dating and cancelling exams: who becomes a candidate, and every refusal."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from certification.choices import CandidateStatus, ExamStatus
from certification.models import Exam
from certification.services.decisions import decide
from certification.services.exams import cancel_exam, date_exam, propose_exam
from certification.services.results import record_results, submit_results
from certification.services.staffing import assign_assessors
from foundation.audit.models import AuditEvent
from tests.certification import scenes
from tests.factories.accounts import UserFactory
from tests.factories.certification import LspFactory
from tests.factories.training import AttainmentFactory, EnrolmentFactory, UnitTrainingResultFactory
from training.choices import AttainmentSource, Capacity, TrainingOutcome
from training.fit import certificate_after_exam
from training.models import Involvement

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def propose(training_class, lsp=None, day=None):
    return propose_exam(
        training_class=training_class,
        lsp=lsp or scenes.lsp_for(training_class),
        proposed_for=day or scenes.today(),
        actor=None,
    )


def test_propose_takes_whoever_passed_and_numbers_them_by_name():
    training_class = scenes.ready_class(names=("Cecep", "Agus", "Bambang"))
    EnrolmentFactory(training_class=training_class, finished=True, outcome=TrainingOutcome.NOT_PASSED)
    EnrolmentFactory(training_class=training_class, finished=True)
    exam = propose(training_class)
    assert [(a.candidate_number, a.inmate.name) for a in exam.assessments.all()] == [
        (1, "Agus"),
        (2, "Bambang"),
        (3, "Cecep"),
    ]
    assert exam.status == ExamStatus.PROPOSED
    assert AuditEvent.objects.filter(verb="certification.propose_exam").count() == 1


def test_propose_writes_the_plan_into_the_class():
    exam = propose(scenes.ready_class(1), day=scenes.today() + 7 * DAY)
    training_class = exam.training_class
    training_class.refresh_from_db()
    assert training_class.exam_on == scenes.today() + 7 * DAY
    assert training_class.certificate_expected_on == certificate_after_exam(scenes.today() + 7 * DAY)


def test_propose_takes_whoever_passed_every_unit_before_an_outcome_is_written():
    training_class = scenes.ready_class(0)
    whole = EnrolmentFactory(training_class=training_class, running=True)
    part = EnrolmentFactory(training_class=training_class, running=True)
    units = list(training_class.module.scheme.units.all())
    for unit in units:
        UnitTrainingResultFactory(enrolment=whole, unit=unit)
    UnitTrainingResultFactory(enrolment=part, unit=units[0])
    assert [a.inmate for a in propose(training_class).assessments.all()] == [whole.inmate]


def test_propose_leaves_out_whoever_holds_the_scheme_or_has_left():
    training_class = scenes.ready_class(3)
    holder, gone, candidate = (enrolment.inmate for enrolment in training_class.enrolments.all())
    AttainmentFactory(inmate=holder, scheme=training_class.module.scheme)
    AttainmentFactory(inmate=candidate, scheme=training_class.module.scheme, source=AttainmentSource.TRAINING)
    gone.custody_state, gone.released_on = "released", scenes.today()
    gone.save()
    assert [a.inmate for a in propose(training_class).assessments.all()] == [candidate]


def test_propose_refuses_a_class_without_results():
    training_class = scenes.ready_class(0)
    EnrolmentFactory(training_class=training_class, finished=True)
    with pytest.raises(ValidationError, match="hasil pelatihan belum dicatat"):
        propose(training_class)
    assert not Exam.objects.exists()


def test_propose_refuses_when_everybody_waits_for_an_exam_already():
    training_class = scenes.ready_class(2)
    lsp = scenes.lsp_for(training_class)
    propose(training_class, lsp)
    with pytest.raises(ValidationError, match="sudah menunggu uji kompetensi"):
        propose(training_class, lsp)
    assert Exam.objects.count() == 1


def test_propose_takes_those_who_were_late_for_the_first_exam():
    training_class = scenes.ready_class(1)
    lsp = scenes.lsp_for(training_class)
    propose(training_class, lsp)
    late = EnrolmentFactory(training_class=training_class, finished=True, outcome=TrainingOutcome.PASSED)
    assert [a.inmate for a in propose(training_class, lsp).assessments.all()] == [late.inmate]


def test_propose_refuses_a_day_before_the_class_ends():
    training_class = scenes.ready_class(1)
    with pytest.raises(ValidationError, match="Kelas baru selesai pada") as refused:
        propose(training_class, day=training_class.ends_on - DAY)
    assert list(refused.value.message_dict) == ["proposed_for"]


def test_propose_refuses_an_lsp_without_the_scheme():
    with pytest.raises(ValidationError, match="tidak memiliki skema") as refused:
        propose(scenes.ready_class(1), LspFactory())
    assert list(refused.value.message_dict) == ["lsp"]


def test_propose_refuses_an_inactive_lsp():
    training_class = scenes.ready_class(1)
    with pytest.raises(ValidationError, match="tidak aktif"):
        propose(training_class, scenes.lsp_for(training_class, is_active=False))


def test_propose_refuses_a_licence_that_ends_before_the_day():
    training_class = scenes.ready_class(1)
    lsp = scenes.lsp_for(training_class, licence_valid_until=scenes.today())
    propose(training_class, lsp)
    with pytest.raises(ValidationError, match=r"Lisensi .* tidak lagi pada hari uji"):
        propose(scenes.ready_class(1, module=training_class.module), lsp, scenes.today() + DAY)


def test_propose_refuses_a_scheme_without_its_units():
    training_class = scenes.ready_class(1)
    lsp = scenes.lsp_for(training_class)
    training_class.module.scheme.is_complete = False
    training_class.module.scheme.save()
    with pytest.raises(ValidationError, match="belum lengkap"):
        propose(training_class, lsp)


def test_propose_refuses_a_scheme_title_that_tells_of_custody():
    training_class = scenes.ready_class(1)
    lsp = scenes.lsp_for(training_class)
    training_class.module.scheme.title_en = "Prison Welder"
    training_class.module.scheme.save()
    with pytest.raises(ValidationError, match="memuat kata “prison”"):
        propose(training_class, lsp)


def test_propose_again_carries_over_what_was_competent():
    exam = scenes.staffed_exam(2)
    first, second = exam.assessments.all()
    scenes.judge(first, "K")
    units = list(exam.scheme.units.order_by("code"))
    record_results(
        assessment=second,
        outcomes={units[0].pk: "K", units[1].pk: "BK", units[2].pk: "K"},
        version=0,
        actor=None,
    )
    submit_results(exam=exam, actor=None)
    decide(
        exam=exam,
        held_on=scenes.today(),
        letter_number="SK-1",
        letter_date=scenes.today(),
        members=scenes.members_of(exam),
        actor=UserFactory(),
    )
    again = propose(exam.training_class, exam.lsp)
    candidate = again.assessments.get()
    assert candidate.inmate == second.inmate
    assert candidate.attempt == 2
    assert candidate.status == CandidateStatus.READY
    carried = [(result.unit, result.outcome, result.carried_over) for result in candidate.unit_results.all()]
    assert carried == [(units[0], "K", True), (units[2], "K", True)]


def test_date_sets_day_place_and_plan():
    exam = scenes.put_on_day(scenes.proposed_exam(), scenes.today() + 3 * DAY)
    exam.refresh_from_db()
    assert (exam.status, exam.exam_on) == (ExamStatus.DATED, scenes.today() + 3 * DAY)
    assert exam.tuk_name == "Bengkel las"
    exam.training_class.refresh_from_db()
    assert exam.training_class.exam_on == scenes.today() + 3 * DAY


def test_date_refuses_a_day_before_the_class_ends():
    exam = scenes.proposed_exam()
    with pytest.raises(ValidationError, match="Kelas baru selesai pada"):
        scenes.put_on_day(exam, exam.training_class.ends_on - DAY)


def test_date_refuses_a_day_after_the_licence():
    exam = scenes.proposed_exam()
    with pytest.raises(ValidationError, match="Lisensi"):
        scenes.put_on_day(exam, exam.lsp.licence_valid_until + DAY)


def test_date_refuses_when_the_lsp_has_lost_the_scheme():
    exam = scenes.proposed_exam()
    exam.lsp.schemes.clear()
    with pytest.raises(ValidationError, match="tidak memiliki skema"):
        scenes.put_on_day(exam)


def test_date_refuses_a_tuk_document_name_that_tells_of_custody():
    exam = scenes.proposed_exam()
    with pytest.raises(ValidationError, match="Nama TUK di dokumen memuat kata “lapas”") as refused:
        scenes.put_on_day(exam, tuk_document_name="TUK Lapas Semarang")
    assert list(refused.value.message_dict) == ["tuk_document_name"]
    assert scenes.put_on_day(exam, tuk_name="Bengkel Lapas Semarang").tuk_name == "Bengkel Lapas Semarang"


def test_date_refuses_a_day_on_which_an_assessor_has_expired():
    exam = scenes.put_on_day(scenes.proposed_exam())
    assign_assessors(exam=exam, assessors=[scenes.assessor_of(exam, valid_until=scenes.today() + DAY)], actor=None)
    with pytest.raises(ValidationError, match=r"MET .* tidak lagi pada hari uji"):
        scenes.put_on_day(exam, scenes.today() + 2 * DAY)


def test_date_refuses_an_empty_place():
    with pytest.raises(ValidationError) as refused:
        date_exam(
            exam=scenes.proposed_exam(),
            exam_on=scenes.today(),
            tuk_name=" ",
            tuk_document_name="TUK Sewaktu",
            assignment_letter="ST-1",
            actor=None,
        )
    assert list(refused.value.message_dict) == ["tuk_name"]


def test_date_keeps_the_day_once_results_are_written():
    exam = scenes.staffed_exam()
    scenes.judge(exam.assessments.first())
    with pytest.raises(ValidationError, match="Hasil sudah dicatat") as refused:
        scenes.put_on_day(exam, scenes.today() + DAY)
    assert list(refused.value.message_dict) == ["exam_on"]
    assert scenes.put_on_day(exam, tuk_name="Ruang lain").tuk_name == "Ruang lain"


def test_date_refuses_once_results_are_handed_in():
    with pytest.raises(ValidationError, match="sudah diajukan"):
        scenes.put_on_day(scenes.submitted_exam())


def test_cancel_frees_candidates_and_assessors():
    exam = scenes.staffed_exam(2)
    cancel_exam(exam=exam, reason="Asesor sakit", actor=None)
    exam.refresh_from_db()
    assert (exam.status, exam.cancel_reason) == (ExamStatus.CANCELLED, "Asesor sakit")
    assert not Involvement.objects.filter(capacity=Capacity.ASSESSED).exists()
    assert not exam.assessors.exists()
    exam.training_class.refresh_from_db()
    assert exam.training_class.exam_on is None
    assert propose(exam.training_class, exam.lsp).assessments.count() == 2


def test_cancel_refuses_without_a_reason():
    with pytest.raises(ValidationError, match="Tulis alasan"):
        cancel_exam(exam=scenes.proposed_exam(), reason=" ", actor=None)


def test_cancel_refuses_once_somebody_was_assessed():
    exam = scenes.staffed_exam()
    scenes.judge(exam.assessments.first())
    with pytest.raises(ValidationError, match="1 asesi sudah diuji"):
        cancel_exam(exam=exam, reason="Hujan", actor=None)


def test_cancelled_exam_takes_no_date():
    exam = cancel_exam(exam=scenes.proposed_exam(), reason="Hujan", actor=None)
    with pytest.raises(ValidationError, match="sudah dibatalkan"):
        scenes.put_on_day(exam)
