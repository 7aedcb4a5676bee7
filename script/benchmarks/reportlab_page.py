"""The same document by ReportLab: its canvas, every line at its place, fonts loaded once."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

from reportlab.lib.colors import HexColor
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from benchmarks.document import Person
from certification.rendering import qr
from certification.rendering.fit import FONTS
from certification.rendering.labels import COMPETENCY

MM = 72 / 25.4
WIDTH, HEIGHT, MIDDLE = 210 * MM, 297 * MM, 105 * MM
INK, SOFT, GREEN, DEEP, DARK = (HexColor(f"#{code}") for code in ("16282c", "47595d", "0b5c58", "07403e", "13262a"))
PALE, GOLD, LINE, BAND, WHITE = (HexColor(f"#{code}") for code in ("eff1f0", "c79a3e", "c9d0cd", "dfe8e6", "ffffff"))
NAME_SIZES = (25.5, 24, 22, 20, 18, 16, 14, 12.5, 11, 10)
RUN = re.compile("1+")


class ReportLabPage:
    def __init__(self) -> None:
        for name, file in (("R", "Regular"), ("I", "It"), ("S", "Semibold"), ("B", "Bold")):
            pdfmetrics.registerFont(TTFont(name, FONTS / f"SourceSerif4-{file}.ttf"))

    def __call__(self, person: Person) -> bytes:
        facts, texts, constants = person.facts, person.texts, person.constants
        made = io.BytesIO()
        canvas = Canvas(made, pagesize=(WIDTH, HEIGHT), pageCompression=1, lang="id")
        canvas.setTitle(f"Sertifikat Kompetensi {facts.number}")
        canvas.setAuthor(facts.lsp_id)

        put = _putter(canvas)
        _paper(canvas, put, texts["original"])
        canvas.setFillColor(GREEN)
        canvas.rect(MIDDLE - 20 * MM, HEIGHT - 37.3 * MM, 40 * MM, 0.8 * MM, stroke=0, fill=1)
        put(46, COMPETENCY["authority"][0], "S", 12, spacing=0.042)
        put(50, COMPETENCY["authority"][1], "I", 10, SOFT)
        put(67, COMPETENCY["title"][0], "S", 28, DEEP, spacing=0.065)
        put(73.5, COMPETENCY["title"][1], "I", 13.6, SOFT)
        put(80.5, texts["number"], "R", 11.5)
        put(94, COMPETENCY["certify"][0], "R", 11.2)
        put(97.8, COMPETENCY["certify"][1], "I", 10, SOFT)
        size = next(size for size in NAME_SIZES if pdfmetrics.stringWidth(facts.name, "B", size) <= 162 * MM)
        put(109.5, texts["name"], "B", size)
        canvas.setFillColor(GOLD)
        canvas.rect(MIDDLE - 37 * MM, HEIGHT - 114 * MM, 74 * MM, 0.3 * MM, stroke=0, fill=1)
        put(119.5, texts["registration"], "R", 11)
        for top, label, first, second in (
            (130.5, COMPETENCY["area"], facts.field_id, facts.field_en),
            (152.5, COMPETENCY["qualification"], facts.scheme_id, facts.scheme_en),
        ):
            put(top, label[0], "R", 11.2)
            put(top + 3.8, label[1], "I", 10, SOFT)
            put(top + 10, first, "S", 15)
            put(top + 14, second, "I", 10, SOFT)
        put(174.5, f"{COMPETENCY['validity'][0]} {constants['years_id']}", "R", 11.2)
        put(178.3, f"{COMPETENCY['validity'][1]} {constants['years_en']}", "I", 10, SOFT)
        _verify(canvas, person, put)
        _signature(put, person, facts.chairman, COMPETENCY["chairman"])
        canvas.showPage()

        put = _putter(canvas)
        _paper(canvas, put, texts["original"])
        put(43, COMPETENCY["units"][0], "S", 18, DEEP)
        put(48, COMPETENCY["units"][1], "I", 9.7, SOFT)
        put(56, texts["holder"], "R", 11.2)
        _units(canvas, put, person)
        _signature(put, person, facts.certification_manager, COMPETENCY["manager"])
        canvas.showPage()
        canvas.save()
        return made.getvalue()


Put = Callable[..., None]


def _putter(canvas: Canvas) -> Put:
    def put(
        top: float,
        text: str,
        font: str,
        size: float,
        colour: HexColor = INK,
        *,
        at: float = 105,
        align: str = "middle",
        spacing: float = 0,
    ) -> None:
        """One line whose baseline is `top` mm below the upper edge, about or from `at` mm."""
        line = canvas.beginText()
        line.setFont(font, size)
        line.setFillColor(colour)
        x, extra = at * MM, spacing * size
        if align != "left":
            width = pdfmetrics.stringWidth(text, font, size) + extra * len(text)
            x -= width / 2 if align == "middle" else width
        line.setTextOrigin(x, HEIGHT - top * MM)
        line.setCharSpace(extra)
        line.textOut(text)
        canvas.drawText(line)

    return put


def _paper(canvas: Canvas, put: Put, original: str) -> None:
    canvas.setStrokeColor(GREEN)
    canvas.setLineWidth(0.35 * MM)
    canvas.rect(10 * MM, 10 * MM, 190 * MM, 277 * MM)
    canvas.saveState()
    canvas.translate(MIDDLE, HEIGHT - 143 * MM)
    canvas.rotate(32)
    canvas.setFillColor(PALE)
    canvas.setFont("B", 98)
    canvas.drawCentredString(0, -30, "SALINAN", charSpace=9.8)
    canvas.restoreState()
    canvas.setFillColor(DARK)
    canvas.rect(14 * MM, HEIGHT - 29 * MM, 182 * MM, 15 * MM, stroke=0, fill=1)
    put(20.5, COMPETENCY["copy"][0], "S", 16.5, WHITE, spacing=0.1)
    put(25.5, original, "R", 8.8, BAND)


def _verify(canvas: Canvas, person: Person, put: Put) -> None:
    rows = qr.rows(person.address)
    module = 33.6 * MM / (len(rows) + 2 * qr.BORDER)
    left, top = 21 * MM + qr.BORDER * module, HEIGHT - 233.6 * MM - qr.BORDER * module
    canvas.setFillColor(WHITE)
    canvas.rect(21 * MM, HEIGHT - 262 * MM, 33.6 * MM, 33.6 * MM, stroke=0, fill=1)
    canvas.setFillColor(DARK)
    path = canvas.beginPath()
    for y, row in enumerate(rows, start=1):
        for run in RUN.finditer(row):
            path.rect(left + run.start() * module, top - y * module, (run.end() - run.start()) * module, module)
    canvas.drawPath(path, stroke=0, fill=1)
    label = f"{COMPETENCY['verify'][0]} / "
    put(266, label, "R", 8.3, at=24, align="left")
    after = 24 + pdfmetrics.stringWidth(label, "R", 8.3) / MM
    put(266, COMPETENCY["verify"][1], "I", 8.3, SOFT, at=after, align="left")
    put(269.5, person.constants["host"], "R", 8.3, at=24, align="left")
    put(273, person.texts["code"], "R", 8.3, at=24, align="left")


def _signature(put: Put, person: Person, who: str, office: tuple[str, str]) -> None:
    facts = person.facts
    put(231, person.texts["issued"], "R", 11.2, at=150)
    put(235.5, COMPETENCY["behalf"][0], "R", 11.2, at=150)
    put(239.2, COMPETENCY["behalf"][1], "I", 10, SOFT, at=150)
    put(243.7, facts.lsp_id, "S", 11.2, at=150)
    put(247.4, facts.lsp_en, "I", 10, SOFT, at=150)
    put(256, COMPETENCY["signed"][0], "R", 11.2, at=150)
    put(268.5, who, "S", 11.2, at=150)
    first = f"{office[0]} / "
    width = pdfmetrics.stringWidth(first, "R", 11.2) / MM
    start = 150 - (width + pdfmetrics.stringWidth(office[1], "I", 10) / MM) / 2
    put(273, first, "R", 11.2, at=start, align="left")
    put(273, office[1], "I", 10, SOFT, at=start + width, align="left")


def _units(canvas: Canvas, put: Put, person: Person) -> None:
    def both(top: float, first: str, second: str, at: float) -> None:
        put(top, first, "S", 10, at=at, align="left")
        put(top + 3.6, second, "I", 8.8, SOFT, at=at, align="left")

    canvas.setStrokeColor(GREEN)
    canvas.setLineWidth(0.35 * MM)
    for edge in (64.0, 75.0):
        canvas.line(24 * MM, HEIGHT - edge * MM, 186 * MM, HEIGHT - edge * MM)
    put(68.5, "No.", "S", 10, at=30, align="right")
    both(68.5, *COMPETENCY["unit_code"], at=34.5)
    both(68.5, *COMPETENCY["unit_title"], at=76.5)
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.15 * MM)
    for number, unit in enumerate(person.facts.units, start=1):
        top = 70 + number * 10.2
        put(top, str(number), "R", 10, at=30, align="right")
        put(top, unit.code, "R", 10, at=34.5, align="left")
        both(top, unit.title_id, unit.title_en, at=76.5)
        canvas.line(24 * MM, HEIGHT - (top + 5.4) * MM, 186 * MM, HEIGHT - (top + 5.4) * MM)
