"""The check of every file that leaves, each refusal with a spoilt file: a check that cannot fail is refused."""

import dataclasses
import io

import pikepdf
import pytest

from certification.rendering import codes
from certification.rendering.blobs import Blobs
from certification.rendering.check import FileRefused, check, check_stamped
from certification.rendering.forms import NO_OFFSETS, Form, Mark
from certification.rendering.printfile import PrintFile, Side
from tests.certification.stamping import order, other, stamp_of

pytestmark = pytest.mark.sqlite


@pytest.fixture(scope="module")
def stamp(tmp_path_factory):
    return stamp_of(Blobs(tmp_path_factory.mktemp("blobs")), order())


@pytest.fixture(scope="module")
def made(stamp):
    return stamp.file(order().person())


def saved(pdf, change):
    """The file after somebody's change through a library, as another program would save it."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        change(opened)
        spoilt = io.BytesIO()
        opened.save(spoilt)
    return spoilt.getvalue()


def attach(opened):
    opened.attachments["x.txt"] = b"x"


def act(opened):
    opened.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def act_on_a_page(opened):
    opened.pages[1].obj.AA = pikepdf.Dictionary(O=pikepdf.Dictionary(S=pikepdf.Name.Named, N=pikepdf.Name.Print))


def ask(opened):
    opened.Root.AcroForm = pikepdf.Dictionary(Fields=[])


def annotate(opened):
    link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9])
    opened.pages[0].obj.Annots = pikepdf.Array([opened.make_indirect(link)])


def drop_page(opened):
    del opened.pages[1]


def add_page(opened):
    opened.pages.append(opened.pages[0])


def turn_round(opened):
    opened.pages.reverse()


def cover_qr(opened):
    cover = opened.make_stream(b"q 1 g 0 600 300 242 re f Q")
    front = opened.pages[0].obj
    front.Contents = pikepdf.Array([*front.Contents, cover])


def second_qr(opened):
    front = opened.pages[0].obj
    parts = list(front.Contents)
    longest = max(parts, key=lambda part: part.read_bytes().count(b" re\n"))
    again = opened.make_stream(
        b"q 1 g 320 560 120 120 re f 1 0 0 1 330 570 cm 2.4 0 0 2.4 0 0 cm 0 g\n" + longest.read_bytes() + b"\nf Q"
    )
    front.Contents = pikepdf.Array([*parts, again])


CHANGES = [attach, act, act_on_a_page, ask, annotate, drop_page, add_page, turn_round, cover_qr, second_qr]


def test_both_checks_let_a_good_file_pass(stamp, made):
    check_stamped(made, stamp, order().person())
    check(made, order().facts, order().form, order().mark)


@pytest.mark.parametrize("change", CHANGES)
def test_both_checks_refuse_a_changed_file(stamp, made, change):
    spoilt = saved(made, change)
    with pytest.raises(FileRefused):
        check(spoilt, order().facts, order().form, order().mark)
    with pytest.raises(FileRefused):
        check_stamped(spoilt, stamp, order().person())


def test_changes_alone_make_the_difference(made):
    """The control: saved by the same library without a change, the file passes."""
    check(saved(made, lambda opened: None), order().facts, order().form, order().mark)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda pdf: b"",
        lambda pdf: pdf[: len(pdf) // 2],
        lambda pdf: b"not a PDF",
        lambda pdf: pdf.replace(b"startxref", b"startxxxx"),
    ],
)
def test_both_checks_refuse_half_a_file(stamp, made, spoil):
    with pytest.raises(FileRefused):
        check(spoil(made), order().facts, order().form, order().mark)
    with pytest.raises(FileRefused):
        check_stamped(spoil(made), stamp, order().person())


@pytest.mark.parametrize(
    "changed",
    [
        {"name": "BAMBANG SETIAWAM"},
        {"number": "43211 7411 0 0000418 2027"},
        {"registration_number": "LST 1 00417 2027"},
        {"city": "Kota Lain"},
        {"code": codes.new_code()},
        {"verify_base_url": "https://tempat.lain.test/"},
    ],
)
def test_both_checks_refuse_a_file_of_somebody_else(stamp, made, changed):
    wanted = dataclasses.replace(order(), facts=dataclasses.replace(order().facts, **changed))
    with pytest.raises(FileRefused):
        check(made, wanted.facts, wanted.form, wanted.mark)
    with pytest.raises(FileRefused):
        check_stamped(made, stamp, wanted.person())


def test_both_checks_refuse_another_sheet_number(stamp, made):
    wanted = dataclasses.replace(order(), mark=Mark("13562548"))
    with pytest.raises(FileRefused):
        check(made, wanted.facts, wanted.form, wanted.mark)
    with pytest.raises(FileRefused):
        check_stamped(made, stamp, wanted.person())


def test_check_of_a_stamped_file_refuses_other_constant_text(stamp, made, tmp_path):
    with pytest.raises(FileRefused, match="constant part"):
        check_stamped(
            stamp_of(Blobs(tmp_path), order(scheme_id="Lain")).file(order().person()), stamp, order().person()
        )


def test_check_of_a_stamped_file_refuses_foreign_objects_behind_the_constant_part(stamp, made):
    """Whatever comes behind could speak for the whole file: a second catalogue, an older part, a name in disguise."""
    info = made.rindex(b"/Title")
    for foreign in (b"/OpenAction 7 0 R", b"/AA<<>>", b"/Prev 9", b"/Names<<>>", b"/#4fpenAction 7 0 R", b"/JS(x)"):
        with pytest.raises(FileRefused, match="foreign"):
            check_stamped(made[:info] + foreign + made[info:], stamp, order().person())


def test_both_checks_refuse_a_forbidden_word_but_not_in_the_holders_own_name(stamp):
    wrong = dataclasses.replace(order(), facts=dataclasses.replace(order().facts, city="Lapas Semarang"))
    made = stamp.file(wrong.person())
    for refuse in (
        lambda: check(made, wrong.facts, wrong.form, wrong.mark),
        lambda: check_stamped(made, stamp, wrong.person()),
    ):
        with pytest.raises(FileRefused, match="lapas"):
            refuse()
    own = order("BUDI BAPAS")
    check_stamped(stamp.file(own.person()), stamp, own.person())


def test_check_refuses_a_qr_where_none_must_be(tmp_path):
    with_qr, without = order(form=Form.BLANK, mark=Mark(qr_on_sheet=True)), order(form=Form.BLANK, mark=Mark())
    stamp = stamp_of(Blobs(tmp_path), with_qr)
    made = stamp.file(with_qr.person())
    check(made, with_qr.facts, with_qr.form, with_qr.mark)
    with pytest.raises(FileRefused, match="QR"):
        check(made, without.facts, without.form, without.mark)


def test_check_of_a_print_file_refuses_pages_in_another_order_or_number(stamp):
    one, another = order(), other(order(), 1)

    def file_of(*orders):
        made = PrintFile(Side.BOTH)
        for each in orders:
            made.add_stamped(stamp, each.person(), each.form, NO_OFFSETS)
        return made

    asked = file_of(one, another)
    asked.check(asked.to_bytes())
    for wrong in (file_of(another, one), file_of(one), file_of(one, another, one)):
        with pytest.raises(FileRefused):
            asked.check(wrong.to_bytes())
