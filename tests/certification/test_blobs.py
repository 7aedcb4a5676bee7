"""Compiled layouts: proven before use, kept on disk, made anew when stale or spoilt."""

import dataclasses

import pytest

from certification.rendering import press
from certification.rendering.blob import Blob, BlobSpoilt
from certification.rendering.blobs import WORTH, Blobs, disproof, ground_of, hollow_html
from certification.rendering.compile import CompileRefused, compile_layout
from certification.rendering.full import VARIANT
from certification.rendering.libraries import versions
from certification.rendering.shaping import OddText
from certification.rendering.stamp import Stamp
from tests.certification.stamping import order, other, stamp_of

pytestmark = pytest.mark.sqlite


@pytest.fixture(scope="module")
def known(tmp_path_factory):
    """One compiled layout, as it stands on disk."""
    blobs = Blobs(tmp_path_factory.mktemp("blobs"))
    stamp_of(blobs, order())
    (path,) = blobs.folder.glob("*.blob")
    return path


@pytest.fixture
def folder(known, tmp_path):
    (tmp_path / known.name).write_bytes(known.read_bytes())
    return tmp_path


def path_in(folder):
    (path,) = folder.glob("*.blob")
    return path


def test_blob_comes_back_from_disk_as_it_was(known):
    blob = Blob.from_bytes(known.read_bytes())
    assert Blob.from_bytes(blob.to_bytes()) == blob


def test_blob_on_disk_is_used_at_once_even_for_one(folder):
    given = order()
    made = Blobs(folder).stamp_for(given).file(given.person())
    assert made.startswith(b"%PDF-1.7")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda content: b"",
        lambda content: content[: len(content) // 2],
        lambda content: content[:-1] + bytes([content[-1] ^ 1]),
        lambda content: content.replace(b"blob 1", b"blob 0", 1),
        lambda content: b"x" + content,
    ],
)
def test_spoilt_blob_is_refused_and_made_anew(folder, spoil):
    path = path_in(folder)
    whole = path.read_bytes()
    path.write_bytes(spoil(whole))
    with pytest.raises(BlobSpoilt):
        Blob.from_bytes(path.read_bytes())
    with pytest.raises(OddText, match="too few"):
        Blobs(folder).stamp_for(order())


def test_spoilt_blob_is_replaced_by_a_whole_one(folder):
    path = path_in(folder)
    whole = path.read_bytes()
    path.write_bytes(whole[:1000])
    stamp_of(Blobs(folder), order())
    assert path_in(folder) == path
    assert path.read_bytes() == whole


def test_blob_is_not_found_once_what_it_stands_on_has_changed(folder, tmp_path_factory):
    layouts = tmp_path_factory.mktemp("layouts")
    for path in press.LAYOUTS.glob("*.css"):
        (layouts / path.name).write_bytes(path.read_bytes())
    assert ground_of(layouts, versions()) == ground_of(press.LAYOUTS, versions())
    newer = ground_of(layouts, "weasyprint 71.0")
    (layouts / "certificate.css").write_text("p { margin: 1px }")
    # Asked under another path, because what was read once is kept.
    changed = ground_of(layouts / ".." / layouts.name, versions())
    for ground in (newer, changed):
        with pytest.raises(OddText, match="too few"):
            Blobs(folder, ground=ground).stamp_for(order())


def test_blobs_keep_no_more_than_so_many_in_memory(folder):
    blobs = Blobs(folder, most=1)
    first = blobs.stamp_for(order())
    assert blobs.stamp_for(other(order(), 1)) is first
    stamp_of(blobs, order(scheme_id="Skema Lain"))
    assert blobs.stamp_for(order()) is not first


def test_layout_is_compiled_once_so_many_alike_are_asked_for(tmp_path):
    blobs = Blobs(tmp_path)
    for _one in range(WORTH - 1):
        with pytest.raises(OddText, match="too few"):
            blobs.stamp_for(order())
    assert blobs.stamp_for(order())
    assert len(list(tmp_path.iterdir())) == 1


def _moved(blob, **changes):
    """The blob with the name on the front somewhere else."""
    front = blob.pages[0]
    parts = tuple(
        dataclasses.replace(part, **changes) if getattr(part, "key", "") == "name" else part for part in front.parts
    )
    return dataclasses.replace(blob, pages=(dataclasses.replace(front, parts=parts), *blob.pages[1:]))


def _without_unit_list(blob):
    front, back = blob.pages
    return dataclasses.replace(blob, pages=(front, dataclasses.replace(back, parts=back.parts[:-3])))


def _without_glyphs(blob):
    faces = {name: dataclasses.replace(face, texts={}) for name, face in blob.faces.items()}
    return dataclasses.replace(blob, faces=faces)


@pytest.mark.parametrize(
    ("spoil", "wrong"),
    [
        (lambda blob: blob, ""),
        (lambda blob: _moved(blob, y=blob.pages[0].parts[5].y + 2), "pixels differ"),
        (lambda blob: _moved(blob, key="registration"), "other text"),
        (lambda blob: _without_unit_list(blob), "page 2: other text"),
        (lambda blob: _without_glyphs(blob), "does not embed"),
    ],
)
def test_proof_finds_a_blob_that_does_not_equal_its_full_render(known, spoil, wrong):
    blob = Blob.from_bytes(known.read_bytes())
    found = disproof(Stamp(spoil(blob)), order(), wide=False)
    assert wrong in found if wrong else found == ""


def test_blob_with_a_forbidden_word_in_its_constant_text_is_not_used(tmp_path):
    blobs = Blobs(tmp_path)
    with pytest.raises(OddText, match="a word that tells of custody"):
        stamp_of(blobs, order(field_id="Bengkel Lapas"))
    with pytest.raises(OddText, match="not proven"):
        blobs.stamp_for(order(field_id="Bengkel Lapas"))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ('<p style="letter-spacing: 1px"><span data-slot="name">A</span></p>', "spaced letters"),
        ('<p style="text-align: center">x <span data-slot="name">A</span></p>', "other text"),
        ('<p><span data-slot="name">A</span> x</p>', "other text"),
        ('<p style="text-align: justify"><span data-slot="name">A</span></p>', "aligned"),
        ('<p style="width: 5mm"><span data-slot="name">AAA BBB</span></p>', "two lines"),
        ('<p style="visibility: hidden"><span data-slot="name">A</span></p>', "not where"),
    ],
)
def test_layout_that_breaks_the_rules_of_slots_is_refused(line, wrong):
    html = f'<html lang="id"><title>x</title><link rel="stylesheet" href="layout:certificate.css"><body>{line}'
    with pytest.raises(CompileRefused, match=wrong):
        compile_layout(html, "A", VARIANT)


def test_hollow_layout_holds_nothing_of_the_person():
    given = order("SESEORANG YANG LAIN", number="12345 6789 0 1234567 2027", registration_number="XYZ 1 2 3")
    html = hollow_html(given)
    for own in (given.facts.name, given.facts.number, given.facts.registration_number, given.facts.code):
        assert own not in html
    assert hollow_html(other(given, 1)) == html


def test_folder_that_cannot_be_written_costs_no_certificate(tmp_path):
    (tmp_path / "blobs").write_text("a file where the folder should be")
    given = order()
    assert stamp_of(Blobs(tmp_path / "blobs"), given).file(given.person())
