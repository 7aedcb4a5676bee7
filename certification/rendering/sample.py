"""The sample that a layout is compiled with: somebody's facts with every personal field replaced.

A field that is not personal is part of the key of a blob. One that is personal and yet stands outside every slot would
print the sample's words; the proof of a blob against full renders finds that.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping
from typing import Any

from certification.rendering.facts import Facts
from certification.rendering.forms import Mark

NUMBER, DAY = "88888 8888 8 8888888 8888", datetime.date(2001, 2, 3)
PERSONAL: Mapping[str, Any] = {
    "name": "NAMA CONTOH",
    "number": NUMBER,
    "registration_number": "CON 8888 88888 8888",
    "issued_on": DAY,
    "valid_until": DAY,
    "started_on": DAY,
    "ended_on": DAY,
    "code": "0" * 26,
}
SERIAL = "88888888"
# As they stand in metadata: title, and the two ways to write a date.
WORDS = (NUMBER, f"{DAY:%Y-%m-%d}", f"{DAY:%Y%m%d}")


def facts_of(facts: Facts) -> Facts:
    """The facts with the sample in every personal field that is filled."""
    return dataclasses.replace(facts, **{name: value for name, value in PERSONAL.items() if getattr(facts, name, "")})


def mark_of(mark: Mark) -> Mark:
    """The mark with a sample serial, where it has one."""
    return dataclasses.replace(mark, sheet_serial=SERIAL if mark.sheet_serial else "")


def words_of(facts: Facts) -> dict[str, str]:
    """The sample's words in metadata → this person's."""
    return dict(zip(WORDS, (facts.number, f"{facts.issued_on:%Y-%m-%d}", f"{facts.issued_on:%Y%m%d}"), strict=True))
