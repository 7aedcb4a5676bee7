"""The check of every file that leaves: opens, two pages, the variable text, the QR read back, nothing hidden inside.

A stamped file starts with the constant bytes of its blob, whose fonts and text were checked with the blob; so there the
person's part is read, behind a twin of these bytes that draws nothing. Any other file is checked whole.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import pikepdf
import pypdfium2
import zxingcpp
from PIL import Image

from certification import stigma
from certification.rendering.blob import Page
from certification.rendering.cuts import QrSlot, TextSlot
from certification.rendering.facts import CertificateFacts, Facts
from certification.rendering.forms import NO_MARK, Form, Mark
from certification.rendering.slots import qr_address, slots
from certification.rendering.stamp import Person, Stamp

PAGES = 2
# Dots per point: a module of the QR is then three dots wide or more.
QR_SCALE = 1.5
_PT_PER_PX = 0.75
_ONLY_QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
_CATALOGUE = {
    "/Type", "/Pages", "/Lang", "/MarkInfo", "/Metadata", "/Outlines", "/OutputIntents", "/StructTreeRoot",
    "/ViewerPreferences",
}  # fmt: skip
_PAGE = {
    "/Type", "/Parent", "/MediaBox", "/TrimBox", "/BleedBox", "/Resources", "/Contents", "/StructParents", "/Tabs",
}  # fmt: skip
# What a person's part never holds; nor a name with an escape, under which each of these could hide.
_FOREIGN = re.compile(
    rb"/(?:EmbeddedFiles?|Filespec|EF|JavaScript|JS|OpenAction|AA?|Launch|URI|AcroForm|Annots|Names|Prev|Encrypt)\b"
    rb"|/\w*#"
)

_END = re.compile(rb"\nstartxref\n(\d+)\n%%EOF\n\Z")
_TABLE = re.compile(rb"\d+ 0 obj\n<</Type/XRef/")
_DATA = re.compile(rb"\nstream\n.*?\nendstream\n", re.DOTALL)


class FileRefused(ValueError):
    """A finished PDF does not say exactly what its facts say; it must not be stored under a final name."""


def check(pdf: bytes, facts: Facts, form: Form = Form.COPY, mark: Mark = NO_MARK) -> None:
    """Raise FileRefused with the first thing that is wrong with a file of whatever origin."""
    _nothing_hidden(pdf)
    with _opened(pdf) as document:
        written = [document[number].get_textpage().get_text_range() for number in range(PAGES)]
        for side, text, wanted in zip(("front", "back"), written, _wanted(facts, form, mark), strict=True):
            _says(side, text, wanted)
        _no_forbidden_word(written, facts.name)
        image = document[0].render(scale=2 * QR_SCALE, grayscale=True).to_pil()
        _reads_back(image, qr_address(facts, form, mark))


def check_stamped(pdf: bytes, stamp: Stamp, person: Person) -> None:
    """Raise FileRefused with the first thing that is wrong with a file that `stamp` made for `person`."""
    if not pdf.startswith(stamp.static):
        raise FileRefused("the constant part is not that of its layout")
    if found := _FOREIGN.search(_DATA.sub(b"", pdf[len(stamp.static) :])):
        raise FileRefused(f"something foreign inside: {found[0]!r}")
    _table_is_where_it_says(pdf)
    with _opened(stamp.bare + pdf[len(stamp.static) :]) as document:
        for number, page in enumerate(stamp.blob.pages):
            check_page(document[number], page, person)


def _table_is_where_it_says(pdf: bytes) -> None:
    """Readers mend a wrong cross-reference, each in its own way; so its place is looked at before one reads."""
    end = _END.search(pdf, len(pdf) - 40)
    if end is None or not _TABLE.match(pdf, int(end[1])):
        raise FileRefused("the cross-reference is not where the file says")


def check_page(opened: pypdfium2.PdfPage, page: Page, person: Person) -> None:
    """Raise FileRefused when a stamped page lacks a person's text or the QR, or the text tells of custody."""
    slots = [part for part in page.parts if not isinstance(part, int)]
    texts = [person.slots[slot.key].text for slot in slots if isinstance(slot, TextSlot)]
    _says("a", opened.get_textpage().get_text_range(), texts)
    _no_forbidden_word(["\n".join(texts)], person.slots["name"].text)
    for slot in slots:
        if isinstance(slot, QrSlot):
            _reads_back(_drawn_box(opened, slot), person.address)


@contextmanager
def _opened(pdf: bytes) -> Iterator[pypdfium2.PdfDocument]:
    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError as error:
        raise FileRefused("does not open") from error
    try:
        if len(document) != PAGES:
            raise FileRefused(f"{len(document)} pages instead of {PAGES}")
        yield document
    finally:
        document.close()


def _wanted(facts: Facts, form: Form, mark: Mark) -> tuple[list[str], list[str]]:
    """What front and back must say."""
    lines = {key: slot.text for key, slot in slots(facts, form, mark).items()}
    title = facts.scheme_id if isinstance(facts, CertificateFacts) else facts.programme_id
    back = {key: text for key, text in lines.items() if key in {"holder", "issued", "original"}}
    front = {key: text for key, text in lines.items() if key != "holder"}
    signs_front, signs_back = facts.signatories
    return (
        [*front.values(), title, facts.issuer, signs_front],
        [
            *back.values(),
            facts.issuer,
            signs_back,
            *(text for unit in facts.units for text in (unit.code, unit.title_id)),
        ],
    )


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _says(side: str, text: str, wanted: Iterable[str]) -> None:
    squeezed = _squeezed(text)
    for each in wanted:
        if _squeezed(each) not in squeezed:
            raise FileRefused(f"{side} page lacks {each!r}")


def _no_forbidden_word(texts: Iterable[str], holder: str) -> None:
    for text in texts:
        if found := stigma.found_in(text, holder=holder):
            raise FileRefused(f"a word that tells of custody: {found[0]!r}")


def _nothing_hidden(pdf: bytes) -> None:
    """The catalogue and the pages have what a page needs and nothing else: no attachment, action, form, annotation."""
    try:
        opened = pikepdf.open(io.BytesIO(pdf), attempt_recovery=False)
    except pikepdf.PdfError as error:
        raise FileRefused("does not open") from error
    with opened:
        signature = _signature(opened)
        foreign = (
            set(opened.Root.keys()) - _CATALOGUE - ({"/AcroForm", "/Extensions", "/Version"} if signature else set())
        )
        for page in opened.pages:
            foreign |= set(page.obj.keys()) - _PAGE
            if signature and [each.objgen for each in page.obj.get("/Annots", [])] == [signature.objgen]:
                foreign.discard("/Annots")
        if foreign:
            raise FileRefused(f"something foreign inside: {min(foreign)}")


def _signature(opened: pikepdf.Pdf) -> pikepdf.Object | None:
    """The field of an invisible signature, where the form of the file is that and nothing else."""
    form = opened.Root.get("/AcroForm")
    if form is None or set(form.keys()) - {"/Fields", "/SigFlags"} or len(form.get("/Fields", [])) != 1:
        return None
    (field,) = form.Fields
    drawn = any(float(length) for length in field.get("/Rect", [1]))
    if field.get("/FT") != "/Sig" or drawn or {"/A", "/AA", "/Kids", "/AP"} & set(field.keys()):
        return None
    return field


def _drawn_box(page: pypdfium2.PdfPage, slot: QrSlot) -> Image.Image:
    width, height = page.get_size()
    left, top, side = slot.left * _PT_PER_PX, slot.top * _PT_PER_PX, slot.width * _PT_PER_PX
    crop = (left, height - top - side, width - left - side, top)
    return page.render(scale=QR_SCALE, crop=crop, grayscale=True).to_pil()


def _reads_back(image: Image.Image, address: str) -> None:
    """The one QR in the image is the address, or there is none where there must be none."""
    found = [each.text for each in zxingcpp.read_barcodes(image, formats=_ONLY_QR)]
    if found != ([address] if address else []):
        raise FileRefused("the QR does not read back as the address of this certificate")
