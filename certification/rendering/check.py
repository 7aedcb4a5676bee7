"""The check of every file that leaves: opens, two pages, the variable text, the QR read back, nothing hidden inside."""

from __future__ import annotations

import io

import pikepdf
import pypdfium2
import zxingcpp

from certification import stigma
from certification.rendering.facts import CertificateFacts, Facts
from certification.rendering.forms import NO_MARK, Form, Mark
from certification.rendering.slots import qr_address, slots

QR_SCALE = 200 / 72
PAGES = 2


class FileRefused(ValueError):
    """A finished PDF does not say exactly what its facts say; it must not be stored under a final name."""


def check(pdf: bytes, facts: Facts, form: Form = Form.COPY, mark: Mark = NO_MARK) -> None:
    """Raise FileRefused with the first thing that is wrong."""
    _nothing_attached(pdf)
    document = pypdfium2.PdfDocument(pdf)
    try:
        if len(document) != PAGES:
            raise FileRefused(f"{len(document)} pages instead of {PAGES}")
        written = [document[number].get_textpage().get_text_range() for number in range(PAGES)]
        for side, text, wanted in zip(("front", "back"), written, _wanted(facts, form, mark), strict=True):
            squeezed = _squeezed(text)
            for each in wanted:
                if _squeezed(each) not in squeezed:
                    raise FileRefused(f"{side} page lacks {each!r}")
            if found := stigma.found_in(text, holder=facts.name):
                raise FileRefused(f"a word that tells of custody: {found[0]!r}")
        _qr_reads_back(document, qr_address(facts, form, mark))
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


def _nothing_attached(pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        if len(opened.attachments) or "/OpenAction" in opened.Root or "/AcroForm" in opened.Root:
            raise FileRefused("attachment, action or form inside")


def _qr_reads_back(document: pypdfium2.PdfDocument, address: str) -> None:
    """The one QR on the front is the address, or there is none where there must be none."""
    image = document[0].render(scale=QR_SCALE).to_pil()
    only_qr = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    found = [each.text for each in zxingcpp.read_barcodes(image, formats=only_qr)]
    if found != ([address] if address else []):
        raise FileRefused("the QR does not read back as the address of this certificate")
