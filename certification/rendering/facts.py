"""The facts of one certificate: typed, frozen, versioned. Nothing but these reaches the page.

The JSON is what stands in `Certificate.facts`; `from_json` refuses anything it does not know, so that a field about a
place or a person's stay cannot slip in. Dates are ISO strings in JSON and dates here.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

VERSION = 1


class FactsRefused(ValueError):
    """The JSON is not a complete set of facts of a known version; the message names what is wrong."""


@dataclass(frozen=True)
class UnitFact:
    """One competency unit, in the order of the scheme."""

    code: str
    title_id: str
    title_en: str


@dataclass(frozen=True)
class CertificateFacts:
    """What one certificate of competence says. `code` is the 26-character public code without its check character."""

    name: str
    number: str
    registration_number: str
    field_id: str
    field_en: str
    scheme_id: str
    scheme_en: str
    units: tuple[UnitFact, ...]
    validity_years: int
    issued_on: datetime.date
    valid_until: datetime.date
    city: str
    lsp_id: str
    lsp_en: str
    licence: str
    phone: str
    chairman: str
    certification_manager: str
    code: str
    verify_base_url: str
    version: int = VERSION

    def to_json(self) -> dict[str, Any]:
        made = dataclasses.asdict(self)
        made["units"] = [dataclasses.asdict(unit) for unit in self.units]
        made["issued_on"] = self.issued_on.isoformat()
        made["valid_until"] = self.valid_until.isoformat()
        return made

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> CertificateFacts:
        """Read facts back; raises FactsRefused for another version, a missing or an unknown field."""
        if given.get("version") != VERSION:
            raise FactsRefused(f"facts of version {given.get('version')!r}; known is {VERSION}")
        known = {field.name for field in dataclasses.fields(cls)}
        if wrong := sorted(known.symmetric_difference(given)):
            raise FactsRefused("missing or unknown: " + ", ".join(wrong))
        try:
            return cls(
                **{
                    **given,
                    "units": tuple(UnitFact(**unit) for unit in given["units"]),
                    "issued_on": datetime.date.fromisoformat(given["issued_on"]),
                    "valid_until": datetime.date.fromisoformat(given["valid_until"]),
                }
            )
        except (TypeError, ValueError) as error:
            raise FactsRefused(str(error)) from error
