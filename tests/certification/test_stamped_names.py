"""Names of every kind through the print room, which stamps: hostile ones, and every length from 1 to 83."""

from __future__ import annotations

import dataclasses
import io
from collections import Counter

import pikepdf
import pytest

from certification.rendering import proof
from certification.rendering.check import check
from certification.rendering.forms import Form
from certification.rendering.full import render_full
from certification.rendering.press import RenderRefused
from certification.rendering.room import Room, Sheetful
from tests.certification.paper import text_of
from tests.certification.stamping import SERIAL, order
from tests.certification.test_hostile_names import PAYLOADS, watched

pytestmark = pytest.mark.sqlite

LETTERS = "iNW"
LENGTHS = range(1, 84)
MANY = 500


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    """A room that has stamped one certificate, so that nothing is compiled any more."""
    made = Room(tmp_path_factory.mktemp("blobs"))
    given = order()
    made.expect([Sheetful(given.facts, given.form, given.mark)] * MANY)
    assert made.render(given.facts, given.form, given.mark).way == "stamped"
    return made


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS.keys())
def test_hostile_text_on_a_compiled_layout_is_refused_or_printed_as_text(room, payload):
    facts = dataclasses.replace(order().facts, name=payload, number=payload[:60], registration_number=payload[:60])
    sentence, made = "", None
    # A layout is not read from disk in between, so only what the text itself asks for would be seen.
    with watched():
        try:
            made = room.render(facts, Form.COPY, SERIAL)
        except RenderRefused as refused:
            sentence = str(refused)
    if made is None:
        assert sentence.endswith(".")
        assert payload not in sentence
        return
    check(made.pdf, facts, Form.COPY, SERIAL)
    with pikepdf.open(io.BytesIO(made.pdf)) as opened:
        assert len(opened.attachments) == 0
        assert not {"/OpenAction", "/AA", "/AcroForm", "/Names"} & set(opened.Root.keys())
        assert not any("/Annots" in page for page in opened.pages)
        assert str(opened.docinfo["/Title"]).count(payload) <= 1
    assert "".join(facts.name.split()) in "".join(text_of(made.pdf).split())


def test_names_of_every_length_are_stamped_until_they_are_wider_than_their_line(room):
    """All pass the check of the room; those that go to the full render, which is slow, are the widest, and say why."""
    ways = Counter()
    for letter in LETTERS:
        for length in LENGTHS:
            if ways[letter, "full"] and length % 12:
                continue
            facts = dataclasses.replace(order().facts, name=letter * length)
            made = room.render(facts, Form.COPY, SERIAL)
            ways[letter, made.way] += 1
            assert (made.way == "stamped") or made.reason == "wider than its line"
    assert (ways["i", "stamped"], ways["i", "full"]) == (len(LENGTHS), 0)
    assert ways["W", "stamped"] > 30


@pytest.mark.long
@pytest.mark.parametrize("letter", LETTERS)
def test_names_of_every_length_look_like_the_full_render(room, letter):
    for length in LENGTHS:
        facts = dataclasses.replace(order().facts, name=letter * length)
        made = room.render(facts, Form.COPY, SERIAL)
        assert proof.difference(made.pdf, render_full(facts, Form.COPY, SERIAL), [facts.name]) == "", length
