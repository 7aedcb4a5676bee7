"""The grid of people and units with one training result in each cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.ui.forms import DateField
from training.choices import UnitOutcome
from training.forms.attendance import JudgeForm
from training.models import CompetencyUnit, Enrolment, UnitTrainingResult

Standing = Mapping[tuple[int, int], UnitTrainingResult]


@dataclass
class Cell:
    """One person in one unit: the field's name, what it says, and what somebody else stored meanwhile."""

    name: str
    unit: CompetencyUnit
    value: str
    stored_meanwhile: str = ""
    judged_by: str = ""


@dataclass
class GridRow:
    enrolment: Enrolment
    cells: list[Cell]

    @property
    def is_locked(self) -> bool:
        return bool(self.enrolment.outcome)

    @property
    def left(self) -> int:
        """Units that nobody has judged yet."""
        return sum(not cell.value for cell in self.cells)

    @property
    def failed(self) -> int:
        return sum(cell.value == UnitOutcome.NOT_YET for cell in self.cells)


class ResultForm(JudgeForm):
    """Cells are read straight from what was sent: a radio group each, "" for not judged yet."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    judged_on = DateField(label=_("Tanggal penilaian"))

    def __init__(
        self,
        *args: Any,
        people: Sequence[Enrolment],
        units: Sequence[CompetencyUnit],
        standing: Standing,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.people, self.units, self.standing = people, units, standing
        self.conflict = False

    @staticmethod
    def name_of(person: int, unit: int) -> str:
        return f"hasil-{person}-{unit}"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cleaned["results"] = {
            (person.pk, unit.pk): self._sent(person, unit)
            for person in self.people
            # A concluded row is shown without fields, so nothing of it is sent.
            if not person.outcome
            for unit in self.units
        }
        return cleaned

    def _sent(self, person: Enrolment, unit: CompetencyUnit) -> str:
        return self.data.get(self.name_of(person.pk, unit.pk), "")

    def _stands(self, person: Enrolment, unit: CompetencyUnit) -> str:
        row = self.standing.get((person.pk, unit.pk))
        return row.outcome if row else ""

    def take_over(self, standing: Standing, version: int) -> None:
        """After somebody else saved: his values where nothing was chosen here, and both where they differ."""
        self.standing, self.conflict = standing, True
        sent: Any = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict, whenever the form is bound
        sent["version"] = version
        self.data = sent

    def rows(self) -> Iterator[GridRow]:
        for person in self.people:
            cells = []
            for unit in self.units:
                stands = self._stands(person, unit)
                value = self._sent(person, unit) if self.is_bound and not person.outcome else stands
                differs = self.conflict and value and value != stands
                row = self.standing.get((person.pk, unit.pk))
                cells.append(
                    Cell(
                        name=self.name_of(person.pk, unit.pk),
                        unit=unit,
                        value=(value or stands) if self.conflict else value,
                        stored_meanwhile=str(UnitOutcome(stands).label if stands else _("kosong")) if differs else "",
                        judged_by=str(row.judged_by) if row else "",
                    )
                )
            yield GridRow(person, cells)
