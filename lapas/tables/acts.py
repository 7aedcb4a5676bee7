"""The list of letters about many people."""

from __future__ import annotations

import datetime

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from foundation.ui.templatetags.ui import tag, tanggal, waktu
from lapas.choices import ActState
from lapas.models import RegistryAct
from lapas.tables.people import NUMBER, WHO

TONES: dict[str, str] = {ActState.DRAFT: "warn", ActState.RECORDED: "ok"}


class ActTable(tables.Table):
    kind = tables.TemplateColumn(
        '<a href="{{ record.get_absolute_url }}"><b>{{ record.get_kind_display }}</b></a>'
        "<span>{% if record.kind != 'transfer' %}{{ record.get_stage_display }} · {% endif %}"
        "{{ record.letter_number|default:'–' }}</span>",
        verbose_name=_("Surat"),
        attrs=WHO,
    )
    prison = tables.Column(verbose_name=_("UPT"))
    on = tables.Column(verbose_name=_("Tanggal"), attrs=NUMBER)
    people = tables.Column(verbose_name=_("Orang"), attrs=NUMBER)
    opened_at = tables.Column(verbose_name=_("Dibuat"))
    state = tables.Column(verbose_name=_("Status"))

    class Meta:
        model = RegistryAct
        fields: tuple[str, ...] = ()
        attrs = {"class": "table"}

    def render_on(self, value: datetime.date) -> str:
        return tanggal(value)

    def render_opened_at(self, record: RegistryAct) -> str:
        return f"{waktu(record.opened_at, record.prison.timezone)}, {record.opened_by.full_name}"

    def render_state(self, record: RegistryAct) -> str:
        return tag(TONES.get(record.state, "mut"), record.get_state_display())
