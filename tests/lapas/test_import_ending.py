"""The end of staged rows: what has served goes, what is in work is told and then given up, the batch stays."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from foundation import clock
from foundation.audit.models import AuditEvent
from foundation.jobs.choices import JobState
from foundation.jobs.models import Job
from lapas.choices import ImportState, RowGroup
from lapas.leftovers import clear, late
from lapas.models import ImportBatch, ImportRow, Inmate, Prison
from lapas.services.imports import ending, order_apply, tidy_rows, undo_batch
from tests.factories.lapas import officer_at
from tests.lapas.importing import aged, applied, checked
from tests.sheets import AS_OF

pytestmark = pytest.mark.django_db


def test_rows_go_after_the_days_of_the_setting_and_the_batch_stays(prison: Prison, tmp_path: Path, settings) -> None:
    settings.IMPORT_ROWS_DAYS = 10
    batch = aged(applied(prison, tmp_path), 9.9)
    clear()
    batch.refresh_from_db()
    assert (batch.staged.count(), batch.rows_over_since) == (3, None)
    aged(batch, 0.2)
    clear()
    batch.refresh_from_db()
    assert not ImportRow.objects.exists()
    assert (batch.state, batch.rows, batch.created, batch.refused) == (ImportState.APPLIED, 3, 2, 1)
    assert batch.row_counts == {"groups": {"created": 2, "refused": 1}, "decisions": {}, "gone": 0}
    assert batch.file_sha256
    assert batch.rows_dropped_at
    assert AuditEvent.objects.filter(verb="lapas.end_import_rows").count() == 1
    clear()
    assert AuditEvent.objects.filter(verb="lapas.end_import_rows").count() == 1
    with pytest.raises(ValidationError, match="tidak disimpan lagi"):
        undo_batch(batch=batch, actor=officer_at(prison))
    assert Inmate.objects.count() == 2


def test_undoing_ends_on_the_day_that_the_page_says_even_where_nobody_sweeps(prison: Prison, tmp_path: Path) -> None:
    batch = aged(applied(prison, tmp_path), 31.1)
    with pytest.raises(ValidationError, match="tidak disimpan lagi"):
        undo_batch(batch=batch, actor=officer_at(prison))
    assert "1 impor" in next(late())
    clear()
    assert not list(late())


def test_a_killed_sweep_is_gone_on_with_from_where_it_was(prison: Prison, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(ending, "AT_ONCE", 1)
    monkeypatch.setattr(ending, "IN_A_SWEEP", 2)
    batch = aged(applied(prison, tmp_path), 30)
    # One sweep deletes so many and no more: what is left is what a kill between two chunks leaves.
    assert tidy_rows() == 2
    batch.refresh_from_db()
    assert batch.staged.count() == 1
    assert batch.rows_over_since
    assert batch.rows_dropped_at is None
    assert batch.row_counts["groups"] == {"created": 2, "refused": 1}
    assert tidy_rows() == 1
    batch.refresh_from_db()
    assert not batch.staged.exists()
    assert tidy_rows() == 0
    batch.refresh_from_db()
    assert batch.rows_dropped_at
    assert batch.row_counts["groups"] == {"created": 2, "refused": 1}


def test_a_later_sheet_ends_an_earlier_one_that_can_never_be_undone(prison: Prison, tmp_path: Path) -> None:
    first = applied(prison, tmp_path, as_of=AS_OF - datetime.timedelta(days=1))
    applied(prison, tmp_path)
    first.refresh_from_db()
    assert first.rows_over_since
    assert first.row_counts["groups"][RowGroup.CREATED] == 2
    clear()
    assert not first.staged.exists()


def test_corrected_rows_of_the_same_day_leave_the_sheet_undoable(prison: Prison, tmp_path: Path) -> None:
    first = applied(prison, tmp_path)
    applied(prison, tmp_path, ("B.I 3/2026", "Dedi"))
    first.refresh_from_db()
    assert first.rows_over_since is None
    assert all(row.cells == {} for row in first.staged.all())
    undo_batch(batch=first, actor=officer_at(prison))
    assert [one.name for one in Inmate.objects.all()] == ["Dedi"]
    assert not first.staged.exists()


def test_what_nobody_applied_is_given_up_unless_a_job_will_want_it(prison: Prison, tmp_path: Path) -> None:
    batch = aged(checked(prison, tmp_path), 29.9)
    clear()
    batch.refresh_from_db()
    assert (batch.state, batch.staged.count()) == (ImportState.CHECKED, 3)
    order_apply(batch=aged(batch, 1), actor=officer_at(prison))
    clear()
    assert batch.staged.count() == 3
    batch.refresh_from_db()
    assert batch.state == ImportState.APPLYING
    ImportBatch.objects.update(state=ImportState.CHECKED)
    Job.objects.update(state=JobState.FAILED)
    clear()
    batch.refresh_from_db()
    assert (batch.state, batch.staged.count()) == (ImportState.DISCARDED, 0)
    assert "30 hari" in batch.reason
    assert AuditEvent.objects.filter(verb="lapas.discard_import", actor=None).count() == 1


def test_a_batch_that_was_undone_before_rows_had_an_end_loses_them(prison: Prison, tmp_path: Path) -> None:
    batch = applied(prison, tmp_path)
    ImportBatch.objects.update(state=ImportState.UNDONE, undone_at=clock.now(), undone_by=officer_at(prison))
    clear()
    batch.refresh_from_db()
    assert not batch.staged.exists()
    assert batch.rows_dropped_at


def test_the_pages_say_until_when_and_since_when(prison: Prison, tmp_path: Path, desk: Client) -> None:
    batch = applied(prison, tmp_path)
    page = {name: reverse(f"lapas:import-{name}", args=[batch.pk]) for name in ("detail", "undo", "preview", "refused")}
    page["gone"] = reverse("lapas:import-gone", args=[batch.pk])
    shown = desk.get(page["detail"]).content.decode()
    assert all(words in shown for words in ("Baris disimpan sampai", page["undo"], page["refused"]))
    assert "paling lambat" in desk.get(page["undo"]).content.decode()
    aged(batch, 30)
    clear()
    shown = desk.get(page["detail"]).content.decode()
    assert all(words in shown for words in ("tidak disimpan lagi sejak", "2 baru", "1 ditolak"))
    assert not [name for name in ("undo", "preview", "refused") if page[name] in shown]
    for name in ("undo", "preview", "refused", "gone"):
        assert desk.get(page[name], follow=True).redirect_chain == [(page["detail"], 302)], name
    assert "Baris yang dilewati tidak disimpan lagi" in desk.get(page["refused"], follow=True).content.decode()


def test_a_waiting_sheet_says_when_it_is_given_up(prison: Prison, tmp_path: Path, desk: Client) -> None:
    batch = checked(prison, tmp_path)
    address = reverse("lapas:import-detail", args=[batch.pk])
    assert "Menunggu sampai" in desk.get(address).content.decode()
    assert "Sesudah 30 hari dibatalkan sendiri" in desk.get(reverse("home")).content.decode()
    aged(batch, 30)
    clear()
    assert "Tidak diterapkan dalam 30 hari" in desk.get(address).content.decode()
