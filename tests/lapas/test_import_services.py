from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from lapas import sealed
from lapas.choices import CustodyState, DateKind, ImportState, LegalStatus, NikStatus, ReleaseBasis, RowOutcome
from lapas.imports import staging
from lapas.models import Inmate, Prison, RegisterNumber
from lapas.services.imports import (
    RowsRefused,
    apply_batch,
    check_batch,
)
from tests.factories.lapas import InmateFactory, PrisonFactory
from tests.lapas.importing import NIK, OTHER_NIK, bring, counts, opened, sheet
from tests.sheets import AS_OF, CANARY, LAYOUT_A, LAYOUT_B, LAYOUT_C

pytestmark = pytest.mark.django_db


def everything_stored() -> str:
    """The text of every cell of every table."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            found.append(str(cursor.fetchall()))
    return "\n".join(found)


def facts(prison: Prison) -> list[dict[str, Any]]:
    """What the registry says of everybody in the prison, but for what grows by itself."""
    own = {"id", "uuid", "nik_cipher", "created_at", "updated_at", "name", "patronymic", "alias"}
    columns = [field.attname for field in Inmate._meta.fields if field.attname not in own]
    return list(Inmate.objects.filter(prison=prison).order_by("register_number").values(*columns))


def test_layout_a_then_c_creates_each_once_and_fills_in_the_rest(prison: Prison) -> None:
    assert counts(bring(prison, LAYOUT_A)) == (180, 0, 0, 0)
    assert counts(bring(prison, LAYOUT_C)) == (0, 180, 0, 0)
    assert counts(bring(prison, LAYOUT_A)) == (0, 0, 180, 0)
    assert counts(bring(prison, LAYOUT_C)) == (0, 0, 180, 0)
    assert counts(bring(prison, LAYOUT_B)) == (0, 0, 180, 0)
    bayu = Inmate.objects.get(register_number="A.III 0477/2024.1")
    assert (bayu.cell, bayu.sex, bayu.birth_place, bayu.education) == ("8", "L", "Mataram", "sd")
    assert (bayu.sentence_years, bayu.sentence_months, bayu.sentence_days) == (5, 10, 12)
    assert (bayu.legal_status, bayu.block) == (LegalStatus.DETAINED, "A-03")
    assert (bayu.admitted_on, bayu.birth_date) == (datetime.date(2024, 11, 5), datetime.date(1970, 12, 15))
    assert bayu.earliest_release == datetime.date(2028, 9, 29)
    assert bayu.earliest_release_basis == ReleaseBasis.TWO_THIRDS
    assert bayu.nik_index == sealed.index_of("9989051512709930")


def test_layouts_c_then_a_end_in_the_same_registry_as_a_then_c(prison: Prison) -> None:
    other = PrisonFactory()
    bring(prison, LAYOUT_C)
    assert counts(bring(prison, LAYOUT_A)) == (0, 180, 0, 0)  # the cell numbers
    assert counts(bring(prison, LAYOUT_C)) == (0, 0, 180, 0)
    first = facts(prison)
    Inmate.objects.update(prison=other, nik_index=None)
    RegisterNumber.objects.update(prison=other)
    bring(prison, LAYOUT_A)
    bring(prison, LAYOUT_C)
    assert facts(prison) == first


def test_a_dash_or_zero_date_never_empties_what_is_known(prison: Prison) -> None:
    bring(prison, LAYOUT_C)
    bring(prison, LAYOUT_A)
    sutrisno = Inmate.objects.get(register_number="B.IIa 0346/2026.7")
    assert sutrisno.expiry == datetime.date(2028, 11, 30)


def test_the_age_of_the_data_follows_the_sheet(prison: Prison) -> None:
    bring(prison, LAYOUT_A, datetime.date(2026, 11, 10))
    bring(prison, LAYOUT_A, datetime.date(2026, 11, 20))
    prison.refresh_from_db()
    assert prison.data_as_of == datetime.date(2026, 11, 20)
    assert set(Inmate.objects.values_list("data_as_of", flat=True)) == {datetime.date(2026, 11, 20)}


def test_an_older_sheet_fills_gaps_and_moves_nothing_back(prison: Prison, tmp_path: Path) -> None:
    bring(prison, sheet(tmp_path, ("B.I 1/2026", "Budi", None, "01-01-2030", None)))
    older = sheet(tmp_path, ("B.I 1/2026", "Budi", None, "01-01-2029", "A-1"))
    assert counts(bring(prison, older, datetime.date(2026, 10, 1))) == (0, 1, 0, 0)
    budi = Inmate.objects.get()
    assert (budi.expiry, budi.block, budi.data_as_of) == (datetime.date(2030, 1, 1), "A-1", AS_OF)


def test_what_must_not_be_stored_is_nowhere_in_the_database(prison: Prison) -> None:
    for path in (LAYOUT_C, LAYOUT_B):
        batch = opened(prison, path)
        assert CANARY not in everything_stored()
        check_batch(batch=batch)
        assert CANARY not in everything_stored()
        apply_batch(batch=batch, actor=None)
    stored = everything_stored()
    assert CANARY not in stored
    assert "9989051512709930" not in stored


def test_staging_holds_no_nik_in_clear_and_is_emptied_once_applied(prison: Prison) -> None:
    batch = opened(prison, LAYOUT_C)
    row = batch.staged.get(row=2)
    assert set(row.cells) == set(batch.mapping)
    assert "9989051512709930" not in everything_stored()
    cells = staging.unstage(row.cells, {5: "nik"}, place=staging.place_of(batch.pk, 2))
    assert cells == {"nik": "9989051512709930"}
    check_batch(batch=batch)
    apply_batch(batch=batch, actor=None)
    assert all(row.cells == {} for row in batch.staged.all())


def test_a_sealed_nik_does_not_open_in_another_row(prison: Prison) -> None:
    batch = opened(prison, LAYOUT_C)
    row = batch.staged.get(row=2)
    with pytest.raises(sealed.SealBroken):
        staging.unstage(row.cells, {5: "nik"}, place=staging.place_of(batch.pk, 3))


def test_one_refused_row_means_that_nothing_is_written(prison: Prison, tmp_path: Path) -> None:
    batch = opened(prison, sheet(tmp_path, ("B.I 1/2026", "Budi"), ("B.I 2/2026", "<b>"), ("B.I 3/2026", "Cecep")))
    check_batch(batch=batch)
    with pytest.raises(RowsRefused) as refused:
        apply_batch(batch=batch, actor=None)
    assert [(one["row"], one["column"]) for one in refused.value.outcome.refused] == [(3, "Nama")]
    assert not Inmate.objects.exists()
    batch.refresh_from_db()
    assert batch.state == ImportState.CHECKED


def test_good_rows_alone_are_written_when_asked(prison: Prison, tmp_path: Path) -> None:
    outcome = bring(prison, sheet(tmp_path, ("B.I 1/2026", "Budi"), ("B.I 2/2026", "<b>"), ("B.I 3/2026", "Cecep")))
    assert counts(outcome) == (2, 0, 0, 1)
    assert set(Inmate.objects.values_list("name", flat=True)) == {"Budi", "Cecep"}


def test_the_same_number_written_otherwise_is_the_same_person(prison: Prison, tmp_path: Path) -> None:
    bring(prison, sheet(tmp_path, ("B.I 0421/2026", "Budi Sinaga")))
    assert counts(bring(prison, sheet(tmp_path, ("bi 0421.2026", "BUDI  SINAGA")))) == (0, 0, 1, 0)


def test_the_same_nik_under_a_new_number_is_the_same_person(prison: Prison, tmp_path: Path) -> None:
    bring(prison, sheet(tmp_path, ("A.III 7/2026", "Budi Sinaga", NIK)))
    assert counts(bring(prison, sheet(tmp_path, ("B.I 8/2026", "Budi Sinaga", NIK)))) == (0, 1, 0, 0)
    budi = Inmate.objects.get()
    assert (budi.register_number, budi.legal_status) == ("B.I 8/2026", LegalStatus.SENTENCED)
    assert budi.register_numbers.count() == 2


def test_an_old_number_of_a_person_finds_the_person_and_changes_nothing_back(prison: Prison, tmp_path: Path) -> None:
    bring(prison, sheet(tmp_path, ("A.III 7/2026", "Budi Sinaga", NIK)))
    bring(prison, sheet(tmp_path, ("B.I 8/2026", "Budi Sinaga", NIK)))
    outcome = bring(prison, sheet(tmp_path, ("A.III 7/2026", "Budi Sinaga")))
    assert counts(outcome) == (0, 0, 1, 0)
    assert "B.I 8/2026" in outcome.warnings[0]["message"]
    assert Inmate.objects.get().register_number == "B.I 8/2026"


def refused_row(prison: Prison, path: Path) -> dict[str, Any]:
    before = facts(prison)
    outcome = bring(prison, path)
    assert len(outcome.refused) == 1
    assert facts(prison) == before
    return outcome.refused[0]


def test_a_number_of_one_person_with_the_nik_of_another_is_refused(prison: Prison, tmp_path: Path) -> None:
    InmateFactory(prison=prison, register_number="B.I 1/2026", name="Budi Sinaga", nik=NIK)
    InmateFactory(prison=prison, register_number="B.I 2/2026", name="Cecep", nik=OTHER_NIK)
    refused = refused_row(prison, sheet(tmp_path, ("B.I 1/2026", "Budi Sinaga", OTHER_NIK)))
    assert refused["column"] == "NIK"
    assert "dua orang" in refused["message"]


def test_another_nik_than_the_kept_one_is_refused(prison: Prison, tmp_path: Path) -> None:
    InmateFactory(prison=prison, register_number="B.I 1/2026", name="Budi Sinaga", nik=NIK)
    refused = refused_row(prison, sheet(tmp_path, ("B.I 1/2026", "Budi Sinaga", OTHER_NIK)))
    assert "lain dari NIK yang tersimpan" in refused["message"]


def test_a_nik_kept_elsewhere_is_refused_without_saying_where(prison: Prison, tmp_path: Path) -> None:
    elsewhere = InmateFactory(name="Rahasia Sekali", nik=NIK)
    refused = refused_row(prison, sheet(tmp_path, ("B.I 1/2026", "Budi Sinaga", NIK)))
    assert "UPT lain" in refused["message"]
    assert elsewhere.prison.name not in str(refused)
    assert "Rahasia" not in str(refused)


def test_a_wholly_other_name_under_a_number_is_refused(prison: Prison, tmp_path: Path) -> None:
    InmateFactory(prison=prison, register_number="B.I 1/2026", name="Budi Sinaga")
    refused = refused_row(prison, sheet(tmp_path, ("B.I 1/2026", "Cecep Suryana")))
    assert (refused["row"], refused["column"]) == (2, "Nama")


def test_a_corrected_spelling_is_a_change(prison: Prison, tmp_path: Path) -> None:
    InmateFactory(prison=prison, register_number="B.I 1/2026", name="Budi Sinaga")
    batch = opened(prison, sheet(tmp_path, ("B.I 1/2026", "Budi Sinaga Putra")))
    check_batch(batch=batch)
    row = batch.staged.get()
    assert row.outcome == RowOutcome.UPDATED
    assert row.changes == [{"field": "name", "before": "Budi Sinaga", "after": "Budi Sinaga Putra"}]


@pytest.mark.parametrize(
    ("second", "column"), [(("b.i 1-2026", "Cecep", None), "No Register"), (("B.I 2/2026", "Cecep", NIK), "NIK")]
)
def test_a_repeated_number_or_nik_is_refused(
    prison: Prison, tmp_path: Path, second: tuple[Any, ...], column: str
) -> None:
    outcome = bring(prison, sheet(tmp_path, ("B.I 1/2026", "Budi", NIK), second))
    assert counts(outcome) == (1, 0, 0, 1)
    assert (outcome.refused[0]["row"], outcome.refused[0]["column"]) == (3, column)
    assert "baris 2" in outcome.refused[0]["message"]


def test_somebody_who_was_released_is_left_alone(prison: Prison, tmp_path: Path) -> None:
    gone = InmateFactory(
        prison=prison,
        register_number="B.I 1/2026",
        name="Budi Sinaga",
        custody_state=CustodyState.RELEASED,
        released_on=datetime.date(2026, 11, 1),
    )
    outcome = bring(prison, sheet(tmp_path, ("B.I 1/2026", "Budi Sinaga", None, None, "C-9")))
    assert counts(outcome) == (0, 0, 1, 0)
    assert "sudah bebas" in outcome.warnings[0]["message"]
    gone.refresh_from_db()
    assert gone.block == ""


def test_somebody_who_went_elsewhere_does_not_come_back_by_a_sheet(prison: Prison, tmp_path: Path) -> None:
    gone = InmateFactory(prison=prison, register_number="B.I 1/2026", name="Budi Sinaga")
    gone.register_numbers.update(until_date=AS_OF)
    Inmate.objects.filter(pk=gone.pk).update(prison=PrisonFactory())
    outcome = bring(prison, sheet(tmp_path, ("B.I 1/2026", "Budi Sinaga")))
    assert counts(outcome) == (0, 0, 0, 1)


def test_formulas_and_markup_arrive_nowhere(prison: Prison, tmp_path: Path) -> None:
    rows = [(f"B.I {n}/2026", sign + "cmd|x", None, None, sign + "1") for n, sign in enumerate("=+-@<", start=1)]
    outcome = bring(prison, sheet(tmp_path, *rows))
    assert len(outcome.refused) == 5
    assert not Inmate.objects.exists()


def test_all_problems_of_a_row_are_told_at_once(prison: Prison, tmp_path: Path) -> None:
    outcome = bring(prison, sheet(tmp_path, ("B.I 1/2026", "Budi", "123", "32-13-2030", None)))
    assert len(outcome.refused) == 1
    assert outcome.refused[0]["column"] == "Tgl Ekspirasi"
    assert "NIK: NIK harus 16 angka" in outcome.refused[0]["message"]


def test_a_placeholder_nik_is_kept_as_a_task_not_a_number(prison: Prison, tmp_path: Path) -> None:
    bring(prison, sheet(tmp_path, ("B.I 1/2026", "Budi", "0000000000000000")))
    budi = Inmate.objects.get()
    assert (budi.nik_status, budi.nik_index) == (NikStatus.PLACEHOLDER, None)


def test_a_changed_date_supersedes_and_keeps_the_old_one(prison: Prison, tmp_path: Path) -> None:
    bring(prison, sheet(tmp_path, ("B.I 1/2026", "Budi", None, "01-01-2030")), datetime.date(2026, 11, 1))
    bring(prison, sheet(tmp_path, ("B.I 1/2026", "Budi", None, "01-06-2029")))
    budi = Inmate.objects.get()
    facts = budi.date_facts.filter(kind=DateKind.EXPIRY).order_by("pk")
    assert [fact.superseded_at is None for fact in facts] == [False, True]
    assert budi.earliest_release == datetime.date(2029, 6, 1)


@pytest.mark.parametrize("name", ["محمد علي", "ꦧꦸꦢꦶ", "李小龙"])
def test_a_name_in_another_script_is_known_again_and_found(prison: Prison, tmp_path: Path, name: str) -> None:
    head = ("No Register", "Nama", "Tgl Ekspirasi")
    path = sheet(tmp_path, ("B.I 1/2026", name, "12-09-2030"), ("B.I 2/2026", "Ὅμηρος", "12-09-2030"), head=head)
    assert counts(bring(prison, path)) == (2, 0, 0, 0)
    assert counts(bring(prison, path)) == (0, 0, 2, 0)
    assert [one.name for one in Inmate.objects.matching(name)] == [name]
