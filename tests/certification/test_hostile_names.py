"""Thirty hostile names in every text of a certificate: refused with a sentence, or printed as nothing but text.

An audit hook sees every socket, process and file that Python opens while a page is made; a listener waits for whatever
would call without Python.
"""

from __future__ import annotations

import dataclasses
import io
import socket
import sys
import sysconfig
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pikepdf
import pytest

import certification
from certification.rendering.check import FileRefused, check
from certification.rendering.facts import CertificateFacts, TrainingFacts
from certification.rendering.forms import NO_MARK, Form
from certification.rendering.full import context, render_full
from certification.rendering.press import RenderRefused
from tests.certification.paper import facts_with, text_of, training_facts_with

LISTENER = socket.create_server(("127.0.0.1", 0))
LISTENER.setblocking(False)
PORT = LISTENER.getsockname()[1]
SECONDS = 20

PAYLOADS = {
    "image of a file": "<img src='file:///etc/passwd'>",
    "attachment": "<link rel=attachment href='file:///etc/hostname'>",
    "image of a host": f"<img src=http://127.0.0.1:{PORT}/a.png>",
    "cloud metadata": "<iframe src=http://169.254.169.254/latest/meta-data/>",
    "object": "<object data='file:///proc/self/environ'></object>",
    "script": "<script>alert(1)</script>",
    "svg with script": "<svg onload=alert(1)><script>1</script></svg>",
    "svg with file": "<svg><image href='file:///etc/passwd'/></svg>",
    "style": "</p><style>*{display:none}</style>",
    "css import": f"<style>@import 'http://127.0.0.1:{PORT}/a.css';</style>",
    "css url": f'"; background: url(http://127.0.0.1:{PORT}/b)',
    "css content": "}p::after{content:url(file:///etc/passwd)}",
    "closing comment": "--><h1>X</h1><!--",
    "cdata": "]]><b>X</b><![CDATA[",
    "entity": "&lt;b&gt; &amp; &#60;",
    "outer entity": "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>&x;",
    "template variable": "{{ facts.code }} {{ settings.SECRET_KEY }}",
    "template tag": "{% debug %}{% include 'units.html' %}",
    "pdf text operators": ") Tj ET Q 0 0 m (x) Tj",
    "pdf parentheses": "((( \\( \\) \\\\ ) >> endobj",
    "pdf stream": "endstream endobj 1 0 obj << /OpenAction 2 0 R >>",
    "pdf hex": "<FEFF0041> /JS (app.alert(1))",
    "right-to-left": "BUDI\u202eNAWATES",
    "nul": "BUDI\x00SETIAWAN",
    "combining flood": "BUDI" + "\u0301\u0327\u0323" * 40,
    "zero width": "BU\u200bDI\u200d \ufeffSETIAWAN",
    "surrogate": "BUDI\ud800SETIAWAN",
    "twenty thousand": "A" * 20_000,
    "emoji": "BUDI \U0001f600\U0001f1ee\U0001f1e9",
    "other script": "王小明 مرحبا",
}
COMPETENCY_TEXTS = [
    "name", "number", "registration_number", "field_id", "field_en", "scheme_id", "scheme_en", "city", "lsp_id",
    "lsp_en", "licence", "phone", "chairman", "certification_manager", "code", "verify_base_url",
]  # fmt: skip
TRAINING_TEXTS = [
    "name", "number", "programme_id", "programme_en", "city", "centre_id", "centre_en", "phone", "signatory",
    "signatory_title_id", "signatory_title_en", "code", "verify_base_url",
]  # fmt: skip
UNIT_TEXTS = ["code", "title_id", "title_en"]
# What every payload may be put into at once and still be printed; the code and the address are never free text.
PRINTED = {*COMPETENCY_TEXTS, *TRAINING_TEXTS} - {"code", "verify_base_url", "licence", "phone"}


def _places() -> list[Path]:
    """Where a render may read: the dictionary, the layouts, the libraries, and the engine's own copies of the fonts."""
    ours = Path(certification.__file__).parent
    libraries = [Path(sysconfig.get_path(name)) for name in ("stdlib", "purelib", "platlib")]
    libraries += [path.resolve() for path in libraries]
    return [ours / "fonts", ours / "rendering", *libraries, Path(tempfile.gettempdir()) / "weasyprint"]


class Watch:
    """What happened while it was on; an audit hook stays for the life of the process, so it is switched."""

    def __init__(self) -> None:
        self.on = False
        self.seen: list[str] = []
        self.places = [str(place) for place in _places()]

    def __call__(self, event: str, arguments: tuple[object, ...]) -> None:
        if not self.on:
            return
        if event.startswith(
            ("socket.", "subprocess.", "os.exec", "os.system", "os.posix_spawn", "urllib.", "ctypes.dl")
        ):
            self.seen.append(event)
        elif event == "open" and isinstance(arguments[0], (str, bytes)):
            path = arguments[0].decode() if isinstance(arguments[0], bytes) else arguments[0]
            if not path.startswith(tuple(self.places)):
                self.seen.append(f"open {path}")


WATCH = Watch()
sys.addaudithook(WATCH)


@cache
def _warm() -> None:
    """Load the engine and the list of words once, before anything is watched."""
    check(render_full(facts := facts_with()), facts)


@contextmanager
def watched() -> Iterator[None]:
    """Nothing but the allowed files was opened within, and it took no longer than allowed."""
    _warm()
    WATCH.seen.clear()
    began = time.monotonic()
    WATCH.on = True
    try:
        yield
    finally:
        WATCH.on = False
    assert WATCH.seen == []
    assert time.monotonic() - began < SECONDS
    with pytest.raises(BlockingIOError):
        LISTENER.accept()


def _filled(facts: CertificateFacts | TrainingFacts, payload: str) -> CertificateFacts | TrainingFacts:
    """The payload in every free text, as much of it as a field of that length takes."""
    names = {field.name for field in dataclasses.fields(facts)} & PRINTED
    unit = dataclasses.replace(facts.units[0], code=payload[:40], title_id=payload, title_en=payload)
    return dataclasses.replace(facts, units=(unit, *facts.units[1:]), **dict.fromkeys(names, payload))


def _tried(make):
    """The sentence of the refusal, or what was made."""
    try:
        return "", make()
    except RenderRefused as refused:
        return str(refused), None


def test_there_are_thirty_payloads():
    assert len(PAYLOADS) == 30


@pytest.mark.parametrize(
    "facts",
    [facts_with(units=1), pytest.param(training_facts_with(units=1), marks=pytest.mark.long)],
    ids=["competency", "training"],
)
@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS.keys())
def test_hostile_text_is_refused_with_a_sentence_or_printed_as_text(payload, facts):
    facts = _filled(facts, payload)
    with watched():
        sentence, pdf = _tried(lambda: render_full(facts))
        if pdf:
            check(pdf, facts)
    if not pdf:
        assert sentence.endswith(".")
        assert payload not in sentence
        return
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert len(opened.attachments) == 0
        assert not {"/OpenAction", "/AA", "/AcroForm"} & set(opened.Root.keys())
        for page in opened.pages:
            assert "/Annots" not in page
    assert "".join(facts.name.split()) in "".join(text_of(pdf).split())


@pytest.mark.parametrize(
    ("facts", "texts"),
    [(facts_with(units=1), COMPETENCY_TEXTS), (training_facts_with(units=1), TRAINING_TEXTS)],
    ids=["competency", "training"],
)
def test_every_text_is_tried_with_every_payload_before_anything_is_laid_out(facts, texts):
    changed = [(name, payload, {name: payload}) for name in texts for payload in PAYLOADS.values()]
    changed += [
        (f"units.{name}", payload, {"units": (dataclasses.replace(facts.units[0], **{name: payload}),)})
        for name in UNIT_TEXTS
        for payload in PAYLOADS.values()
    ]
    refused = set()
    with watched():
        for name, payload, change in changed:
            sentence, _ = _tried(lambda: context(dataclasses.replace(facts, **change), Form.COPY, NO_MARK))  # noqa: B023
            if sentence:
                assert sentence.endswith(".")
                refused.add((name, payload))
    unprintable = ("right-to-left", "nul", "combining flood", "zero width", "surrogate", "twenty thousand", "emoji")
    for name in [*texts, *(f"units.{name}" for name in UNIT_TEXTS)]:
        for payload in unprintable:
            assert (name, PAYLOADS[payload]) in refused, (name, payload)
    for payload in PAYLOADS.values():
        assert ("code", payload) in refused
        assert ("verify_base_url", payload) in refused


def test_watch_sees_what_it_must():
    """The control: a page that does open a file and a socket is caught."""
    WATCH.seen.clear()
    WATCH.on = True
    try:
        Path("/etc/hostname").exists() and Path("/etc/hostname").read_text()
        socket.socket().close()
    finally:
        WATCH.on = False
    assert "open /etc/hostname" in WATCH.seen
    assert "socket.__new__" in WATCH.seen


def test_a_word_of_custody_is_refused_at_the_check():
    facts = facts_with(city="Lapas Semarang")
    with pytest.raises(FileRefused):
        check(render_full(facts), facts)
