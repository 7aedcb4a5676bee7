"""The layout engine and the fixed dictionary of files that a layout may use; every other address is refused.

Loading the engine takes over a second, so this module is loaded by `press` at the first page and by nothing else.

WeasyPrint's own fetcher would open files, hosts and attachments named in the HTML. This one knows our fonts and our
stylesheet by name and raises for anything else, so that a hostile name in the facts reaches nothing.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from weasyprint import HTML
from weasyprint.document import Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from certification.rendering.fit import FONTS
from certification.rendering.press import LAYOUTS


class AddressRefused(FatalURLFetchingError):
    """A layout or a fact asked for something outside the dictionary.

    WeasyPrint swallows ordinary errors of a fetcher and prints the page without the thing; this kind stops it. It is
    no `Exception`, so whoever renders turns it into one.
    """


@cache
def allowed() -> dict[str, tuple[Path, str]]:
    """Address → (file, media type)."""
    fonts = {f"font:{path.name}": (path, "font/ttf") for path in FONTS.glob("*.ttf")}
    styles = {f"layout:{path.name}": (path, "text/css") for path in LAYOUTS.glob("*.css")}
    return fonts | styles


class DictionaryFetcher(URLFetcher):
    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        if url not in allowed():
            raise AddressRefused(url)
        path, media_type = allowed()[url]
        return URLFetcherResponse(url, path.read_bytes(), headers={"Content-Type": media_type})


@cache
def _fonts() -> FontConfiguration:
    # One for the whole process: a fresh one per document leaks memory.
    return FontConfiguration()


def lay_out(html: str) -> Document:
    """The HTML laid out in pages; raises AddressRefused."""
    document = HTML(string=html, url_fetcher=DictionaryFetcher(), base_url="layout:")
    return document.render(font_config=_fonts())


def write(document: Document, *, identifier: bytes, variant: str | None) -> bytes:
    """The pages as tagged PDF."""
    pdf: bytes = document.write_pdf(pdf_variant=variant, pdf_identifier=identifier, pdf_tags=True)
    return pdf


def write_pdf(html: str, *, identifier: bytes, variant: str | None) -> bytes:
    """The HTML as tagged PDF; raises AddressRefused."""
    return write(lay_out(html), identifier=identifier, variant=variant)
