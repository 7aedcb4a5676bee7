import contextlib
import datetime
import json
import sqlite3
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from certification.choices import CertificateState, ExamStatus
from certification.letters.matching import Group
from certification.models import (
    Assessor,
    Certificate,
    Decision,
    Dispatch,
    DispatchItem,
    Exam,
    Lsp,
    NumberLetter,
    PickupPlan,
    Sheet,
    StateRequest,
    VoidedNumber,
)
from certification.services.letters import verdicts_of
from foundation import clock
from foundation.accounts import postings
from foundation.accounts.choices import Role
from foundation.accounts.demo import DEMO_PASSWORD
from foundation.accounts.models import Person, User
from foundation.desks.models import PostingRequest
from lapas import sealed
from lapas.choices import CustodyState, LegalStatus, NikStatus, ReleaseBasis, ReleaseKind
from lapas.models import DateFact, Inmate, Prison
from pojok_vokasi.demo.replay import play
from training.choices import ClassStatus, EnrolmentStatus
from training.models import ClassSession, Enrolment, TrainingClass

# The module fixture enters the transaction; each test runs in a savepoint of it.
pytestmark = pytest.mark.django_db

# What two loads on one day must agree on; the texts are the same on both engines.
FINGERPRINT = """
    SELECT i.name, i.register_number, i.earliest_release, i.earliest_release_basis, i.custody_state, p.code
    FROM lapas_inmate i JOIN lapas_prison p ON p.id = i.prison_id
    UNION ALL
    SELECT i.name, e.status, e.ended_on, m.title, e.outcome, CAST(c.batch AS VARCHAR(5))
    FROM training_enrolment e JOIN lapas_inmate i ON i.id = e.inmate_id
    JOIN training_trainingclass c ON c.id = e.training_class_id JOIN training_module m ON m.id = c.module_id
    UNION ALL
    SELECT i.name, c.number, c.issued_on, c.registration_number, c.sheet_serial, c.state
    FROM certification_certificate c JOIN lapas_inmate i ON i.id = c.inmate_id
"""


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """The demo world, loaded once for this module and rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_demo", stdout=StringIO())
        yield
        transaction.set_rollback(True)


def fingerprint(cursor) -> list[tuple[str, ...]]:
    cursor.execute(FINGERPRINT)
    return sorted(tuple(str(value) for value in row) for row in cursor.fetchall())


@pytest.mark.long
@pytest.mark.faults
def test_demo_is_the_same_in_another_process(demo, new_portal):
    with connection.cursor() as here:
        mine = fingerprint(here)
    portal = new_portal("reference")
    portal.manage("load_demo")
    with contextlib.closing(sqlite3.connect(portal.var / "pojok.sqlite3")) as other:
        assert fingerprint(other.cursor()) == mine


def test_demo_has_three_prisons_with_about_120_people_each(demo):
    counts = [prison.people for prison in Prison.objects.with_people() if prison.people]
    assert len(counts) == 3
    assert all(110 <= count <= 125 for count in counts)
    assert {prison.timezone for prison in Prison.objects.with_people() if prison.people} == {
        "Asia/Jakarta",
        "Asia/Makassar",
        "Asia/Jayapura",
    }


def test_demo_marks_everybody_as_invented(demo):
    assert not Inmate.objects.filter(is_synthetic=False).exists()
    assert not Person.objects.filter(is_synthetic=False).exists()
    assert not User.objects.filter(is_demo=False).exists()
    assert not Lsp.objects.filter(is_synthetic=False).exists()


def test_demo_numbers_nobody_could_have(demo):
    ciphers = Inmate.objects.exclude(nik_cipher="").values_list("nik_cipher", "uuid")
    numbers = [sealed.unseal(cipher, place=sealed.place_of(uuid)) for cipher, uuid in ciphers]
    assert len(numbers) > 150
    assert all(number.startswith("99") for number in numbers)
    assert set(Inmate.objects.values_list("nik_status", flat=True)) == set(NikStatus.values)


def test_demo_has_every_basis_and_kind_of_release(demo):
    today = clock.today()
    assert {one.release_basis_on(today) for one in Inmate.objects.all()} == set(ReleaseBasis)
    assert set(DateFact.objects.exclude(release_kind="").values_list("release_kind", flat=True)) == set(
        ReleaseKind.values
    )
    assert Inmate.objects.two_thirds_missing().count() > 10


def test_a_third_of_the_sentenced_is_past_two_thirds(demo):
    sentenced = Inmate.objects.in_custody().exclude(legal_status=LegalStatus.DETAINED)
    past = sentenced.filter(date_facts__kind="two_thirds", date_facts__date__lte=clock.today()).distinct().count()
    assert 0.25 < past / sentenced.count() < 0.45


def test_demo_has_every_sort_of_person(demo):
    assert set(Inmate.objects.values_list("legal_status", flat=True)) == set(LegalStatus.values)
    assert set(Inmate.objects.values_list("sex", flat=True)) == {"L", "P"}
    assert not Inmate.objects.filter(sex="P", prison__code="33003").exclude(custody_state="in_transit").exists()
    assert Inmate.objects.filter(education="").exists()
    assert set(Inmate.objects.values_list("custody_state", flat=True)) >= {
        CustodyState.IN_TRANSIT,
        CustodyState.RELEASED,
        CustodyState.DECEASED,
    }


def test_each_role_has_an_account_that_signs_in(demo):
    held = {user.staff_number: {one.role for one in postings.all_held(user)} for user in User.objects.all()}
    assert {role for roles in held.values() for role in roles} == set(Role.values)
    assert held["kecil"] == {Role.REGISTRY_OFFICER, Role.WORK_OFFICER}
    assert held["ganda"] == {Role.INSTRUCTOR, Role.ASSESSOR}
    user = User.objects.get(staff_number="registrasi")
    assert user.check_password(DEMO_PASSWORD)
    assert not user.must_change_password


def test_demo_has_a_class_in_every_state(demo):
    assert set(TrainingClass.objects.values_list("status", flat=True)) == {
        ClassStatus.PLANNED,
        ClassStatus.RUNNING,
        ClassStatus.FINISHED,
    }
    assert set(Enrolment.objects.values_list("status", flat=True)) >= {
        EnrolmentStatus.PROPOSED,
        EnrolmentStatus.RUNNING,
        EnrolmentStatus.RESERVE,
        EnrolmentStatus.REJECTED,
        EnrolmentStatus.FINISHED,
        EnrolmentStatus.ENDED,
    }
    running = ClassSession.objects.filter(training_class__status=ClassStatus.RUNNING, on__lt=clock.today())
    assert running.filter(first_entered_at__isnull=True).exists()
    assert running.filter(first_entered_at__isnull=False).exists()


def test_demo_has_an_exam_at_every_stage(demo):
    assert set(Exam.objects.values_list("status", flat=True)) == set(ExamStatus.values) - {ExamStatus.CANCELLED}
    assert Exam.objects.filter(exam_on=clock.today(), status=ExamStatus.DATED).exists()
    assert not Assessor.objects.filter(valid_until__lt=clock.today()).exists()


def test_demo_has_certificates_at_every_stage(demo):
    today, soon = clock.today(), clock.today() + datetime.timedelta(days=14)
    assert not Certificate.objects.filter(pdf_sha256="").exists()
    assert Certificate.objects.waiting_for_print().exists()
    assert Certificate.objects.filter(hand_over__isnull=False).exists()
    leaving = Certificate.objects.filter(
        inmate__earliest_release__range=(today, soon), inmate__custody_state="in_custody", hand_over__isnull=True
    )
    assert leaving.filter(sheet_serial="").exists()
    assert leaving.exclude(sheet_serial="").exists()
    assert Decision.objects.filter(certificates__isnull=True, assessment__exam__lsp__numbering="imported").exists()


def test_demo_has_originals_at_every_step_of_their_way(demo):
    packages = Dispatch.objects.all()
    assert packages.late(clock.today()).exists()
    assert set(packages.values_list("state", flat=True)) >= {"sent", "received", "short"}
    assert DispatchItem.objects.missing().exists()
    assert Certificate.objects.ready_to_send().exists()
    assert {"arrived", "ready", "handed_over", "dispatched"} <= set(Sheet.objects.values_list("state", flat=True))
    assert PickupPlan.objects.filter(state="open", inmate__custody_state="released").exists()


def test_demo_has_training_certificates_a_voided_number_and_a_list_that_waits(demo):
    training = Certificate.objects.of_training()
    assert training.filter(hand_over__isnull=False).exists()
    assert training.filter(printed_on__isnull=True, state="active").exists()
    assert VoidedNumber.objects.exists()
    groups = {verdict.group for verdict in verdicts_of(NumberLetter.objects.get(state="waiting"))}
    assert groups == {Group.MATCHED, Group.REFUSED}


def test_demo_has_a_request_for_a_desk_at_every_step(demo):
    states = set(PostingRequest.objects.values_list("state", flat=True))
    assert states == {"proposed", "approved", "executed", "refused"}


def test_demo_has_a_certificate_in_every_state_and_a_request_that_waits(demo):
    assert set(Certificate.objects.values_list("state", flat=True)) == set(CertificateState.values)
    old = Certificate.objects.get(state=CertificateState.REPLACED)
    assert old.successor.facts["name"] != old.facts["name"]
    assert StateRequest.objects.waiting().count() == 1


def test_demo_breaks_no_invariant(demo):
    out = StringIO()
    call_command("check_invariants", "--json", stdout=out)
    assert json.loads(out.getvalue())["ok"]


def test_second_load_is_refused(demo):
    with pytest.raises(CommandError, match="users already"):
        call_command("load_demo")


def test_second_load_if_empty_changes_nothing(demo):
    before = Inmate.objects.count(), User.objects.count()
    out = StringIO()
    call_command("load_demo", "--if-empty", stdout=out)
    assert "not loaded" in out.getvalue()
    assert (Inmate.objects.count(), User.objects.count()) == before


def test_load_is_refused_in_production(db, settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="not for production"):
        call_command("load_demo", "--if-empty")


def test_clock_is_played_in_the_demo_world_only(settings):
    settings.DEMO = False
    with pytest.raises(RuntimeError, match="demo world"), clock.played(datetime.date(2026, 1, 5)):
        pass


def test_clock_returns_after_a_played_day():
    before = clock.today()
    with clock.played(datetime.date(2025, 3, 4)):
        assert clock.today() == datetime.date(2025, 3, 4)
        assert clock.now() < clock.machine_now()
    assert clock.today() == before


def test_stories_happen_in_the_order_of_their_days():
    first, told = datetime.date(2026, 1, 5), []

    def story(name, *offsets):
        for offset in offsets:
            yield first + datetime.timedelta(days=offset)
            told.append((name, clock.today()))

    play([story("a", 0, 4), story("b", 2)], today=datetime.date(2026, 2, 1))
    assert [name for name, _day in told] == ["a", "b", "a"]
    assert told[1][1] == datetime.date(2026, 1, 7)


@pytest.mark.parametrize("offsets", [(3, 1), (60,)])
def test_stories_neither_go_back_nor_beyond_today(offsets):
    first = datetime.date(2026, 1, 5)
    with pytest.raises(ValueError, match="cannot go on"):
        play([(first + datetime.timedelta(days=offset) for offset in offsets)], today=datetime.date(2026, 2, 1))
