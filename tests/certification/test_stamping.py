"""Stamped certificates: equal to the full render in text, pixels and QR; the same bytes each time; odd text in full."""

import io

import pikepdf
import pytest

from certification.rendering import codes, proof
from certification.rendering.blobs import Blobs
from certification.rendering.check import check, check_stamped
from certification.rendering.cuts import TextSlot
from certification.rendering.forms import Form, Mark, Offsets
from certification.rendering.full import render_full
from certification.rendering.room import Room, Sheetful, Side
from certification.rendering.shaping import OddText
from certification.rendering.slots import qr_address
from tests.certification.paper import lines_of, metadata_of, pages_of, qr_of, text_of
from tests.certification.stamping import SERIAL, every_form, order, other, stamp_of

pytestmark = pytest.mark.sqlite

AWKWARD = [
    "A",
    "M. TAUFIQ 'ABD AL-RAHMAN",
    "WAWAN AVATAR TOYO, S.T.",
    "Affifah Fitri Afflick Tjokro fj ft tt",
    '<b>BUDI</b> & "Co" \\(x\\)',
    "I GUSTI NGURAH AGUNG PUTU WIRYAWAN SASTRAWAN M.",
    "ÑOÑO ÇELIK-ŽUKAUSKAS",
    "ÉRIC ŁUKASZ ŐRY d'Ëßel",
    "Nguyễn Văn Đạt",
    "AR-RAḤMĀN AL-FARŪQ",
    "’ABDULLAH – ‘ALI’",
    "TO. YO, WA-VA LT. AY",
]
SCHEMES = [
    {},
    {"scheme_id": "Pengelasan Pelat Posisi 3G", "scheme_en": "Plate Welding, Position 3G", "city": "Kab. Bandung"},
]


@pytest.fixture(scope="module")
def blobs(tmp_path_factory):
    return Blobs(tmp_path_factory.mktemp("blobs"))


def assert_equal(blobs, given):
    person = given.person()
    stamp = stamp_of(blobs, given)
    made = stamp.file(person)
    check_stamped(made, stamp, person)
    reference = render_full(given.facts, given.form, given.mark)
    assert proof.difference(made, reference, [slot.text for slot in person.slots.values()]) == ""


@pytest.mark.parametrize("name", AWKWARD)
def test_stamped_equals_the_full_render_for_awkward_names(blobs, name):
    for scheme in SCHEMES:
        assert_equal(blobs, order(name, **scheme))


@pytest.mark.long
@pytest.mark.parametrize("name", AWKWARD)
def test_stamped_equals_the_full_render_for_ten_people_of_each_name(blobs, name):
    for at in range(10):
        number = f"61929 2166 {at} 01{at}9986 2026"
        assert_equal(blobs, order(f"{name[:38]} {at}", code=codes.new_code(), number=number))


@pytest.mark.parametrize("at", range(len(every_form())))
def test_every_form_is_stamped_and_equals_its_full_render(blobs, at):
    given = every_form()[at]
    assert_equal(blobs, given)
    made = stamp_of(blobs, given).file(given.person())
    check(made, given.facts, given.form, given.mark)


@pytest.mark.parametrize("at", range(len(every_form())))
def test_twin_of_the_constant_part_draws_nothing_and_leaves_a_person_s_lines_where_they_were(blobs, at):
    """What the check reads: the person's lines and nothing else, at their places, the QR inside its box."""
    given = every_form()[at]
    stamp, person = stamp_of(blobs, given), given.person()
    made = stamp.file(person)
    twin = stamp.bare + made[len(stamp.static) :]
    assert len(twin) == len(made)
    assert stamp.bare != stamp.static
    with pikepdf.open(io.BytesIO(twin), attempt_recovery=False) as opened:
        assert len(opened.pages) == 2
    own = [
        [_squeezed(person.slots[part.key].text) for part in page.parts if isinstance(part, TextSlot)]
        for page in stamp.blob.pages
    ]
    read = [[_squeezed(line) for line in lines] for lines in lines_of(twin)]
    assert [sorted(lines) for lines in read] == [sorted(filter(None, lines)) for lines in own]
    assert qr_of(twin) == qr_of(made)


def _squeezed(line: str) -> str:
    return "".join(line.split())


def test_stamped_file_is_byte_for_byte_the_same_each_time(blobs, tmp_path):
    given = order()
    made = stamp_of(blobs, given).file(given.person())
    assert stamp_of(blobs, given).file(given.person()) == made
    # Another process finds the blob on disk and makes the same bytes of it.
    assert Blobs(blobs.folder).stamp_for(given).file(given.person()) == made


def test_two_people_never_share_an_identifier(blobs):
    one, another = order(), order("BAMBANG SETIAWAM")
    stamp = stamp_of(blobs, one)
    names = []
    for given in (one, another):
        with pikepdf.open(io.BytesIO(stamp.file(given.person()))) as opened:
            names.append(bytes(opened.trailer.ID[0]))
    assert names[0] != names[1]


def test_stamped_file_is_tagged_in_reading_order_and_names_title_language_and_issuer(blobs):
    given = order("NAMA <DAN> & LAIN", number="43211 7411 0 <1> & 2027")
    made = stamp_of(blobs, given).file(given.person())
    reference = render_full(given.facts, given.form, given.mark)
    with pikepdf.open(io.BytesIO(made)) as stamped, pikepdf.open(io.BytesIO(reference)) as full:
        assert stamped.Root.MarkInfo.Marked
        assert stamped.Root.Lang == full.Root.Lang == "id"
        assert _tags(stamped.Root.StructTreeRoot.K[0]) == _tags(full.Root.StructTreeRoot.K[0])
        for key in ("/Title", "/Author", "/CreationDate", "/ModDate", "/Subject"):
            assert str(stamped.docinfo[key]) == str(full.docinfo[key])
        with stamped.open_metadata() as mine, full.open_metadata() as wanted:
            assert dict(mine) == dict(wanted)
            assert mine.pdfa_status == "2B"
    assert given.facts.name not in metadata_of(made)


def _tags(element):
    kids = element.get("/K", [])
    return [str(element.S), *(_tags(kid) for kid in kids if isinstance(kid, pikepdf.Dictionary))]


@pytest.mark.parametrize(
    "name", ["SITI MAIMUNAH NURHALIZAH PUTRI KUSUMAWARDHANI ABDULLAH SASTRODIWIRYO HADIKUSUMO A. B. C. D.", "Ԁ"]
)
def test_odd_text_is_left_to_the_full_render(blobs, name):
    stamp = stamp_of(blobs, order())
    with pytest.raises(OddText):
        stamp.file(order(name).person())


def test_room_counts_what_it_rendered_in_full_and_says_why(tmp_path):
    room = Room(tmp_path)
    long = order("SITI MAIMUNAH NURHALIZAH PUTRI KUSUMAWARDHANI ABDULLAH SASTRODIWIRYO HADIKUSUMO A. B. C. D.")
    some = [other(order(), at) for at in range(9)]
    room.expect([Sheetful(each.facts, each.form, each.mark) for each in some])
    made = [room.render(each.facts, each.form, each.mark) for each in [*some, long]]
    assert [(each.way, each.reason) for each in made] == [("stamped", "")] * 9 + [("full", "wider than its line")]
    for each, given in zip(made, [*some, long], strict=True):
        check(each.pdf, given.facts, given.form, given.mark)


def test_room_does_not_compile_for_a_few(tmp_path):
    made = Room(tmp_path).render(order().facts)
    assert (made.way, made.reason) == ("full", "too few alike")
    assert not list(tmp_path.iterdir())


@pytest.fixture(scope="module")
def room(blobs):
    """With the blobs that the other tests have compiled already."""
    return Room(blobs.folder)


def test_print_file_holds_the_sheets_in_their_order_with_fonts_once(room, blobs):
    blank = order(form=Form.BLANK, mark=Mark(qr_on_sheet=True))
    people = [other(blank, at) for at in range(12)]
    sheets = [Sheetful(each.facts, Form.BLANK, each.mark) for each in people]
    pdf = room.print_file(sheets)
    text = text_of(pdf)
    assert pages_of(pdf) == 24
    assert [text.index(each.facts.name) for each in people] == sorted(text.index(each.facts.name) for each in people)
    assert len(pdf) < 1.3 * len(room.render(people[0].facts, Form.BLANK, people[0].mark).pdf) + 3000 * len(people)
    assert pdf == room.print_file(sheets)
    assert qr_of(pdf) == [qr_address(people[0].facts, Form.BLANK, people[0].mark)]
    assert (pages_of(room.print_file(sheets, Side.FRONTS)), pages_of(room.print_file(sheets, Side.BACKS))) == (12, 12)


def test_print_file_of_stamped_and_full_pages_equals_the_full_renders(room):
    """Two layouts, a name that must go full, and a printer that is off."""
    offsets = Offsets(front_x_mm=1.5, front_y_mm=-2, back_x_mm=-0.5, back_y_mm=1)
    blank = order(form=Form.BLANK, mark=Mark(qr_on_sheet=True))
    long = order("SITI MAIMUNAH NURHALIZAH PUTRI KUSUMAWARDHANI ABDULLAH SASTRODIWIRYO HADIKUSUMO A. B. C. D.",
                 Form.BLANK, Mark(qr_on_sheet=True))  # fmt: skip
    copy = order("AR-RAḤMĀN AL-FARŪQ")
    given = [(blank, offsets), (copy, Offsets()), (long, offsets), (other(blank, 1), offsets)]
    room.expect([Sheetful(blank.facts, blank.form, blank.mark)] * 8)
    pdf = room.print_file([Sheetful(each.facts, each.form, each.mark, moved) for each, moved in given])
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        for at, (each, moved) in enumerate(given):
            sheet = pikepdf.new()
            sheet.pages.extend(opened.pages[2 * at : 2 * at + 2])
            made = io.BytesIO()
            sheet.save(made)
            reference = render_full(each.facts, each.form, each.mark, moved)
            assert proof.difference(made.getvalue(), reference, [each.facts.name]) == ""


def test_print_file_has_nothing_hidden(room):
    with pikepdf.open(io.BytesIO(room.print_file([Sheetful(order().facts, Form.COPY, SERIAL)]))) as opened:
        assert set(opened.Root.keys()) == {"/Type", "/Pages"}


def test_facts_of_another_scheme_get_another_blob(blobs):
    one, another = order(), order(scheme_id="Skema Lain")
    assert stamp_of(blobs, one) is stamp_of(blobs, other(one, 3))
    assert stamp_of(blobs, one) is not stamp_of(blobs, another)
    assert stamp_of(blobs, one) is not stamp_of(blobs, order(chairman="Ketua Baru"))


def test_file_is_small(blobs):
    given = order()
    assert len(stamp_of(blobs, given).file(given.person())) < 70_000
    assert len(stamp_of(blobs, order("ÑOÑO")).file(order("ÑOÑO").person())) < 130_000
