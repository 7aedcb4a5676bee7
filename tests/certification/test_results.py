"""Results per unit, statuses, versions, handing in and returning; every refusal."""

import datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError

from certification.choices import CandidateStatus, ExamStatus, SheetState
from certification.models import Assessment, UnitResult
from certification.services.results import (
    ResultsChanged,
    record_results,
    return_results,
    set_remarks,
    set_status,
    submit_results,
)
from foundation import clock
from tests.certification import scenes
from tests.factories.accounts import UserFactory
from tests.factories.training import CompetencyUnitFactory

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def exam():
    return scenes.staffed_exam(2)


@pytest.fixture
def candidate(exam):
    return exam.assessments.first()


def record(candidate, outcomes, version=0, **words):
    return record_results(assessment=candidate, outcomes=outcomes, version=version, actor=None, **words)


def units(candidate):
    return [link.unit_id for link in candidate.exam.scheme.scheme_units.all()]


def test_record_writes_the_unit_who_judged_and_who_typed(candidate):
    user = UserFactory()
    first, *_rest = units(candidate)
    current = record_results(assessment=candidate, outcomes={first: "K"}, version=0, actor=user)
    result = UnitResult.objects.get()
    assert (result.unit_id, result.outcome, result.position, result.filled_at_once) == (first, "K", 1, False)
    assert (current.status, current.version, current.recommendation) == (CandidateStatus.ASSESSED, 1, "")
    assert (current.judged_by, current.typed_by) == (candidate.assessor, user)
    candidate.exam.refresh_from_db()
    assert candidate.exam.results_version == 1


def test_record_recommends_when_all_units_are_filled(candidate):
    first, *rest = units(candidate)
    record(candidate, {first: "BK"})
    assert record(candidate, dict.fromkeys(rest, "K"), 1).recommendation == "BK"
    assert record(candidate, {first: "K"}, 2).recommendation == "K"


def test_record_marks_what_was_filled_at_once_and_leaves_what_was_judged_alone(candidate):
    first, *_rest = every = units(candidate)
    record(candidate, {first: "K"})
    record(candidate, dict.fromkeys(every, "K"), 1, at_once=True)
    assert list(UnitResult.objects.values_list("filled_at_once", flat=True)) == [False, True, True]


def test_record_clears_a_unit_and_the_status_with_the_last(candidate):
    first, *_rest = units(candidate)
    record(candidate, {first: "K"})
    current = record(candidate, {first: ""}, 1)
    assert (current.status, UnitResult.objects.count()) == (CandidateStatus.READY, 0)


def test_record_tells_the_second_of_two_and_gives_the_present_values(candidate):
    first, *_rest = units(candidate)
    record(candidate, {first: "K"})
    with pytest.raises(ResultsChanged) as refused:
        record(candidate, {first: "BK"})
    assert [result.outcome for result in refused.value.current.unit_results.all()] == ["K"]
    assert refused.value.current.version == 1
    assert UnitResult.objects.get().outcome == "K"


def test_record_refuses_before_the_day_of_the_exam(candidate):
    unit = units(candidate)[0]
    yesterday = time_machine.travel(clock.now() - DAY, tick=False)
    with yesterday, pytest.raises(ValidationError, match="Hasil baru dapat dicatat pada hari uji"):
        record(candidate, {unit: "K"})


def test_record_refuses_an_undated_exam():
    candidate = scenes.proposed_exam(1).assessments.get()
    with pytest.raises(ValidationError, match="belum dijadwalkan"):
        record(candidate, {units(candidate)[0]: "K"})


def test_record_refuses_a_candidate_without_assessor():
    candidate = scenes.put_on_day(scenes.proposed_exam(1)).assessments.get()
    with pytest.raises(ValidationError, match="belum punya asesor"):
        record(candidate, {units(candidate)[0]: "K"})


def test_record_refuses_a_unit_outside_the_scheme(candidate):
    with pytest.raises(ValidationError, match="tidak ada dalam skema"):
        record(candidate, {CompetencyUnitFactory().pk: "K"})


def test_record_refuses_an_unknown_outcome(candidate):
    with pytest.raises(ValidationError, match="K atau BK"):
        record(candidate, {units(candidate)[0]: "KK"})


def test_record_refuses_to_touch_a_unit_carried_over(candidate):
    first, *_rest = units(candidate)
    UnitResult.objects.create(
        assessment=candidate, unit_id=first, position=1, outcome="K", carried_over=True, recorded_at=clock.now()
    )
    with pytest.raises(ValidationError, match="Unit 1 sudah kompeten pada uji sebelumnya"):
        record(candidate, {first: "BK"})


def test_record_refuses_an_absent_candidate(candidate):
    set_status(assessment=candidate, status="absent", reason="Sidang di luar", version=0, actor=None)
    with pytest.raises(ValidationError, match="tidak hadir"):
        record(candidate, {units(candidate)[0]: "K"}, 1)


def test_status_takes_the_units_away_and_ready_brings_the_candidate_back(candidate):
    scenes.judge(candidate)
    current = set_status(assessment=candidate, status="absent", reason=" Sidang di luar ", version=1, actor=None)
    assert (current.status, current.status_reason, current.recommendation) == ("absent", "Sidang di luar", "")
    assert not UnitResult.objects.exists()
    back = set_status(assessment=candidate, status="ready", version=2, actor=None)
    assert (back.status, back.status_reason) == ("ready", "")


def test_status_refuses_without_a_reason(candidate):
    with pytest.raises(ValidationError, match="Tulis alasannya"):
        set_status(assessment=candidate, status="withdrew", reason=" ", version=0, actor=None)


@pytest.mark.parametrize("status", ["assessed", "gone"])
def test_status_refuses_what_is_not_a_reason_to_be_left_out(candidate, status):
    with pytest.raises(ValidationError, match="tidak dikenal"):
        set_status(assessment=candidate, status=status, reason="x", version=0, actor=None)


def test_status_tells_the_second_of_two(candidate):
    scenes.judge(candidate)
    with pytest.raises(ResultsChanged):
        set_status(assessment=candidate, status="absent", reason="x", version=0, actor=None)


def test_remarks_are_kept(candidate):
    assert set_remarks(assessment=candidate, remarks=" Rapi ", version=0, actor=None).remarks == "Rapi"


def test_submit_locks_the_sheets_and_hands_in_the_exam(exam):
    scenes.judge(exam.assessments.first())
    set_status(assessment=exam.assessments.last(), status="absent", reason="Sakit", version=0, actor=None)
    submit_results(exam=exam, actor=None)
    exam.refresh_from_db()
    assert exam.status == ExamStatus.SUBMITTED
    assert set(exam.assessments.values_list("sheet", flat=True)) == {SheetState.SUBMITTED}
    candidate = exam.assessments.first()
    with pytest.raises(ValidationError, match="sudah diajukan"):
        record(candidate, {units(candidate)[0]: "BK"}, candidate.version)


def test_submit_waits_for_the_other_assessor():
    exam = scenes.staffed_exam(2, assessors=2)
    first, second = exam.assessments.all()
    scenes.judge(first)
    submit_results(exam=exam, assessor=first.assessor, actor=None)
    exam.refresh_from_db()
    assert exam.status == ExamStatus.DATED
    scenes.judge(second)
    submit_results(exam=exam, assessor=second.assessor, actor=None)
    exam.refresh_from_db()
    assert exam.status == ExamStatus.SUBMITTED


def test_submit_refuses_an_unfinished_candidate(exam):
    first, second = exam.assessments.all()
    scenes.judge(first)
    record(second, {units(second)[0]: "K"})
    with pytest.raises(ValidationError, match="Asesi 02 belum lengkap"):
        submit_results(exam=exam, actor=None)


def test_submit_refuses_twice():
    with pytest.raises(ValidationError, match="Tidak ada hasil yang menunggu"):
        submit_results(exam=scenes.submitted_exam(1), actor=None)


def test_return_opens_the_sheets_with_a_note():
    exam = scenes.submitted_exam(1)
    candidate = exam.assessments.get()
    return_results(exam=exam, assessors=[candidate.assessor], note="Unit 2 tanpa bukti", actor=None)
    candidate.refresh_from_db()
    exam.refresh_from_db()
    assert (candidate.sheet, candidate.return_note) == (SheetState.RETURNED, "Unit 2 tanpa bukti")
    assert exam.status == ExamStatus.DATED
    assert record(candidate, {units(candidate)[1]: "BK"}, candidate.version).recommendation == "BK"
    submit_results(exam=exam, actor=None)
    assert Assessment.objects.get().return_note == ""


def test_return_refuses_without_a_note():
    exam = scenes.submitted_exam(1)
    with pytest.raises(ValidationError, match="Tulis apa yang perlu diperbaiki"):
        return_results(exam=exam, assessors=[exam.assessments.get().assessor], note="", actor=None)


def test_return_refuses_what_is_not_handed_in(exam):
    with pytest.raises(ValidationError, match="Tidak ada hasil yang dapat dikembalikan"):
        return_results(exam=exam, assessors=[exam.assessors.get().person], note="x", actor=None)
