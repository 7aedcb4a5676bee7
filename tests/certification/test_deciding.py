"""The meeting: outcomes, attainments, who decides on whom, quorum; every refusal."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from certification.choices import ExamStatus, MeetingOrigin, SheetState
from certification.models import Decision, DecisionMeeting
from certification.services.decisions import decide
from certification.services.results import set_status, submit_results
from foundation import clock
from tests.certification import scenes
from tests.factories.accounts import PersonFactory, UserFactory
from training.choices import AttainmentSource, Capacity
from training.models import Attainment, Involvement
from training.services.involvement import involve

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def hold(exam, members=None, **words):
    usual = {"held_on": scenes.today(), "letter_number": "SK-7/LSP/2026", "letter_date": scenes.today()}
    chosen = scenes.members_of(exam) if members is None else members
    return decide(exam=exam, members=chosen, actor=UserFactory(), **(usual | words))


def test_decide_follows_the_units():
    exam = scenes.submitted_exam(3, not_yet=1)
    meeting = hold(exam)
    assert [decision.outcome for decision in meeting.decisions.all()] == ["K", "K", "BK"]
    exam.refresh_from_db()
    assert exam.status == ExamStatus.DECIDED
    assert set(exam.assessments.values_list("sheet", flat=True)) == {SheetState.DECIDED}
    assert (meeting.letter_number, meeting.origin) == ("SK-7/LSP/2026", MeetingOrigin.PORTAL)


def test_decide_writes_who_decided_on_whom():
    exam = scenes.submitted_exam(2)
    members = scenes.members_of(exam)
    meeting = hold(exam)
    assert meeting.members.count() == 3
    for decision in meeting.decisions.all():
        assert {decider.person for decider in decision.deciders.all()} == set(members)
    assert Involvement.objects.filter(capacity=Capacity.DECIDED).count() == 6


def test_decide_makes_attainments_of_units_and_of_the_scheme():
    exam = scenes.submitted_exam(2, not_yet=1)
    hold(exam)
    competent, not_yet = (sheet.inmate for sheet in exam.assessments.all())
    held = Attainment.objects.filter(inmate=competent, source=AttainmentSource.DECISION)
    assert held.filter(unit__isnull=True, scheme=exam.scheme).count() == 1
    assert held.filter(unit__isnull=False).count() == 3
    assert set(held.values_list("reference", "on")) == {("SK-7/LSP/2026", scenes.today())}
    assert not Attainment.objects.filter(inmate=not_yet).exists()


def test_decide_ends_the_assessors_reach_after_thirty_days():
    exam = scenes.submitted_exam(1)
    hold(exam)
    assert exam.assessors.get().until_date == clock.today() + 30 * DAY


def test_decide_leaves_out_whoever_was_not_assessed():
    exam = scenes.staffed_exam(2)
    absent, present = exam.assessments.all()
    set_status(assessment=absent, status="absent", reason="Sakit", version=0, actor=None)
    scenes.judge(present)
    submit_results(exam=exam, actor=None)
    assert [decision.assessment for decision in hold(exam).decisions.all()] == [present]


def test_decide_keeps_tied_members_out_of_their_candidate_only():
    exam = scenes.submitted_exam(2)
    first, second = exam.assessments.all()
    members = scenes.members_of(exam, 4)
    involve(
        persons=[members[0]],
        inmates=[first.inmate],
        scheme=exam.scheme,
        capacity=Capacity.TRAINED,
        on=scenes.today(),
    )
    hold(exam, members)
    assert {d.person for d in Decision.objects.get(assessment=first).deciders.all()} == set(members[1:])
    assert {d.person for d in Decision.objects.get(assessment=second).deciders.all()} == set(members)


def test_decide_keeps_the_assessor_out_of_the_quorum():
    exam = scenes.submitted_exam(1)
    assessor, candidate = exam.assessors.get().person, exam.assessments.get().inmate
    with pytest.raises(ValidationError) as refused:
        hold(exam, [assessor, *scenes.members_of(exam, 2)])
    assert refused.value.message_dict == {
        "members": [
            f"Untuk {candidate} hanya 2 anggota boleh memutuskan, kuorum 3: {assessor} melatih atau menguji, jadi "
            "tidak ikut memutuskan. Tambah anggota pleno."
        ]
    }
    assert not DecisionMeeting.objects.exists()
    meeting = hold(exam, [assessor, *scenes.members_of(exam, 3)])
    assert meeting.members.count() == 4
    assert assessor not in {decider.person for decider in meeting.decisions.get().deciders.all()}


def test_decide_refuses_fewer_members_than_the_quorum():
    exam = scenes.submitted_exam(1)
    with pytest.raises(ValidationError, match="hanya 2 anggota boleh memutuskan, kuorum 3"):
        hold(exam, scenes.members_of(exam, 2))


def test_decide_takes_the_quorum_of_the_lsp():
    exam = scenes.submitted_exam(1)
    exam.lsp.meeting_quorum = 2
    exam.lsp.save()
    assert hold(exam, scenes.members_of(exam, 2)).decisions.count() == 1


def test_decide_refuses_a_stranger():
    exam = scenes.submitted_exam(1)
    stranger = PersonFactory()
    with pytest.raises(ValidationError, match=f"{stranger} bukan orang"):
        hold(exam, [*scenes.members_of(exam), stranger])


def test_decide_refuses_results_not_handed_in():
    exam = scenes.staffed_exam(1)
    with pytest.raises(ValidationError, match="belum semuanya diajukan"):
        hold(exam)


def test_decide_refuses_a_meeting_before_the_exam():
    exam = scenes.submitted_exam(1)
    with pytest.raises(ValidationError, match="sebelum hari uji"):
        hold(exam, held_on=scenes.today() - DAY)


def test_decide_refuses_a_meeting_in_the_future():
    exam = scenes.submitted_exam(1)
    with pytest.raises(ValidationError, match="pleno masih di masa depan"):
        hold(exam, held_on=scenes.today() + DAY, letter_date=scenes.today() + DAY)


def test_decide_refuses_a_letter_before_the_meeting():
    exam = scenes.submitted_exam(1)
    with pytest.raises(ValidationError, match="sebelum pleno"):
        hold(exam, letter_date=scenes.today() - DAY)


def test_decide_refuses_a_letter_in_the_future():
    exam = scenes.submitted_exam(1)
    with pytest.raises(ValidationError, match="SK masih di masa depan"):
        hold(exam, letter_date=scenes.today() + DAY)


def test_decide_refuses_without_a_letter_number():
    exam = scenes.submitted_exam(1)
    with pytest.raises(ValidationError, match="Tulis nomor SK"):
        hold(exam, letter_number=" ")


def test_decide_refuses_twice():
    exam = scenes.submitted_exam(1)
    hold(exam)
    with pytest.raises(ValidationError, match="sudah diputuskan"):
        hold(exam)


def test_decide_refuses_when_nobody_was_assessed():
    exam = scenes.staffed_exam(1)
    set_status(assessment=exam.assessments.get(), status="absent", reason="Sakit", version=0, actor=None)
    submit_results(exam=exam, actor=None)
    with pytest.raises(ValidationError, match="Batalkan uji ini"):
        hold(exam)


def test_decide_from_a_letter_passes_the_same_checks():
    exam = scenes.submitted_exam(1)
    with pytest.raises(ValidationError, match="kuorum"):
        hold(exam, scenes.members_of(exam, 1), origin=MeetingOrigin.IMPORTED)
    assert hold(exam, origin=MeetingOrigin.IMPORTED).origin == MeetingOrigin.IMPORTED


def test_deciding_bars_the_member_from_assessing_and_training_the_candidate_later():
    exam = scenes.submitted_exam(1, not_yet=1)
    member = scenes.members_of(exam)[0]
    hold(exam)
    for capacity in (Capacity.ASSESSED, Capacity.TRAINED):
        with pytest.raises(ValidationError):
            involve(
                persons=[member],
                inmates=[exam.assessments.get().inmate],
                scheme=exam.scheme,
                capacity=capacity,
                on=scenes.today(),
            )


def test_decide_needs_no_more_statements_for_twelve_candidates_than_for_two(django_assert_num_queries):
    few, many = scenes.submitted_exam(2), scenes.submitted_exam(12)
    with CaptureQueriesContext(connection) as asked:
        hold(few)

    with django_assert_num_queries(len(asked)):
        hold(many)
