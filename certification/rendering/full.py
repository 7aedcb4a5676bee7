"""The whole page through the layout engine: the reference that every faster path must equal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from certification.rendering import fit, qr, sheet, words
from certification.rendering.facts import CertificateFacts, Facts, TrainingFacts
from certification.rendering.fit import MM, Paragraph
from certification.rendering.forms import NO_MARK, NO_OFFSETS, Form, Mark, Offsets
from certification.rendering.labels import COMPETENCY, TRAINING
from certification.rendering.pairs import Room, pair
from certification.rendering.press import RenderRefused, press
from certification.rendering.refusals import refuse_unprintable
from certification.rendering.slots import qr_address, slots
from certification.rendering.units import unit_list

VARIANT = "pdf/a-2b"
TITLES = (15, 13.5, 12, 11, 10, 9, 8, 7)
SIGNING = (11.2, 10.4, 9.6, 8.8, 8, 7.2, 6.4)
FIELD = Room("Bidang", 162, 14, TITLES, 10)
SCHEME = Room("Judul skema", 162, 17.5, TITLES, 10)
PROGRAMME = Room("Program pelatihan", 162, 17.5, TITLES, 10)
AUTHORITY = Room("Nama balai", 162, 15, (13, 12, 11, 10, 9, 8), 10)
ISSUER = Room("Nama penerbit", 92, 14, SIGNING, 10)
SIGNATORY = Paragraph(92 * MM, SIGNING, 2, fit.SEMIBOLD)
OFFICE = Paragraph(92 * MM, SIGNING, 2)
# Millimetres: where the list of units begins, where the signature ends, and the room between them.
LIST_TOP, SIGNATURE_BOTTOM, LIST_GAP, LINE = 65.5, 277.0, 3.0, 4.8
DESCRIPTIONS = {Form.COPY: "Salinan", Form.BLANK: "Cetakan", Form.PREVIEW: "Pratinjau"}
FURTHEST_SHIFT = 20.0


@dataclass(frozen=True)
class Signatory:
    """Who signs one page, with the office in both languages; sizes in points."""

    name: str
    size: float
    office_id: str
    office_en: str
    office_size: float
    lines: int


def render_full(facts: Facts, form: Form = Form.COPY, mark: Mark = NO_MARK, offsets: Offsets = NO_OFFSETS) -> bytes:
    """The form as PDF, A4, two pages, tagged. The same arguments give the same bytes.

    Raises RenderRefused when a text cannot be printed or does not fit, or when a number is missing.
    """
    filled = context(facts, form, mark) | {"shift": shifts(form, offsets)}
    return press(layout_of(facts, form), filled, identifier=facts.code or form.value, variant=VARIANT)


def layout_of(facts: Facts, form: Form) -> str:
    """The file name of the layout."""
    if isinstance(facts, TrainingFacts):
        return "training.html"
    return "competency_blank.html" if form is Form.BLANK else "competency.html"


def shifts(form: Form, offsets: Offsets) -> tuple[tuple[float, float], tuple[float, float]]:
    """(right, down) in millimetres of front and back: a printer's offsets move what goes onto the original alone."""
    if form is not Form.BLANK:
        return (0, 0), (0, 0)
    found = (offsets.front_x_mm, offsets.front_y_mm), (offsets.back_x_mm, offsets.back_y_mm)
    if not all(abs(value) <= FURTHEST_SHIFT for side in found for value in side):
        raise RenderRefused(f"Geseran printer paling jauh {FURTHEST_SHIFT:.0f} mm; kalibrasi ulang printernya.")
    return found


def context(facts: Facts, form: Form, mark: Mark) -> dict[str, object]:
    """What a layout is filled with, for the full render and for compiling alike; `slots` by their names.

    Raises RenderRefused.
    """
    refuse_unprintable(facts, form, mark)
    own = _competency(facts) if isinstance(facts, CertificateFacts) else _training(facts)
    labels, issuer, back = own["labels"], own["issuer"], own["signatories"][1]
    behalf = 2 * LINE - 0.6 if "behalf" in labels else 0
    signature = LINE + behalf + issuer.height + 17.4 + back.lines * LINE
    return own | {
        "facts": facts,
        "form": form.value,
        "title": f"{labels['file'][0].capitalize()} {facts.number}".strip(),
        "description": f"{DESCRIPTIONS[form]} {labels['file'][0]}",
        "slots": slots(facts, form, mark),
        "units": unit_list(facts, SIGNATURE_BOTTOM - signature - LIST_TOP - LIST_GAP),
        "verify_host": urlsplit(facts.verify_base_url).netloc,
        "front": sheet.FRONT,
        "back": sheet.BACK,
        "qr": qr.svg(address) if (address := qr_address(facts, form, mark)) else "",
    }


def _competency(facts: CertificateFacts) -> dict[str, Any]:
    return {
        "labels": COMPETENCY,
        "field": pair(facts.field_id, facts.field_en, FIELD),
        "scheme": pair(facts.scheme_id, facts.scheme_en, SCHEME),
        "issuer": pair(facts.lsp_id, facts.lsp_en, ISSUER),
        "signatories": (
            _signatory(facts.chairman, *COMPETENCY["chairman"]),
            _signatory(facts.certification_manager, *COMPETENCY["manager"]),
        ),
        "years_id": words.years_id(facts.validity_years),
        "years_en": words.years_en(facts.validity_years),
    }


def _training(facts: TrainingFacts) -> dict[str, Any]:
    signatory = _signatory(facts.signatory, facts.signatory_title_id, facts.signatory_title_en)
    return {
        "labels": TRAINING,
        "authority": pair(facts.centre_id, facts.centre_en, AUTHORITY),
        "programme": pair(facts.programme_id, facts.programme_en, PROGRAMME),
        "issuer": pair(facts.centre_id, facts.centre_en, ISSUER),
        "signatories": (signatory, signatory),
    }


def _signatory(name: str, office_id: str, office_en: str) -> Signatory:
    office = f"{office_id} / {office_en}"
    size, office_size = fit.paragraph_size(name, SIGNATORY), fit.paragraph_size(office, OFFICE)
    if size is None or office_size is None:
        raise RenderRefused("Nama atau jabatan penandatangan tidak muat pada sertifikat; pendekkan tulisannya.")
    lines = fit.lines_of(name, SIGNATORY.width, size, fit.SEMIBOLD) + fit.lines_of(office, OFFICE.width, office_size)
    return Signatory(name, size, office_id, office_en, office_size, lines)
