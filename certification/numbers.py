"""How the three numbers on a certificate are written (DOMAIN: certificate, registration, sheet)."""

from __future__ import annotations

import datetime
import re

SHEET_SERIAL = re.compile(r"\d{8}")
CERTIFICATE_NUMBER = re.compile(r"\d{5} \d{4} \d \d{7} \d{4}")


def certificate_number(*, kbli5: str, kbji4: str, level: int | None, serial: int, year: int) -> str:
    """`KBLI(5) KBJI(4) level(1) serial(7) year(4)`; a scheme without level has level 0."""
    return f"{kbli5} {kbji4} {level or 0} {serial:07d} {year}"


def registration_number(*, sector: str, licence: str, serial: int, year: int) -> str:
    """`sector licence serial(5) year`."""
    return f"{sector} {licence} {serial:05d} {year}"


def valid_until(issued_on: datetime.date, years: int) -> datetime.date:
    """The same day `years` later; 29 February becomes the 28th."""
    try:
        return issued_on.replace(year=issued_on.year + years)
    except ValueError:
        return issued_on.replace(year=issued_on.year + years, day=28)
