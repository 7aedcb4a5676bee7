"""The same document by WeasyPrint: as anybody writes it first, and as our own full render uses it."""

from __future__ import annotations

from weasyprint import HTML

from benchmarks.document import Person
from certification.rendering.engine import DictionaryFetcher
from certification.rendering.full import render_full


def naive(html: str) -> bytes:
    """`HTML(string).write_pdf()`: fonts, style and page from nothing each time. The fetcher only knows our files."""
    pdf: bytes = HTML(string=html, base_url="layout:", url_fetcher=DictionaryFetcher()).write_pdf()
    return pdf


def full(person: Person) -> bytes:
    """Our reference: fonts of the process, tagged PDF/A-2b."""
    return render_full(person.facts, mark=person.mark)
