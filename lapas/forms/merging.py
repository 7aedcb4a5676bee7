"""Forms about two rows of one person."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from foundation.ui.forms import OfficeForm
from lapas.choices import DateKind
from lapas.models import Inmate
from lapas.services import masked_nik
from lapas.services.merging import DATE, GROUPS, NIK, SHORTEST_REASON, Comparison
from lapas.services.plan import COLUMNS

KEPT, FOLDED = "kept", "folded"


class ReasonForm(OfficeForm):
    reason = forms.CharField(
        label=_("Alasan"),
        max_length=300,
        min_length=SHORTEST_REASON,
        help_text=_("Satu kalimat; dicatat bersama nama Anda."),
    )


class MergeForm(ReasonForm):
    """Which fact of two rows stays, one choice for each that differs."""

    def __init__(self, *args: Any, kept: Inmate, folded: Inmate, comparison: Comparison, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows: list[dict[str, Any]] = []
        dates = comparison.dates
        for side in comparison.sides:
            label, values = _shown(side.key, kept, folded, dates)
            row = {"label": label, "kept": values[0], "folded": values[1], "name": ""}
            if side.differs and any(values):
                name = row["name"] = side.key.replace(":", "_")
                self.fields[name] = forms.ChoiceField(
                    label=label,
                    choices=[(KEPT, values[0] or "–"), (FOLDED, values[1] or "–")],
                    initial=FOLDED if side.suggested else KEPT,
                    widget=forms.RadioSelect,
                )
                row["key"] = side.key
            if any(values):
                self.rows.append(row)
        self.order_fields([name for name in self.fields if name != "reason"])

    def table(self) -> list[dict[str, Any]]:
        """The facts of both rows; `chosen` is the side that is ticked, empty where nothing is to be chosen."""
        return [{**row, "chosen": self[row["name"]].value() if row["name"] else ""} for row in self.rows]

    def taken(self) -> list[str]:
        return [row["key"] for row in self.rows if row["name"] and self.cleaned_data[row["name"]] == FOLDED]


def _shown(key: str, kept: Inmate, folded: Inmate, dates: list[dict[str, Any]]) -> tuple[str, list[str]]:
    if key.startswith(DATE):
        kind = key.removeprefix(DATE)
        return str(DateKind(kind).label), [_date(known.get(kind)) for known in dates]
    if key == NIK:
        return _t("NIK"), [masked_nik(one) for one in (kept, folded)]
    if key == "sentence_years":
        return _t("Lama pidana"), [_sentence(one) for one in (kept, folded)]
    values = [" · ".join(filter(None, (_column(one, column) for column in GROUPS[key]))) for one in (kept, folded)]
    return capfirst(str(COLUMNS[key].verbose_name)), values


def _column(inmate: Inmate, column: str) -> str:
    display = getattr(inmate, f"get_{column}_display", None)
    value = display() if display else getattr(inmate, column)
    if isinstance(value, bool):
        return _t("ya") if value else _t("tidak")
    return f"{value:%d-%m-%Y}" if isinstance(value, datetime.date) else str(value or "")


def _sentence(inmate: Inmate) -> str:
    parts = (
        (inmate.sentence_years, _t("tahun")), (inmate.sentence_months, _t("bulan")), (inmate.sentence_days, _t("hari")),
    )  # fmt: skip
    return " ".join(f"{number} {word}" for number, word in parts if number)


def _date(fact: Any) -> str:
    return f"{fact.date:%d-%m-%Y} (per {fact.as_of:%d-%m-%Y})" if fact else ""
