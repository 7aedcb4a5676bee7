"""A sheet brought at one go: what the registry says is asked within the transaction, however the check had it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from foundation.audit.models import AuditEvent
from lapas.choices import CustodyState, FactSource, ImportState
from lapas.imports.reader import read
from lapas.models import ImportBatch, ImportRow, Inmate, Prison
from lapas.services.facts import apply_facts, enter_inmate
from lapas.services.imports import Outcome, RowsRefused, bring_sheet, explain_word
from tests.factories.lapas import PrisonFactory, officer_at
from tests.lapas.importing import NIK, OTHER_NIK, bring, counts, sheet
from tests.sheets import AS_OF

pytestmark = pytest.mark.django_db
HEAD = ("No Register", "Nama", "NIK", "Tgl Ekspirasi", "Pendidikan")
ROWS = (("B.I 1/2026", "Budi Sinaga", NIK, "01-05-2030"), ("B.I 2/2026", "Cecep", "-", "01-06-2030", "Kejar Paket"))


def brought(prison: Prison, path: Path, meanwhile: Callable[[], object], *, apply_good: bool = True) -> Outcome:
    """`meanwhile` happens after every row was judged, before the registry is written."""
    _batch, outcome = bring_sheet(
        prison=prison,
        reading=read(path),
        file_name=path.name,
        data_as_of=AS_OF,
        actor=None,
        apply_good=apply_good,
        progress=lambda _done: meanwhile(),
    )
    return outcome


def enter(prison: Prison, number: str, **fields: Any) -> Inmate:
    return enter_inmate(
        prison=prison,
        register_number=number,
        fields=fields,
        dates={},
        as_of=AS_OF,
        source=FactSource.TYPED,
        actor=None,
    )


def test_somebody_entered_meanwhile_is_not_entered_again(prison: Prison, tmp_path: Path) -> None:
    path = sheet(tmp_path, *ROWS, head=HEAD)
    outcome = brought(prison, path, lambda: enter(prison, "BI 1-2026", name="Budi Sinaga"))
    assert counts(outcome) == (1, 1, 0, 0)
    assert Inmate.objects.get(name="Budi Sinaga").nik_index


def test_a_nik_that_came_up_elsewhere_meanwhile_refuses_the_row(prison: Prison, tmp_path: Path) -> None:
    path = sheet(tmp_path, *ROWS, head=HEAD)
    outcome = brought(prison, path, lambda: enter(PrisonFactory(), "B.I 9/2026", name="Budi Sinaga", nik=NIK))
    assert counts(outcome) == (1, 0, 0, 1)
    assert "UPT lain" in outcome.refused[0]["message"]


def test_a_person_changed_meanwhile_is_judged_as_changed(prison: Prison, tmp_path: Path) -> None:
    path = sheet(tmp_path, *ROWS, head=HEAD)
    bring(prison, path)
    budi = Inmate.objects.get(name="Budi Sinaga")

    def change(**facts: Any) -> Callable[[], object]:
        whole: dict[str, Any] = {"fields": {}, "dates": {}} | facts
        return lambda: apply_facts(inmate=budi, **whole, as_of=AS_OF, source=FactSource.TYPED, actor=None)

    assert counts(brought(prison, path, lambda: None)) == (0, 0, 2, 0)
    assert counts(brought(prison, path, change(dates={"expiry": date(2031, 1, 1)}))) == (0, 1, 1, 0)
    assert Inmate.objects.get(pk=budi.pk).expiry == date(2030, 5, 1)
    other_nik = brought(prison, path, change(fields={"nik": OTHER_NIK}))
    assert (counts(other_nik), other_nik.refused[0]["column"]) == ((0, 0, 1, 1), "NIK")
    change(fields={"nik": NIK})()
    # Found by the NIK now, the number of the sheet is taken for a new one.
    assert counts(brought(prison, path, change(fields={"register_number": "B.I 77/2026"}))) == (0, 1, 1, 0)
    gone = brought(
        prison, path, lambda: Inmate.objects.filter(pk=budi.pk).update(custody_state="released", released_on=AS_OF)
    )
    assert (counts(gone), Inmate.objects.get(pk=budi.pk).custody_state) == ((0, 0, 2, 0), CustodyState.RELEASED)


def test_a_word_explained_meanwhile_counts(prison: Prison, tmp_path: Path) -> None:
    officer = officer_at(prison)

    def explain() -> None:
        explain_word(prison=prison, kind="education", word="Kejar Paket", meaning="smp", actor=officer)

    outcome = brought(prison, sheet(tmp_path, *ROWS, head=HEAD), explain)
    assert counts(outcome) == (2, 0, 0, 0)
    assert not [one for one in outcome.warnings if one["column"] == "Pendidikan"]
    assert Inmate.objects.get(name="Cecep").education == "smp"


def test_a_refusal_that_came_up_meanwhile_writes_nothing_and_stages_nothing(prison: Prison, tmp_path: Path) -> None:
    path = sheet(tmp_path, *ROWS, head=HEAD)
    with pytest.raises(RowsRefused) as refusal:
        brought(prison, path, lambda: enter(PrisonFactory(), "B.I 9/2026", name="Budi", nik=NIK), apply_good=False)
    assert counts(refusal.value.outcome) == (1, 0, 0, 1)
    assert not Inmate.objects.filter(prison=prison).exists()
    assert not ImportRow.objects.exists()
    batch = ImportBatch.objects.get()
    assert (batch.state, batch.rows, batch.refused) == (ImportState.DISCARDED, 2, 1)
    verbs = AuditEvent.objects.filter(subjects__kind="lapas.ImportBatch").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["lapas.open_import", "lapas.discard_import"]


def test_rows_end_as_after_a_check_and_an_application(tmp_path: Path) -> None:
    """The same sheet by both ways: rows, counts and warnings are the same, and no NIK stays in a refused row."""
    path = sheet(tmp_path, *ROWS, ("B.I 3/2026", 7, OTHER_NIK), ("BI 1.2026", "Budi"), head=HEAD)
    here, there = PrisonFactory(), PrisonFactory()
    staged = bring(here, path)
    Inmate.objects.update(nik_index=None)
    assert brought(there, path, lambda: None) == staged
    names = ("row", "cells", "outcome", "group", "problems", "changes", "candidates", "before", "inmate__name")
    one, other = (list(batch.staged.values_list(*names)) for batch in ImportBatch.objects.order_by("pk"))
    assert one == other
    assert OTHER_NIK not in str(other)
