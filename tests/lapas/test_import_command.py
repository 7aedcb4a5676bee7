from __future__ import annotations

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from lapas.choices import ImportState
from lapas.models import ImportBatch, Inmate, Prison
from tests.factories.lapas import PrisonFactory
from tests.portal import Portal
from tests.sheets import CANARY, LAYOUT_A, LAYOUT_C, write

KEYS = ["rows", "created", "updated", "unchanged", "refused", "warnings", "status", "reason"]


@pytest.fixture
def prison(db: None) -> Prison:
    return PrisonFactory(code="990001")


def ask(path: Path, *options: str, code: str = "990001") -> dict[str, Any]:
    out, code_of_exit = StringIO(), 0
    try:
        call_command("import_inmates", str(path), "--prison", code, "--json", *options, stdout=out)
    except SystemExit as end:
        code_of_exit = int(end.code or 0)
    answer = json.loads(out.getvalue().splitlines()[-1])
    assert code_of_exit == (2 if answer["status"] == "refused" else 0)
    assert answer["status"] == "applied" or answer["reason"] or "--dry-run" in options
    assert sorted(answer) == sorted(KEYS)
    counted = answer["created"] + answer["updated"] + answer["unchanged"] + len(answer["refused"])
    assert answer["rows"] == counted
    return answer


def test_import_applies_and_says_so(prison: Prison) -> None:
    answer = ask(LAYOUT_A)
    assert (answer["status"], answer["rows"], answer["created"]) == ("applied", 180, 180)
    assert Inmate.objects.filter(prison=prison).count() == 180
    answer = ask(LAYOUT_C)
    assert (answer["status"], answer["updated"]) == ("applied", 180)
    answer = ask(LAYOUT_C)
    assert (answer["status"], answer["unchanged"]) == ("applied", 180)


def test_dry_run_writes_nothing(prison: Prison) -> None:
    answer = ask(LAYOUT_C, "--dry-run")
    assert (answer["status"], answer["created"]) == ("checked", 180)
    assert not Inmate.objects.exists()
    assert not ImportBatch.objects.get().staged.exists()


def test_one_refused_row_writes_nothing_unless_good_rows_are_asked_for(prison: Prison, tmp_path: Path) -> None:
    path = write(tmp_path / "x.xlsx", ("No Register", "Nama"), ("B.I 1/2026", "Budi"), ("B.I 2/2026", 7))
    answer = ask(path)
    assert (answer["status"], answer["created"]) == ("checked", 1)
    assert "1 baris ditolak" in answer["reason"]
    assert [(one["row"], one["column"]) for one in answer["refused"]] == [(3, "Nama")]
    assert not Inmate.objects.exists()
    assert ImportBatch.objects.get().state == ImportState.DISCARDED
    answer = ask(path, "--apply-good")
    assert (answer["status"], answer["created"], len(answer["refused"])) == ("applied", 1, 1)
    assert Inmate.objects.count() == 1


def test_a_file_refused_whole_leaves_its_hash_and_the_reason(prison: Prison, tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").write_text("<html>")
    answer = ask(tmp_path / "x.xlsx")
    assert "halaman web" in answer["reason"]
    batch = ImportBatch.objects.get()
    assert (batch.state, batch.reason) == (ImportState.REFUSED, answer["reason"])


def test_a_missing_name_column_refuses_the_file(prison: Prison, tmp_path: Path) -> None:
    answer = ask(write(tmp_path / "x.xlsx", ("No Register", "Sebutan"), ("B.I 1/2026", "Budi")))
    assert "kolom nama" in answer["reason"]


def test_an_unknown_prison_and_a_missing_file_are_refused(prison: Prison, tmp_path: Path) -> None:
    assert "kode 123" in ask(LAYOUT_A, code="123")["reason"]
    assert "tidak ditemukan" in ask(tmp_path / "tidak-ada.xlsx")["reason"]


def test_a_data_date_in_the_future_is_refused(prison: Prison) -> None:
    assert "masa depan" in ask(LAYOUT_A, "--as-of", "2199-01-01")["reason"]


def test_without_json_the_outcome_is_said_in_words(prison: Prison) -> None:
    out = StringIO()
    call_command("import_inmates", str(LAYOUT_A), "--prison", "990001", stdout=out)
    assert out.getvalue().strip() == "180 baris: 180 baru, 0 berubah, 0 tetap, 0 ditolak."


def test_the_real_process_answers_on_stdout_and_logs_to_stderr(new_portal: Callable[..., Portal]) -> None:
    portal = new_portal(world="reference")
    good = portal.manage("import_inmates", str(LAYOUT_C), "--prison", "11002", "--json")
    answer = json.loads(good.stdout.strip().splitlines()[-1])
    assert (answer["status"], answer["created"]) == ("applied", 180)
    assert "180 of 180 rows checked" in good.stderr
    assert CANARY not in good.stdout + good.stderr
    bad = portal.manage("import_inmates", __file__, "--prison", "11002", "--json", check=False)
    assert bad.returncode == 2
    assert json.loads(bad.stdout.strip().splitlines()[-1])["status"] == "refused"
