"""The bench command with tiny numbers: every figure is there, and every contender made the same document."""

import json
import os
import subprocess
import sys

import pytest

from tests.portal import CHECKOUT

pytestmark = pytest.mark.faults

OURS = ("POJOK_", "DJANGO_", "PYTEST_")
RATIOS = {"stamp_vs_naive", "stamp_checked_vs_naive", "stamp_vs_typst", "stamp_vs_chromium", "whole_vs_naive"}


def _bench(tmp_path, command, arguments, **env):
    outer = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "benchmarks", command, *arguments],
        cwd=CHECKOUT,
        env={**outer, "POJOK_VAR": str(tmp_path / "var"), "PYTHONPATH": f"{CHECKOUT}/script:{CHECKOUT}", **env},
        capture_output=True,
        text=True,
        check=False,
        timeout=400,
    )


@pytest.mark.long
def test_bench_of_certificates_tells_every_ratio_beside_the_raw_times(tmp_path):
    few = [
        "--rounds",
        "1",
        "--certificates",
        "4",
        "--releases",
        "1",
        "--sheets",
        "9",
        "--json",
        str(tmp_path / "b.json"),
    ]
    done = _bench(tmp_path, "certificates", few)
    assert done.returncode == 0, done.stderr
    found = json.loads((tmp_path / "b.json").read_text())
    assert found["ratios"].keys() >= RATIOS
    assert all(value > 0 for value in found["ratios"].values())
    assert {"naive", "full", "stamp", "typst", "reportlab"} <= found["per_document"].keys()
    assert found["print_file"]["sheets"] == 9
    assert found["whole"]["embedded"]["certificates"] == 4
    assert "| compile + stamp |" in done.stdout


@pytest.mark.long
def test_bench_of_imports_measures_sheet_country_floor_and_pages(tmp_path):
    few = ["--rows", "40", "--people", "60", "--prisons", "2", "--workers", "1", "--json", str(tmp_path / "b.json")]
    done = _bench(tmp_path, "import", few)
    assert done.returncode == 0, done.stderr
    found = json.loads((tmp_path / "b.json").read_text())
    # PostgreSQL is measured where script/bench brings one.
    assert found["ratios"].keys() == {"sqlite_new_vs_floor", "sqlite_country_vs_floor"}
    assert all(value > 1 for value in found["ratios"].values())
    engine = found["engines"]["sqlite"]
    assert [engine["new"][name] for name in ("created", "refused")] == [40, 0]
    assert (engine["unchanged"]["unchanged"], engine["changed"]["updated"]) == (40, 4)
    assert (engine["country"]["files"], engine["country"]["created"]) == (2, 60)
    assert engine["pages"]["beside"]["pages"] >= 2
    assert "| all prisons, everybody new | sqlite | 60 |" in done.stdout


@pytest.mark.long
def test_bench_of_load_loses_no_acknowledged_write(tmp_path, postgresql_url, redis_url):
    few = ["--users", "4", "--seconds", "10", "--batch", "20", "--world", "", "--json", str(tmp_path / "b.json")]
    env = {"POJOK_TEST_DATABASE_URL": postgresql_url, "POJOK_TEST_REDIS_URL": redis_url}
    done = _bench(tmp_path, "load", few, **env)
    assert done.returncode == 0, done.stderr
    found = json.loads((tmp_path / "b.json").read_text())
    alone, crowd = found["rounds"]
    assert alone["requests"] > 0
    assert crowd["certificates"] > 0
    assert (alone["errors"], crowd["errors"]) == (0, 0)
    assert found["journal"]["lost"] == found["journal"]["doubled"] == 0


@pytest.mark.long
def test_bench_of_pages_compares_the_country_with_one_prison(tmp_path):
    few = ["--people", "550", "--requests", "1", "--only", "inmate-list,verify:", "--engine", "sqlite"]
    done = _bench(tmp_path, "pages", [*few, "--json", str(tmp_path / "b.json")])
    assert done.returncode == 0, done.stderr
    found = json.loads((tmp_path / "b.json").read_text())["sqlite"]
    pages = {(page["page"], page["viewer"]): page for page in found["pages"]}
    listed = pages["lapas:inmate-list", "nation"]
    assert listed["queries"] <= 12
    assert pages["lapas:inmate-list", "prison"]["ratio"] > 0
    assert pages["lapas:inmate-list ?q=budi", "nation"]["floor"] > 0
    # A visitor checks a certificate that exists; what was not walked is told with its reason.
    assert pages["verify:record", "visitor"]["queries"] > 0
    assert {one["route"]: one["reason"] for one in found["unwalked"]} == {
        "verify:record-with-slash": "answers 302 to verify:record (6 tried)"
    }
    assert "- answers 302 to verify:record (6 tried): verify:record-with-slash" in done.stdout
    assert "| lapas:inmate-list | nation |" in done.stdout


@pytest.mark.parametrize(("arguments", "status"), [([], 0), (["--help"], 0), (["inmates"], 2)])
def test_bench_says_how_it_is_used(arguments, status):
    done = subprocess.run(
        [CHECKOUT / "script" / "bench", *arguments], capture_output=True, text=True, check=False, timeout=20
    )
    assert done.returncode == status
    assert "Usage: script/bench certificates" in done.stdout + done.stderr
