"""Sheets of many prisons in one folder: each by the rules of one, and none holds up the others."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from lapas.models import ImportBatch, Inmate
from tests.factories.lapas import PrisonFactory
from tests.lapas.importing import HEAD, NIK
from tests.portal import Portal
from tests.sheets import write


def ask(folder: Path, *options: str) -> tuple[int, dict[str, Any]]:
    out, code = StringIO(), 0
    try:
        call_command("import_folder", str(folder), "--workers", "1", "--json", *options, stdout=out, stderr=StringIO())
    except SystemExit as end:
        code = int(end.code or 0)
    return code, json.loads(out.getvalue().splitlines()[-1])


@pytest.mark.django_db
def test_each_file_goes_to_its_prison_and_a_bad_one_stops_no_other(tmp_path: Path) -> None:
    for prison in ("990001", "990002"):
        PrisonFactory(code=prison)
    write(tmp_path / "990001.xlsx", HEAD, ("B.I 1/2026", "Budi Sinaga", NIK), ("B.I 2/2026", "Cecep"))
    # The same NIK in another prison: that row is refused, so without --apply-good nothing of the file is written.
    write(tmp_path / "990002 November.xlsx", HEAD, ("B.I 1/2026", "Budi Sinaga", NIK), ("B.I 2/2026", "Dadang"))
    (tmp_path / "990001.csv").write_text("<html>")
    write(tmp_path / "123.xlsx", HEAD, ("B.I 1/2026", "Budi"))
    (tmp_path / "baca dulu.pdf").write_text("tidak dibaca")
    # By length: the order of the two prisons decides who is refused.
    code, said = ask(tmp_path)
    assert code == 2
    assert (said["files"], said["rows"], said["created"]) == (4, 2, 2)
    assert set(said["not_applied"]) == {"123.xlsx", "990001.csv", *({"990001.xlsx", "990002 November.xlsx"} - _kept())}
    code, said = ask(tmp_path, "--apply-good")
    assert (said["created"], said["unchanged"], said["refused"]) == (1, 2, 1)
    assert Inmate.objects.count() == 3


def _kept() -> set[str]:
    return {batch.file_name for batch in ImportBatch.objects.filter(applied_at__isnull=False)}


@pytest.mark.django_db
def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="tidak ditemukan"):
        ask(tmp_path / "tidak-ada")


def test_two_processes_read_the_folder(new_portal: Callable[..., Portal], tmp_path: Path) -> None:
    portal = new_portal(world="reference")
    for code in ("11001", "11002", "11003"):
        rows = [(f"B.I {number}/2026", f"Budi {code}", None) for number in range(20)]
        write(tmp_path / f"{code}.xlsx", HEAD, *rows)
    done = portal.manage("import_folder", str(tmp_path), "--workers", "2", "--json")
    said = json.loads(done.stdout.strip().splitlines()[-1])
    assert (said["files"], said["created"], said["not_applied"]) == (3, 60, {})
