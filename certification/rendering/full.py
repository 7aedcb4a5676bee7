"""The whole page through the layout engine: the reference that every faster path must equal."""

from __future__ import annotations

import unicodedata
from urllib.parse import urlsplit

from certification.rendering import codes, fit, qr, words
from certification.rendering.facts import CertificateFacts, UnitFact
from certification.rendering.forms import NO_MARK, NO_OFFSETS, Form, Mark, Offsets
from certification.rendering.labels import COMPETENCY
from certification.rendering.press import RenderRefused, press

# Every line that differs from person to person: where it stands and how it shrinks. One slot is one line.
TEXT_WIDTH, SIGNATURE_WIDTH = 162 * fit.MM, 92 * fit.MM
LINES = {
    "original": fit.Line(176 * fit.MM, (8,)),
    "number": fit.Line(TEXT_WIDTH, (10, 9, 8)),
    "name": fit.Line(TEXT_WIDTH, (24, 22, 20, 18, 16, 14, 12.5, 11, 10), fit.BOLD),
    "registration": fit.Line(TEXT_WIDTH, (9.5, 8.5, 7.5)),
    "code": fit.Line(60 * fit.MM, (7.5,)),
    "issued": fit.Line(SIGNATURE_WIDTH, (10, 9, 8, 7)),
    "holder": fit.Line(TEXT_WIDTH, (10.5, 9.5, 8.5, 7.5, 6.5)),
}
TIGHT_FROM, TWO_COLUMNS_FROM = 11, 16
VARIANT = "pdf/a-2b"
LONGEST_NAME, MOST_UNITS = 150, 25


def render_full(
    facts: CertificateFacts, form: Form = Form.COPY, mark: Mark = NO_MARK, offsets: Offsets = NO_OFFSETS
) -> bytes:
    """The form as PDF, A4, two pages. The same arguments give the same bytes.

    Raises RenderRefused when a character cannot be printed or a list is too long.
    """
    refuse_unprintable(facts)
    return press(layout_of(facts, form), context(facts, form, mark), identifier=facts.code, variant=VARIANT)


def layout_of(facts: CertificateFacts, form: Form) -> str:
    """The file name of the layout."""
    return "competency_copy.html"


def refuse_unprintable(facts: CertificateFacts) -> None:
    """Raise RenderRefused for what no way of rendering can print."""
    if not facts.name.strip() or len(facts.name) > LONGEST_NAME:
        raise RenderRefused(f"Nama sertifikat harus 1 sampai {LONGEST_NAME} huruf.")
    missing = fit.missing_characters(facts.name)
    # A mark that stands on no letter of its own would pile up on its neighbour.
    missing |= {character for character in unicodedata.normalize("NFC", facts.name) if unicodedata.combining(character)}
    if missing:
        shown = " ".join(f"U+{ord(character):04X}" for character in sorted(missing)[:5])
        raise RenderRefused(f"Nama berisi huruf yang tidak dapat dicetak ({shown}); perbaiki nama sertifikat.")
    if not 1 <= len(facts.units) <= MOST_UNITS:
        raise RenderRefused(f"Daftar unit harus berisi 1 sampai {MOST_UNITS} unit.")


def slot_texts(facts: CertificateFacts, mark: Mark) -> dict[str, str]:
    """What stands in each slot; all else on the page is the same for everyone of one scheme and issuer."""
    serial = f" No. {mark.sheet_serial}" if mark.sheet_serial else ""
    original_id, original_en = COMPETENCY["original_on"]
    return {
        "original": f"{original_id}{serial} / {original_en}{serial}",
        "number": f"No. {facts.number}",
        "name": facts.name,
        "registration": f"No. Reg. {facts.registration_number}",
        "code": codes.printed(facts.code),
        "issued": f"{facts.city}, {words.long_date(facts.issued_on)}",
        "holder": f"{facts.name} · No. {facts.number}",
    }


def slots(facts: CertificateFacts, mark: Mark) -> dict[str, fit.Slot]:
    """Every slot's line at the size at which it fits."""
    return {key: fit.fitted(text, LINES[key]) for key, text in slot_texts(facts, mark).items()}


def context(facts: CertificateFacts, form: Form, mark: Mark) -> dict[str, object]:
    """What a layout is filled with, for the full render and for compiling alike; `slots` by their names."""
    return {
        "facts": facts,
        "labels": COMPETENCY,
        "slots": slots(facts, mark),
        "years_id": words.years_id(facts.validity_years),
        "years_en": words.years_en(facts.validity_years),
        "verify_host": urlsplit(facts.verify_base_url).netloc,
        "qr": qr.svg(codes.address(facts.verify_base_url, facts.code)),
        "columns": unit_columns(facts.units),
        "density": density(len(facts.units)),
    }


def density(units: int) -> str:
    """The class of the back page: ordinary, in smaller type, or in two columns."""
    if units >= TWO_COLUMNS_FROM:
        return " two"
    return " tight" if units >= TIGHT_FROM else ""


def unit_columns(units: tuple[UnitFact, ...]) -> list[list[tuple[int, UnitFact]]]:
    """Numbered units in one column, or in two from TWO_COLUMNS_FROM on (the first one longer)."""
    numbered = list(enumerate(units, start=1))
    if len(units) < TWO_COLUMNS_FROM:
        return [numbered]
    half = (len(units) + 1) // 2
    return [numbered[:half], numbered[half:]]
