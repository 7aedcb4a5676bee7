import json
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Count

from certification import stigma
from certification.choices import OPEN_SHEET
from certification.models import Certificate, Exam, PublicRecord
from certification.rendering import facts
from foundation import clock
from foundation.accounts import postings
from foundation.accounts.choices import Role
from foundation.accounts.models import Person, User
from lapas import names, nik, sealed
from lapas.choices import CustodyState, ReleaseBasis
from lapas.models import Inmate, Prison
from pojok_vokasi.demo.national import sizes
from pojok_vokasi.demo.national.nation import Nation, Scope
from pojok_vokasi.demo.national.people import people_of
from pojok_vokasi.demo.national.registry import search_key
from training.choices import ClassStatus
from training.models import Enrolment, TrainingClass

# The module fixture enters the transaction; each test runs in a savepoint of it.
pytestmark = pytest.mark.django_db

PEOPLE = 2750
FINGERPRINT = """
    SELECT i.uuid, i.name, i.register_number, i.earliest_release, i.earliest_release_basis, i.nik_index, p.code
    FROM lapas_inmate i JOIN lapas_prison p ON p.id = i.prison_id
    UNION ALL
    SELECT i.uuid, f.kind, f.letter_number, f.date, f.release_kind, f.source, '' FROM lapas_datefact f
    JOIN lapas_inmate i ON i.id = f.inmate_id
    UNION ALL
    SELECT i.uuid, e.status, e.outcome, e.ended_on, e.end_reason, CAST(c.batch AS VARCHAR(5)), ''
    FROM training_enrolment e
    JOIN lapas_inmate i ON i.id = e.inmate_id JOIN training_trainingclass c ON c.id = e.training_class_id
    UNION ALL
    SELECT i.uuid, c.number, c.registration_number, c.issued_on, c.code, c.sheet_serial, ''
    FROM certification_certificate c
    JOIN lapas_inmate i ON i.id = c.inmate_id
"""


def fingerprint() -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(FINGERPRINT)
        return sorted(tuple(str(value) for value in row) for row in cursor.fetchall())


def loaded() -> None:
    call_command("load_demo", "--scale", "national", "--people", str(PEOPLE), stdout=StringIO())


@pytest.fixture(scope="module")
def nation(django_db_setup, django_db_blocker):
    """A hundredth of the country, rolled back at the end; gives the fingerprint of a load before it."""
    with django_db_blocker.unblock(), transaction.atomic():
        with transaction.atomic():
            loaded()
            before = fingerprint()
            transaction.set_rollback(True)
        loaded()
        yield before
        transaction.set_rollback(True)


def test_nation_has_the_people_asked_for_in_the_real_prisons(nation):
    held = Inmate.objects.order_by().values_list("prison__code").annotate(count=Count("pk")).order_by("-count")
    assert sum(count for _code, count in held) == PEOPLE
    assert Prison.objects.count() == 531
    # Big prisons hold ten times as many as the usual one.
    assert held[0][1] > 30
    assert held[len(held) // 2][1] < 6


def test_nation_has_every_basis_of_release_and_sort_of_custody(nation):
    today = clock.today()
    assert {one.release_basis_on(today) for one in Inmate.objects.all()} == set(ReleaseBasis)
    held = set(Inmate.objects.values_list("custody_state", flat=True))
    assert held == set(CustodyState)


def test_nation_has_2500_accounts_and_the_known_ones_where_they_are_looked_for(nation):
    assert User.objects.count() == 2500
    held = {
        user.staff_number: postings.all_held(user)
        for user in User.objects.filter(staff_number__in=["registrasi", "kerja", "kanwil", "ditjenpas", "lsp", "cetak"])
    }
    biggest = Prison.objects.annotate(count=Count("inmates")).order_by("-count", "code")[0]
    assert [one.place for one in held["registrasi"]] == [biggest.pk]
    assert [one.place for one in held["kanwil"]] == [biggest.regional_office_id]
    assert [one.role for one in held["ditjenpas"]] == [Role.NATIONAL_VIEWER]
    assert {one.role for places in held.values() for one in places} >= {Role.LSP_OFFICER, Role.PRINT_CLERK}


def test_nation_is_invented(nation):
    assert not Inmate.objects.filter(is_synthetic=False).exists()
    assert not Person.objects.filter(is_synthetic=False).exists()
    assert not User.objects.filter(is_demo=False).exists()
    with_number = Inmate.objects.exclude(nik_cipher="")[:50]
    numbers = [sealed.unseal(one.nik_cipher, place=sealed.place_of(one.uuid)) for one in with_number]
    assert len(numbers) == 50
    for number, one in zip(numbers, with_number, strict=True):
        assert number.startswith("99")
        assert nik.read(number, birth_date=one.birth_date, sex=one.sex, synthetic_allowed=True).warnings == ()


def test_nation_has_its_share_of_classes_exams_and_certificates(nation):
    # In a hundredth of a small prison too few people are left for every place; in the whole country there are enough.
    assert 0.8 < Enrolment.objects.count() / (sizes.ENROLMENTS // 100) <= 1
    assert set(TrainingClass.objects.values_list("status", flat=True)) >= set(ClassStatus.values) - {"cancelled"}
    assert set(Exam.objects.values_list("status", flat=True)) >= {"proposed", "dated", "decided"}
    # Some were held and are being typed.
    assert Exam.objects.filter(exam_on__lt=clock.today(), assessments__sheet__in=OPEN_SHEET).exists()
    assert Certificate.objects.count() == PublicRecord.objects.count() == sizes.CERTIFICATES // 100
    assert Certificate.objects.of_training().exists()
    assert Certificate.objects.filter(hand_over__isnull=False, sheet_serial__gt="").exists()
    for certificate in Certificate.objects.all()[:50]:
        assert facts.read(certificate.facts).code == certificate.code


@pytest.mark.parametrize(
    "label",
    [
        "lapas.ImportRow", "lapas.RegistryActRow", "lapas.ChangeNotice", "lapas.SubjectRequest", "lapas.InmateMerge",
        "lapas.SheetWord", "desks.PostingRequest", "desks.PasswordSlip", "desks.AccountLock", "audit.AuditSeal",
        "jobs.JobSubject", "certification.PrintRunItem", "certification.SheetCount", "certification.DispatchItem",
        "certification.StateRequest",
    ],
)  # fmt: skip
def test_nation_has_rows_of_what_desks_do(nation, label):
    assert apps.get_model(label)._default_manager.exists()


def test_no_paper_of_the_nation_tells_of_custody(nation):
    one_of_each = {
        row.facts["units"][0]["code"] + row.issuer.name_id if row.lsp else row.issuer.name: row
        for row in Certificate.objects.select_related("lsp", "centre")
    }
    assert len(one_of_each) > 20
    for row in one_of_each.values():
        assert stigma.found_in(json.dumps(row.facts, ensure_ascii=False), holder=row.facts["name"]) == []


def test_nation_breaks_no_invariant(nation):
    out = StringIO()
    call_command("check_invariants", "--json", stdout=out)
    assert json.loads(out.getvalue())["ok"]


def test_second_load_makes_the_same_rows(nation):
    """All but the sealed NIK, whose nonce is never the same."""
    assert fingerprint() == nation


def test_the_biggest_prison_alone_holds_the_same_people(nation):
    alone = Nation(Scope(people=PEOPLE, prisons=1))
    assert [prison.code for prison in alone.prisons] == ["31002"]
    made = people_of(alone, alone.prisons[0], 1)
    whole = Inmate.objects.filter(prison__code="31002").order_by("pk")
    # Somebody's second row has taken that one's name.
    whole = whole.filter(merged_into__isnull=True)
    merged = {one.uuid for one in made} - set(whole.values_list("uuid", flat=True))
    assert len(merged) == 1
    assert [(one.uuid, one.name, one.number) for one in made if one.uuid not in merged] == list(
        whole.values_list("uuid", "name", "register_number")
    )


def test_search_key_is_the_one_of_the_registry():
    parts = {"name": "Moh. Toni Djoe'lasri", "patronymic": "Karto", "alias": "Codet"}
    assert search_key(*parts.values(), "B.I 0421/2023") == names.search_key_of(**parts, register_number="B.I 0421/2023")
