"""Lists of imports and of the rows of one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.ui.templatetags.ui import tag, tanggal, waktu
from lapas.choices import ImportState, RowGroup
from lapas.imports import fields
from lapas.models import ImportBatch, ImportRow, SheetWord
from lapas.services.imports import RELEASE, meaning_of
from lapas.tables.people import NUMBER, WHO, PeopleTable

STATE_TONES: dict[str, str] = {ImportState.APPLIED: "ok", ImportState.REFUSED: "bad", ImportState.DISCARDED: "mut"}
UNBROKEN = {"td": {"class": "nowrap"}}
DATE = re.compile(r"\d\d-\d\d-\d{4}")
TONE_WORDS = {"bad": _("terganggu"), "warn": _("masih bisa"), "ok": _("aman")}
GROUP_TONES: dict[str, str] = {
    RowGroup.CREATED: "ok",
    RowGroup.UPDATED: "gold",
    RowGroup.DATE_MOVED: "warn",
    RowGroup.DOUBTFUL: "warn",
    RowGroup.ARRIVING: "warn",
    RowGroup.REFUSED: "bad",
}


class ImportTable(tables.Table):
    file_name = tables.TemplateColumn(
        '{% load ui %}<a href="{% url "lapas:import-detail" record.pk %}"><b>{{ record.file_name }}</b></a>'
        "<span>{{ record.prison }}</span>",
        verbose_name=_("Berkas"),
        attrs=WHO,
    )
    # Second, so that a phone shows it without scrolling.
    state = tables.Column(verbose_name=_("Status"))
    uploaded_at = tables.Column(verbose_name=_("Diunggah"), attrs=UNBROKEN)
    data_as_of = tables.Column(verbose_name=_("Data per"), attrs=UNBROKEN)
    rows = tables.Column(verbose_name=_("Baris"), attrs=NUMBER)
    created = tables.Column(verbose_name=_("Baru"), attrs=NUMBER)
    updated = tables.Column(verbose_name=_("Berubah"), attrs=NUMBER)
    refused = tables.Column(verbose_name=_("Dilewati"), attrs=NUMBER)

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
    what = tables.Column(
        verbose_name=_("Hasil: yang berubah, atau yang harus diperbaiki"),
        accessor="group",
        order_by=("group", "row"),
        attrs={"td": {"class": "wide"}},
    )

    class Meta:
        model = ImportRow
        fields: tuple[str, ...] = ()
        attrs = {"class": "table"}

    def __init__(
        self,
        *args: Any,
        shown: Callable[[ImportRow], tuple[str, str]],
        effects: Mapping[int, list[tuple[str, str]]],
        open_batch: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.shown, self.effects, self.open_batch = shown, effects, open_batch

    def render_who(self, record: ImportRow) -> str:
        return format_html("<b>{}</b><span>{}</span>", *self.shown(record))

    def render_what(self, record: ImportRow) -> str:
        """The group; before → after of every change, what was filled in together, then the problems by column."""
        lines = [tag(GROUP_TONES.get(record.group, "mut"), record.get_group_display())]
        lines += [
            format_html(
                "{}: <s>{}</s> → <b>{}</b>", label_of(one["field"]), _whole(one["before"]), _whole(one["after"])
            )
            for one in record.changes
            if one["before"]
        ]
        filled = [f"{label_of(one['field'])} {one['after']}" for one in record.changes if not one["before"]]
        if filled:
            lines.append(format_html("<b>{}</b> {}", _("Diisi:"), " · ".join(filled)))
        if record.inmate_id is not None:
            told = self.effects.get(record.inmate_id, [])
            lines += [format_html("{} {}", tag(tone, TONE_WORDS[tone]), sentence) for tone, sentence in told]
        lines += [format_html("<b>{}</b>: {}", one["column"], one["message"]) for one in record.problems]
        if record.candidates and self.open_batch:
            address = reverse("lapas:import-row-decide", args=[record.batch_id, record.row])
            label = _("Ubah keputusan") if record.decision else _("Putuskan")
            decided = record.get_decision_display()
            lines.append(format_html('{} <a class="btn btn-quiet btn-sm" href="{}">{}</a>', decided, address, label))
        return format_html_join("", "<div>{}</div>", ((line,) for line in lines))


class GoneTable(PeopleTable):
    """Who is on no row; the button leads to what may have happened."""

    act = tables.TemplateColumn(
        '{% load i18n %}<a class="btn btn-quiet btn-sm" href="{% url "lapas:event-record" record.pk %}">'
        '{% translate "Catat peristiwa" %}</a>',
        verbose_name="",
        orderable=False,
    )

    class Meta(PeopleTable.Meta):
        exclude = ("prison",)
        sequence = ("who", "earliest_release", "act")
        attrs = {"class": "table"}


class WordTable(tables.Table):
    word = tables.Column(verbose_name=_("Kata di lembar"))
    kind = tables.Column(verbose_name=_("Kolom"))
    meaning = tables.Column(verbose_name=_("Artinya"), orderable=False)
    prison = tables.Column(verbose_name=_("UPT"))
    act = tables.TemplateColumn(
        '{% load i18n %}<a href="{% url "lapas:word-forget" record.pk %}">{% translate "Hapus" %}</a>',
        verbose_name="",
        orderable=False,
    )

    class Meta:
        model = SheetWord
        fields: tuple[str, ...] = ()
        attrs = {"class": "table fits"}

    def render_meaning(self, record: SheetWord) -> str:
        return meaning_of(record)


def _whole(value: str) -> str:
    """The value; a date in one piece, which a phone would break at its hyphens."""
    return format_html('<span class="nowrap">{}</span>', value) if DATE.fullmatch(value) else value


def label_of(name: str) -> str:
    """What a field or a kind of date is called on screen."""
    if name == RELEASE:
        return gettext("perkiraan bebas")
    return str(fields.FIELDS[name].label) if name in fields.FIELDS else name
