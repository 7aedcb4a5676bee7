"""The lines of the paper that differ from person to person; all else is the same for one scheme and issuer."""

from __future__ import annotations

from certification.rendering import codes, fit, words
from certification.rendering.facts import CertificateFacts, Facts, TrainingFacts
from certification.rendering.fit import MM, Line, Slot
from certification.rendering.forms import Form, Mark
from certification.rendering.labels import COMPETENCY, TRAINING, Labels

NOT_YET = "—"
TEXT, SIGNATURE = 162 * MM, 92 * MM
# Where each line stands and how it shrinks. One slot is one line, but for the rare text that is too long for any.
LINES = {
    "original": Line(176 * MM, (8.8, 8, 7.4)),
    "number": Line(TEXT, (11.5, 10.5, 9.5, 8.5)),
    "name": Line(TEXT, (25.5, 23.5, 21.5, 19.5, 18, 16.5, 15, 13.5, 12), fit.BOLD, (15, 13.5, 12, 11, 10, 9, 8)),
    "registration": Line(TEXT, (11, 10, 9, 8)),
    "period": Line(TEXT, (13,), fit.SEMIBOLD),
    "period_en": Line(TEXT, (10,), fit.ITALIC),
    "code": Line(64 * MM, (8.3,)),
    "issued": Line(SIGNATURE, (11.2, 10.2, 9.2, 8.2, 7.2)),
    "holder": Line(TEXT, (11.2, 10.4, 9.6, 8.8, 8), wrapped=(9, 8, 7, 6)),
}


def qr_address(facts: Facts, form: Form, mark: Mark) -> str:
    """What the QR of this form holds; empty where the form has none.

    BNSP's sheet carries it only where the LSP wants it; a training certificate is the centre's own paper and has it.
    """
    if form is Form.PREVIEW or (form is Form.BLANK and facts.kind == "competency" and not mark.qr_on_sheet):
        return ""
    return codes.address(facts.verify_base_url, facts.code)


def slots(facts: Facts, form: Form, mark: Mark) -> dict[str, Slot]:
    """Every slot of this form, by its name, with its text as it is set."""
    number = facts.number or NOT_YET
    texts = {
        "number": f"No. {number}",
        "name": facts.name,
        "issued": f"{facts.city}, {words.long_date(facts.issued_on)}",
        "holder": f"{facts.name} · No. {number}",
    }
    if form is Form.COPY:
        texts["original"] = _original(COMPETENCY if isinstance(facts, CertificateFacts) else TRAINING, mark)
    if qr_address(facts, form, mark):
        texts["code"] = codes.printed(facts.code)
    if isinstance(facts, TrainingFacts):
        texts |= _period(facts)
    elif form is Form.BLANK:
        # BNSP's sheet has the words before these numbers already.
        texts |= {"number": facts.number, "registration": facts.registration_number}
    else:
        texts["registration"] = f"No. Reg. {facts.registration_number or NOT_YET}"
    return {key: fit.fitted(text, LINES[key]) for key, text in texts.items()}


def _original(labels: Labels, mark: Mark) -> str:
    """Where the original is and which copy this is, in both languages."""
    serial = f" No. {mark.sheet_serial}" if mark.sheet_serial else ""
    return " / ".join(
        f"{original}{serial}" + (f", {copy}{mark.copy_number}" if mark.copy_number > 1 else "")
        for original, copy in zip(labels["original_on"], labels["copy_number"], strict=True)
    )


def _period(facts: TrainingFacts) -> dict[str, str]:
    until_id, until_en = TRAINING["until"]
    return {
        "period": f"{words.long_date(facts.started_on)} {until_id} {words.long_date(facts.ended_on)}",
        "period_en": f"{words.long_date_en(facts.started_on)} {until_en} {words.long_date_en(facts.ended_on)}",
    }
