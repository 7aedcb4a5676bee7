"""Who may be meant by a row that names nobody by number or NIK: suggested with reasons, decided by a person."""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from lapas import names, register
from lapas.imports import values
from lapas.models import ImportBatch, Inmate
from lapas.querysets import PRESENT
from lapas.services.imports.mapping import columns_of

# More than these are no suggestion any more.
MOST = 3
_COLUMNS = ("pk", "name", "patronymic", "birth_date", "admitted_on", "expiry", "register_number", "nik_index")


@dataclass(frozen=True)
class Kept:
    """What the registry holds about somebody who may be meant; `arriving`: on the way to this prison."""

    pk: int
    name: str
    patronymic: str
    birth_date: datetime.date | None
    admitted_on: datetime.date | None
    expiry: datetime.date | None
    register_number: str
    nik_index: str | None
    arriving: bool


@dataclass(frozen=True)
class Candidate:
    """Somebody who may be meant, and why."""

    kept: Kept
    reasons: list[str]


@dataclass
class Doubts:
    """The people of the prison by folded name, but for those whom the sheet names by their own number; read once."""

    batch: ImportBatch
    # Register numbers of the sheet, as numbers are compared; None where its rows are staged.
    numbers: set[str] | None = None
    # People whom an earlier row means.
    taken: set[int] = field(default_factory=set)

    @cached_property
    def by_name(self) -> dict[str, list[Kept]]:
        found: dict[str, list[Kept]] = defaultdict(list)
        prison = self.batch.prison_id
        here = Inmate.objects.filter(Q(PRESENT, prison=prison) | Q(destination=prison)).order_by("pk")
        for row in here.values(*_COLUMNS, "prison_id"):
            arriving = row.pop("prison_id") != prison
            kept = Kept(**row, arriving=arriving)
            if kept.arriving or register.normalise(kept.register_number) not in self._sheet_numbers:
                found[names.fold(kept.name)].append(kept)
        return found

    @cached_property
    def _sheet_numbers(self) -> set[str]:
        if self.numbers is not None:
            return self.numbers
        columns = {name: str(position) for position, name in columns_of(self.batch).items()}
        cells = self.batch.staged.values_list("cells", flat=True).iterator(2000)
        return {register.normalise(str(one.get(columns.get("register_number", ""), ""))) for one in cells}

    def candidates(self, judged: values.Judged, nik_indexes: tuple[str, ...]) -> list[Candidate]:
        """People of the same name with something else in common and nothing against it."""
        found = []
        for kept in self.by_name.get(names.fold(str(judged.values.get("name", ""))), ()):
            reasons = [] if kept.pk in self.taken else _reasons(judged, nik_indexes, kept)
            if reasons:
                found.append(Candidate(kept, reasons))
        return found[:MOST]


def _reasons(judged: values.Judged, nik_indexes: tuple[str, ...], kept: Kept) -> list[str]:
    if nik_indexes and kept.nik_index and kept.nik_index not in nik_indexes:
        return []
    said: dict[str, Any] = {**judged.values, "expiry": judged.dates.get("expiry")}
    patronymic = str(said.get("patronymic", ""))
    if patronymic and kept.patronymic and names.fold(patronymic) != names.fold(kept.patronymic):
        return []
    born = said.get("birth_date")
    if born and kept.birth_date and born != kept.birth_date:
        return []
    common = [
        label
        for name, label in (
            ("birth_date", _("tanggal lahir")),
            ("admitted_on", _("tanggal masuk")),
            ("expiry", _("ekspirasi")),
        )
        if said.get(name) is not None and said[name] == getattr(kept, name)
    ]
    # Somebody is on the way here under this very name: that alone is worth a question.
    if not common and not kept.arriving:
        return []
    return [_("nama"), *common]
