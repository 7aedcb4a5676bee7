"""Lists of prisons."""

from __future__ import annotations

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from foundation.ui.templatetags.ui import tanggal
from lapas.models import Prison
from lapas.tables.people import NUMBER, WHO


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
