"""`manage.py render_facts`: a layout tried from a JSON file, without a database."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from certification.rendering.check import check
from certification.rendering.facts import read
from certification.rendering.forms import Form, Mark
from tests.certification.paper import facts_with, qr_of, text_of
from tests.portal import CHECKOUT

EXAMPLES = CHECKOUT / "docs" / "examples"


@pytest.fixture(autouse=True)
def own_blobs(settings, tmp_path):
    settings.VAR_DIR = tmp_path


def _rendered(tmp_path: Path, given: dict | str | Path, *options: str) -> bytes:
    source = given if isinstance(given, Path) else tmp_path / "facts.json"
    if not isinstance(given, Path):
        source.write_text(given if isinstance(given, str) else json.dumps(given), encoding="utf-8")
    out = tmp_path / "out.pdf"
    call_command("render_facts", str(source), "--out", str(out), *options, verbosity=0)
    return out.read_bytes()


@pytest.mark.parametrize("form", list(Form))
@pytest.mark.parametrize("kind", ["competency", "training"])
def test_render_facts_makes_every_form_of_the_examples_in_docs(kind, form, tmp_path):
    example = EXAMPLES / f"{kind}.json"
    pdf = _rendered(tmp_path, example, "--form", form.value, "--full")
    check(pdf, read(json.loads(example.read_text())), form)


def test_render_facts_stamps_unless_told_otherwise(tmp_path, capsys):
    facts = facts_with()
    pdf = _rendered(tmp_path, facts.to_json(), "--sheet-serial", "13562547", "--copy-number", "2")
    check(pdf, facts, Form.COPY, Mark("13562547", 2))
    assert "dicap pada tata letak jadi" in capsys.readouterr().out


def test_render_facts_takes_offsets_and_the_qr_of_the_sheet(tmp_path):
    pdf = _rendered(tmp_path, facts_with().to_json(), "--form", "blank", "--offsets", "1.5,-0.5,0,0", "--qr-on-sheet")
    assert len(qr_of(pdf)) == 1
    assert "BAMBANG SETIAWAN" in text_of(pdf)


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ("{", "baris 1"), ("[]", "satu objek"), ("[" * 100_000, "JSON"), ("\ud800", "JSON"),
        ({"version": 1, "name": "A"}, "“number”"), ({**facts_with().to_json(), "prison": "x"}, "“prison”"),
        ({**facts_with().to_json(), "issued_on": "13/03/2027"}, "“issued_on”"),
        ({**facts_with().to_json(), "name": "BUDI\u202e"}, "Nama sertifikat"),
        ({**facts_with().to_json(), "units": []}, "Daftar unit"),
        ({**facts_with().to_json(), "number": ""}, "Nomor sertifikat"),
        ({**facts_with().to_json(), "validity_years": 10**30}, "Masa berlaku"),
        ({**facts_with().to_json(), "verify_base_url": "javascript:alert(1)"}, "Alamat pemeriksaan"),
    ],
)  # fmt: skip
def test_render_facts_refuses_with_one_sentence_that_names_the_field(given, named, tmp_path):
    if isinstance(given, str):
        (tmp_path / "bad.json").write_bytes(given.encode("utf-8", "surrogatepass"))
        given = tmp_path / "bad.json"
    with pytest.raises(CommandError) as refused:
        _rendered(tmp_path, given, "--full")
    assert refused.value.returncode == 2
    sentence = str(refused.value)
    assert named in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert not (tmp_path / "out.pdf").exists()


@pytest.mark.parametrize("offsets", ["1,2", "a,b,c,d", "nan,0,0,0", "30,0,0,0"])
def test_render_facts_refuses_offsets_that_are_none(offsets, tmp_path):
    with pytest.raises(CommandError) as refused:
        _rendered(tmp_path, facts_with().to_json(), "--form", "blank", "--full", "--offsets", offsets)
    assert refused.value.returncode == 2


def test_render_facts_says_which_file_is_not_there(tmp_path):
    with pytest.raises(CommandError, match="tidak dapat dibaca"):
        _rendered(tmp_path, tmp_path / "nowhere.json")


def test_render_facts_needs_no_database(tmp_path):
    out = tmp_path / "out.pdf"
    environment = {
        **os.environ, "POJOK_VAR": str(tmp_path), "DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing",
    }  # fmt: skip
    given = str(EXAMPLES / "competency.json")
    command = [sys.executable, "manage.py", "render_facts", given, "--full", "--out", str(out)]
    done = subprocess.run(command, cwd=CHECKOUT, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert out.read_bytes().startswith(b"%PDF-1.7")
