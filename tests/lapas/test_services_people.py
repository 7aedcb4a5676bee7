from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import ValidationError

from foundation import clock
from foundation.audit.models import AuditEvent
from lapas import services
from lapas.choices import FactSource, NikStatus, ReleaseBasis
from lapas.models import CustodyEvent, DateFact, Inmate, RegisterNumber
from lapas.services.identity import masked_nik
from tests.factories.accounts import UserFactory
from tests.factories.lapas import InmateFactory, PrisonFactory

pytestmark = pytest.mark.django_db
NIK = "9901011705900003"
D = datetime.date


@pytest.fixture
def actor():
    return UserFactory()


def code_of(refusal) -> str:
    error = refusal.value
    return next(iter(error.error_dict.values()))[0].code if hasattr(error, "error_dict") else error.code


def test_create_inmate_keeps_register_dates_and_admission(actor) -> None:
    inmate = services.create_inmate(
        prison=PrisonFactory(),
        register_number="B.I 0421/2023",
        fields={"name": "Bambang Setiawan", "admitted_on": D(2023, 6, 3), "nik": NIK},
        dates={"two_thirds": D(2027, 6, 29), "expiry": D(2027, 10, 14)},
        actor=actor,
    )
    kept = Inmate.objects.get()
    assert kept == inmate
    assert kept.search_key == "bambang setiawan bi04212023"
    assert (kept.earliest_release, kept.earliest_release_basis) == (D(2027, 6, 29), ReleaseBasis.TWO_THIRDS)
    assert kept.nik_status == NikStatus.FORMAT_OK
    assert NIK not in kept.nik_cipher
    assert RegisterNumber.objects.get().normalised == "BI04212023"
    assert DateFact.objects.current().count() == 2
    assert CustodyEvent.objects.get().kind == "admitted"
    assert AuditEvent.objects.get().verb == "lapas.create_inmate"


def test_create_inmate_refuses_a_missing_name(actor) -> None:
    with pytest.raises(ValidationError) as refusal:
        services.create_inmate(prison=PrisonFactory(), register_number="B.I 1", fields={"name": " "}, actor=actor)
    assert code_of(refusal) == "name_missing"
    assert not Inmate.objects.exists()


def test_create_inmate_refuses_a_taken_register_number_in_the_same_prison_only(actor) -> None:
    first = InmateFactory(register_number="B.I 0001/2026")
    with pytest.raises(ValidationError) as refusal:
        services.create_inmate(prison=first.prison, register_number="bi 00012026", fields={"name": "Budi"}, actor=actor)
    assert code_of(refusal) == "register_taken"
    services.create_inmate(
        prison=PrisonFactory(), register_number="B.I 0001/2026", fields={"name": "Budi"}, actor=actor
    )
    assert Inmate.objects.count() == 2


def test_create_inmate_refuses_a_nik_that_somebody_has(actor) -> None:
    InmateFactory(nik=NIK)
    with pytest.raises(ValidationError) as refusal:
        services.create_inmate(
            prison=PrisonFactory(), register_number="B.I 9", fields={"name": "Budi", "nik": NIK}, actor=actor
        )
    assert code_of(refusal) == "nik_taken"


@pytest.mark.parametrize("field", ["offence", "religion", "address", "prison", "nik_cipher"])
def test_apply_facts_takes_nothing_that_is_not_kept(actor, field: str) -> None:
    with pytest.raises(TypeError):
        services.correct_inmate(inmate=InmateFactory(), fields={field: "x"}, actor=actor)


@pytest.mark.parametrize(
    ("fields", "column"),
    [({"sex": "X"}, "sex"), ({"birth_date": D(1800, 1, 1)}, "birth_date"), ({"block": "x" * 31}, "block")],
)
def test_correct_inmate_refuses_an_impossible_value(actor, fields, column: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        services.correct_inmate(inmate=InmateFactory(), fields=fields, actor=actor)
    assert set(refusal.value.message_dict) == {column}


def test_correct_inmate_refreshes_the_search_key_and_records_fields_without_values(actor) -> None:
    inmate = InmateFactory(name="Budi", alias="Jack", register_number="B.I 7")
    changes = services.correct_inmate(inmate=inmate, fields={"name": "Djoko", "alias": ""}, actor=actor)
    inmate.refresh_from_db()
    assert (inmate.name, inmate.alias, inmate.search_key) == ("Djoko", "", "joko bi7")
    assert [change.field for change in changes] == ["name", "alias"]
    assert AuditEvent.objects.get().changes == {"fields": ["name", "alias"]}


def test_correct_inmate_without_a_difference_leaves_no_trace(actor) -> None:
    inmate = InmateFactory(name="Budi")
    assert services.correct_inmate(inmate=inmate, fields={"name": "Budi"}, actor=actor) == []
    assert not AuditEvent.objects.exists()


def test_people_in_transit_are_written_by_nobody(actor) -> None:
    inmate = InmateFactory()
    services.send_transfer(inmate=inmate, to_prison=PrisonFactory(), on=clock.today(), actor=actor)
    for call in (
        lambda: services.correct_inmate(inmate=inmate, fields={"name": "X"}, actor=actor),
        lambda: services.record_dates(inmate=inmate, dates={"expiry": D(2030, 1, 1)}, actor=actor),
        lambda: services.set_nik(inmate=inmate, text=NIK, actor=actor),
        lambda: services.confirm_certificate_name(inmate=inmate, name="X", on=clock.today(), actor=actor),
        lambda: services.change_register_number(inmate=inmate, number="B.I 2", on=clock.today(), actor=actor),
    ):
        with pytest.raises(ValidationError) as refusal:
            call()
        assert refusal.value.code == "in_transit"


def test_import_of_the_same_row_changes_nothing_and_makes_the_data_younger() -> None:
    inmate = InmateFactory(name="Budi Sinaga", nik=NIK, dates={"expiry": D(2029, 12, 14)})
    changes = services.apply_facts(
        inmate=inmate,
        fields={"name": "BUDI  SINAGA", "nik": NIK, "block": "", "education": None},
        dates={"expiry": D(2029, 12, 14), "two_thirds": None},
        as_of=D(2026, 11, 20),
        source=FactSource.IMPORT,
        actor=None,
    )
    inmate.refresh_from_db()
    assert changes == []
    assert (inmate.name, inmate.data_as_of, inmate.data_source) == ("Budi Sinaga", D(2026, 11, 20), "import")


def test_older_sheet_only_fills_gaps() -> None:
    inmate = InmateFactory(block="A-1", dates={"expiry": D(2029, 12, 14)}, as_of=D(2026, 11, 12))
    changes = services.apply_facts(
        inmate=inmate,
        fields={"block": "B-2", "cell": "7"},
        dates={"expiry": D(2030, 1, 1), "two_thirds": D(2028, 1, 1)},
        as_of=D(2026, 10, 1),
        source=FactSource.IMPORT,
        actor=None,
    )
    inmate.refresh_from_db()
    assert [change.field for change in changes] == ["cell", "two_thirds"]
    assert (inmate.block, inmate.cell, inmate.expiry) == ("A-1", "7", D(2029, 12, 14))
    assert inmate.data_as_of == D(2026, 11, 12)


def test_plan_facts_says_what_apply_facts_does_and_writes_nothing() -> None:
    inmate = InmateFactory(name="Budi", dates={})
    said = {
        "fields": {"education": "sma", "nik": NIK, "register_number": "B.I 77/2026"},
        "dates": {"two_thirds": D(2028, 1, 1)},
        "as_of": D(2026, 11, 20),
        "source": FactSource.IMPORT,
    }
    planned = services.plan_facts(inmate=inmate, **said)
    fresh = Inmate.objects.get()
    assert (fresh.education, fresh.nik_status, fresh.earliest_release) == ("", NikStatus.NONE, None)
    assert services.apply_facts(inmate=fresh, actor=None, **said) == planned
    assert NIK not in str(planned)
    fresh.refresh_from_db()
    assert (fresh.education, fresh.register_number) == ("sma", "B.I 77/2026")
    assert list(fresh.register_numbers.filter(until_date=None).values_list("number", flat=True)) == ["B.I 77/2026"]
    assert services.apply_facts(inmate=fresh, actor=None, **said) == []


def test_placeholder_from_a_sheet_never_replaces_a_nik() -> None:
    inmate = InmateFactory(nik=NIK)
    changes = services.apply_facts(
        inmate=inmate, fields={"nik": "00000"}, dates={}, as_of=D(2026, 11, 20), source="import", actor=None
    )
    assert changes == []
    assert inmate.nik_status == NikStatus.FORMAT_OK


def test_record_dates_supersedes_and_chooses_anew(actor) -> None:
    inmate = InmateFactory(dates={"two_thirds": D(2027, 6, 1), "expiry": D(2028, 1, 1)})
    services.set_date_fact(
        inmate=inmate, kind="proposal", date=D(2027, 3, 1), release_kind="pb", letter_number="W-1", actor=actor
    )
    assert (inmate.earliest_release, inmate.earliest_release_basis) == (D(2027, 3, 1), ReleaseBasis.PROPOSAL)
    services.set_date_fact(inmate=inmate, kind="proposal", date=None, actor=actor)
    inmate.refresh_from_db()
    assert (inmate.earliest_release, inmate.earliest_release_basis) == (D(2027, 6, 1), ReleaseBasis.TWO_THIRDS)
    assert DateFact.objects.filter(kind="proposal", superseded_at__isnull=False).count() == 1
    assert DateFact.objects.current().filter(kind="proposal").count() == 0


def test_stored_release_reads_any_day_once_its_date_has_come() -> None:
    inmate = InmateFactory(dates={"two_thirds": D(2027, 6, 1), "expiry": D(2028, 1, 1)})
    assert inmate.release_basis_on(D(2027, 5, 31)) == ReleaseBasis.TWO_THIRDS
    assert inmate.release_basis_on(D(2027, 6, 1)) == ReleaseBasis.ANY_DAY
    assert list(Inmate.objects.any_day(D(2027, 6, 1))) == [inmate]
    assert not Inmate.objects.any_day(D(2027, 5, 31))


def test_set_nik_keeps_it_sealed_and_warns(actor) -> None:
    inmate = InmateFactory(sex="P")
    warnings = services.set_nik(inmate=inmate, text=NIK, actor=actor)
    inmate.refresh_from_db()
    assert len(warnings) == 1
    assert NIK not in inmate.nik_cipher
    assert masked_nik(inmate) == "9901••••••••0003"
    assert list(Inmate.objects.with_nik(NIK)) == [inmate]


def test_set_nik_refuses_one_that_somebody_has(actor) -> None:
    InmateFactory(nik=NIK)
    with pytest.raises(ValidationError) as refusal:
        services.set_nik(inmate=InmateFactory(), text=NIK, actor=actor)
    assert refusal.value.code == "nik_taken"


def test_set_nik_marks_a_foreigner_and_a_verified_one(actor) -> None:
    inmate = InmateFactory()
    services.set_nik(inmate=inmate, text=NIK, verified=True, actor=actor)
    assert inmate.nik_status == NikStatus.VERIFIED
    services.set_nik(inmate=inmate, text="", foreign=True, actor=actor)
    inmate.refresh_from_db()
    assert (inmate.nik_status, inmate.nik_cipher, inmate.nik_index) == (NikStatus.FOREIGN, "", None)


def test_reveal_nik_leaves_the_reason_in_the_trail(actor) -> None:
    inmate = InmateFactory(nik=NIK)
    assert services.reveal_nik(inmate=inmate, reason="berkas hand-in BNSP", actor=actor) == NIK
    event = AuditEvent.objects.get()
    assert (event.verb, event.changes) == ("lapas.reveal_nik", {"reason": "berkas hand-in BNSP"})


def test_reveal_nik_refuses_without_a_reason_and_without_a_nik(actor) -> None:
    with pytest.raises(ValidationError) as refusal:
        services.reveal_nik(inmate=InmateFactory(nik=NIK), reason=" ", actor=actor)
    assert refusal.value.code == "reason_missing"
    with pytest.raises(ValidationError) as refusal:
        services.reveal_nik(inmate=InmateFactory(), reason="untuk berkas", actor=actor)
    assert refusal.value.code == "nik_missing"


def test_confirm_certificate_names_is_all_or_none(actor) -> None:
    one, two = InmateFactory(), InmateFactory()
    with pytest.raises(ValidationError) as refusal:
        services.confirm_certificate_names(confirmed=[(one, "Budi"), (two, "Budi 2")], on=clock.today(), actor=actor)
    assert refusal.value.code == "certificate_name"
    one.refresh_from_db()
    assert one.certificate_name == ""
    services.confirm_certificate_names(confirmed=[(one, " Budi  Utomo "), (two, "Joko")], on=clock.today(), actor=actor)
    one.refresh_from_db()
    assert (one.certificate_name, one.name_is_confirmed) == ("Budi Utomo", True)
    assert AuditEvent.objects.get().subjects.count() == 2


def test_confirm_certificate_name_refuses_a_day_to_come(actor) -> None:
    with pytest.raises(ValidationError) as refusal:
        services.confirm_certificate_name(
            inmate=InmateFactory(), name="Budi", on=clock.today() + datetime.timedelta(days=1), actor=actor
        )
    assert refusal.value.code == "future"


def test_change_register_number_keeps_the_history(actor) -> None:
    inmate = InmateFactory(register_number="A.III 1/2026")
    services.change_register_number(inmate=inmate, number="B.I 1/2026", on=D(2026, 11, 1), actor=actor)
    inmate.refresh_from_db()
    assert inmate.register_number == "B.I 1/2026"
    assert "bi12026" in inmate.search_key
    assert set(inmate.register_numbers.values_list("number", "until_date")) == {
        ("A.III 1/2026", D(2026, 11, 1)),
        ("B.I 1/2026", None),
    }
    with pytest.raises(ValidationError) as refusal:
        services.change_register_number(inmate=inmate, number="b.i 1.2026", on=D(2026, 11, 2), actor=actor)
    assert refusal.value.code == "register_unchanged"
