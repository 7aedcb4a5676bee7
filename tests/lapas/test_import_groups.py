"""What a preview sorts rows into: moved dates, people kept elsewhere, people who may be kept already."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from lapas.choices import CustodyState, RowDecision, RowGroup, RowOutcome
from lapas.models import ImportBatch, ImportRow, Inmate, Prison
from lapas.services import imports
from lapas.services.imports import apply_batch, check_batch
from tests.factories.lapas import InmateFactory, PrisonFactory
from tests.lapas.importing import NIK, OTHER_NIK, bring, counts, opened, sheet

pytestmark = pytest.mark.django_db

HEAD = ("No Register", "Nama", "NIK", "Tgl Lahir", "Tgl Masuk", "Tgl Ekspirasi", "Blok")
BORN = "02-05-1990"


def checked(prison: Prison, tmp_path: Path, *rows: tuple[Any, ...]) -> ImportBatch:
    batch = opened(prison, sheet(tmp_path, *rows, head=HEAD))
    check_batch(batch=batch)
    batch.refresh_from_db()
    return batch


def only_row(batch: ImportBatch) -> ImportRow:
    return batch.staged.get()


def test_a_moved_release_date_is_a_group_of_its_own_with_before_and_after(prison: Prison, tmp_path: Path) -> None:
    bring(prison, sheet(tmp_path, ("B.I 1/2026", "Budi", None, None, None, "01-01-2030"), head=HEAD))
    row = only_row(checked(prison, tmp_path, ("B.I 1/2026", "Budi", None, None, None, "01-06-2029")))
    assert (row.outcome, row.group) == (RowOutcome.UPDATED, RowGroup.DATE_MOVED)
    assert row.changes[0] == {"field": "earliest_release", "before": "01-01-2030", "after": "01-06-2029"}


def test_the_same_name_and_birth_date_under_a_new_number_waits_for_a_person(prison: Prison, tmp_path: Path) -> None:
    budi = InmateFactory(
        prison=prison, register_number="A.III 7/2025", name="Moh. Budi", birth_date=datetime.date(1990, 5, 2)
    )
    batch = checked(prison, tmp_path, ("B.I 8/2026", "Muhammad Budi", NIK, BORN))
    row = only_row(batch)
    assert (row.outcome, row.group) == (RowOutcome.REFUSED, RowGroup.DOUBTFUL)
    assert row.candidates == [{"inmate": budi.pk, "reasons": ["nama", "tanggal lahir"]}]
    assert "Mungkin orang yang sama dengan A.III 7/2025" in row.problems[0]["message"]
    assert counts(apply_batch(batch=batch, actor=None, apply_good=True)) == (0, 0, 0, 1)


@pytest.mark.parametrize(
    ("row", "group"),
    [
        # Another birth date, bin of another father, another NIK: another person.
        (("B.I 8/2026", "Budi Sinaga", None, "03-05-1990"), RowGroup.CREATED),
        (("B.I 8/2026", "Budi Sinaga bin Umar", None, BORN), RowGroup.CREATED),
        (("B.I 8/2026", "Budi Sinaga", OTHER_NIK, BORN), RowGroup.CREATED),
        # A name alone is no reason.
        (("B.I 8/2026", "Budi Sinaga"), RowGroup.CREATED),
        (("B.I 8/2026", "Budi Sinaga", None, None, "05-11-2024"), RowGroup.DOUBTFUL),
    ],
)
def test_what_speaks_against_is_heard(prison: Prison, tmp_path: Path, row: tuple[Any, ...], group: RowGroup) -> None:
    InmateFactory(
        prison=prison,
        register_number="A.III 7/2025",
        name="Budi Sinaga",
        nik=NIK,
        birth_date=datetime.date(1990, 5, 2),
        patronymic="Ali",
        admitted_on=datetime.date(2024, 11, 5),
    )
    assert only_row(checked(prison, tmp_path, row)).group == group


def test_who_is_on_the_sheet_under_the_own_number_is_nobody_else(prison: Prison, tmp_path: Path) -> None:
    row = ("B.I 1/2026", "Budi", None, BORN)
    bring(prison, sheet(tmp_path, row, head=HEAD))
    outcome = bring(prison, sheet(tmp_path, row, ("B.I 2/2026", "Budi", None, BORN), head=HEAD))
    assert counts(outcome) == (1, 0, 1, 0)


def test_two_new_rows_of_one_name_and_birth_date_are_warned_about(prison: Prison, tmp_path: Path) -> None:
    outcome = bring(
        prison, sheet(tmp_path, ("B.I 1/2026", "Budi", None, BORN), ("B.I 2/2026", "Budi", None, BORN), head=HEAD)
    )
    assert counts(outcome) == (2, 0, 0, 0)
    assert "sama dengan baris 2" in outcome.warnings[0]["message"]


def test_a_person_under_two_numbers_in_one_sheet_is_written_once(prison: Prison, tmp_path: Path) -> None:
    InmateFactory(prison=prison, register_number="A.III 7/2025", name="Budi Sinaga", nik=NIK)
    outcome = bring(
        prison,
        sheet(tmp_path, ("A.III 7/2025", "Budi Sinaga"), ("B.I 8/2026", "Budi Sinaga", NIK), head=HEAD),
    )
    assert counts(outcome) == (0, 0, 1, 1)
    assert "baris 2" in outcome.refused[0]["message"]


def decided(batch: ImportBatch, decision: RowDecision, inmate: Inmate | None = None) -> ImportRow:
    imports.decide_row(row=only_row(batch), decision=decision, inmate=inmate, actor=None)
    return only_row(batch)


@pytest.fixture
def doubtful(prison: Prison, tmp_path: Path) -> ImportBatch:
    InmateFactory(prison=prison, register_number="A.III 7/2025", name="Budi", birth_date=datetime.date(1990, 5, 2))
    return checked(prison, tmp_path, ("B.I 8/2026", "Budi", None, BORN, None, None, "A-1"))


def test_the_same_person_gets_the_new_number_and_keeps_the_old_one(doubtful: ImportBatch) -> None:
    budi = Inmate.objects.get()
    row = decided(doubtful, RowDecision.SAME, budi)
    assert (row.outcome, row.group, row.inmate_id) == (RowOutcome.UPDATED, RowGroup.UPDATED, budi.pk)
    doubtful.refresh_from_db()
    assert (doubtful.updated, doubtful.refused) == (1, 0)
    apply_batch(batch=doubtful, actor=None)
    budi = Inmate.objects.get()
    assert (budi.register_number, budi.block) == ("B.I 8/2026", "A-1")
    assert budi.register_numbers.filter(until_date=None).get().number == "B.I 8/2026"
    assert budi.register_numbers.count() == 2


def test_another_person_is_added(doubtful: ImportBatch) -> None:
    assert decided(doubtful, RowDecision.OTHER).outcome == RowOutcome.CREATED
    apply_batch(batch=doubtful, actor=None)
    assert Inmate.objects.filter(name="Budi").count() == 2


def test_only_a_suggested_person_can_be_chosen(doubtful: ImportBatch) -> None:
    stranger = InmateFactory()
    with pytest.raises(ValidationError, match="usulan"):
        imports.decide_row(row=only_row(doubtful), decision=RowDecision.SAME, inmate=stranger, actor=None)


def test_somebody_on_the_way_here_is_accepted_first(prison: Prison, tmp_path: Path) -> None:
    state = {"custody_state": CustodyState.IN_TRANSIT, "destination": prison}
    InmateFactory(name="Budi Sinaga", nik=NIK, state=state)
    InmateFactory(name="Cecep Suryana", state=state)
    batch = checked(prison, tmp_path, ("B.I 1/2026", "Budi Sinaga", NIK), ("B.I 2/2026", "Cecep Suryana"))
    assert set(batch.staged.values_list("outcome", "group")) == {(RowOutcome.REFUSED, RowGroup.ARRIVING)}
    assert all("Kedatangan" in row.problems[0]["message"] for row in batch.staged.all())


def test_who_is_gone_from_the_list_is_counted_and_left_alone(prison: Prison, tmp_path: Path) -> None:
    bring(prison, sheet(tmp_path, ("B.I 1/2026", "Budi"), ("B.I 2/2026", "Cecep")))
    InmateFactory(prison=PrisonFactory())
    batch = checked(prison, tmp_path, ("B.I 1/2026", "Budi"), ("B.I 2/2026", "<b>"), ("B.I 3/2026", "Dedi"))
    # The refused row still names Cecep by number.
    assert (len(batch.gone), [one.name for one in imports.gone_from(batch)]) == (0, [])
    batch = checked(prison, tmp_path, ("B.I 1/2026", "Budi"))
    assert (len(batch.gone), [one.name for one in imports.gone_from(batch)]) == (1, ["Cecep"])
    apply_batch(batch=batch, actor=None)
    assert Inmate.objects.get(name="Cecep").custody_state == CustodyState.IN_CUSTODY
