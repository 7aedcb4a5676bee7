"""The same document by Typst: one compiler with our fonts for the whole run, the person given as inputs."""

from __future__ import annotations

import json
from pathlib import Path

import typst

from benchmarks.document import Person
from certification.rendering.fit import FONTS
from certification.rendering.labels import COMPETENCY

# 17 August 2026, as seconds.
PRINTED_AT = 1786924800
PAGE = Path(__file__).with_name("certificate.typ")


class TypstPage:
    """Makes PDFs by Typst. `tagged` asks for what ours are: tagged PDF/A-2b."""

    def __init__(self, *, tagged: bool) -> None:
        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
        self.compiler = typst.Compiler(PAGE, font_paths=fonts)
        self.is_tagged = tagged
        self.labels = json.dumps(COMPETENCY)

    def __call__(self, person: Person) -> bytes:
        facts = person.facts
        inputs = {
            **person.texts,
            **person.constants,
            "labels": self.labels,
            "field_id": facts.field_id,
            "field_en": facts.field_en,
            "scheme_id": facts.scheme_id,
            "scheme_en": facts.scheme_en,
            "lsp_id": facts.lsp_id,
            "lsp_en": facts.lsp_en,
            "chairman": facts.chairman,
            "manager": facts.certification_manager,
            "units": json.dumps([[unit.code, unit.title_id, unit.title_en] for unit in facts.units]),
            "qr": person.qr_svg,
        }
        made = self.compiler.compile(
            sys_inputs=inputs,
            format="pdf",
            timestamp=PRINTED_AT,
            pdf_tags=self.is_tagged,
            pdf_standards="a-2b" if self.is_tagged else None,
        )
        if not isinstance(made, bytes):
            raise TypeError("Typst made no PDF.")
        return made
