"""The end of staged rows meets an undoing: of the two one comes first, and the other finds it done."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.db import connections, transaction
from django.db.models import QuerySet

from foundation import clock
from foundation.audit.models import AuditEvent
from lapas.choices import ImportState
from lapas.models import Inmate
from lapas.services.imports import ending, tidy_rows, undo_batch
from tests.factories.lapas import PrisonFactory, officer_at
from tests.lapas.importing import aged, applied

pytestmark = pytest.mark.postgresql


@pytest.mark.parametrize("locked", [True, False])
def test_a_sweep_passes_over_what_is_being_undone(committing, tmp_path, settings, monkeypatch, locked: bool) -> None:
    """Without the lock of the batch (the control) it waits, and then ends what was undone."""
    prison = PrisonFactory()
    batch, actor = aged(applied(prison, tmp_path), 30), officer_at(prison)
    settings.IMPORT_ROWS_DAYS = 31
    if not locked:
        monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_options: rows)
    with transaction.atomic():
        undo_batch(batch=batch, actor=actor)
        settings.IMPORT_ROWS_DAYS = 30
        sweep = threading.Thread(target=_closing(tidy_rows))
        sweep.start()
        sweep.join(timeout=10 if locked else 1)
        assert sweep.is_alive() is not locked
    sweep.join(timeout=10)
    batch.refresh_from_db()
    assert (batch.state, batch.staged.count(), Inmate.objects.count()) == (ImportState.UNDONE, 0, 0)
    assert AuditEvent.objects.filter(verb="lapas.end_import_rows").exists() is not locked


def test_undoing_waits_for_the_sweep_and_is_then_refused(committing, tmp_path, settings) -> None:
    prison = PrisonFactory()
    batch, actor = aged(applied(prison, tmp_path), 30), officer_at(prison)
    told: list[str | None] = []

    def undo() -> None:
        try:
            undo_batch(batch=batch, actor=actor)
        except ValidationError as refusal:
            told.append(refusal.code)

    with transaction.atomic():
        ending.end_rows(ending.due(clock.now()).select_for_update().get())
        settings.IMPORT_ROWS_DAYS = 31
        undoing = threading.Thread(target=_closing(undo))
        undoing.start()
        undoing.join(timeout=0.5)
        assert undoing.is_alive()
    undoing.join(timeout=10)
    assert (told, Inmate.objects.count()) == (["rows_over"], 2)


def _closing(act: Callable[[], object]) -> Callable[[], None]:
    def run() -> None:
        try:
            act()
        finally:
            connections.close_all()

    return run
