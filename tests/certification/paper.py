"""Facts of invented certificates, and reading a finished PDF."""

from __future__ import annotations

import dataclasses
import datetime
import io
from typing import Any

import pikepdf
import pypdfium2
import zxingcpp

from certification.rendering import codes
from certification.rendering.facts import CertificateFacts, TrainedUnitFact, TrainingFacts, UnitFact

BASE = "https://periksa.contoh.test/s/"


def facts_with(*, units: int = 7, **changes: Any) -> CertificateFacts:
    made = CertificateFacts(
        name="BAMBANG SETIAWAN",
        number="43211 7411 0 0000417 2027",
        registration_number="LST 1565 00417 2027",
        field_id="Ketenagalistrikan",
        field_en="Electrical Power",
        scheme_id="Pemasangan Instalasi Listrik Bangunan Sederhana",
        scheme_en="Electrical Installation for Simple Buildings",
        units=tuple(
            UnitFact(f"D.35.142.{n:03d}.1", f"Memasang Komponen Listrik Tahap {n}", f"Install Components, Stage {n}")
            for n in range(1, units + 1)
        ),
        validity_years=3,
        issued_on=datetime.date(2027, 3, 13),
        valid_until=datetime.date(2030, 3, 13),
        city="Semarang",
        lsp_id="LSP Karya Mandiri",
        lsp_en="Karya Mandiri Professional Certification Body",
        licence="BNSP-LSP-1565-ID",
        phone="024-5550100",
        chairman="Sri Wahyuni",
        certification_manager="Dedi Kurniawan",
        code=codes.new_code(),
        verify_base_url=BASE,
    )
    return dataclasses.replace(made, **changes)


def training_facts_with(*, units: int = 6, **changes: Any) -> TrainingFacts:
    made = TrainingFacts(
        name="BAMBANG SETIAWAN",
        number="0417/PBK-LST/III/2027",
        programme_id="Pemasangan Instalasi Listrik Bangunan Sederhana",
        programme_en="Electrical Installation for Simple Buildings",
        units=tuple(
            TrainedUnitFact(f"D.35.142.{n:03d}.1", f"Memasang Komponen Tahap {n}", f"Install Components {n}", 40)
            for n in range(1, units + 1)
        ),
        total_hours=40 * units,
        started_on=datetime.date(2027, 1, 11),
        ended_on=datetime.date(2027, 2, 19),
        issued_on=datetime.date(2027, 2, 22),
        city="Semarang",
        centre_id="Balai Besar Pelatihan Vokasi Contoh",
        centre_en="Contoh National Vocational Training Centre",
        phone="024-5550199",
        signatory="Ratna Dewi",
        signatory_title_id="Kepala Balai",
        signatory_title_en="Head of the Centre",
        code=codes.new_code(),
        verify_base_url=BASE,
    )
    return dataclasses.replace(made, **changes)


def text_of(pdf: bytes) -> str:
    """All text, whitespace squeezed to single blanks."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())
    finally:
        document.close()


def lines_of(pdf: bytes) -> list[list[str]]:
    """The lines of each page, as they are read."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_range().split("\r\n") for page in document]
    finally:
        document.close()


def pages_of(pdf: bytes) -> int:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()


def qr_of(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [found.text for found in zxingcpp.read_barcodes(document[0].render(scale=3).to_pil())]
    finally:
        document.close()


def metadata_of(pdf: bytes) -> str:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        info = " ".join(str(value) for value in opened.docinfo.values())
        return info + " " + str(opened.open_metadata())


def fonts_of(pdf: bytes) -> dict[str, bool]:
    """Base font → whether its program is embedded."""
    found: dict[str, bool] = {}
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        for thing in opened.objects:
            if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/FontDescriptor":
                embedded = any(key in thing for key in ("/FontFile", "/FontFile2", "/FontFile3"))
                found[str(thing["/FontName"])] = embedded
    return found
