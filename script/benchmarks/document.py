"""The document of the bench: the copy of a certificate of competence with nine units, for as many people as wanted."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from certification.rendering import codes, full, press, qr, words
from certification.rendering.facts import CertificateFacts, UnitFact
from certification.rendering.forms import Form, Mark
from certification.rendering.labels import COMPETENCY

VERIFY = "https://sertifikat.example.go.id/verifikasi"
UNITS = (
    ("C.25LAS01.001.1", "Menerapkan Keselamatan dan Kesehatan Kerja di Bengkel", "Apply Workshop Safety and Health"),
    ("C.25LAS01.002.1", "Membaca Gambar Teknik dan Simbol Las", "Read Technical Drawings and Welding Symbols"),
    ("C.25LAS01.003.1", "Memilih Bahan dan Elektroda", "Select Materials and Electrodes"),
    ("C.25LAS01.004.1", "Memotong Pelat dengan Gas dan Plasma", "Cut Plates by Gas and Plasma"),
    ("C.25LAS01.005.1", "Menyiapkan Sambungan Las", "Prepare Welding Joints"),
    ("C.25LAS01.006.1", "Mengelas Pelat Posisi Bawah Tangan dengan SMAW", "Weld Plates in Flat Position by SMAW"),
    ("C.25LAS01.007.1", "Mengelas Pelat Posisi Mendatar dengan SMAW", "Weld Plates in Horizontal Position by SMAW"),
    ("C.25LAS01.008.1", "Mengelas Pelat Posisi Tegak dengan SMAW", "Weld Plates in Vertical Position by SMAW"),
    ("C.25LAS01.009.1", "Memeriksa Hasil Las secara Visual", "Inspect Welds Visually"),
)
GIVEN = ("AGUS", "BAMBANG", "CAHYONO", "DWI", "EKO", "FAJAR", "HENDRA", "I GUSTI NGURAH", "JOKO", "MUHAMMAD", "SITI")
FAMILY = ("SANTOSO", "WIBOWO", "NUGROHO", "SIREGAR", "HASIBUAN", "PRATAMA", "LUMBAN GAOL")


@dataclass(frozen=True)
class Person:
    """One certificate: its facts and the mark that makes it a copy of the original on a sheet."""

    facts: CertificateFacts
    mark: Mark

    @property
    def address(self) -> str:
        return codes.address(self.facts.verify_base_url, self.facts.code)

    @property
    def html(self) -> str:
        """The page as the layout engine is given it."""
        return press.filled(full.layout_of(self.facts, Form.COPY), full.context(self.facts, Form.COPY, self.mark))

    @property
    def texts(self) -> dict[str, str]:
        """What differs from person to person, as it reads on the page."""
        facts, serial = self.facts, f" No. {self.mark.sheet_serial}"
        return {
            "original": f"{COMPETENCY['original_on'][0]}{serial} / {COMPETENCY['original_on'][1]}{serial}",
            "number": f"No. {facts.number}",
            "name": facts.name,
            "registration": f"No. Reg. {facts.registration_number}",
            "code": codes.printed(facts.code),
            "issued": f"{facts.city}, {words.long_date(facts.issued_on)}",
            "holder": f"{facts.name} · No. {facts.number}",
        }

    @property
    def constants(self) -> dict[str, str]:
        """What the labels leave to be filled in, the same for everybody of a scheme."""
        facts = self.facts
        return {
            "years_id": words.years_id(facts.validity_years),
            "years_en": words.years_en(facts.validity_years),
            "host": urlsplit(facts.verify_base_url).netloc,
        }

    @property
    def qr_svg(self) -> str:
        return str(qr.svg(self.address))


def people() -> Iterator[Person]:
    """People without end, each with a name, numbers and a code of their own, the same in every run."""
    units = tuple(UnitFact(*unit) for unit in UNITS)
    for number, (given, family) in enumerate(itertools.cycle(itertools.product(GIVEN, FAMILY))):
        code = "".join(
            codes.ALPHABET[(number * 7919 + place * place * 31 + place) % 32] for place in range(codes.LENGTH)
        )
        yield Person(
            CertificateFacts(
                name=f"{given} {family}",
                number=f"25920 7212 3 {169986 + number:07d} 2026",
                registration_number=f"LST 1565 {54675 + number:05d} 2026",
                field_id="Pengelasan",
                field_en="Welding",
                scheme_id="Juru Las Pelat",
                scheme_en="Plate Welder",
                units=units,
                validity_years=3,
                issued_on=datetime.date(2026, 8, 17),
                valid_until=datetime.date(2029, 8, 17),
                city="Semarang",
                lsp_id="LSP Karya Mandiri Nusantara",
                lsp_en="Karya Mandiri Nusantara Professional Certification Body",
                licence="BNSP-LSP-1565-ID",
                phone="024-5550100",
                chairman="Sri Wahyuni",
                certification_manager="Dedi Kurniawan",
                code=code,
                verify_base_url=VERIFY,
            ),
            Mark(sheet_serial=f"{41000000 + number:08d}"),
        )
