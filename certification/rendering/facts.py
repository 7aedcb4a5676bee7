"""The facts of one certificate: typed, frozen, versioned. Nothing but these reaches the page.

The JSON is what stands in `Certificate.facts`; `read` refuses anything it does not know, so that a field about a
place or a person's stay cannot slip in. Dates are ISO strings in JSON and dates here. `kind` tells the two kinds
apart; JSON without it is of the time when there was only the certificate of competence.

Texts are kept composed (NFC) and with single blanks, so that every path prints, measures and compares the same.
"""

from __future__ import annotations

import dataclasses
import datetime
import typing
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

VERSION = 1


class FactsRefused(ValueError):
    """The JSON is not a complete set of facts of a known version; the sentence names the field that is wrong."""


class _Tidy:
    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            if isinstance(value, str):
                object.__setattr__(self, name, " ".join(unicodedata.normalize("NFC", value).split()))


@dataclass(frozen=True)
class UnitFact(_Tidy):
    """One competency unit, in the order of the scheme."""

    code: str
    title_id: str
    title_en: str


@dataclass(frozen=True)
class TrainedUnitFact(_Tidy):
    """One unit of a training programme; `hours` in JP of 45 minutes, 0 where the programme gives only the total."""

    code: str
    title_id: str
    title_en: str
    hours: int = 0


@dataclass(frozen=True)
class CertificateFacts(_Tidy):
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
    kind: Literal["competency"] = "competency"

    @property
    def issuer(self) -> str:
        return self.lsp_id

    @property
    def signatories(self) -> tuple[str, str]:
        """Who signs the front and the back."""
        return self.chairman, self.certification_manager

    def to_json(self) -> dict[str, Any]:
        return _written(self)

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> CertificateFacts:
        """Read facts back; raises FactsRefused for another version, a missing or an unknown field."""
        return cls(**_taken(cls, UnitFact, given))


@dataclass(frozen=True)
class TrainingFacts(_Tidy):
    """What one training certificate says: the centre's own paper, without expiry and without registration number.

    `started_on` to `ended_on` are the days of the training; `total_hours` in JP of 45 minutes.
    """

    name: str
    number: str
    programme_id: str
    programme_en: str
    units: tuple[TrainedUnitFact, ...]
    total_hours: int
    started_on: datetime.date
    ended_on: datetime.date
    issued_on: datetime.date
    city: str
    centre_id: str
    centre_en: str
    phone: str
    signatory: str
    signatory_title_id: str
    signatory_title_en: str
    code: str
    verify_base_url: str
    version: int = VERSION
    kind: Literal["training"] = "training"

    @property
    def issuer(self) -> str:
        return self.centre_id

    @property
    def signatories(self) -> tuple[str, str]:
        """Who signs the front and the back."""
        return self.signatory, self.signatory

    def to_json(self) -> dict[str, Any]:
        return _written(self)

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> TrainingFacts:
        """Read facts back; raises FactsRefused for another version, a missing or an unknown field."""
        return cls(**_taken(cls, TrainedUnitFact, given))


Facts = CertificateFacts | TrainingFacts


def read(given: Mapping[str, Any]) -> Facts:
    """The facts of whatever kind the JSON is of; raises FactsRefused."""
    kind = given.get("kind", "competency")
    if kind == "competency":
        return CertificateFacts.from_json(given)
    if kind == "training":
        return TrainingFacts.from_json(given)
    raise FactsRefused(f"Isian “kind” berisi {kind!r}; yang dikenal “competency” dan “training”.")


def _written(facts: Any) -> dict[str, Any]:
    # Not `asdict`, which copies every text: a meeting freezes 500 certificates with their units.
    made = dict(vars(facts))
    made["units"] = [dict(vars(unit)) for unit in facts.units]
    return {key: value.isoformat() if isinstance(value, datetime.date) else value for key, value in made.items()}


def _taken(cls: type, unit: type, given: Mapping[str, Any]) -> dict[str, Any]:
    version = given.get("version")
    if version != VERSION:
        raise FactsRefused(f"Isian “version” berisi {version!r}; yang dikenal {VERSION}.")
    taken = _fields(cls, given, within="")
    if not isinstance(given["units"], list):
        raise FactsRefused("Isian “units” harus daftar unit.")
    taken["units"] = tuple(
        unit(**_fields(unit, row, within=f"units[{at}].")) for at, row in enumerate(given["units"], start=1)
    )
    return taken


def _fields(cls: type, given: Any, *, within: str) -> dict[str, Any]:
    """The fields of `cls` out of `given`, each of its own type; one more or less is refused by name."""
    if not isinstance(given, Mapping):
        raise FactsRefused(f"Isian “{within.rstrip('.')}” harus berisi nama dan nilai.")
    fields = _known(cls)
    if unknown := sorted(set(map(str, given)) - set(fields)):
        raise FactsRefused(f"Isian “{within}{unknown[0]}” tidak dikenal.")
    taken = {}
    for name, (wanted, needed) in fields.items():
        if name in given:
            taken[name] = _value(given[name], wanted, within + name)
        elif needed:
            raise FactsRefused(f"Isian “{within}{name}” tidak ada.")
    return taken


@cache
def _known(cls: type) -> dict[str, tuple[Any, bool]]:
    """Field → its type, and whether it must be there. Asked once: a release reads thousands of facts."""
    types = typing.get_type_hints(cls)
    return {field.name: (types[field.name], field.default is dataclasses.MISSING) for field in dataclasses.fields(cls)}


def _value(value: Any, wanted: Any, name: str) -> Any:
    if wanted is str and not isinstance(value, str):
        raise FactsRefused(f"Isian “{name}” harus teks.")
    if wanted is int and (not isinstance(value, int) or isinstance(value, bool) or value < 0):
        raise FactsRefused(f"Isian “{name}” harus bilangan bulat.")
    if wanted is datetime.date:
        try:
            return datetime.date.fromisoformat(value)
        except (TypeError, ValueError) as error:
            raise FactsRefused(f"Isian “{name}” harus tanggal seperti 2026-11-24.") from error
    return value
