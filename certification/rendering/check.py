"""The check of every file that leaves: opens, two pages, the variable text, the QR read back, nothing hidden inside."""

from __future__ import annotations

import io

import pikepdf
import pypdfium2
import zxingcpp

from certification import stigma
from certification.rendering import codes
from certification.rendering.facts import CertificateFacts

QR_SCALE = 200 / 72
PAGES = 2


class FileRefused(ValueError):
    """A finished PDF does not say exactly what its facts say; it must not be stored under a final name."""


def check_copy(pdf: bytes, facts: CertificateFacts) -> None:
    """Raise FileRefused with the first thing that is wrong."""
    _nothing_attached(pdf)
    document = pypdfium2.PdfDocument(pdf)
    try:
        if len(document) != PAGES:
            raise FileRefused(f"{len(document)} pages instead of {PAGES}")
        written = [document[number].get_textpage().get_text_range() for number in range(PAGES)]
        texts = [_squeezed(text) for text in written]
        for wanted in (facts.name, facts.number, facts.registration_number, facts.scheme_id, facts.chairman):
            if _squeezed(wanted) not in texts[0]:
                raise FileRefused(f"front page lacks {wanted!r}")
        for wanted in (facts.name, facts.certification_manager, *(unit.code for unit in facts.units)):
            if _squeezed(wanted) not in texts[1]:
                raise FileRefused(f"back page lacks {wanted!r}")
        for text in written:
            if found := stigma.found_in(text, holder=facts.name):
                raise FileRefused(f"a word that tells of custody: {found[0]!r}")
        _qr_reads_back(document, facts)
    finally:
        document.close()


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _nothing_attached(pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        if len(opened.attachments) or "/OpenAction" in opened.Root or "/AcroForm" in opened.Root:
            raise FileRefused("attachment, action or form inside")


def _qr_reads_back(document: pypdfium2.PdfDocument, facts: CertificateFacts) -> None:
    image = document[0].render(scale=QR_SCALE).to_pil()
    wanted = codes.address(facts.verify_base_url, facts.code)
    only_qr = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    if wanted not in [found.text for found in zxingcpp.read_barcodes(image, formats=only_qr)]:
        raise FileRefused("the QR does not read back as the address of this certificate")
