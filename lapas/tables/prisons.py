"""Lists of prisons."""

from __future__ import annotations

import datetime
from typing import Any

import django_tables2 as tables
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.ui.templatetags.ui import tag, tanggal, waktu
from lapas.choices import ImportState
from lapas.models import Prison
from lapas.tables.people import NUMBER, WHO

RED_DAYS = 30


class PrisonTable(tables.Table):
    name = tables.TemplateColumn(
        '<b><a href="{% url "lapas:prison-detail" record.pk %}">{{ record.name }}</a></b><span>{{ record.code }}'
        "{% if record.alias %} · {{ record.alias }}{% endif %}</span>",
        verbose_name=_("UPT"),
        attrs=WHO,
    )
    kind = tables.Column(verbose_name=_("Jenis"))
    regency = tables.Column(verbose_name=_("Kabupaten/kota"))
    regional_office = tables.Column(verbose_name=_("Kantor wilayah"))
    people = tables.Column(verbose_name=_("Penghuni tercatat"), orderable=False, attrs=NUMBER)
    data_as_of = tables.Column(verbose_name=_("Data SDP per"), attrs=NUMBER)

    class Meta:
        model = Prison
        fields = ("name", "kind", "regency", "regional_office", "people", "data_as_of")
        attrs = {"class": "table"}

    def render_data_as_of(self, value: object) -> str:
        return tanggal(value)


class RegisterTable(tables.Table):
    """Prisons as the administrator keeps them, without anybody in them."""

    name = tables.TemplateColumn(
        '<b><a href="{% url "lapas:prison-history" record.pk %}">{{ record.name }}</a></b><span>{{ record.code }}'
        "{% if record.alias %} · {{ record.alias }}{% endif %}</span>",
        verbose_name=_("UPT"),
        attrs=WHO,
    )
    kind = tables.Column(verbose_name=_("Jenis"))
    class_level = tables.Column(verbose_name=_("Kelas"))
    regency = tables.Column(verbose_name=_("Kabupaten/kota"))
    regional_office = tables.Column(verbose_name=_("Kantor wilayah"))
    is_active = tables.Column(verbose_name=_("Status"))

    class Meta:
        model = Prison
        fields = ("name", "kind", "class_level", "regency", "regional_office", "is_active")
        attrs = {"class": "table"}

    def render_is_active(self, record: Prison) -> str:
        if record.is_active:
            return tag("ok", gettext("aktif"))
        return tag("mut", gettext("ditutup %(day)s") % {"day": tanggal(record.closed_on)})


class StalePrisonTable(tables.Table):
    """Prisons with old data; `today` is the day that the age is counted from."""

    name = tables.TemplateColumn(
        '<b><a href="{% url "lapas:prison-detail" record.pk %}">{{ record.name }}</a></b>'
        "<span>{{ record.regional_office }}</span>",
        verbose_name=_("UPT"),
        attrs=WHO,
    )
    data_as_of = tables.Column(verbose_name=_("Data SDP per"), attrs=NUMBER, empty_values=())
    age = tables.Column(verbose_name=_("Umur data"), accessor="data_as_of", orderable=False, empty_values=())
    people = tables.Column(verbose_name=_("Penghuni tercatat"), orderable=False, attrs=NUMBER)
    tried_at = tables.Column(verbose_name=_("Berkas terakhir"), orderable=False, empty_values=())

    class Meta:
        model = Prison
        fields: tuple[str, ...] = ()
        attrs = {"class": "table"}

    def __init__(self, *args: Any, today: datetime.date, **kwargs: Any) -> None:
        self.today = today
        super().__init__(*args, **kwargs)

    def value_name(self, record: Prison) -> str:
        return record.name

    def render_data_as_of(self, value: datetime.date | None) -> str:
        return tanggal(value) if value else "–"

    def render_age(self, value: datetime.date | None) -> str:
        if value is None:
            return tag("bad", gettext("belum pernah diimpor"))
        days = (self.today - value).days
        return tag("bad" if days > RED_DAYS else "warn", gettext("%(days)d hari") % {"days": days})

    def value_age(self, value: datetime.date | None) -> str:
        return str((self.today - value).days) if value else ""

    def render_tried_at(self, record: Any) -> str:
        if record.tried_at is None:
            return gettext("belum ada")
        return f"{waktu(record.tried_at, record.timezone)} · {ImportState(record.tried_state).label}"
