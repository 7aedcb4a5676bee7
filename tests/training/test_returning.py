"""A transfer that never arrived: the seat comes back, or it is said why not, and the person can be proposed again."""

from __future__ import annotations

import datetime

import pytest

from foundation import clock
from foundation.audit.models import AuditEvent
from foundation.jobs.execution import run_due
from foundation.jobs.models import Job
from lapas import effects
from lapas.acts import from_text
from lapas.choices import ActStage, ActState, EventKind
from lapas.models import ChangeNotice, CustodyEvent, Inmate
from lapas.services import acts, receive_transfer, record_event, send_transfer, turn_back
from lapas.services.act_findings import fingerprint, judge
from lapas.services.notices import effects_of
from tests.factories.accounts import UserFactory
from tests.factories.lapas import PrisonFactory, officer_at
from tests.factories.training import EnrolmentFactory, TrainingClassFactory
from tests.pages import submit
from tests.training.teaching_world import running_class
from tests.training.world import fitting, new_class
from training import invariants
from training.candidates import in_prison_of
from training.choices import ClassStatus, EndReason, EnrolmentStatus
from training.models import Attainment, Enrolment, Involvement
from training.services import custody
from training.services.enrolment import enrol_inmates, promote_reserve, propose_inmates, withdraw_proposal

pytestmark = pytest.mark.django_db


def depart(inmate):
    send_transfer(inmate=inmate, to_prison=PrisonFactory(), on=clock.today(), actor=UserFactory())
    run_due()


def come_back(inmate):
    turn_back(inmate=inmate, on=clock.today(), actor=UserFactory())
    run_due()


def told_of(inmate):
    return [sentence for _tone, sentence in effects.of_returns([inmate.pk]).get(inmate.pk, [])]


def broken():
    return [line for check in invariants.checks() for line in check.broken()]


def test_the_seat_comes_back_with_what_was_learnt_and_the_trainer() -> None:
    world = running_class()
    world.mark(world.session(days_ago=1), "present")
    world.judge("passed", "not_yet")
    place = world.people[0]
    depart(place.inmate)
    place.refresh_from_db()
    assert (place.ended_from, place.ended_with.kind) == (EnrolmentStatus.RUNNING, EventKind.TRANSFER_OUT)
    assert told_of(place.inmate) == [f"{world.course}: tempatnya kembali."]

    come_back(place.inmate)

    place.refresh_from_db()
    assert (place.status, place.end_reason, place.ended_on) == (EnrolmentStatus.RUNNING, "", None)
    assert (place.ended_from, place.ended_with, place.end_note) == ("", None, "")
    assert (place.attendance.count(), Attainment.objects.filter(inmate=place.inmate).count()) == (1, 1)
    assert Involvement.objects.filter(inmate=place.inmate, person=world.teacher.person).exists()
    assert AuditEvent.objects.get(verb="training.restore_places").changes == {"restored": 1, "not_restored": 0}
    assert told_of(place.inmate) == [f"{world.course}: tempatnya ada (berjalan)."]
    notices = {notice.kind: effects_of([notice])[notice.pk] for notice in ChangeNotice.objects.all()}
    assert notices["returned"] == [("ok", f"{world.course}: tempatnya masih ada.")]
    assert notices["transferred"] == [("ok", f"{world.course}: orangnya kembali, tempatnya ada.")]
    assert broken() == []


def test_a_seat_taken_meanwhile_is_not_given_twice_and_it_is_said_everywhere() -> None:
    course = new_class(PrisonFactory(hearing_required=False), seats=1)
    inmate = fitting(course)
    (place,) = enrol_inmates(training_class=course, inmates=[inmate], actor=UserFactory())
    depart(inmate)
    (other,) = enrol_inmates(training_class=course, inmates=[fitting(course)], actor=UserFactory())
    sentence = "tidak kembali sesudah batal pindah: kursinya sudah terisi."
    assert told_of(inmate) == [f"{course}: {sentence} Usulkan lagi bila perlu; yang sudah dipelajari tetap tercatat."]

    come_back(inmate)

    place.refresh_from_db()
    assert (place.status, place.end_note) == (EnrolmentStatus.ENDED, sentence)
    assert told_of(inmate)[0].startswith(f"{course}: {sentence}")
    notice = ChangeNotice.objects.get(kind="returned")
    assert effects_of([notice])[notice.pk][0][0] == "bad"
    assert broken() == []
    # Back from the hospital a month later: a seat that is free by then is not taken without being asked for.
    Enrolment.objects.filter(pk=other.pk).delete()
    record_event(inmate=inmate, kind=EventKind.SICK, on=clock.today(), actor=UserFactory())
    record_event(inmate=inmate, kind=EventKind.RETURNED, on=clock.today(), actor=UserFactory())
    run_due()
    place.refresh_from_db()
    assert place.status == EnrolmentStatus.ENDED

    assert inmate in in_prison_of(course, Inmate.objects.all())
    (again,) = enrol_inmates(training_class=course, inmates=[inmate], actor=UserFactory())
    assert (again.pk, again.status, again.end_note, again.ended_with) == (place.pk, "enrolled", "", None)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [({"status": ClassStatus.FINISHED}, "sudah selesai"), ({"status": ClassStatus.CANCELLED}, "dibatalkan")],
)
def test_a_class_that_is_over_takes_nobody_back(change, sentence) -> None:
    world = running_class()
    inmate = world.people[0].inmate
    depart(inmate)
    type(world.course).objects.filter(pk=world.course.pk).update(**change)
    come_back(inmate)
    place = Enrolment.objects.get()
    assert (place.status, place.end_reason) == (EnrolmentStatus.ENDED, EndReason.TRANSFERRED)
    assert sentence in place.end_note


def test_a_place_in_another_class_of_the_same_days_stands_against_it() -> None:
    world = running_class()
    inmate = world.people[0].inmate
    depart(inmate)
    turn_back(inmate=inmate, on=world.today, actor=UserFactory())
    other = EnrolmentFactory(inmate=inmate, training_class=TrainingClassFactory(corner=world.course.corner))
    run_due()
    world.people[0].refresh_from_db()
    assert world.people[0].end_note == (
        f"tidak kembali sesudah batal pindah: sudah tercatat di {other.training_class} pada hari yang sama."
    )


def test_proposal_and_reserve_place_come_back_in_their_turn() -> None:
    course = new_class()
    first, second = (
        EnrolmentFactory(training_class=course, inmate=fitting(course), reserve=True, reserve_position=turn)
        for turn in (1, 2)
    )
    proposal = EnrolmentFactory(training_class=new_class(course.corner.prison), inmate=first.inmate)
    depart(first.inmate)
    assert [row.status for row in (Enrolment.objects.get(pk=first.pk), Enrolment.objects.get(pk=proposal.pk))] == [
        EnrolmentStatus.ENDED
    ] * 2
    come_back(first.inmate)
    proposal.refresh_from_db()
    assert proposal.status == EnrolmentStatus.PROPOSED
    promoted = promote_reserve(enrolment=Enrolment.objects.get(pk=first.pk), actor=UserFactory())
    assert (promoted.status, Enrolment.objects.get(pk=second.pk).status) == ("enrolled", "reserve")


def test_a_return_before_the_job_of_the_departure_keeps_the_place_and_twice_is_once() -> None:
    world = running_class()
    inmate = world.people[0].inmate
    send_transfer(inmate=inmate, to_prison=PrisonFactory(), on=world.today, actor=UserFactory())
    come_back(inmate)
    assert Enrolment.objects.get().status == EnrolmentStatus.RUNNING
    assert not Job.objects.filter(kind=custody.RETURN_JOB).exists()
    depart(inmate)
    come_back(inmate)
    before = Enrolment.objects.values().get()
    custody.restore_after_return(event=CustodyEvent.objects.filter(kind="returned").latest("pk"), actor=None)
    assert Enrolment.objects.values().get() == before


def test_who_arrived_elsewhere_and_comes_back_later_is_proposed_again_in_the_same_row() -> None:
    world = running_class(module__minimum_education="", exam_on=None)
    world.mark(world.session(days_ago=1), "present")
    place, here = world.people[0], world.course.corner.prison
    inmate = place.inmate
    depart(inmate)
    receive_transfer(inmate=inmate, register_number="B.I 1/T", on=world.today, actor=UserFactory())
    run_due()
    send_transfer(inmate=inmate, to_prison=here, on=world.today, actor=UserFactory())
    receive_transfer(inmate=inmate, register_number="B.I 2/T", on=world.today, actor=UserFactory())
    run_due()
    place.refresh_from_db()
    assert (place.status, told_of(inmate)) == (EnrolmentStatus.ENDED, [])

    (again,) = propose_inmates(
        training_class=world.course, inmates=[inmate], reasons={inmate.pk: "melanjutkan"}, actor=UserFactory()
    )
    assert (again.pk, again.status) == (place.pk, EnrolmentStatus.PROPOSED)
    withdraw_proposal(enrolment=again, actor=UserFactory())
    place.refresh_from_db()
    assert (place.status, place.ended_on) == (EnrolmentStatus.ENDED, world.today - datetime.timedelta(days=1))


def test_undoing_a_letter_tells_who_gets_what_back_before_and_after(client, django_assert_max_num_queries) -> None:
    world = running_class(people=2, seats=2)
    officer = officer_at(world.course.corner.prison)
    client.force_login(officer, backend="foundation.accounts.backend.PostingsBackend")
    lines = from_text("\n".join(row.inmate.register_number for row in world.people))
    act = acts.open_act(
        prison=world.course.corner.prison, kind="transfer", stage=ActStage.DECISION, on=world.today, lines=lines,
        actor=officer, to_prison=PrisonFactory(),
    )  # fmt: skip
    acts.record_act(act=act, actor=officer, seen=fingerprint(judge(act, list(act.rows.all()))))
    run_due()
    EnrolmentFactory(training_class=world.course, running=True)

    # With the badges of the menu warm, as others count.
    client.get(f"/surat/{act.pk}/")
    with django_assert_max_num_queries(12):
        before = client.get(f"/surat/{act.pk}/urungkan/").content.decode()
    assert before.count("tempatnya kembali.") == 1
    assert before.count("kursinya sudah terisi.") == 1
    assert submit(client, f"/surat/{act.pk}/urungkan/").status_code == 302
    assert "hasilnya per orang" in client.get(f"/surat/{act.pk}/").content.decode()
    run_due()
    act.refresh_from_db()
    assert act.state == ActState.UNDONE
    after = client.get(f"/surat/{act.pk}/").content.decode()
    assert after.count("tempatnya ada (berjalan).") == 1
    assert after.count("kursinya sudah terisi.") == 1
    assert sorted(Enrolment.objects.values_list("status", flat=True)) == ["ended", "running", "running"]


def test_a_place_that_nobody_looked_at_is_told_by_the_check() -> None:
    world = running_class()
    inmate = world.people[0].inmate
    depart(inmate)
    turn_back(inmate=inmate, on=world.today, actor=UserFactory())
    assert broken() == []
    CustodyEvent.objects.filter(kind="returned").update(recorded_at=clock.now() - datetime.timedelta(hours=2))
    assert [line for line in broken() if f"enrolment {world.people[0].pk}" in line]
