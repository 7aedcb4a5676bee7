"""Is it the same document? Every contender's PDF is opened, its text compared, its QR read back."""

from __future__ import annotations

from collections import Counter

import pypdfium2
import zxingcpp

from benchmarks.document import Person

PAGES = 2
QR_SCALE = 200 / 72


class NotTheSame(ValueError):
    """A contender made something else, so its time says nothing; the message says what differs."""


def refuse_difference(name: str, pdf: bytes, reference: bytes, person: Person) -> None:
    """Raise NotTheSame unless the PDF has the reference's text on both pages, the person's lines, and the QR."""
    document, wanted = pypdfium2.PdfDocument(pdf), pypdfium2.PdfDocument(reference)
    try:
        if len(document) != PAGES:
            raise NotTheSame(f"{name}: {len(document)} pages instead of {PAGES}")
        for number in range(PAGES):
            here, there = _characters(document, number), _characters(wanted, number)
            if here != there:
                raise NotTheSame(f"{name}, page {number + 1}: has {here - there}, lacks {there - here}")
        texts = [_squeezed(document, number) for number in range(PAGES)]
        for slot, line in person.texts.items():
            if "".join(line.split()) not in "".join(texts):
                raise NotTheSame(f"{name}: the {slot} {line!r} is not one line of text")
        image = document[0].render(scale=QR_SCALE).to_pil()
        only_qr = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
        found = [code.text for code in zxingcpp.read_barcodes(image, formats=only_qr)]
        if found != [person.address]:
            raise NotTheSame(f"{name}: the QR reads {found}")
    finally:
        document.close()
        wanted.close()


def _squeezed(document: pypdfium2.PdfDocument, number: int) -> str:
    return "".join(document[number].get_textpage().get_text_range().split())


def _characters(document: pypdfium2.PdfDocument, number: int) -> Counter[str]:
    """How often each character stands on the page; where lines break and in which order they come may differ."""
    return Counter(_squeezed(document, number))
