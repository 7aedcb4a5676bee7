"""The proof of a blob: stamped pages equal full renders in text, pixels and QR, or the blob is not used."""

from __future__ import annotations

from collections.abc import Iterable

import pypdfium2
import zxingcpp
from PIL import Image, ImageChops

DOTS_PER_INCH = 144
# A pixel differs when it is off by more than antialiasing, and few may.
DIFFERENT_BY, MOST_DIFFERENT = 64, 0.0005


def difference(made: bytes, reference: bytes, lines: Iterable[str]) -> str:
    """What of a made file is not as in the reference, in a few words; empty when they are equal.

    Text is compared character by character in reading order. Blanks count within `lines`, a person's own; elsewhere
    they are guesses of whoever reads widely spaced letters.
    """
    own = [" ".join(line.split()) for line in lines]
    one, other = pypdfium2.PdfDocument(made), pypdfium2.PdfDocument(reference)
    try:
        if len(one) != len(other):
            return f"{len(one)} pages instead of {len(other)}"
        for number in range(len(one)):
            mine, wanted = one[number], other[number]
            text, expected_text = _text(mine), _text(wanted)
            if text.replace(" ", "") != expected_text.replace(" ", ""):
                return f"page {number + 1}: other text"
            if any((line in text) != (line in expected_text) for line in own):
                return f"page {number + 1}: other words"
            drawn, expected = _drawn(mine), _drawn(wanted)
            if drawn.size != expected.size:
                return f"page {number + 1}: another size"
            counts = ImageChops.difference(drawn, expected).histogram()
            if (share := sum(counts[DIFFERENT_BY + 1 :]) / sum(counts)) > MOST_DIFFERENT:
                return f"page {number + 1}: {share:.3%} of the pixels differ"
            # The very same picture is read the same.
            if sum(counts[1:]) and _read(drawn) != _read(expected):
                return f"page {number + 1}: another QR"
        return ""
    finally:
        one.close()
        other.close()


def _text(page: pypdfium2.PdfPage) -> str:
    return " ".join(page.get_textpage().get_text_range().split())


def _drawn(page: pypdfium2.PdfPage) -> Image.Image:
    return page.render(scale=DOTS_PER_INCH / 72, grayscale=True).to_pil()


def _read(image: Image.Image) -> list[str]:
    return sorted(found.text for found in zxingcpp.read_barcodes(image))
