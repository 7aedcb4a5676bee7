"""Merged rows."""

from __future__ import annotations

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from foundation.ui.templatetags.ui import tag, waktu
from lapas.models import InmateMerge
from lapas.tables.people import WHO


class MergeTable(tables.Table):
    kept = tables.Column(verbose_name=_("Dipertahankan"), attrs=WHO, order_by=("kept__name", "pk"))
    folded = tables.Column(verbose_name=_("Digabung"), attrs=WHO, order_by=("folded__name", "pk"))
    reason = tables.Column(verbose_name=_("Alasan"), orderable=False)
    merged_at = tables.Column(verbose_name=_("Kapan dan oleh siapa"), attrs=WHO)
    state = tables.Column(verbose_name=_("Status"), accessor="undone_at", orderable=False, empty_values=())

    class Meta:
        model = InmateMerge
        fields: tuple[str, ...] = ()
        attrs = {"class": "table"}

    def render_kept(self, record: InmateMerge) -> SafeString:
        return format_html(
            '<b><a href="{}">{}</a></b><span>{}</span>',
            record.get_absolute_url(),
            record.kept.display_name,
            record.kept.register_number,
        )

    def render_folded(self, record: InmateMerge) -> SafeString:
        return format_html("<b>{}</b><span>{}</span>", record.folded.display_name, record.folded.register_number)

    def render_merged_at(self, record: InmateMerge) -> SafeString:
        by = record.merged_by.person.full_name if record.merged_by else "–"
        return format_html("<b>{}</b><span>{}</span>", waktu(record.merged_at, record.prison.timezone), by)

    def render_state(self, record: InmateMerge) -> str:
        return str(tag("mut", _t("dipisah kembali")) if record.undone_at else tag("ok", _t("digabung")))
