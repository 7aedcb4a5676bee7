"""The life of a batch: mapped, checked, applied once, discarded; by hand and by its job."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from foundation.audit.models import AuditEvent
from foundation.jobs.execution import run_due
from lapas.choices import ImportState
from lapas.imports.reader import Reading, read
from lapas.models import ImportBatch, Inmate, Prison
from lapas.services.imports import (
    apply_batch,
    check_batch,
    discard_batch,
    order_apply,
    order_check,
    remembered_columns,
    set_mapping,
)
from tests.factories.lapas import PrisonFactory, officer_at
from tests.lapas.importing import bring, counts, opened, sheet
from tests.sheets import LAYOUT_A, LAYOUT_B, LAYOUT_C, write

pytestmark = pytest.mark.django_db


def test_an_applied_batch_stays_as_it_is(prison: Prison) -> None:
    batch = opened(prison, LAYOUT_A)
    check_batch(batch=batch)
    apply_batch(batch=batch, actor=None)
    again = apply_batch(batch=batch, actor=None)
    assert counts(again) == (180, 0, 0, 0)
    assert AuditEvent.objects.filter(verb="lapas.apply_import").count() == 1
    with pytest.raises(ValidationError):
        discard_batch(batch=batch, actor=None)


def test_the_trail_names_everybody_who_was_written(prison: Prison, tmp_path: Path) -> None:
    bring(prison, sheet(tmp_path, ("B.I 1/2026", "Budi"), ("B.I 2/2026", "Cecep")))
    event = AuditEvent.objects.get(verb="lapas.apply_import")
    assert sorted(event.subjects.values_list("kind", flat=True)) == [
        "lapas.ImportBatch",
        "lapas.Inmate",
        "lapas.Inmate",
    ]
    assert event.changes == {"created": 2, "updated": 0, "refused": 0}


def test_a_data_date_in_the_future_is_refused(prison: Prison) -> None:
    with pytest.raises(ValidationError, match="masa depan"):
        opened(prison, LAYOUT_A, datetime.date(2199, 1, 1))


def test_discarding_forgets_the_rows_and_keeps_the_hash(prison: Prison) -> None:
    batch = discard_batch(batch=opened(prison, LAYOUT_C), actor=None)
    assert batch.state == ImportState.DISCARDED
    assert not batch.staged.exists()
    assert len(batch.file_sha256) == 64


def test_the_same_file_opened_again_replaces_the_waiting_batch(prison: Prison) -> None:
    first, second = opened(prison, LAYOUT_A), opened(prison, LAYOUT_A)
    first.refresh_from_db()
    assert (first.state, first.staged.count()) == (ImportState.DISCARDED, 0)
    assert second.staged.count() == 180


def remap(batch: ImportBatch, reading: Reading | None = None, **changes: str) -> ImportBatch:
    mapping = {int(position): name for position, name in batch.mapping.items()}
    mapping |= {int(key.removeprefix("column_")): name for key, name in changes.items()}
    return set_mapping(batch=batch, mapping=mapping, actor=None, reading=reading)


def test_a_column_taken_out_is_forgotten(prison: Prison) -> None:
    batch = remap(opened(prison, LAYOUT_A), column_4="")
    assert "4" not in batch.mapping
    assert not any("4" in row.cells for row in batch.staged.all())


def test_a_column_given_another_meaning_is_read_as_that(prison: Prison) -> None:
    batch = remap(opened(prison, LAYOUT_A), column_4="cell", column_5="block")
    check_batch(batch=batch)
    apply_batch(batch=batch, actor=None)
    assert Inmate.objects.get(register_number="A.III 0477/2024.1").block == "8"


def test_a_column_that_was_not_read_needs_the_file_again(prison: Prison, tmp_path: Path) -> None:
    path = write(tmp_path / "x.xlsx", ("No Register", "Nama", "Tempat"), ("B.I 1/2026", "Budi", "Kamar 7"))
    batch = opened(prison, path)
    with pytest.raises(ValidationError) as refusal:
        remap(batch, column_2="cell")
    assert refusal.value.code == "file_needed"
    mapping = {0: "register_number", 1: "name", 2: "cell"}
    batch = set_mapping(batch=batch, mapping=mapping, actor=None, reading=read(path, mapping))
    assert batch.staged.get().cells["2"] == "Kamar 7"


def test_another_file_is_not_taken_for_the_same(prison: Prison) -> None:
    with pytest.raises(ValidationError, match="bukan berkas yang sama"):
        remap(opened(prison, LAYOUT_A), reading=read(LAYOUT_B))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"column_6": "block", "column_18": ""}, "mapping_never_kept"),
        ({"column_17": "block"}, "mapping_twice"),
        ({"column_1": ""}, "mapping_missing"),
        ({"column_1": "offence"}, "mapping_unknown"),
        ({"column_99": "cell"}, "mapping_unknown"),
    ],
)
def test_a_mapping_that_may_not_be_is_refused(prison: Prison, changes: dict[str, str], code: str) -> None:
    batch = opened(prison, LAYOUT_C)
    with pytest.raises(ValidationError) as refusal:
        remap(batch, **changes)
    assert refusal.value.code == code
    batch.refresh_from_db()
    assert batch.mapping["1"] == "name"


def test_the_job_applies_the_good_rows_once(prison: Prison, tmp_path: Path) -> None:
    batch = opened(prison, sheet(tmp_path, ("B.I 1/2026", "Budi"), ("B.I 2/2026", "<b>")))
    check_batch(batch=batch)
    batch.refresh_from_db()
    job = order_apply(batch=batch, actor=officer_at(prison))
    batch.refresh_from_db()
    assert batch.state == ImportState.APPLYING
    with pytest.raises(ValidationError):
        order_apply(batch=batch, actor=officer_at(prison))
    with pytest.raises(ValidationError):
        discard_batch(batch=batch, actor=None)
    assert run_due() == 1
    job.refresh_from_db()
    batch.refresh_from_db()
    assert (job.state, batch.state, batch.created, batch.refused) == ("done", ImportState.APPLIED, 1, 1)
    assert Inmate.objects.get().name == "Budi"


def test_the_job_run_again_after_it_was_cut_off_writes_nothing_twice(prison: Prison, tmp_path: Path) -> None:
    batch = opened(prison, sheet(tmp_path, ("B.I 1/2026", "Budi")))
    check_batch(batch=batch)
    job = order_apply(batch=batch, actor=officer_at(prison))
    # Another worker applied it and died before it could say so.
    apply_batch(batch=batch, actor=job.actor, apply_good=True)
    assert run_due() == 1
    job.refresh_from_db()
    assert job.state == "done"
    assert Inmate.objects.count() == 1
    assert AuditEvent.objects.filter(verb="lapas.apply_import").count() == 1


def test_a_batch_of_only_refused_rows_is_not_applied(prison: Prison, tmp_path: Path) -> None:
    batch = opened(prison, sheet(tmp_path, ("B.I 1/2026", "<b>")))
    check_batch(batch=batch)
    with pytest.raises(ValidationError, match="Semua baris ditolak"):
        order_apply(batch=batch, actor=officer_at(prison))


def test_an_unchecked_batch_is_not_applied(prison: Prison) -> None:
    batch = opened(prison, LAYOUT_A)
    with pytest.raises(ValidationError):
        order_apply(batch=batch, actor=officer_at(prison))
    with pytest.raises(ValidationError):
        apply_batch(batch=batch, actor=None)


def test_invariants_of_people_hold_after_an_import(prison: Prison) -> None:
    bring(prison, LAYOUT_C)
    for inmate in Inmate.objects.all():
        assert inmate.register_numbers.filter(until_date=None, number=inmate.register_number).count() == 1
    call_command("check")


def test_a_mapping_that_was_confirmed_is_remembered_for_the_next_sheet_of_the_prison(
    prison: Prison, tmp_path: Path
) -> None:
    path = write(
        tmp_path / "x.xlsx",
        ("No Register", "Nama", "Tempat", "Blok", "Agama"),
        ("B.I 1/2026", "Budi", "7", "A", "x"),
    )
    mapping = {0: "register_number", 1: "name", 2: "cell"}
    set_mapping(batch=opened(prison, path), mapping=mapping, actor=None, reading=read(path, mapping))
    assert remembered_columns(prison) == {
        "no register": "register_number",
        "nama": "name",
        "tempat": "cell",
        "blok": "",
    }
    again = read(path, remembered=remembered_columns(prison))
    assert again.mapping == mapping
    assert read(path, remembered=remembered_columns(PrisonFactory())).mapping == {
        0: "register_number",
        1: "name",
        3: "block",
    }


def test_a_memory_never_leaves_a_sheet_without_names(tmp_path: Path) -> None:
    path = write(tmp_path / "x.xlsx", ("No Register", "Nama"), ("B.I 1/2026", "Budi"))
    assert read(path, remembered={"nama": "", "no register": ""}).missing == []


def test_a_big_sheet_is_checked_by_a_job_and_can_be_given_up_only_when_it_ended(prison: Prison) -> None:
    batch = opened(prison, LAYOUT_A)
    job = order_check(batch=batch, actor=officer_at(prison))
    with pytest.raises(ValidationError, match="sedang diperiksa"):
        discard_batch(batch=batch, actor=None)
    assert run_due() == 1
    job.refresh_from_db()
    batch.refresh_from_db()
    assert (job.state, job.done, batch.state, batch.created) == ("done", 180, ImportState.CHECKED, 180)
