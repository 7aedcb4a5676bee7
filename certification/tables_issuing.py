"""Columns of the lists of certificates."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from certification.models import Certificate
from certification.progress import step_of
from foundation.ui.templatetags.ui import tag, tanggal


class CertificateTable(tables.Table):
    """Certificates as their LSP or prison sees them."""

    number = tables.Column(
        verbose_name=_("Sertifikat"),
        linkify=("certification:certificate-detail", {"pk": tables.A("pk")}),
        attrs={"td": {"class": "who"}},
    )
    holder = tables.Column(verbose_name=_("Pemegang"), accessor="facts__name", order_by="inmate__certificate_name")
    scheme = tables.Column(verbose_name=_("Skema"), accessor="facts__scheme_id", order_by="scheme__title_id")
    issued_on = tables.Column(verbose_name=_("Diterbitkan"))
    sheet_serial = tables.Column(verbose_name=_("Blangko"))
    step = tables.Column(verbose_name=_("Status"), empty_values=(), orderable=False)

    class Meta:
        model = Certificate
        fields = ("number", "holder", "scheme", "issued_on", "sheet_serial", "step")
        order_by = "-issued_on"

    def render_number(self, record: Certificate) -> str:
        return format_html("<b>{}</b><span>{}</span>", record.number, record.registration_number)

    def render_issued_on(self, value: Any) -> str:
        return tanggal(value)

    def render_step(self, record: Any) -> str:
        step = step_of(record, handed_over=record.was_handed_over)
        return tag(step.level, step.text)

    def value_step(self, record: Any) -> str:
        return step_of(record, handed_over=record.was_handed_over).text
