"""Lists of imports and of the rows of one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import django_tables2 as tables
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from foundation.ui.templatetags.ui import tag, tanggal, waktu
from lapas.choices import ImportState, RowOutcome
from lapas.imports import fields
from lapas.models import ImportBatch, ImportRow
from lapas.tables.people import NUMBER, WHO

STATE_TONES: dict[str, str] = {ImportState.APPLIED: "ok", ImportState.REFUSED: "bad", ImportState.DISCARDED: "mut"}
OUTCOME_TONES: dict[str, str] = {RowOutcome.CREATED: "ok", RowOutcome.UPDATED: "gold", RowOutcome.REFUSED: "bad"}


class ImportTable(tables.Table):
    file_name = tables.TemplateColumn(
        '{% load ui %}<a href="{% url "lapas:import-detail" record.pk %}"><b>{{ record.file_name }}</b></a>'
        "<span>{{ record.prison }}</span>",
        verbose_name=_("Berkas"),
        attrs=WHO,
    )
    uploaded_at = tables.Column(verbose_name=_("Diunggah"))
    data_as_of = tables.Column(verbose_name=_("Data per"))
    rows = tables.Column(verbose_name=_("Baris"), attrs=NUMBER)
    created = tables.Column(verbose_name=_("Baru"), attrs=NUMBER)
    updated = tables.Column(verbose_name=_("Berubah"), attrs=NUMBER)
    refused = tables.Column(verbose_name=_("Ditolak"), attrs=NUMBER)
    state = tables.Column(verbose_name=_("Status"))

    class Meta:
        model = ImportBatch
        fields: tuple[str, ...] = ()
        attrs = {"class": "table"}

    def render_uploaded_at(self, record: ImportBatch) -> str:
        return waktu(record.uploaded_at, record.prison.timezone)

    def render_data_as_of(self, record: ImportBatch) -> str:
        return tanggal(record.data_as_of)

    def render_state(self, record: ImportBatch) -> str:
        return tag(STATE_TONES.get(record.state, "warn"), record.get_state_display())


class ImportRowTable(tables.Table):
    """Rows of one batch; `shown` says name and register number of a row as the sheet wrote them."""

    row = tables.Column(verbose_name=_("Baris"), attrs=NUMBER)
    who = tables.Column(verbose_name=_("Menurut berkas"), accessor="pk", empty_values=(), orderable=False, attrs=WHO)
    outcome = tables.Column(verbose_name=_("Hasil"))
    what = tables.Column(
        verbose_name=_("Yang berubah, atau yang harus diperbaiki"), accessor="pk", empty_values=(), orderable=False
    )

    class Meta:
        model = ImportRow
        fields: tuple[str, ...] = ()
        attrs = {"class": "table"}

    def __init__(self, *args: Any, shown: Callable[[ImportRow], tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shown = shown

    def render_who(self, record: ImportRow) -> str:
        return format_html("<b>{}</b><span>{}</span>", *self.shown(record))

    def render_outcome(self, record: ImportRow) -> str:
        return tag(OUTCOME_TONES.get(record.outcome, "mut"), record.get_outcome_display())

    def render_what(self, record: ImportRow) -> str:
        """Before → after of every change, what was filled in together, then the problems by column."""
        lines = [
            format_html("{}: <s>{}</s> → <b>{}</b>", label_of(one["field"]), one["before"], one["after"])
            for one in record.changes
            if one["before"]
        ]
        filled = [f"{label_of(one['field'])} {one['after']}" for one in record.changes if not one["before"]]
        if filled:
            lines.append(format_html("<b>{}</b> {}", _("Diisi:"), " · ".join(filled)))
        lines += [format_html("<b>{}</b>: {}", one["column"], one["message"]) for one in record.problems]
        return format_html_join("", "<div>{}</div>", ((line,) for line in lines))


def label_of(name: str) -> str:
    """What a field or a kind of date is called on screen."""
    return str(fields.FIELDS[name].label) if name in fields.FIELDS else name
